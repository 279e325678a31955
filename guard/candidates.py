"""Bytes to candidates: every encoding, and every layer applied again and again within a budget."""

from __future__ import annotations

from guard import registry
from guard.budget import TEXT_SHARE, WHOLE
from guard.model import Candidate, Encoding, Inner, Layer, Skip, View
from guard.view import ROWS, is_noise
from guard.worth import WORTH, is_key, is_worth, part_of, pass_over, watch

NOT_INSIDE, _UNKNOWN = -1, -2
_PASSES = 64  # of one join over what it made
_HEAD = 4
_DEEP = 2  # text layers that came off one after the other
_DAMAGE = (": not read to its end", ": what is there was read", ": read as plain bytes")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import cast

    from guard.limits import Limits
    from guard.model import Budget
    from guard.registry import Known
    from guard.sweep.repeats import Repeats
    from guard.windows import Part

    Depth = tuple[int, int, str, int]  # see _deeper
else:

    def cast(kind: object, value: object) -> object:
        """Stand in for typing.cast, whose module is slow to import."""
        return value


def encodings() -> list[Encoding]:
    """Return all registered encodings."""
    return cast("list[Encoding]", list(registry.load(*_ENCODINGS).values()))


def layers() -> list[Layer]:
    """Return all registered layers."""
    return cast("list[Layer]", list(registry.load(*_LAYERS).values()))


_ENCODINGS, _LAYERS = ("encodings", "ENCODING"), ("layers", "LAYER")
_heads: dict[int, list[Known]] = {}
_layers: dict[tuple[int, int, bool, bool], tuple[list[Known], list[Layer], tuple[bytes, ...]]] = {}
_encodings: dict[tuple[int, bool], list[Encoding]] = {}


def _by_head(data: bytes) -> list[Known]:
    """Return what is known of the layers that content with this first byte can have."""
    if not data:
        return []
    head = data[0]
    if head not in _heads:
        _heads[head] = [one for one in registry.known(*_LAYERS) if registry.may_begin(one.heads, head)]
    return _heads[head]


def _fitting(opened: Opened) -> list[Layer]:
    """Return the layers that may come off a text, by how it begins, what it has and their own tests."""
    view = opened.view
    data = view.data
    if not data:
        return []
    has = view.has | (WORTH if is_worth(view) else 0)
    kind = data[0], has, opened.pieces, view.hushed
    if kind not in _layers:
        some = [
            one
            for one in _by_head(data)
            if (not one.rests or one.rests & has) and not (one.container and opened.pieces) and (one.always or not view.hushed)
        ]
        heads = tuple(head for one in some for head in one.heads)
        _layers[kind] = some, [_layer(one) for one in some if not one.heads], heads
    some, plain, heads = _layers[kind]
    if heads and data.startswith(heads):
        plain = [_layer(one) for one in some if one.may_hold(data)]
    return [layer for layer in plain if layer.test(data)]


def _layer(one: Known) -> Layer:
    return cast("Layer", one.value(*_LAYERS))


def forget() -> None:
    """Forget which encodings and layers fit what, after the registry was changed."""
    _heads.clear()
    _layers.clear()
    _encodings.clear()


def is_container(data: bytes) -> bool:
    """Tell whether some layer finds members in these bytes."""
    return any(one.container and one.may_hold(data) and _layer(one).test(data) for one in _by_head(data))


