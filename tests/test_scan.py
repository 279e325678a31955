"""The engine: which rule names what."""

from __future__ import annotations

import pytest

from guard.config import Settings
from guard.scan import scan
from guard.sources.stdin import StdinSource
from tests.pairs import key_text, secret_text

K, S = key_text(1), secret_text(1)
CASES = [
    (f"BACKPACK_API_KEY={K}\nBACKPACK_API_SECRET={S}\n", ["key-pair"]),
    (f"API_KEY={K}\nSECRET_KEY={S}\n", ["foreign-pair"]),
    (f"mod v1.0.0 h1:{S}\n", []),
    (f"SECRET={S}\nBASE_URL=https://api.backpack.exchange\n", ["api-secret"]),
    (f"BACKPACK_API_KEY={K}\n", ["api-key"]),
    (S, []),
]


@pytest.mark.parametrize("text, rules", CASES)
def test_rules(text: str, rules: list[str]) -> None:
    report = scan([StdinSource(text.encode())], Settings())
    assert [finding.rule for finding in report.findings] == rules
    assert all(S not in finding.excerpt and S[:12] not in finding.excerpt for finding in report.findings)
