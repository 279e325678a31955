"""Words of the commands accept and baseline."""

from __future__ import annotations

TEXTS = {
    "ask": "Why is this key accepted? ",
    "accept": "Accepted in {path}; findings of this tree that carry the key: {count}",
    "revoked": "Recorded as revoked in {path}; findings of this tree that carry the key: {count}",
    "baseline": "Wrote {path}; keys in it: {count}",
    "incomplete": "not everything could be read: the baseline may lack keys",
}
