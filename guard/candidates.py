"""Bytes to candidates: every encoding, and every layer applied again and again within a budget."""

from __future__ import annotations

from guard import registry
from guard.model import Budget, Candidate, Encoding, Inner, Layer, Skip, View

DEPTH = 8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import cast
else:

    def cast(kind: object, value: object) -> object:
        """Stand in for typing.cast, whose module is slow to import."""
        return value


def encodings() -> list[Encoding]:
    """Return all registered encodings."""
    return cast("list[Encoding]", list(registry.load("encodings", "ENCODING").values()))


def layers() -> list[Layer]:
    """Return all registered layers."""
    return cast("list[Layer]", list(registry.load("layers", "LAYER").values()))


class Opened:
    """One text to look at: a fragment's own bytes, or what layers uncovered in it.

    `outer` and `offsets` lead back to the text that people see; `name` is a member's path.
    """

    __slots__ = ("name", "offsets", "outer", "view")

    def __init__(self, view: View, outer: bytes, offsets: Callable[[int], int] | None = None, name: str = "") -> None:
        self.view = view
        self.outer = outer
        self.offsets = offsets
        self.name = name

    def candidates(self) -> Iterator[Candidate]:
        """Yield the candidates of every encoding."""
        for encoding in encodings():
            yield from encoding.find(self.view)


def unfold(data: bytes, budget: Budget | None = None) -> Iterator[Opened | Skip]:
    """Yield the bytes themselves and everything the layers uncover in them, outermost first."""
    waiting = [(Opened(View(data), data), 0, "")]
    while waiting:
        opened, depth, _ = waiting.pop()
        yield opened
        inner_data = opened.view.data
        for layer in layers():
            if not layer.test(inner_data):
                continue
            if budget is None:
                budget = Budget()
            if depth >= DEPTH:
                if layer.container:
                    yield Skip(opened.name, f"nested more than {DEPTH} deep")
                continue
            for inner in layer.open(opened.view, budget):
                if isinstance(inner, Skip):
                    yield Skip("!".join(filter(None, (opened.name, inner.path))), inner.reason, inner.harmless)
                else:
                    waiting.append((_compose(opened, inner), depth + 1, layer.name))


def _compose(opened: Opened, inner: Inner) -> Opened:
    if inner.name or inner.offsets is None:
        name = "!".join(filter(None, (opened.name, inner.name)))
        return Opened(View(inner.data), inner.data, None, name)
    offsets = inner.offsets
    if opened.offsets is not None:
        first, second = opened.offsets, inner.offsets

        def offsets(offset: int) -> int:
            return first(second(offset))

    return Opened(View(inner.data), opened.outer, offsets, opened.name)
