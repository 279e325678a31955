"""Compiled Python (.pyc, PEP 3147 and PEP 552): the constants of all its functions; never loaded."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View
from guard.view import ZEROS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = (b"c", b"\xe3")


def _start(data: bytes) -> int:
    """Return where the code object begins: after 16, 12 or 8 bytes of header; 0 if nowhere."""
    if data[2:4] != b"\r\n":
        return 0
    for at in (16, 12, 8):
        if data[at : at + 1] in _CODE and data[at + 2 : at + 5] == b"\x00\x00\x00":
            return at
    return 0


def _test(data: bytes) -> bool:
    return _start(data) > 0


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._marshal import Walk

    start = _start(view.data)
    if not budget.take(len(view.data), 1):
        yield Skip("", budget.spent)
        return
    found = Walk(view.data, start, int.from_bytes(view.data[:2], "little")).run()
    text = found.text()
    if text:
        yield Inner(text, "constants")
    for line, content in found.binaries:
        if not budget.take(0, 1):
            yield Skip("", budget.spent)
            return
        yield Inner(content, f"constants:{line}")


def _wrap(text: bytes) -> bytes:
    import marshal
    from importlib.util import MAGIC_NUMBER

    code = compile(f"CONTENT = {text!r}\n", "inner.py", "exec")
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(code)


LAYER = Layer(name="pyc", test=_test, open=_open, wrap=_wrap, container=True, rests=ZEROS)
