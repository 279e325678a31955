"""Where a first look found values, in digests and numbers, so that the second reads those places instead of all.

What the trail tells is found again in the surroundings of each place, by the encodings alone; where that fails, where a value
that is wanted stands behind a layer, or in a container, the second look goes to the whole text as ever.
"""

from __future__ import annotations

from struct import Struct
from zlib import crc32

from guard.candidates import Opened
from guard.view import View

_ENTRY = Struct("<16sIII")  # digest, start, end, kind
_BELOW = 4  # bytes of a digest: another value with the same ones costs a look, no more
_COUNT = Struct("<I")
_ALSO = {"base64": ("base64url",), "pkcs8": ("spki",)}  # what an encoding calls values but by its name
_ROLES = ("any", "key", "seed")
_EXACT, _AGAIN = 1, 16
_FEW = 16  # places of one value
_AROUND = 600  # bytes: what decides on the form of a value stands nearer
_LINE = 400
_MOST = 1 << 14  # values of one text
_LARGEST = 1 << 31

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.model import Candidate, Encoding

    _Place = tuple[int, int, int, int]  # its number, start, end, kind
    _Told = tuple[int, int, int, bytes]  # start, end, kind, digest


class Trail:
    """Takes down what a first look sees: `saw` each text before its values, `note` each of those."""

    __slots__ = ("_below", "_count", "_first", "_opened", "_places", "_whole")

    def __init__(self) -> None:
        self._whole = True
        self._first: Opened | None = None
        self._opened: Opened | None = None
        self._count = 0
        self._places: dict[bytes, list[_Place]] = {}
        self._below: set[bytes] = set()

    def saw(self, opened: Opened) -> None:
        """Go on to another text, the first of which is the content itself."""
        self._first = self._first or opened
        self._opened = opened
        if opened.name or opened.part:
            self._whole = False  # what a member speaks of counts too

    def note(self, candidate: Candidate, digest: bytes) -> None:
        """Take down a value."""
        if self._opened is not self._first:
            if digest not in self._below and not self._is_shown(candidate, digest):
                self._below.add(digest)
        elif candidate.end < _LARGEST and self._count < _MOST:
            self._places.setdefault(digest, []).append((self._count, candidate.start, candidate.end, _kind(candidate)))
            self._count += 1
        else:
            self._whole = False

    def _is_shown(self, candidate: Candidate, digest: bytes) -> bool:
        """Tell whether a value behind a layer is one that the content itself shows exactly there; that is noted (_AGAIN)."""
        first, opened = self._first, self._opened
        places = self._places.get(digest, ())
        if not first or not opened or not opened.offsets or opened.outer is not first.view.data or len(places) > _FEW:
            return False
        start, end = opened.offsets(candidate.start), opened.offsets(candidate.end - 1) + 1
        for at, (number, before, behind, kind) in enumerate(places):
            if before < max(end, start + 1) and start < behind and kind & _EXACT:
                self._places[digest][at] = number, before, behind, kind | _AGAIN
                return True
        return False

    def body(self) -> bytes:
        """Return what `values` takes; nothing where the second look cannot do with it."""
        if not self._whole or len(self._below) > 4 * _MOST:
            return b""
        places = sorted((*place, digest) for digest, some in self._places.items() for place in some)
        told = [_ENTRY.pack(digest, start, end, kind) for _, start, end, kind, digest in places]
        return _COUNT.pack(len(told)) + b"".join((*told, *sorted({one[:_BELOW] for one in self._below})))


def _form(encoding: str) -> int:
    return crc32(encoding.encode()) & 0xFFFF


def _kind(candidate: Candidate) -> int:
    return _form(candidate.encoding) << 8 | _EXACT * candidate.exact | _ROLES.index(candidate.role) << 1 | (len(candidate.value) == 64) << 3


