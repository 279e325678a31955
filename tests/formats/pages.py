"""Reports that a page must show well: a full one, a clean one, one that read too little, one of many keys, one of odd texts."""

from __future__ import annotations

from guard.keys import fingerprint
from guard.model import Evidence, Finding, Report, Skip
from guard.redact import display_path
from tests.formats import STORY, finding
from tests.pairs import key, key_text


def _of(number: int, path: str, line: int, **fields: object) -> Finding:
    name = key_text(number)
    message = f"Backpack API secret of key {name} (proven)"
    return finding(path, line, api_key=name, fingerprint=fingerprint(key(number)), message=message, **fields)


def _story(first: str, gone: str = "", pushed: bool | None = True, refs: int = 2) -> dict[str, object]:
    names = ["refs/heads/main", "refs/heads/release/2026", "refs/tags/v1.0.0", *(f"refs/tags/v1.{n}.0" for n in range(1, 9))]
    return {
        "first": {"commit": "a1b2c3d4e5f6" + "0" * 28, "date": f"{first}T03:04:05Z", "path": "config/prod.env", "line": 7},
        "last": {"commit": "b" * 40, "date": f"{gone or '2026-09-01'}T04:05:06Z", "path": "config/prod.env", "line": 7},
        "removed_by": {"commit": "c0ffee123456" + "0" * 28, "date": f"{gone}T05:06:07Z"} if gone else None,
        "in_head": not gone, "refs": names[:refs], "pushed": pushed,
    }  # fmt: skip


def full() -> Report:
    """Return a report of an audit with stories, states, severities, evidence, notes and gaps."""
    proof = (Evidence("config/prod.env", 6, "api-key"),)
    past = {"commit": "a1b2c3d4e5f6" + "0" * 28, "origin": "blob"}
    found = [
        _of(1, "config/prod.env", 7, evidence=proof, story=_story("2026-01-12", "2026-05-20"), **past),
        _of(1, "deploy/k8s/overlays/production/secrets/backpack-credentials.yaml", 12, evidence=proof, story=_story("2026-02-01", "2026-06-02"), **past),
        _of(2, "src/bot.py", 3, story=_story("2026-03-15", "", None, 11), **past),
        _of(3, "notebooks/research.ipynb", 112, story=_story("2026-08-30", "", False, 1), **past),
        _of(4, "scripts/old.sh", 1, state="revoked"),
        _of(5, "docs/guide.md", 40, state="documented"),
        finding("docs/keys.md", 2, rule="api-key", severity="medium", confidence="likely", api_key=key_text(6), fingerprint=fingerprint(key(6)), message=f"Backpack API key {key_text(6)} (public half)"),
        finding(".backpack-guard.toml", 3, rule="policy-loosened", severity="medium", api_key=None, fingerprint="bpg1:" + "9" * 32, encoding="toml", detail="fail-on = never (base: medium)", message="these commits would loosen the policy: fail-on = never (base: medium) (not applied)"),
    ]  # fmt: skip
    skips = [Skip("vendor/huge.bin", "larger than the limit of 256 MiB"), Skip("private/keys.db", "permission denied")]
    return Report(found, requested=1204, read=1202, size=88_211_004, skipped=skips, seconds=4.27, notes=["range: main..topic; the tree of HEAD is scanned"])


def clean() -> Report:
    """Return a report that found nothing."""
    return Report([], requested=214, read=214, size=482_110, seconds=0.21)


def part() -> Report:
    """Return a report that found nothing and did not read all."""
    return Report([], requested=3, read=2, size=10, skipped=[Skip("history", f"shallow: base {'d' * 40} and history before {'e' * 40} not seen")], seconds=0.1)


def many() -> Report:
    """Return a report of more keys and places than are listed."""
    found = [_of(number, f"bots/{number:03}/.env", 2, severity="critical" if number % 3 else "high") for number in range(1, 231)]
    found += [_of(1, f"copies/{number}.env", 9) for number in range(40)]
    story = [_of(number, "old.env", 1, commit="a" * 40, story=_story(f"2026-{number % 9 + 1:02}-10", f"2026-{number % 9 + 2:02}-02")) for number in range(1, 60)]
    return Report([*found, *story], requested=900, read=900, size=1, seconds=1.0)


def odd() -> Report:
    """Return a report whose texts are long, right to left, wide or without a place to break."""
    names = [
        "a/" * 60 + "deep.env", "x" * 250 + ".env", "مفاتيح/بورصة.env", "ключи/секрет.env", "密钥/生产环境配置文件.env", "\u202egnp.exe",
        "תיקייה/abc/מפתח.env", "emoji 🔑🗝️.env", "outer.zip!inner/" + "n" * 80 + ".tar!x.env", "<script>alert(1)</script>.env",
    ]  # fmt: skip
    found = [_of(at, display_path(name.encode()), at, evidence=(Evidence(display_path(name.encode()), 1, "api-key"),)) for at, name in enumerate(names, 1)]
    found.append(_of(20, "m.env", 1, story=STORY))
    found[0].message += " " + "very long " * 80
    skips = [Skip("s/" * 90, "reason " * 40), Skip("y" * 200, "z" * 200)]
    return Report(found, requested=30, read=28, size=1, skipped=skips, notes=["note " * 80, "n" * 300], seconds=12.0)


PAGES = {"full": full, "clean": clean, "part": part, "many": many, "odd": odd}
