"""betterleaks 2: `findings` with `match` and `location`, or a line each with `finding`; version 1 writes gitleaks' list."""

from __future__ import annotations

from guard.peer import Peer, Record, number, rows, text
from guard.peers.gitleaks import RULE

ENTROPY = "entropy = 3.5\n"  # a field of gitleaks that betterleaks 2 refuses


def read(document: object) -> list[Record] | None:
    """Return the records of a report."""
    if isinstance(document, dict) and "schema_version" in document and "findings" in document:
        found = rows(document["findings"])
    else:
        lines = rows([document] if isinstance(document, dict) else document) or []
        mine = all("schema_version" in one for one in lines) and bool(lines)  # the last line tells of the run
        found = rows([one["finding"] for one in lines if "finding" in one]) if mine else None
    if found is None or not all("rule_id" in one for one in found):
        return None
    return [_record(one) for one in found]


def _record(one: dict[str, object]) -> Record:
    place = one.get("location")
    line = number(place.get("start_line")) if isinstance(place, dict) else 1
    return Record(
        text(one, "rule_id"), text(one, "location", "path"), line, f"{text(one, 'match', 'full')}\n{text(one, 'match', 'value')}"
    )


PEER = Peer(name="betterleaks", rule=RULE.replace(ENTROPY, ""), read=read, order=40)
