"""Parts of a scan made in several processes give the findings of the whole."""

from __future__ import annotations

import pytest

from guard.config import Settings
from guard.model import Finding, Fragment, Skip
from guard.prove import Ledger
from guard.scan import Scan
from tests.pairs import key_text, secret_text

FILES = [
    ("a.env", f"BACKPACK_API_KEY={key_text(1)}\n"),
    ("b.py", f"secret = '{secret_text(1)}'\n"),
    ("c.txt", f"BACKPACK_API_SECRET={secret_text(2)}\n"),
    ("d.txt", f"{key_text(3)}\n" * 3),
    ("e.txt", f"{secret_text(3)} {key_text(3)}\n"),
    *((f"k{number}.txt", f"x {key_text(1)}\n") for number in range(20)),
]


class Kept:
    """Gives a content once more without its being sent along."""

    def __init__(self, text: str) -> None:
        self.number = [text for _, text in FILES].index(text)

    def __call__(self) -> bytes:
        return FILES[self.number][1].encode()


def told(findings: list[Finding]) -> list[object]:
    return [
        [getattr(finding, name) for name in Finding.__slots__ if name != "evidence"]
        + [[(e.path, e.line, e.what) for e in finding.evidence]]
        for finding in findings
    ]


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_parts_give_the_whole(parts: int) -> None:
    whole = Scan(Settings())
    for path, text in FILES:
        whole.feed(Fragment(text.encode(), path))
    whole.feed(Skip("x", "unreadable"))
    merged = Scan(Settings())
    for part in reversed(range(parts)):
        scan = Scan(Settings(), key=merged.ledger.key)
        for path, text in FILES[part::parts]:
            scan.feed(Fragment(text.encode(), path, again=Kept(text)))
        exported = scan.export()
        assert not any(secret_text(n).encode()[:12] in exported for n in (1, 2, 3))
        merged.absorb(exported)
    merged.feed(Skip("x", "unreadable"))
    assert told(merged.findings(lambda: 3)) == told(whole.findings(lambda: 3)) != []
    assert (merged.requested, merged.read, merged.size, len(merged.skipped)) == (
        whole.requested, whole.read, whole.size, len(whole.skipped),
    )  # fmt: skip


def test_ledgers_of_different_keys_do_not_merge() -> None:
    with pytest.raises(ValueError, match="different keys"):
        Ledger().absorb(Ledger().key, Ledger().state(), 0)
