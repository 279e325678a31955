"""betterleaks: gitleaks' rules; its report as a list or below `findings`, with names of either case."""

from __future__ import annotations

from guard.peer import Peer, Record, number, rows, text
from guard.peers.gitleaks import RULE


def read(document: object) -> list[Record] | None:
    """Return the records of a report."""
    found = rows(document, "findings")
    if found is None or not found or not all("rule_id" in one or "ruleId" in one for one in found):
        return None
    return [
        Record(
            text(one, "rule_id") or text(one, "ruleId"), text(one, "file") or text(one, "path"),
            number(one.get("start_line") or one.get("startLine") or one.get("line")),
            f"{text(one, 'match')}\n{text(one, 'secret')}",
        )
        for one in found
    ]  # fmt: skip


PEER = Peer(name="betterleaks", rule=RULE, read=read)
