"""The second look: where the values that matter stand, what they are called, what the text speaks of."""

from __future__ import annotations

from guard import allow, context, doubts, keys, names, naming, redact
from guard.candidates import Opened, unfold
from guard.locate import Lines, width
from guard.model import Candidate, Fragment, Skip
from guard.prove import Ledger
from guard.sift import BASE64, spoken_path, text_level
from guard.sighting import Sighting
from guard.view import View

_NEAR = 64  # how many places of one value are compared: a file may hold it a million times
_PROOFS = 16  # how many secrets of one text are tried as web push's: each costs a millisecond

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.limits import Limits
    from guard.linehash import LineHashes
    from guard.steps import Steps

    _Done = dict[tuple[bytes, str], list[tuple[int, int, Sighting | None]]]


def examine(
    fragment: Fragment, ledger: Ledger, wanted: set[bytes], limits: Limits | None = None, steps: Steps | None = None
) -> None:  # fmt: skip
    """Add to the ledger a sighting of each value of a fragment whose digest is `wanted`.

    What inside it cannot be read was told at the first look. `steps` tells which texts have nothing that is wanted, or learns it.
    """
    done: _Done = {}
    held: set[str] = set()
    first = len(ledger.sightings)
    parted = False
    for opened in unfold(fragment.data, limits, fragment.path, held):
        if isinstance(opened, Skip):
            continue
        parted = parted or opened.part is not None
        if steps and steps.passes(opened):
            continue
        if opened.name and ledger.member_level < context.STRONG and not (steps and steps.level >= 0):
            ledger.member_level = max(ledger.member_level, context.level(opened.view.data))
        found = _in_order(opened.candidates())
        if steps:
            steps.note(opened, any(ledger.digest(one.value[:32]) in wanted for one in found))
        if found:
            _Text(fragment, opened, ledger, done, wanted).enter(found)
        del opened, found  # nothing of one member is held while the next is read
    if steps and steps.level >= 0:
        ledger.member_level = steps.level
    if parted:
        from guard.overlap import once

        ledger.sightings[first:] = once(ledger.sightings[first:])
    if held and done:
        from guard.overlap import settle

        paths = {fragment.path + ("!" + name if name else "") for name in held}
        settle(ledger, first, {digest for digest, _ in done}, paths)


def examine_places(fragment: Fragment, ledger: Ledger, wanted: set[bytes], trail: bytes, enough: bool = False) -> bool:
    """Do what `examine` does, for an empty ledger, where a first look's trail leads; False, and nothing done, where that is not all.

    With `enough` it does not matter what stands behind layers.
    """
    from guard.trail import values

    told = values(trail, fragment.data, fragment.path, wanted, ledger.digest, enough)
    if not told:
        return False
    found, again = told
    if found:
        opened = Opened(View(fragment.data, fragment.path), fragment.data)
        _Text(fragment, opened, ledger, {}, wanted).enter(_in_order(found))
    if not enough and any(not one.exact for one in ledger.sightings if one.digest in again):
        ledger.begin()
        return False
    return True


def _in_order(found: Iterable[Candidate]) -> list[Candidate]:
    # where two encodings read the same text, the one that knows what it is goes first
    return sorted(found, key=lambda candidate: (candidate.start, candidate.role == "any"))