class Opened:
    """One text to look at: a fragment's own bytes, or what layers uncovered in it.

    `outer` and `offsets` lead back to the text that people see; `name` is a member's path.
    `exact` False says that the text joins what need not belong together, `pieces` that it was cut
    from another and is no container. `part` is set for a window of a huge member, as in a Fragment; its
    offsets count in the bytes of `ground`. What was in a container has in `inside` where in the first text that
    stands, _UNKNOWN if nowhere or in all of it.
    """

    __slots__ = ("exact", "ground", "inside", "name", "offsets", "outer", "part", "pieces", "view")

    def __init__(
        self, view: View, outer: bytes, offsets: Callable[[int], int] | None = None, name: str = "",
        exact: bool = True, pieces: bool = False,
    ) -> None:  # fmt: skip
        self.view, self.outer, self.offsets, self.name = view, outer, offsets, name
        self.exact, self.pieces = exact, pieces
        self.inside = NOT_INSIDE
        self.part: Part | None = None
        self.ground = b""

    def candidates(self) -> Iterator[Candidate]:
        """Yield the candidates of every encoding."""
        yield from self._found(self.view.has)
        if is_worth(self.view):
            yield from self._found(WORTH)

    def _found(self, has: int) -> Iterator[Candidate]:
        kind = has, self.view.hushed
        if kind not in _encodings:
            _encodings[kind] = [
                cast("Encoding", one.value(*_ENCODINGS))
                for one in registry.known(*_ENCODINGS)
                if (one.rests & has or (not one.rests and has != WORTH)) and (one.always or not self.view.hushed)
            ]
        memo = self.view.memo
        for encoding in _encodings[kind]:
            for candidate in encoding.find(self.view):
                if "held" not in memo and is_key(candidate):
                    memo["held"] = True  # for guard.worth
                yield candidate


def unfold(
    data: bytes, limits: Limits | None = None, name: str = "", held: set[str] | None = None, whole: bool = True,
    hushed: bool = False, starts: list[int] | None = None, repeats: Repeats | None = None,
) -> Iterator[Opened | Skip]:  # fmt: skip
    """Yield the bytes themselves and everything the layers uncover in them, outermost first.

    Depth first, so that no more than one member of each level is held at a time. `name` is the path
    of the bytes. The names of what was opened as a container are added to `held`. Bytes that are not `whole`
    are surroundings taken from many texts, which begin at `starts`: costly looks (guard.worth) are for whole ones, and the
    same in two of them is told of both. `hushed` asks only for what is found where nothing speaks of Backpack (guard.hush).
    Members that `repeats` knows are passed over; it is told when the look at any other begins and ends.
    """
    stack: list[Iterator[tuple[Opened, Depth] | Skip]] = [iter(((Opened(View(data, name), data), (0, 0, "", 0)),))]
    budget: Budget | None = None
    size = len(data)
    known: set[int] = set()
    heights: list[int] = []  # of the stack where a member was entered
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            if repeats and budget and heights and heights[-1] == len(stack):
                heights.pop()
                repeats.leave(budget)
        elif isinstance(item, Skip):
            yield item
        else:
            opened, depth = item
            member = repeats if budget and depth[0] and not depth[1] else None
            if member and budget and member.knows(opened, depth[0], budget):
                del opened, depth, item
                continue
            opened.view.hushed = hushed
            if limits is not None and limits.watching:
                watch(opened.view, limits.thorough)
            if not whole:
                pass_over(opened.view, starts)
            yield opened
            fitting = _fitting(opened)
            if fitting:
                budget = budget or _budget(limits, size)
                if member:
                    heights.append(len(stack))
                stack.append(_inside(opened, depth, fitting, budget, held, known))
            elif member and budget:
                member.leave(budget)
            del opened, depth  # nothing of one member is held while the next is read
        del item


def _budget(limits: Limits | None, size: int) -> Budget:
    if limits is None:
        from guard.limits import Limits

        limits = Limits()
    budget = limits.budget(size)
    budget.text += TEXT_SHARE * size
    return budget


