"""Kingfisher: findings with `rule` and `finding`, as a list, below `findings`, or a line each."""

from __future__ import annotations

from guard.peer import CAUTION, PATTERN, Peer, Record, number, rows, text


def read(document: object) -> list[Record] | None:
    """Return the records of a report."""
    found = rows([document] if isinstance(document, dict) and "finding" in document else document, "findings")
    if not found or not all(isinstance(one.get("rule"), dict) and "finding" in one for one in found):
        return None
    records = []
    for one in found:
        inner = one["finding"]
        place = inner if isinstance(inner, dict) else {}
        name = text(one, "rule", "id") or text(one, "rule", "name")
        records.append(Record(name, text(place, "path"), number(place.get("line")), text(place, "snippet")))
    return records


RULE = f"""# {CAUTION}
rules:
  - name: Backpack Exchange API secret
    id: custom.backpack.1
    pattern: |
      (?xi)
      (?: backpack | bpx | secret | private ) (?: .|[\\n\\r] ){{0,64}}?
      {PATTERN.replace("#", "[#]")}
    min_entropy: 4.0
    confidence: medium
    examples: []
"""
PEER = Peer(name="kingfisher", rule=RULE, read=read)
