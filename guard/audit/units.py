"""Findings of one secret in many blobs, brought together: by path, by what each commit's tree holds."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.audit.graph import Graph
    from guard.audit.trace import Held, Trace
    from guard.model import Finding

    Unit = tuple[str, bytes, str, str, int]  # fingerprint, path, member of a container, encoding, which of several


class Units:
    """All (secret, path) of an audit as numbered bits, and which of them the tree of each commit holds.

    `at[number]` is the set of units of a commit; `findings[unit, target]` is the finding that stands
    there, `target` being the blob (or the name) that holds it.
    """

    def __init__(self, findings: Iterable[tuple[bytes, Finding]], trace: Trace, graph: Graph) -> None:
        self._here: dict[bytes, list[tuple[tuple[str, str, str, int], Finding]]] = {}
        for target, finding in findings:
            self._enter(target, finding)
        self.bits: dict[Unit, int] = {}
        self.units: list[Unit] = []
        self.modes: dict[int, bytes] = {}
        self.findings: dict[tuple[int, bytes], Finding] = {}
        self.placed: set[bytes] = set()
        self._trees: dict[bytes, tuple[int, dict[int, bytes]]] = {}
        self.at = [self._of_tree(tree, trace) for tree in graph.trees]

    def _enter(self, target: bytes, finding: Finding) -> None:
        here = self._here.setdefault(target, [])
        member = finding.path.partition("!")[2]
        kind = (finding.fingerprint, member, finding.encoding)
        count = sum(one[:3] == kind for one, _ in here)
        here.append(((*kind, count), finding))

    def _of_tree(self, tree: bytes, trace: Trace) -> int:
        held = trace.held.get(tree)
        if held is None:
            return 0
        known = self._trees.get(tree)
        if known is None:
            known = self._trees[tree] = self._mask(held)
        return known[0]

    def _mask(self, held: list[Held]) -> tuple[int, dict[int, bytes]]:
        mask = 0
        targets = {}
        for path, target, mode in held:
            for (fingerprint, member, encoding, count), finding in self._here.get(target, ()):
                unit = (fingerprint, path, member, encoding, count)
                bit = self.bits.get(unit)
                if bit is None:
                    bit = self.bits[unit] = len(self.units)
                    self.units.append(unit)
                self.modes[bit] = mode
                self.findings[bit, target] = finding
                self.placed.add(target)
                targets[bit] = target
                mask |= 1 << bit
        return mask, targets

    def finding(self, bit: int, tree: bytes) -> Finding:
        """Return the finding of a unit as the tree of a commit holds it."""
        return self.findings[bit, self._trees[tree][1][bit]]


def lineages(units: Units, graph: Graph) -> list[int]:
    """Return masks of units that are one: a secret that leaves one path and enters another in the same commit moved."""
    parent = list(range(len(units.units)))

    def root(bit: int) -> int:
        while parent[bit] != bit:
            parent[bit] = parent[parent[bit]]
            bit = parent[bit]
        return bit

    for number, here in enumerate(units.at):
        before = graph.parents[number]
        if len(before) != 1 or here == units.at[before[0]]:
            continue
        gone, come = units.at[before[0]] & ~here, here & ~units.at[before[0]]
        if gone and come:
            for lost in bits(gone):
                for won in bits(come):
                    one, other = units.units[lost], units.units[won]
                    if (one[0], *one[2:]) == (other[0], *other[2:]):
                        parent[root(won)] = root(lost)
    masks: dict[int, int] = {}
    for bit in range(len(parent)):
        masks[root(bit)] = masks.get(root(bit), 0) | 1 << bit
    return list(masks.values())


def bits(mask: int) -> list[int]:
    """Return the numbers of the bits that are set."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
