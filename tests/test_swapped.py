"""A lone value is printed as an API key only where nothing calls it a secret: one seed in sixteen could be a key, too."""

from __future__ import annotations

from itertools import count

import pytest

from guard import keys, registry
from guard.config import Settings
from guard.model import Report
from guard.rendering import RenderContext
from guard.scan import scan
from guard.sources.stdin import StdinSource
from tests.pairs import key_text, secret_text, seed

POINT = next(number for number in count(100) if keys.is_point(seed(number)))  # a seed that could be an API key
S, K = secret_text(POINT), key_text(POINT)


def _report(*texts: str) -> Report:
    return scan([StdinSource(text.encode(), f"f{at}") for at, text in enumerate(texts)], Settings())


def _shown(report: Report) -> str:
    forms = [registry.load("formats", "FORMAT")[name] for name in registry.names("formats")]
    return "".join(form.render(report, RenderContext(verbose=2)) for form in forms)  # type: ignore[attr-defined]


@pytest.mark.parametrize("texts", [
    (f"BACKPACK_API_SECRET={S}\n",),
    (f"BACKPACK_API_KEY={S}\n", f"BACKPACK_API_SECRET={S}\n"),
    (f"BACKPACK_API_SECRET={S}\n", f"BACKPACK_API_KEY={S}\n"),
    (f"BACKPACK_API_KEY={S}\nBACKPACK_API_SECRET={K}\n",),
    (f"BACKPACK_API_KEY={S}\n", f"BACKPACK_API_SECRET={K}\n"),
    (f"backpack exchange\nsecret: {S}\n", f"backpack exchange\nX-API-Key: {S}\n"),
    (f"backpack exchange\nprivate_key = \"{seed(POINT).hex()}\"\nBACKPACK_API_KEY={S}\n",),
])  # fmt: skip
def test_what_is_called_a_secret_anywhere_is_never_printed(texts: tuple[str, ...]) -> None:
    report = _report(*texts)
    assert report.findings
    assert {one.api_key for one in report.findings} == {K}
    shown = _shown(report)
    assert K in shown and S[:20] not in shown


def test_under_a_key_s_name_alone_it_is_what_the_contract_shows() -> None:
    report = _report(f"BACKPACK_API_KEY={key_text(1)}\n")
    assert [(one.rule, one.api_key) for one in report.findings] == [("api-key", key_text(1))]
