"""GitHub secret scanning: the fields of a custom pattern."""

from __future__ import annotations

from guard.peer import CAUTION, Peer

RULE = f"""# {CAUTION}
Pattern name: Backpack Exchange API secret
Secret format: [A-Za-z0-9+/]{{42}}[AEIMQUYcgkosw048]=
Before secret: (?i)(?:backpack|bpx|secret|private)[A-Za-z0-9_ .-]{{0,32}}["']?[ \\t]{{0,4}}[:=][ \\t]{{0,4}}["']?
After secret: \\z|[^A-Za-z0-9+/=_-]
"""
PEER = Peer(name="github", rule=RULE)
