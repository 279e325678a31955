"""Pointers of Git LFS: said to be there, since the content that one names is elsewhere."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

REASON = "an LFS pointer; the content that it names is not in git and was not fetched"
_HEAD = b"version https://git-lfs.github.com/spec/"
_LARGEST = 1024  # bytes, by the specification


def _test(data: bytes) -> bool:
    return len(data) < _LARGEST and data.startswith(_HEAD)


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield Skip("", REASON, harmless=True)


def _wrap(text: bytes) -> None:
    return None


LAYER = Layer(name="lfs-pointer", test=_test, open=_open, wrap=_wrap, container=True, heads=(_HEAD,))