class _Text:
    """The work on one text of a fragment that has candidates."""

    def __init__(
        self, fragment: Fragment, opened: Opened, ledger: Ledger, done: _Done, wanted: set[bytes]
    ) -> None:
        self.wanted = wanted
        self.fragment = fragment
        self.opened = opened
        self.ledger = ledger
        self.done = done
        self.data = opened.view.data
        self.inner = Lines(self.data)
        self.outer = self.inner if opened.outer is self.data else Lines(opened.outer)
        self.part, self.ground = opened.part, opened.ground
        if not opened.part and not opened.name:
            self.part, self.ground = fragment.part, fragment.data
        if self.part:
            from guard.windows import Moved

            self.outer = Moved(opened.outer, self.part)
        self.path = fragment.path + ("!" + opened.name if opened.name else "")
        self.place = f"{self.path}\0{opened.part.line}:{opened.part.column}" if opened.part else self.path
        self.wireguard = any(
            mark in text for mark in (b"[Interface]", b"[Peer]") for text in (self.data, self.opened.outer)
        )
        self._level: int | None = None
        self._hashes: LineHashes | None = None
        self.unnamed: list[tuple[Sighting, bool]] = []
        self.proofs = _PROOFS

    @property
    def level(self) -> int:
        if self._level is None:
            self._level = text_level(self.opened, spoken_path(self.fragment, self.opened))
            self._level = max(self._level, *(part.level for part in (self.fragment.part, self.part) if part), 0)
        return self._level

    def enter(self, found: list[Candidate]) -> None:
        for candidate in found:
            self._one(candidate)
        if len(self.unnamed) > 1 and self.level >= context.MEDIUM:
            if len(self.unnamed) == 2 and all(point for _, point in self.unnamed):
                self.unnamed[1] = self.unnamed[1][0], False  # one seed in sixteen passes for a key: one of both is the secret
            points = [sighting for sighting, point in self.unnamed if point]
            for sighting, point in self.unnamed:
                near = any(abs(other.line - sighting.line) <= 10 for other in points)
                sighting.unnamed_pair = near and not point

    def _one(self, candidate: Candidate) -> None:
        value = candidate.value[:32]
        digest = self.ledger.digest(value)
        if digest not in self.wanted:
            return
        expanded = len(candidate.value) == 64 and keys.is_expanded(candidate.value)
        start, end = candidate.start, candidate.end
        if self.opened.offsets is not None:
            start, end = self.opened.offsets(start), self.opened.offsets(end - 1) + 1
            end = max(end, start + 1)  # parts may be joined against the order in which they stand
        if self.part and self.opened.outer is self.ground and not self.part.owns(start):
            return
        exact = candidate.exact and self.opened.exact
        if self._is_known(digest, start, end, exact):
            return
        line, column = self.outer.position(start)
        if len(candidate.value) == 32 and candidate.role != "seed":
            self.ledger.see(digest, self.path, line, candidate.encoding)
        sighting = Sighting(digest, keys.derive(value), candidate.encoding)
        sighting.path, sighting.origin = self.path, self.fragment.origin
        sighting.blob, sighting.commit = self.fragment.blob, self.fragment.commit
        sighting.line, sighting.column = line, column
        sighting.end_line, sighting.end_column = self.outer.position(end)
        sighting.exact = exact
        sighting.expanded, sighting.role = expanded, candidate.role
        self.ledger.sightings.append(sighting)
        self.done[digest, self.place].append((start, end, sighting))
        self._surroundings(sighting, candidate, start, end, value)

    def _is_known(self, digest: bytes, start: int, end: int, exact: bool) -> bool:
        """Tell whether another form of the same place was entered; one of inexact boundaries gives way."""
        places = self.done.setdefault((digest, self.place), [])
        for place in places[-_NEAR:]:
            if place[0] < end and start < place[1]:
                sighting = place[2]
                if sighting is None or sighting.exact or not exact:
                    return True
                places.remove(place)
                self.ledger.sightings.remove(sighting)
                return False
        return False

    def _surroundings(self, sighting: Sighting, candidate: Candidate, start: int, end: int, value: bytes) -> None:
        data = self.data
        first = max(self.inner.start(candidate.start), candidate.start - 400)
        last = min(self.inner.end(candidate.end), candidate.end + 200)
        sighting.file_level = self.level
        sighting.name = names.KEY if candidate.role == "key" else naming.name_of(self.inner, candidate.start)
        if sighting.file_level:
            left = data[first : candidate.start][-80:]
            if not left.strip(b" \t([{\"'") and candidate.encoding not in BASE64:
                left = data[max(0, first - 80) : candidate.start]  # a list begins below its name
            sighting.line_level = context.level(data[first:last])
            sighting.own_name = bool(context.level(left)) or names.is_use(left.decode("utf-8", "replace"))
        sighting.allowed = allow.rules_at(self.outer, start)
        self._doubts(sighting, candidate, value)
        if self.ledger.hash_lines:
            sighting.line_hash = self._line_hash(sighting.line)
        line_start, line_end = self.outer.start(start), self.outer.end(end)
        sighting.excerpt, sighting.excerpt_span = _excerpt(self.outer.data, line_start, line_end, start, end)

    def _line_hash(self, line: int) -> str:
        if self._hashes is None:
            from guard.linehash import LineHashes

            self._hashes = LineHashes(self.opened.outer)
        return self._hashes.of(line - (self.part.line if self.part else 1) + 1)

    def _doubts(self, sighting: Sighting, candidate: Candidate, value: bytes) -> None:
        """What only the value itself can tell, asked while it is still here."""
        if not sighting.exact or len(candidate.value) != 32 or not (sighting.name or sighting.file_level):
            return
        text = self.data[candidate.start : candidate.end]
        doubtful = doubts.is_address(text, sighting.name) or doubts.is_symbol(self.data, candidate.start, candidate.end)
        doubtful = doubtful or (candidate.encoding in BASE64 and doubts.is_written(text))
        if doubtful or doubts.degenerate(value) or self._armoured(candidate):
            sighting.exact = False
            return
        sighting.point = keys.is_point(value)
        if sighting.point and sighting.name == names.KEY:
            self.ledger.points[sighting.digest] = value
        sighting.foreign = self.wireguard
        if sighting.name == names.SECRET and candidate.encoding in BASE64:
            self._others(sighting, candidate, value)
        sighting.exchange = self.ledger.digest(keys.derive_x25519(value))
        padded = candidate.end - candidate.start == 44
        if sighting.name == names.UNNAMED and candidate.encoding in BASE64 and padded:
            self.unnamed.append((sighting, sighting.point))
            strong = self.level == context.STRONG and not sighting.point
            sighting.bare = strong and naming.is_bare(self.inner, candidate.start)

    def _others(self, sighting: Sighting, candidate: Candidate, value: bytes) -> None:
        """Whose a named secret is, if not Backpack's: proven by its own public key, or told by its name."""
        from guard import owners, p256

        sighting.service = owners.is_foreign(self.inner, candidate.start)
        shown = p256.near(self.data, candidate.start, candidate.end) if self.proofs else None
        if shown:
            self.proofs -= 1
            sighting.foreign = sighting.foreign or p256.derive(value) in shown

    def _armoured(self, candidate: Candidate) -> bool:
        start = self.inner.start(candidate.start)
        above = max(0, start - 1)
        before = self.data[self.data.rfind(b"\n", max(0, above - 200), above) + 1 : above].strip()
        return len(before) >= 60 and b" " not in before and start == candidate.start and before.translate(None, b"+/_-").isalnum()


def _excerpt(data: bytes, line_start: int, line_end: int, start: int, end: int) -> tuple[str, tuple[int, int]]:
    first, last = max(line_start, start - 100), min(line_end, end + 60)
    raw = data[first:last]
    if b"\x00" in raw:
        return "", (0, 0)
    text = raw.decode("utf-8", "surrogateescape")
    at = width(data[first:start])
    span = (at, at + width(data[start : min(end, last)]))
    return redact.excerpt(text, [span]), span
