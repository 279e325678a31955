"""Python pickles of protocol 2 and above: strings, bytes and integers, by walking the opcodes; never unpickled.

Protocols 0 and 1 are readable as they stand.
"""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _test(data: bytes) -> bool:
    return data[:1] == b"\x80" and data[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05")


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._pickle import Walk

    if not budget.take(len(view.data), 1):
        yield Skip("", budget.spent)
        return
    walk = Walk(view.data, budget)
    found = walk.run()
    text = found.text()
    if text:
        yield Inner(text, "pickle")
    for line, content in found.binaries:
        if not budget.take(0, 1):
            break
        yield Inner(content, f"pickle:{line}")
    if budget.spent or not walk.whole:
        yield Skip("", budget.spent)


def _wrap(text: bytes) -> bytes:
    import pickle

    return pickle.dumps({"name": "one", "content": text})


LAYER = Layer(name="pickle", test=_test, open=_open, wrap=_wrap, container=True)
