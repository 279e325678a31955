"""gitleaks: a JSON list with RuleID, Match and Secret."""

from __future__ import annotations

from guard.peer import CAUTION, KEYWORDS, PATTERN, Peer, Record, number, rows, text


def read(document: object) -> list[Record] | None:
    """Return the records of a report."""
    found = rows(document)
    if found is None or not all("RuleID" in one for one in found):
        return None
    return [
        Record(text(one, "RuleID"), text(one, "File"), number(one.get("StartLine")), f"{text(one, 'Match')}\n{text(one, 'Secret')}")
        for one in found
    ]


RULE = f"""# {CAUTION}
[[rules]]
id = "backpack-api-secret"
description = "Possible Backpack Exchange API secret"
regex = '''{PATTERN}'''
entropy = 3.5
keywords = [{", ".join(f'"{word}"' for word in KEYWORDS)}]
"""
PEER = Peer(name="gitleaks", rule=RULE, read=read)
