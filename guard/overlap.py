"""Values that a container stores plainly and its members show again: the members' places stay."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.prove import Ledger
    from guard.sighting import Sighting


def settle(ledger: Ledger, first: int, digests: set[bytes], held: set[str]) -> None:
    """Drop what one fragment showed twice.

    `first` is the index of the fragment's first sighting, `digests` name its values, `held` are the
    paths whose bytes were opened as containers.
    """
    inner: dict[bytes, list[str]] = {}
    for sighting in ledger.sightings[first:]:
        inner.setdefault(sighting.digest, []).append(sighting.path)
    ledger.sightings[first:] = [
        sighting
        for sighting in ledger.sightings[first:]
        if sighting.path not in held or not _below(sighting.path, inner[sighting.digest])
    ]
    for digest in digests:
        places = ledger.seen.get(digest, [])
        paths = [path for path, _, _ in places]
        if held.intersection(paths):
            kept = [place for place in places if place[0] not in held or not _below(place[0], paths)]
            ledger.seen[digest] = kept


def once(sightings: list[Sighting]) -> list[Sighting]:
    """Return each value of each place once: windows overlap."""
    found = {(one.digest, one.path, one.line, one.column): one for one in reversed(sightings)}
    return list(reversed(found.values()))


def _below(path: str, paths: Iterable[str]) -> bool:
    return any(other.startswith(path + "!") for other in paths)
