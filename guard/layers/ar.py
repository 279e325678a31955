"""ar: Debian packages and static libraries; members are stored plainly, but may be packed themselves."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"!<arch>\n"


def _test(data: bytes) -> bool:
    return data[:8] == _MAGIC


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._huge import stored
    from guard.redact import member_path

    data, position = view.data, len(_MAGIC)
    while data[position + 58 : position + 60] == b"`\n":
        head = data[position : position + 60]
        digits = head[48:58].strip()
        size = int(digits) if digits.isdigit() else 0
        start = position + 60
        position = start + size + size % 2
        name = member_path(head[:16].strip().rstrip(b"/")) or "content"
        there = max(0, min(size, len(data) - start))
        if there > budget.member_size:
            yield Skip(name, budget.oversize)
        elif not budget.take(there, 1):
            yield Skip(name, budget.spent)
            return
        elif there:
            yield stored(data, start, there, name)


def _wrap(text: bytes) -> bytes:
    head = b"inner.txt/".ljust(16) + b"0".ljust(12) + b"0".ljust(6) * 2 + b"100644".ljust(8)
    return _MAGIC + head + str(len(text)).encode().ljust(10) + b"`\n" + text + b"\n" * (len(text) % 2)


LAYER = Layer(name="ar", test=_test, open=_open, wrap=_wrap, container=True, heads=(_MAGIC,))
