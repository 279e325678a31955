"""One pass that gives every finding of an audit its place in the history."""

from __future__ import annotations

from guard.audit.graph import Graph
from guard.audit.story import Teller
from guard.audit.trace import Trace
from guard.audit.units import Units
from guard.gitdir import printable
from guard.hiding import is_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.audit.gather import Gather
    from guard.audit.objects import Objects
    from guard.audit.refstore import Refs
    from guard.model import Finding


class Attribution:
    """What is known of where the findings stand."""

    def __init__(self, objects: Objects, refs: Refs, gathered: Gather, graph: Graph, remote: bool) -> None:
        self.objects = objects
        self.refs = refs
        self.entries: dict[str, bytes] = {}
        for _, oid, path in gathered.entries:
            self.entries.setdefault(oid, path)
        self.teller = Teller(graph, refs, remote)
        self.graph = graph

    def apply(self, findings: list[Finding]) -> list[Finding]:
        """Return the findings with their stories: one for each secret and path."""
        original = [one.path for one in findings]
        blobs = {one.blob for one in findings if one.blob and one.origin == "blob"}
        cited = {place.path.partition("!")[0] for one in findings for place in one.evidence}
        cited = {oid for oid in cited if len(oid) == 2 * self.objects.width and not oid.strip("0123456789abcdef")}
        names = {name for one in findings if one.origin == "path" for name in [_raw_name(one)]}
        trace = Trace(self.objects, {bytes.fromhex(oid) for oid in blobs | cited}, names)
        paths = self._paths(trace, cited)
        targets = []
        for one in findings:
            if one.origin == "blob" and one.blob:
                targets.append((bytes.fromhex(one.blob), one))
            elif one.origin == "path":
                one.blob = None
                targets.append((_raw_name(one), one))
        units = Units(targets, trace, self.graph)
        told = self.teller.lineages(units)
        tagged = self._tagged(trace) if told or targets else {}
        self._add_tags(told, targets, tagged)
        self.teller.prepare({one.commit for one in findings if one.commit})
        placed = {id(one) for target, one in targets if target in units.placed}
        for one in findings:
            if id(one) not in placed:
                self._alone(one, trace, tagged)
                told.append(one)
        told = _once(told)
        renamed = {before: one.path for one, before in zip(findings, original, strict=True)}
        notes = {one.blob: one.path for one in told if one.origin == "note"}
        for place in {id(place): place for one in told for place in one.evidence}.values():
            oid, mark, member = place.path.partition("!")
            if oid in notes:
                place.path = notes[oid]
            elif place.path in renamed and oid not in paths:
                place.path = renamed[place.path]
            else:
                place.path = paths.get(oid, place.path if oid not in cited else f"blob {oid[:12]}") + mark + member
        return told

    def _paths(self, trace: Trace, cited: set[str]) -> dict[str, str]:
        paths: dict[str, str] = {}
        for tree in self.graph.trees:
            for path, target, _ in trace.held.get(tree, ()):
                paths.setdefault(target.hex(), printable(path))
        for path, target, _ in trace.loose_ends():
            paths.setdefault(target.hex(), printable(path))
        for oid in cited:
            if oid in self.entries:
                paths.setdefault(oid, printable(self.entries[oid]))
        return paths

    def _tagged(self, trace: Trace) -> dict[bytes, set[bytes]]:
        """Return {ref: what it names and what stands in that} of refs that name a tree or a blob, and no commit."""
        found = {}
        for name, tip in self.refs.refs.items():
            target = self._peel(tip)
            if self.graph.commit_of(target) is None and len(target) == 2 * self.objects.width:
                raw = bytes.fromhex(target)
                found[name] = {raw, *(what for _, what, _ in trace.held.get(raw, ()))}
        return found

    def _add_tags(self, told: list[Finding], targets: list[tuple[bytes, Finding]], tagged: dict[bytes, set[bytes]]) -> None:
        """Name the refs that hold a secret of the history beside it: they keep it when the history is cleaned."""
        versions: dict[str, set[bytes]] = {}
        for target, one in targets if tagged else ():
            versions.setdefault(one.fingerprint, set()).add(target)
        for one in told if tagged else ():
            more = {printable(name) for name, held in tagged.items() if held & versions.get(one.fingerprint, set())}
            refs = (one.story or {}).get("refs")
            if more and one.story is not None and isinstance(refs, list):
                one.story["refs"] = sorted({*refs, *more})

    def _alone(self, one: Finding, trace: Trace, tagged: dict[bytes, set[bytes]]) -> None:
        """Tell what is known of a finding that no commit's tree holds."""
        if one.origin in ("commit-message", "tag-message") and one.commit:
            self.teller.of_commit(one)
            return
        refs: tuple[str, ...] = ()
        pushed = False
        if one.origin == "blob" and one.blob:
            oid, mark, member = one.path.partition("!")
            path = next((path for path, target, _ in trace.loose_ends() if target.hex() == one.blob), None)
            if one.blob in self.entries:
                path, one.origin = self.entries[one.blob], "index"
            one.path = (printable(path) if path else f"blob {oid[:12]}") + mark + member
            refs = tuple(printable(name) for name, held in sorted(tagged.items()) if bytes.fromhex(one.blob) in held)
        elif one.origin == "ref-name":
            refs = tuple(name for name in map(printable, sorted(self.refs.refs)) if name == one.path)
            short = one.path.removeprefix("refs/heads/")
            pushed = any(
                printable(name).startswith("refs/remotes/") and printable(name).endswith("/" + short)
                for name in self.refs.names
            )
        one.story = self.teller.outside(refs, pushed)

    def _peel(self, oid: str) -> str:
        for _ in range(50):
            if oid not in self.graph.tags:
                break
            oid = self.graph.tags[oid]
        return oid


def _raw_name(finding: Finding) -> bytes:
    from guard.redact import original_path

    return original_path(finding.path)


def _once(findings: list[Finding]) -> list[Finding]:
    """Leave one finding for each secret, hiding place, path, line and column."""
    known = set()
    kept = []
    named = {one.fingerprint for one in findings if one.origin == "ref-name" and not is_file(one)}
    findings = [one for one in findings if not (is_file(one) and one.fingerprint in named)]
    for one in findings:
        name = (one.fingerprint, one.origin, one.path, one.line, one.column, one.encoding, one.commit)
        if name not in known:
            known.add(name)
            kept.append(one)
    return kept
