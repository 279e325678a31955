"""Kingfisher: findings with `rule` and `finding`, as a list, below `findings`, or a line each."""

from __future__ import annotations

from guard.peer import CAUTION, VALUE, Peer, Record, number, rows, text


def read(document: object) -> list[Record] | None:
    """Return the records of a report."""
    whole = isinstance(document, dict) and "findings" in document
    found = rows([document] if isinstance(document, dict) and not whole else document, "findings") or []
    mine = [one for one in found if isinstance(one.get("rule"), dict) and "finding" in one]
    audits = whole and isinstance(document, dict) and "audit" in document
    if len(mine) + sum("audit" in one for one in found) < len(found) or not (found or audits):
        return None
    records = []
    for one in mine:
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
      (?x)
      (?i: backpack|bpx|secret|private )
      (?: . | [\\n\\r] ){{0,64}}?
      [^A-Za-z0-9+/_-]
      ( {VALUE} )
      (?: [^A-Za-z0-9+/=_-] | $ )
    min_entropy: 3.5
    confidence: medium
"""
PEER = Peer(name="kingfisher", rule=RULE, read=read)