def values(
    body: bytes, data: bytes, path: str, wanted: set[bytes], digest: Callable[[bytes], bytes], enough: bool = False
) -> tuple[list[Candidate], set[bytes]] | None:  # fmt: skip
    """Return the values of a text that are wanted, as a look at all of it would find them; None where that must be done.

    It must be done too if a value of the set, by digests, is not found to be exact: a layer shows it once more.
    With `enough` what stands behind layers is not asked for.
    """
    if len(body) < _COUNT.size:
        return None
    (count,) = _COUNT.unpack_from(body)
    below = _COUNT.size + count * _ENTRY.size
    if not enough and not {name[:_BELOW] for name in wanted}.isdisjoint(body[at : at + _BELOW] for at in range(below, len(body), _BELOW)):
        return None
    told = [one for one in _ENTRY.iter_unpack(body[_COUNT.size : below]) if one[0] in wanted]
    places = [(start, end, kind & ~_AGAIN, name) for name, start, end, kind in told]
    chosen = _chosen(places, _found(data, path, places, digest, _forms(places)))
    if chosen is None:
        chosen = _chosen(places, _found(data, path, places, digest, None))
    return None if chosen is None else (chosen, {name for name, _, _, kind in told if kind & _AGAIN})


def _chosen(places: list[_Told], found: dict[_Told, list[Candidate]]) -> list[Candidate] | None:
    """Return what stands at places, None if it is not one value for each."""
    chosen = [found[place].pop(0) for place in places if found.get(place)]
    return None if len(chosen) != len(places) or any(found.values()) else chosen


def _forms(places: list[_Told]) -> list[Encoding]:
    """Return the encodings that go by the forms of places; what another one finds there under their names is not missed (_chosen)."""
    from guard.candidates import encodings

    forms = {kind >> 8 for _, _, kind, _ in places}
    return [one for one in encodings() if not forms.isdisjoint(map(_form, (one.name, *_ALSO.get(one.name, ()))))]


def having(body: bytes, wanted: set[bytes]) -> set[bytes]:
    """Return those of the wanted values that a text has, and may be others with the same first bytes."""
    (count,) = _COUNT.unpack_from(body)
    below = _COUNT.size + count * _ENTRY.size
    names = {body[at : at + _BELOW] for at in range(below, len(body), _BELOW)}
    names.update(body[at : at + _BELOW] for at in range(_COUNT.size, below, _ENTRY.size))
    return {name for name in wanted if name[:_BELOW] in names}


def _found(
    data: bytes, path: str, places: list[_Told], digest: Callable[[bytes], bytes], forms: list[Encoding] | None
) -> dict[_Told, list[Candidate]]:  # fmt: skip
    """Return what stands at some places of a text, by place; asked are these encodings, or all that fit."""
    found: dict[_Told, list[Candidate]] = {place: [] for place in places}
    spans = {place[:2] for place in places}
    for first, last in _areas(data, places):
        view = View(data[first:last], path)
        view.memo["held"] = True  # what is worth a costly look in all of the text is known by what was found
        every = Opened(view, view.data).candidates() if forms is None else (one for form in forms for one in form.find(view))
        for candidate in every:
            candidate.start += first
            candidate.end += first
            if (candidate.start, candidate.end) in spans:
                place = (candidate.start, candidate.end, _kind(candidate), digest(candidate.value[:32]))
                if place in found:
                    found[place].append(candidate)
    return found


def _areas(data: bytes, places: list[_Told]) -> list[tuple[int, int]]:
    """Return the surroundings of places, of whole lines where these are short, and apart."""
    areas: list[tuple[int, int]] = []
    for start, end in sorted(place[:2] for place in places):
        first, last = max(0, start - _AROUND), min(len(data), end + _AROUND)
        first = max(data.rfind(b"\n", max(0, first - _LINE), first) + 1, first - _LINE, 0)
        line = data.find(b"\n", last, last + _LINE)
        last = line if line >= 0 else min(len(data), last + _LINE)
        if areas and first <= areas[-1][1]:
            areas[-1] = (areas[-1][0], max(last, areas[-1][1]))
        else:
            areas.append((first, last))
    return areas
