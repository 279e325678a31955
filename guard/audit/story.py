"""The story of each key: where it came in, where it went out, which refs still reach it, whether it was pushed."""

from __future__ import annotations

from guard.audit.trees import LINK
from guard.audit.units import Units, bits, lineages
from guard.gitdir import printable
from guard.model import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.audit.graph import Graph
    from guard.audit.refstore import Refs
    from guard.model import Finding

    Place = dict[str, object] | None
    Story = dict[str, object]

NOTES = b"refs/notes/"


class Teller:
    """Tells stories from the graph, the refs, and what each commit holds."""

    def __init__(self, graph: Graph, refs: Refs, remote: bool) -> None:
        self.graph = graph
        self.refs = refs
        self._remote = remote
        self._own: dict[int, int] = {}
        self._reach: list[int] = []
        named = {**refs.refs, **refs.heads}
        for oid, name in refs.stashes.items():
            if oid not in refs.refs.values():
                named[name] = oid
        plain = {name: graph.commit_of(oid) for name, oid in named.items()}
        self._tips = {name: at for name, at in plain.items() if at is not None and not _fleeting(name)}
        tracking = [at for name, at in self._tips.items() if name.startswith(b"refs/remotes/")]
        self._pushed = [*tracking, *(graph.commit_of(oid) for oid in refs.pushed)]
        self.head = graph.commit_of(refs.head)
        checked_out = [at for name, at in plain.items() if name.rpartition(b"/")[2] == b"HEAD"]  # detached ones too
        self._alive = graph.reachable([*self._tips.values(), *checked_out])
        self._in_head = graph.reachable([self.head])
        self._public = graph.reachable(self._pushed)
        plain_tips = [at for name, at in self._tips.items() if not name.startswith(NOTES)]
        noted = len(plain_tips) < len(self._tips)
        self._plain = graph.reachable([*plain_tips, *checked_out]) if noted else self._alive

    def lineages(self, units: Units) -> list[Finding]:
        """Return one finding, with its story, for each secret and path that some commit holds."""
        masks = self.graph.masks(lambda number: units.at[number]) if units.units else []
        found = []
        for lineage in lineages(units, self.graph):
            holders = [number for number, here in enumerate(units.at) if here & lineage]
            found.append(self._lineage(units, lineage, holders, masks))
        return found

    def _lineage(self, units: Units, lineage: int, holders: list[int], masks: list[int]) -> Finding:
        at, graph = units.at, self.graph
        born = [n for n in holders if not any(at[parent] & lineage for parent in graph.parents[n])]
        first = min(born or holders, key=lambda n: (not self._alive[n], n))
        last = max(holders, key=lambda n: (self._alive[n], n))
        finding, path = self._stands(units, first, lineage)
        finding = _copy(finding)  # the same blob may stand at several paths
        end, end_path = self._stands(units, last, lineage)
        grave = max((one for (bit, _), one in units.findings.items() if lineage >> bit & 1), key=_gravity)
        if _gravity(grave) > _gravity(finding):
            for field in ("rule", "severity", "confidence", "message", "state", "evidence"):
                setattr(finding, field, getattr(_copy(grave), field))
        in_head = self.head is not None and bool(at[self.head] & lineage)
        finding.commit = graph.ids[first].hex()
        finding.path = path
        bit = bits(at[first] & lineage)[0]
        if units.modes[bit] == LINK:
            finding.origin = "symlink"
        elif finding.origin == "blob" and self._plain is not self._alive:
            noted = all(self._alive[n] and not self._plain[n] for n in holders)
            if noted:
                finding.origin, finding.path = "note", f"note on {path.replace('/', '')[:12]}"
        finding.story = {
            "first": self._place(first, finding.path, finding.line),
            "last": self._place(last, finding.path if finding.origin == "note" else end_path, end.line),
            "removed_by": None if in_head else self._removal(at, lineage, holders),
            "in_head": in_head,
            "refs": [printable(name) for name, tip in sorted(self._tips.items()) if masks[tip] & lineage],
            "pushed": self._was_pushed(holders),
        }
        return finding

    def _stands(self, units: Units, number: int, lineage: int) -> tuple[Finding, str]:
        """Return the finding of a lineage in one commit, and its path there."""
        bit = bits(units.at[number] & lineage)[0]
        _, path, member, _, _ = units.units[bit]
        shown = printable(path) + (f"!{member}" if member else "")
        return units.finding(bit, self.graph.trees[number]), shown

    def _removal(self, at: list[int], lineage: int, holders: list[int]) -> Place:
        """Return the commit that took it away: on HEAD's history if there is one, else wherever."""
        best: tuple[tuple[int, int, int], int] | None = None
        held = set(holders)
        oldest = min(holders)
        for number in range(oldest, len(at)):
            parents = self.graph.parents[number]
            if at[number] & lineage or held.isdisjoint(parents):
                continue
            clear = parents[0] in held
            rank = (self._in_head[number], self._alive[number], int(clear))
            if best is None or rank >= best[0]:
                best = (rank, number)
        if best is None:
            return None
        return {"commit": self.graph.ids[best[1]].hex(), "date": self.graph.date(best[1])}

    def _place(self, number: int, path: str, line: int) -> Place:
        return {"commit": self.graph.ids[number].hex(), "date": self.graph.date(number), "path": path, "line": line}

    def _was_pushed(self, holders: Iterable[int]) -> bool | None:
        """Tell whether a remote-tracking ref has or had one of the commits; None where there is no remote."""
        if any(self._public[number] for number in holders):
            return True
        return False if self._remote or self._pushed else None

    def prepare(self, oids: set[str]) -> None:
        """Find out in one pass which refs reach commits whose own texts hold something."""
        numbers = sorted({at for oid in oids if (at := self.graph.commit_of(oid)) is not None})
        self._own = {number: 1 << bit for bit, number in enumerate(numbers)}
        self._reach = self.graph.masks(lambda at: self._own.get(at, 0)) if numbers else []

    def of_commit(self, finding: Finding) -> None:
        """Tell the story of what stands in the text of a commit or of a tag."""
        oid = finding.commit or ""
        if finding.origin == "tag-message":
            self._of_tag(finding, oid)
            return
        number = self.graph.commit_of(oid)
        if number is None:
            finding.story = self.outside()
            return
        place = self._place(number, finding.path, finding.line)
        finding.story = {
            "first": place, "last": place, "removed_by": None, "in_head": bool(self._in_head[number]),
            "refs": [printable(name) for name, tip in sorted(self._tips.items()) if self._reach[tip] & self._own[number]],
            "pushed": self._was_pushed([number]),
        }  # fmt: skip

    def _of_tag(self, finding: Finding, oid: str) -> None:
        finding.commit = self.graph.tags.get(oid)
        names = [name for name, target in sorted(self.refs.refs.items()) if target == oid]
        number = self.graph.commit_of(oid)
        finding.path = f"tag {printable(names[0].removeprefix(b'refs/tags/'))}" if names else finding.path
        place = self._place(number, finding.path, finding.line) if number is not None else None
        pushed = any(name.startswith(b"refs/remotes/") for name in names)
        finding.story = {
            "first": place, "last": place, "removed_by": None, "in_head": False,
            "refs": [printable(name) for name in names], "pushed": pushed or (False if self._remote else None),
        }  # fmt: skip

    def outside(self, refs: tuple[str, ...] = (), pushed: bool = False) -> Story:
        """Return the story of what no commit holds."""
        return {
            "first": None, "last": None, "removed_by": None, "in_head": False, "refs": list(refs),
            "pushed": True if pushed else (False if self._remote or self._pushed else None),
        }  # fmt: skip


def _copy(finding: Finding) -> Finding:
    from copy import copy

    other = copy(finding)
    other.evidence = tuple(copy(place) for place in finding.evidence)
    return other


def _gravity(finding: Finding) -> tuple[int, int]:
    return SEVERITIES.index(finding.severity), ("possible", "likely", "proven").index(finding.confidence)


def _fleeting(name: bytes) -> bool:
    """Tell whether a name is only a trace of a command (FETCH_HEAD, ORIG_HEAD) and HEAD itself."""
    return name.endswith(b"HEAD") and not name.startswith(b"refs/")
