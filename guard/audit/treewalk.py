"""The walk over the delta trees of a pack's trees, rebuilding only those that cannot be told by their deltas (audit.layout, audit.edits)."""

from __future__ import annotations

from guard.packs.delta import apply
from guard.packs.entries import NO_BASE
from guard.packs.walk import KEEP, LARGE, Walker

_LEAST = 1 << 12  # bytes
_LAID_OUT = 6  # times the size of a tree: what it, its layout and its deltas take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.audit.fresh import Fresh
    from guard.audit.layout import Layout
    from guard.packs.forest import Forest
    from guard.packs.store import Pack


class _Node:
    """A base: its content, or another base and the delta that makes it; `deltas` are the bytes of all of them up to a content."""

    __slots__ = ("base", "content", "delta", "deltas")

    def __init__(self, content: bytes | None, base: _Node | None = None, delta: bytes = b"", deltas: int = 0) -> None:
        self.content = content
        self.base = base
        self.delta = delta
        self.deltas = deltas

    def read(self) -> bytes:
        """Return the content, which is kept for the next who asks; ValueError if a delta is damaged."""
        waiting = []
        node = self
        while (content := node.content) is None:
            waiting.append(node)
            assert node.base
            node = node.base
        while waiting:
            node = waiting.pop()
            content = node.content = apply(content, node.delta, LARGE)[0]
            node.base, node.delta, node.deltas = None, b"", 0
        return content


class TreeWalk(Walker):
    """Hands all trees to a Fresh: those that can be told so as deltas, others with their content."""

    __slots__ = ("_fresh",)

    def __init__(self, pack: Pack, forest: Forest, fresh: Fresh) -> None:
        super().__init__(pack, forest, fresh.tree)
        self._fresh = fresh

    def family(self, root: int) -> None:
        """Hand over a tree and all that are built on it, depth first."""
        first, following = self._forest.first, self._forest.next
        inflate, fresh = self.inflate, self._fresh
        try:
            data = inflate(root)
        except ValueError:
            self._lose(root)
            return
        entry = first[root]
        layout = fresh.laid_out(root, data, None, entry != NO_BASE)
        if entry == NO_BASE:
            return
        node: _Node | None = _Node(data)
        stack: list[tuple[int, Layout | None, _Node | None, int]] = []
        under: Layout | None
        held = 0
        while True:
            child, sibling = first[entry], following[entry]
            try:
                if node is None:
                    node = _Node(self.rebuild(self._entries.bases[entry]))
                delta = inflate(entry)
                under = fresh.told(entry, layout, delta, child != NO_BASE) if layout is not None else None
                if under is None:
                    data, pieces = apply(node.read(), delta, LARGE)
                    under = fresh.laid_out(entry, data, pieces, child != NO_BASE)
                    below = _Node(data)
                elif child != NO_BASE:
                    below = _put_off(node, delta, max(_LEAST, under.size))
            except ValueError:
                self._lose(entry)
                child = NO_BASE
            if child != NO_BASE:
                if sibling != NO_BASE:
                    weight = _weight(layout, node)
                    if held + weight > KEEP:
                        stack.append((sibling, None, None, 0))
                    else:
                        stack.append((sibling, layout, node, weight))
                        held += weight
                entry, layout, node = child, under, below
            elif sibling != NO_BASE:
                entry = sibling
            elif stack:
                entry, layout, node, weight = stack.pop()
                held -= weight
            else:
                return


def _put_off(base: _Node, delta: bytes, most: int) -> _Node:
    """Return a base that is built when it is asked for, or at once where the deltas to keep until then are more than `most`."""
    deltas = base.deltas + len(delta)
    return _Node(None, base, delta, deltas) if deltas <= most else _Node(apply(base.read(), delta, LARGE)[0])


def _weight(layout: Layout | None, node: _Node | None) -> int:
    """Return about how many bytes it takes to keep a base, with what it is to be built of."""
    if layout is not None:
        return _LEAST + _LAID_OUT * layout.size
    return len(node.content) if node and node.content else 0
