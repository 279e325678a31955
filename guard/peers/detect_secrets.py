"""detect-secrets: `results` by file, with the SHA-1 of a value and its line, never the value."""

from __future__ import annotations

from guard.peer import CAUTION, PATTERN, Peer, Record, number, text


def read(document: object) -> list[Record] | None:
    """Return the records of a report or of a baseline."""
    results = document.get("results") if isinstance(document, dict) else None
    if not isinstance(results, dict):
        return None
    return [
        Record(text(one, "type"), str(path), number(one.get("line_number")), digest=text(one, "hashed_secret"))
        for path, listed in results.items()
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict)
    ]


RULE = f"""# {CAUTION}
# Save it as backpack.py, then: detect-secrets scan -p backpack.py
import re

from detect_secrets.plugins.base import RegexBasedDetector


class BackpackDetector(RegexBasedDetector):
    secret_type = "Backpack Exchange API secret"
    denylist = [re.compile(r"{PATTERN}")]
"""
PEER = Peer(name="detect-secrets", rule=RULE, read=read)
