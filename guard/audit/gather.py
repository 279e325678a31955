"""One pass over everything a repository stores: contents to the scan, references to the check of what is missing."""

from __future__ import annotations

from guard import context
from guard.audit.folder import Folder, Indexes
from guard.audit.names import Bringing, Names, path_fragment, ref_fragment
from guard.audit.needs import Needs
from guard.audit.objects import KINDS, Again, Objects, Part
from guard.audit.speech import SPEAKING, Spoken
from guard.audit.trees import GITLINK, Commit, split_commit
from guard.gitdir import printable
from guard.hush import may_hush
from guard.model import Fragment, Skip
from guard.objects import skip_of
from guard.packs.entries import TREE
from guard.sweep.looks import Looks, Named
from guard.trees import is_sound

MANY = 20_000
"""Objects; in a smaller repository every form is looked for at once."""
_MOST_SPOKEN = 1000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable

    from guard.audit.places import Source
    from guard.audit.refstore import Refs
    from guard.audit.request import Request
    from guard.scan import Scan
    from guard.sweep.cache import Cache
    from guard.sweep.plan import Roots
    from guard.sweep.run import Sweep

    Tell = Callable[[int, int, int], None]


class Gather:
    """Feeds a scan with all that a repository stores; `names`, `needs` and `indexes` keep what is asked later."""

    def __init__(self, work: Scan, objects: Objects, refs: Refs, request: Request, tell: Tell) -> None:
        self.work = work
        self.objects = objects
        self.refs = refs
        self.request = request
        self.tell = tell
        self.names = Names(objects.width)
        self.needs = Needs(objects, _shallow(objects))
        self.spoken = Spoken(objects)
        self._told: set[str] = set()
        self._telling: Roots | None = None  # which families of commits and tags a light look has to look at
        self._closed = False
        self._fed: set[str] = set()
        self.total = objects.count()
        self._done = 0
        self.entries: list[tuple[bytes, str, bytes]] = []

    def all(
        self, only: set[bytes] | None, folder: Folder, indexes: Indexes, sweep: Sweep | None, cache: Cache | None
    ) -> None:
        """Read the objects and what lies beside them: with a sweep, or one by one (`only` these if given)."""
        told = {skip.path for skip in sweep.plan.store.skips} if sweep else set()
        own = [Skip(*one) for one in self.objects.git.unread]
        for item in own + self.objects.skips + self.refs.skips + indexes.skips:
            if item.path not in told:
                self.work.feed(item)
        self._told = told | {item.path for item in own + self.objects.skips + self.refs.skips}
        self.entries = indexes.entries
        for entry in indexes.entries:
            self.spoken.path(*entry)
        if only is not None:
            self.total = len(only)
        if sweep is None:
            self._objects(only)
        else:
            self._links(sweep, cache, folder)
        self._ref_names()
        if not self.request.narrow:
            self._beside(folder, indexes)
        if sweep is not None:
            self.spoken.close()
            sweep.run(self._spoken(), self._telling)
            self._speaking(sweep)
        absent = self.needs.count
        for skip in self.needs.skips():
            self.work.feed(skip)
        self.work.requested += max(0, absent - len(self.needs.missing))

    def _spoken(self) -> Iterable[int] | None:
        """Return what a sweep is to be told where a light look may do (guard.hush): of many objects, most of which are silent."""
        best = max(self.spoken.level, context.level(self.objects.git.config))
        silent = may_hush(self.work.settings) and best <= context.WEAK and not self.work.ledger.suspects
        if not silent or self.total < MANY or len(self.spoken.numbers) > _MOST_SPOKEN:
            return None
        return self.spoken.numbers

    def _links(self, sweep: Sweep, cache: Cache | None, folder: Folder) -> None:
        """Check what objects refer to, and the names in trees; contents come last, in the sweep itself."""
        from guard.audit.links import Links

        links = Links(sweep.plan.store, sweep.plan.loose, cache)
        links.run(lambda done, of: self.tell(self.total * done // (4 * of), self.total, 0), lambda: self._look_ahead(folder))
        self.objects.outside = links.outside()
        work = self.work
        if not links.failed:
            self._telling = {number: set(linked.telling) for number, (linked, _) in enumerate(links.found[: len(sweep.plan.store.packs)])}
        for reason in links.failed:
            work.feed(Skip("objects", reason))
        lost = {source.name(place) for linked, source in links.found for place in linked.lost}
        trees = sum(linked.counts[TREE] for linked, _ in links.found)
        for linked, source in links.found:
            for place in linked.marked:
                self._tree(source, place, lost, self.spoken.tree)
            self._names(source, linked.names, lost)
            work.size += linked.size
        unread = self._lost_trees(lost)
        work.requested += trees - len(unread)
        work.read += trees - len(unread)
        for oid in unread:
            work.feed(skip_of("objects", oid, "missing"))
        self.needs.linked(links.found)
        for oid, kind, data in self.objects.read(sorted(oid.hex() for oid in self.needs.shallow)):
            if data is not None and kind == "commit":
                self.needs.commit(oid, Commit(data))

    def _names(self, source: Source, places: array[int], lost: set[str]) -> None:
        """Look at the names in trees of one source, of which those are remembered that bring one."""
        bringing = Bringing(source, places, self.objects.memo, self.objects.width)

        def take(data: bytes, oid: str) -> None:
            if bringing.brings(place, data):
                self._look_at(data, oid)

        for place in bringing.places:
            self._tree(source, place, lost, take)
        bringing.keep()

    def _look_ahead(self, folder: Folder) -> None:
        """Look at long lists beside the objects, which are fed later, while others work."""
        looks, work = self.work.look, self.work
        if isinstance(looks, Looks) and not self.request.narrow:
            for item in folder.fragments():
                if isinstance(item, Named):
                    looks.prepare(item, work.ledger, work.limits)

    def _tree(self, source: Source, place: int, lost: set[str], take: Callable[[bytes, str], None]) -> None:
        oid = source.name(place)
        if oid not in lost:
            try:
                take(source.read(place)[1], oid)
            except (ValueError, OSError):
                lost.add(oid)

    def _look_at(self, data: bytes, oid: str) -> None:
        for fragment in self.names.look(data, oid):
            self.extra(fragment)

    def _lost_trees(self, lost: set[str]) -> list[str]:
        """Read through git what could not be read otherwise; return the ids of trees that it cannot read either."""
        unread = set()
        for oid, kind, data in self.objects.read(sorted(lost)):
            if data is None:
                unread.add(oid)
            elif kind == "tree":
                self.spoken.tree(data)
                self.needs.tree(data)
                self._look_at(data, oid)
                self._doubt(oid, data)
            elif kind == "commit":
                self.needs.commit(oid, Commit(data))
            elif kind == "tag":
                self.needs.tag(data)
        return [oid for oid, kind in sorted(self.objects.kind_of(unread).items()) if kind == "tree"]

    def fragment(self, oid: str, kind: str, data: bytes | None, again: Callable[[], bytes] | None, name: bytes) -> Fragment:
        """Return what the sweep feeds of an object; the header of a commit or tag is fed here, beside its message."""
        if kind == "blob":
            about = self._about(oid)
            self._fed.add(oid)
            if name and again:
                return Named(name, data, oid, "blob", again, oid, about)
            return Fragment(data or b"", oid, "blob", blob=oid, again=again, about=about)
        path, origin = f"{kind} {oid[:12]}", f"{kind}-message"
        header, message = split_commit(data or b"")
        self.extra(Fragment(header, path, origin, commit=oid, again=Part(again, 0) if again else None))
        return Fragment(message, path, origin, commit=oid, again=Part(again, 1) if again else None)

    def _about(self, oid: str) -> str:
        return SPEAKING if self.spoken.holds(oid) else ""

    def _speaking(self, sweep: Sweep) -> None:
        """Feed what has a value and nothing but its path to say whose it is."""
        if self.spoken:
            sweep.feed_holders(lambda oid: oid not in self._fed and self.spoken.holds(oid))

    def _objects(self, only: set[bytes] | None) -> None:
        work, limit = self.work, self.request
        for oid in self.objects.broken:
            if only is None or bytes.fromhex(oid) in only:
                work.feed(skip_of("objects", oid, "missing"))
        for oid, kind, data in self.objects.walk(KINDS, only):
            reached = (limit.objects and self._done >= limit.objects) or (limit.bytes and work.size >= limit.bytes)
            if reached:
                rest = self.total - self._done
                work.requested += max(0, rest - 1)
                work.feed(Skip("objects", f"limit reached: {rest} of {self.total} objects were not read"))
                return
            self._done += 1
            if data is None:
                work.feed(skip_of("objects", oid, kind))
            else:
                self._one(oid, kind, data)
            if not self._done & 255:
                self.tell(self._done, self.total, work.size)

    def _one(self, oid: str, kind: str, data: bytes) -> None:
        work = self.work
        if kind == "blob":
            if not self._closed:
                self.spoken.close()  # trees come before blobs
                self._closed = True
            work.feed(Fragment(data, oid, "blob", blob=oid, again=Again(self.objects, oid), about=self._about(oid)))
            return
        work.requested += 1
        work.read += 1
        work.size += len(data)
        if kind == "tree":
            self.needs.tree(data)
            if context.mentions(data):
                self.spoken.tree(data)
            self._look_at(data, oid)
            self._doubt(oid, data)
        else:
            if kind == "commit":
                self.needs.commit(oid, Commit(data))
            else:
                self.needs.tag(data)
            for part, text in enumerate(split_commit(data)):
                path = f"{kind} {oid[:12]}"
                self.extra(Fragment(text, path, f"{kind}-message", commit=oid, again=Again(self.objects, oid, part)))

    def _doubt(self, oid: str, data: bytes) -> None:
        """Read a tree that is not made of entries as the bytes it is, and tell it: what it names is not known."""
        if not is_sound(data, self.objects.width):
            path = f"tree {oid[:12]}"
            self.extra(Fragment(data, path, "tree", blob=oid, again=Again(self.objects, oid)))
            self.work.feed(Skip(path, "damaged: not all of its entries can be told"))

    def extra(self, fragment: Fragment) -> None:
        """Scan what is part of an object that was counted already."""
        before = self.work.requested, self.work.read, self.work.size
        self.work.feed(fragment)
        inside = self.work.requested - before[0] - 1
        self.work.requested, self.work.read, self.work.size = before[0] + inside, before[1], before[2]

    def _ref_names(self) -> None:
        """Look at the names of all refs, however little is asked for: stories tell them."""
        names = sorted(self.refs.names)
        speaking = context.mentions(b"\n".join(names))
        for name in names:
            if speaking:
                self.spoken.name(name)
            named = ref_fragment(name)
            if named:
                self.extra(named)

    def _beside(self, folder: Folder, indexes: Indexes) -> None:
        named_by_refs = [*self.refs.refs.items(), *self.refs.heads.items()]
        self.needs.named(oid for name, oid in named_by_refs if not name.endswith((b"FETCH_HEAD", b"ORIG_HEAD")))
        self.needs.named((oid for mode, oid, _ in indexes.entries if mode != GITLINK), "blob")
        for mode, oid, path in indexes.entries:
            if mode == GITLINK:
                self.needs.gitlinks.setdefault(path, bytes.fromhex(oid))
            fragment = path_fragment(path)
            if fragment and path.rpartition(b"/")[2] not in self.names.seen:
                fragment.path = printable(path)
                self.extra(fragment)
        for item in folder.fragments():
            if not (isinstance(item, Skip) and item.path in self._told):
                self.work.feed(item)


def _shallow(objects: Objects) -> set[bytes]:
    content = objects.git.read("shallow")
    found = set()
    for line in content.split():
        if len(line) == 2 * objects.width and not line.translate(None, b"0123456789abcdef"):
            found.add(bytes.fromhex(line.decode()))
    return found
