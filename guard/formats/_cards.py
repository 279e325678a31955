"""The keys of an HTML report: one card for each, with its places and its story."""

from __future__ import annotations

from guard import texts
from guard.formats._words import place, title, xml
from guard.model import Finding, Report

CARDS = 200
PLACES = 12
_REFS = 6


def keys(findings: list[Finding]) -> list[tuple[str, list[Finding]]]:
    """Return (name, findings) of each key, in the order of the findings; the name is its API key."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.detail:
            continue  # about the configuration, not a key
        groups.setdefault(finding.fingerprint, []).append(finding)
    return [(found[0].api_key or name, found) for name, found in groups.items()]


def _say(lang: str, name: str, **values: object) -> str:
    return xml(texts.text(lang, f"document.{name}", **values))


def _commit(value: object) -> dict[str, str]:
    return {name: str(part) for name, part in value.items()} if isinstance(value, dict) else {}


def story(finding: Finding, lang: str) -> list[str]:
    """Return the story of a finding as items of a list."""
    told: list[str] = []
    known = finding.story
    if not known:
        return told
    first, gone = _commit(known.get("first")), _commit(known.get("removed_by"))
    if first:
        told.append(
            _say(lang, "came", commit=first["commit"][:12], date=first["date"][:10], path=first["path"], line=first["line"])
        )
    if gone:
        told.append(_say(lang, "removed", commit=gone["commit"][:12], date=gone["date"][:10]))
    if known.get("in_head"):
        told.append(_say(lang, "in-head"))
    refs = known.get("refs")
    names = [str(name) for name in refs] if isinstance(refs, list) else []
    more = f" {texts.text(lang, 'document.more', count=len(names) - _REFS)}" if len(names) > _REFS else ""
    told.append(_say(lang, "refs", refs=", ".join(names[:_REFS]) + more) if names else _say(lang, "unreached"))
    pushed = known.get("pushed")
    told.append(_say(lang, "push-unknown" if pushed is None else "pushed" if pushed else "not-pushed"))
    return told


def _items(findings: list[Finding], lang: str) -> str:
    items = ""
    for finding in findings[:PLACES]:
        commit = f' <span class="small">{xml(finding.commit[:12])}</span>' if finding.commit else ""
        told = "".join(f"<li>{line}</li>" for line in story(finding, lang))
        proof = "".join(f"<li>{_say(lang, 'proof', place=f'{one.path}:{one.line}')}</li>" for one in finding.evidence[:1])
        below = f'<ul class="story small">{proof}{told}</ul>' if proof or told else ""
        items += f"<li><code>{xml(place(finding))}</code>{commit}{below}</li>"
    if len(findings) > PLACES:
        items += f"<li>{_say(lang, 'more', count=len(findings) - PLACES)}</li>"
    return items


def card(name: str, findings: list[Finding], report: Report, lang: str) -> str:
    """Return the card of one key."""
    first = findings[0]
    fails = any(map(report.fails, findings))
    grade = first.severity if fails else ""
    pills = f'<span class="pill {grade}">{xml(texts.text(lang, f"explain.{first.severity}"))}</span>'
    pills += f'<span class="pill">{xml(texts.text(lang, f"explain.{first.confidence}"))}</span>'
    if first.state != "new":
        pills += f'<span class="pill">{_say(lang, f"state-{first.state}")}</span>'
    return (
        f'<article class="card {grade}"><div class="top"><h3 class="key mono">{xml(name)}</h3>{pills}</div>'
        f"<p>{xml(title(first, lang))}</p>"
        f'<p class="small">{_say(lang, "places", count=len(findings))}</p><ul>{_items(findings, lang)}</ul></article>'
    )


def cards(groups: list[tuple[str, list[Finding]]], report: Report, lang: str) -> str:
    """Return the section of the keys."""
    if not groups:
        return ""
    body = "".join(card(name, findings, report, lang) for name, findings in groups[:CARDS])
    more = f'<p class="small">{_say(lang, "more", count=len(groups) - CARDS)}</p>' if len(groups) > CARDS else ""
    lead = f'<p class="lead">{_say(lang, "keys-lead")}</p>'
    return f'<section><h2>{_say(lang, "keys")}</h2>{lead}<div class="cards">{body}</div>{more}</section>'