def _inside(
    opened: Opened, depth: Depth, fitting: list[Layer], budget: Budget, held: set[str] | None, known: set[int]
) -> Iterator[tuple[Opened, Depth] | Skip]:
    packed = any(layer.container for layer in fitting)
    noise = opened.offsets is not None and is_noise(opened.view.data)
    for layer in fitting:
        if noise and not layer.container and (layer.joins or layer.rests & ROWS):
            continue
        below = _deeper(depth, layer)
        if max(below[:2]) > budget.depth:
            if layer.container or next(_guarded(layer, opened.view, budget), None) is not None:
                yield Skip(opened.name, f"limit reached: nested more than {budget.depth} deep (limits.depth)")
            continue
        for inner in _guarded(layer, opened.view, budget):
            if isinstance(inner, Skip):
                if not opened.exact and inner.reason.endswith(_DAMAGE):
                    continue  # parts that need not belong together: what they make is no container that was damaged
                yield Skip("!".join(filter(None, (opened.name, inner.path))), inner.reason, inner.harmless)
            elif layer.container or _is_new(opened, inner, known):
                if layer.container:
                    budget.text += TEXT_SHARE * (inner.huge.size if inner.huge else len(inner.data))
                if held is not None and inner.name and opened.offsets is None:
                    held.add(opened.name)
                made = _compose(opened, inner)
                if packed and not layer.container and inner.data[:_HEAD] == opened.view.data[:_HEAD]:
                    made.pieces = True  # the container itself, rewritten: its members were opened
                if is_worth(opened.view):
                    made.view.memo["held"] = True
                if below[1] >= _DEEP:
                    made.view.memo["deep"] = True  # for guard.layers._rewrite
                if inner.pieces and (not inner.exact or "listed" in opened.view.memo):
                    made.view.memo["listed"] = True  # what joins rows does not join them once more
                if layer.container and (inner.huge or len(inner.data) > WHOLE):
                    from guard.windows import members

                    yield from ((one, below) if isinstance(one, Opened) else one for one in members(made, inner, budget))
                else:
                    yield made, below
                del made
            del inner


def _deeper(depth: Depth, layer: Layer) -> Depth:
    """Return how deep what a layer uncovers lies.

    That is (containers around it, texts around it in the innermost of them, the layer that made the text, how
    often in a row). What a join left may touch anew and is joined again: that is no further wrapping. Each
    pass makes the text shorter, and the budget pays for it.
    """
    containers, texts, last, again = depth
    if layer.container:
        return containers + 1, 0, "", 0
    if layer.joins and layer.name == last and again < _PASSES:
        return containers, texts, last, again + 1
    return containers, texts + 1, layer.name, 0


def _is_new(opened: Opened, inner: Inner, known: set[int]) -> bool:
    """Tell whether a text was not uncovered before, as where two layers come off in either order."""
    inside = None if opened.inside == NOT_INSIDE else opened.inside
    mark = hash((opened.name, part_of(opened.view, inside, inner.offsets, opened.offsets), inner.data))
    if mark in known:
        return False
    known.add(mark)
    return True


def _guarded(layer: Layer, view: View, budget: Budget) -> Iterator[Inner | Skip]:
    """Run one layer; what it did not foresee becomes a Skip, so that the rest of the scan goes on."""
    try:
        yield from layer.open(view, budget)
    except MemoryError:
        yield Skip("", "too large for the memory at hand")
    except Exception:  # fail closed: hostile bytes must not end a scan, and their text must not be told
        yield Skip("", f"internal error in the layer {layer.name}")


def _compose(opened: Opened, inner: Inner) -> Opened:
    exact = opened.exact and inner.exact
    if inner.name or inner.offsets is None or (inner.whole and opened.offsets is None):
        name = "!".join(filter(None, (opened.name, inner.name)))
        made = Opened(View(inner.data, inner.name or opened.view.name), inner.data, None, name, exact)
        if not inner.name:
            made.part, made.ground = opened.part, opened.ground
        inside = opened.offsets(0) if opened.offsets else _UNKNOWN
        made.inside = inside if opened.inside == NOT_INSIDE else opened.inside
        return made
    offsets = inner.offsets
    if opened.offsets is not None:
        first, second = opened.offsets, inner.offsets

        def offsets(offset: int) -> int:
            return first(second(offset))

    made = Opened(View(inner.data, opened.view.name), opened.outer, offsets, opened.name, exact, inner.pieces)
    made.part, made.ground, made.inside = opened.part, opened.ground, opened.inside
    return made
