"""Python pickles: strings, bytes and integers, by walking the opcodes; never unpickled.

Protocols 0 and 1 have no magic number: they count only where the walk ends with the file.
"""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


_OLD = (b"(d", b"(l", b"(t", b"(i", b"]q", b"}q", b"cc", b"c_", b"cn", b"cp")
_NEW = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


def _test(data: bytes) -> bool:
    if data[-1:] == b"." and data[:2] in _OLD:
        return True
    return data[:2] in _NEW


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._pickle import Walk

    if not budget.take(len(view.data), 1):
        yield Skip("", budget.spent)
        return
    walk = Walk(view.data, budget)
    found = walk.run()
    if view.data[:1] != b"\x80" and not walk.stopped:
        return
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


LAYER = Layer(name="pickle", test=_test, open=_open, wrap=_wrap, container=True, heads=(*_NEW, *_OLD))
