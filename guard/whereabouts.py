"""Ask every place check about the stores of a run, and give the answers to the verdicts they concern."""

from __future__ import annotations

import os

from guard import registry
from guard.place import Hit, Place, Spot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.verdict import Verdict


def _checks() -> list[Place]:
    return list(registry.load("places", "PLACE").values())  # type: ignore[arg-type]  # the registry is untyped


def look(verdicts: list[Verdict], environment: dict[str, str], quick: bool = False) -> None:
    """Fill `places` of every verdict that holds a secret.

    Checks that need a file run once per file; the others once per folder with all secrets together.
    """
    holders = [one for one in verdicts if one.kind == "secret" and one.decoded.value is not None]
    by_file: dict[str, list[Verdict]] = {}
    for verdict in holders:
        by_file.setdefault(verdict.kept.file, []).append(verdict)
    for file, group in by_file.items():
        spot = _spot(file, group, environment, quick)
        for place in _checks():
            if file and (place.for_file or place.name == "git"):
                _give(list(place.examine(spot)), group)
        if not file:
            _give([hit for place in _checks() if place.name == "git" for hit in place.examine(spot)], group)
    if holders:
        everywhere = _spot("", holders, environment, quick)
        for place in _checks():
            if not place.for_file and place.name != "git":
                _give(list(place.examine(everywhere)), holders)


def _spot(file: str, group: list[Verdict], environment: dict[str, str], quick: bool) -> Spot:
    secrets = frozenset(one.decoded.value for one in group if one.decoded.value is not None)
    return Spot(os.path.abspath(file) if file else "", file, secrets, environment, quick)


def _give(hits: list[Hit], group: list[Verdict]) -> None:
    """Attach each hit once: to the first verdict with that secret, or to the first of the store."""
    for hit in hits:
        for verdict in group:
            if hit.secret is None or verdict.decoded.value == hit.secret:
                verdict.places.append(hit.problem)
                break
