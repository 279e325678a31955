"""Reports that tests of formats share: a real one, a hostile one, a large one."""

from __future__ import annotations

import json
from pathlib import Path

from guard.config import Settings
from guard.model import Evidence, Finding, Report, Skip
from guard.redact import display_path
from guard.rendering import Format, RenderContext
from guard.scan import scan
from guard.sources.stdin import StdinSource
from tests.pairs import key_text, secret_text

DATA = Path(__file__).parents[1] / "data"
NAMES = [
    b"plain.env", b"a b/c.env", b"::error file=e::pwned", b"x\n::error file=e::pwned", b"%0A::add-mask::x", b"##[add-mask]x",
    b"\xff\xfe.env", b"bidi\xe2\x80\xae.env", b"\x1b]0;x\x07", b"100%.env", b"%41.env", b"<b>&\"'`|*_~.md", b"[x](http://e)",
    b"@team #1 www.e.com", "密钥.env".encode(), b"=cmd", b"..", b"a:b,c", b"\xed\xa0\x80", b"nul\x01", b"]]>", b"--x", b"\\u0000",
]  # fmt: skip
STORY = {
    "first": {"commit": "a" * 40, "date": "2026-01-02T03:04:05Z", "path": "old.env", "line": 7},
    "last": {"commit": "b" * 40, "date": "2026-02-03T04:05:06Z", "path": "old.env", "line": 7},
    "removed_by": {"commit": "c" * 40, "date": "2026-03-04T05:06:07Z"},
    "in_head": False, "refs": ["refs/heads/main", "refs/tags/v1"], "pushed": True,
}  # fmt: skip


def finding(path: str = "a.env", line: int = 1, **fields: object) -> Finding:
    """Return one finding, its fields as asked for."""
    values: dict[str, object] = {
        "rule": "key-pair", "severity": "critical", "confidence": "proven", "encoding": "base64", "origin": "file",
        "api_key": key_text(1), "fingerprint": "bpg1:" + "0" * 32, "column": 3, "end_line": line, "end_column": 47,
        "message": f"Backpack API secret of key {key_text(1)} (proven)", **fields,
    }  # fmt: skip
    return Finding(path=path, line=line, **values)  # type: ignore[arg-type]


def hostile() -> Report:
    """Return a report whose every text is what a repository can make it."""
    found = []
    for at, raw in enumerate(NAMES, 1):
        shown = display_path(raw)
        found.append(finding(shown, at, evidence=(Evidence(shown, 1, "api-key"),), line_hash="abc:1"))
    found.append(finding("gone.env", 9, commit="d" * 40, blob="e" * 40, story=STORY, origin="blob"))
    found += [finding("s.env", 3, state=state) for state in ("existing", "accepted", "revoked", "documented")]
    found.append(finding("m.env", 3, rule="api-key", severity="medium", confidence="likely"))
    skips = [Skip(display_path(raw), "permission denied") for raw in NAMES]
    return Report(found, requested=60, read=40, size=999, skipped=skips, notes=["a note: ::error::x ##[error]"], seconds=1.5)


def large(count: int) -> Report:
    """Return a report of many findings, the gravest last."""
    found = [finding(f"dir/file{at}.env", at % 900 + 1, severity="medium") for at in range(1, count)]
    return Report([*found, finding("grave.env")], requested=count, read=count, size=count)


def real(settings: Settings | None = None) -> Report:
    """Return the report of a scan that finds a pair."""
    text = f"# backpack\nBACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n"
    return scan([StdinSource(text.encode(), "a.env")], settings or Settings())


def render(fmt: Format, report: Report, lang: str = "en") -> str:
    """Render as a run at a fixed time would."""
    return fmt.render(report, RenderContext(lang, now=1_790_000_000.0))


def schema(name: str) -> dict[str, object]:
    """Return a schema of the test data."""
    found: dict[str, object] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return found
