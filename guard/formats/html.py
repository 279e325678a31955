"""The report as one page that stands alone: nothing is loaded from anywhere, and its policy forbids it."""

from __future__ import annotations

from guard import phrases, texts
from guard.formats import _timeline
from guard.formats._cards import cards, keys
from guard.formats._html_style import MARK, SCRIPT, STYLE
from guard.formats._words import gravest_first, headline, place, rules, xml
from guard.model import SEVERITIES, Finding, Report
from guard.rendering import Format, RenderContext

ROWS = 2_000
_TONGUES = {"zh": "zh-Hans"}


def _say(lang: str, name: str, **values: object) -> str:
    return xml(texts.text(lang, f"document.{name}", **values))


def _policy() -> str:
    from base64 import b64encode
    from hashlib import sha256

    def name(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    return f"default-src 'none'; script-src {name(SCRIPT)}; style-src {name(STYLE)}; base-uri 'none'; form-action 'none'"


def _verdict(report: Report, lang: str) -> str:
    failing = len(report.failing)
    kind = "bad" if failing else "good" if report.complete else "part"
    said = _say(lang, "verdict-found" if failing else "verdict-clean", count=failing)
    missed = sum(not skip.harmless for skip in report.skipped)
    rest = _say(lang, "complete") if report.complete else _say(lang, "incomplete", count=missed)
    return f'<p class="verdict {kind}">{said} <span>{rest}</span></p>'


def _totals(report: Report, count: int, lang: str) -> str:
    proven = {one.fingerprint for one in report.findings if one.confidence == "proven" and not one.detail}
    numbers = (
        ("total-failing", len(report.failing)), ("total-proven", len(proven)), ("total-keys", count),
        ("total-inputs", report.read), ("total-unread", sum(not skip.harmless for skip in report.skipped)),
    )  # fmt: skip
    listed = "".join(f"<div><dt>{_say(lang, name)}</dt><dd>{number}</dd></div>" for name, number in numbers)
    return f'<dl class="totals">{listed}</dl>'


def _advice(report: Report, lang: str) -> str:
    known = rules()
    if not any(known[one.rule].leak for one in report.failing if one.rule in known):
        return ""
    page, address = texts.text(lang, "guide.key-page"), texts.text(lang, "guide.address")
    steps = (step[:1].upper() + step[1:] for step in texts.leak_steps(lang))
    listed = "".join(f"<li>{_linked(step, (page, address))}</li>" for step in steps)
    return f'<section><h2>{_say(lang, "what-to-do")}</h2><div class="panel"><ol>{listed}</ol></div></section>'


def _linked(step: str, addresses: tuple[str, ...]) -> str:
    text = xml(step)
    for address in addresses:
        text = text.replace(xml(address), f'<a href="{xml(address)}" rel="noreferrer">{xml(address)}</a>')
    return text


def _timeline_section(groups: list[tuple[str, list[Finding]]], now: float, lang: str) -> str:
    drawn = _timeline.draw(groups, now, lang)
    if not drawn:
        return ""
    title = _say(lang, "timeline")
    return (
        f'<section><h2>{title}</h2><p class="lead">{_say(lang, "timeline-lead")}</p>'
        f'<div class="panel scroll" tabindex="0" role="region" aria-label="{title}">{drawn}{_timeline_rest(groups, lang)}'
        f'<p class="legend"><span><i class="out"></i>{_say(lang, "pushed")}</span>'
        f'<span><i></i>{_say(lang, "not-pushed")}</span></p></div></section>'
    )


def _timeline_rest(groups: list[tuple[str, list[Finding]]], lang: str) -> str:
    rest = _timeline.count(groups) - _timeline.ROWS
    return f'<p class="small">{_say(lang, "more", count=rest)}</p>' if rest > 0 else ""


def _row(report: Report, finding: Finding, lang: str) -> str:
    grade = finding.severity if report.fails(finding) else ""
    commit = f' <span class="small mono">{xml(finding.commit[:12])}</span>' if finding.commit else ""
    name = f'<br><code class="small">{finding.fingerprint}</code>' if finding.detail else ""
    cells = (
        f'<td><span class="pill {grade}">{xml(texts.text(lang, f"explain.{finding.severity}"))}</span></td>',
        f'<td class="what"><code>{xml(finding.rule)}</code><br><span class="small">{xml(headline(finding, lang))}</span>{name}</td>',
        f'<td class="where"><code>{xml(place(finding))}</code>{commit}</td>',
        f'<td class="short">{xml(texts.text(lang, f"explain.{finding.confidence}"))}</td>',
        f'<td class="short">{_say(lang, f"state-{finding.state}")}</td>',
    )
    return f'<tr data-severity="{finding.severity}">{"".join(cells)}</tr>'


def _tools(findings: list[Finding], lang: str) -> str:
    grades = [grade for grade in reversed(SEVERITIES) if any(one.severity == grade for one in findings)]
    chips = f'<button type="button" data-severity="" aria-pressed="true">{_say(lang, "filter-all")}</button>'
    for grade in grades:
        chips += f'<button type="button" data-severity="{grade}" aria-pressed="false">{xml(texts.text(lang, f"explain.{grade}"))}</button>'
    label = _say(lang, "filter")
    return (
        f'<div class="tools" id="tools" hidden><input type="search" id="text" aria-label="{label}" placeholder="{label}">'
        f'{chips}<span class="small" id="count" role="status" data-label="{_say(lang, "filter-count")}"></span></div>'
    )


def _table(report: Report, findings: list[Finding], lang: str) -> str:
    if not findings:
        return ""
    title = _say(lang, "findings")
    names = ("severity", "rule", "place", "confidence", "state")
    head = "".join(f'<th scope="col">{_say(lang, name)}</th>' for name in names)
    rows = "".join(_row(report, one, lang) for one in findings[:ROWS])
    cut = f'<p class="small">{_say(lang, "cut", shown=ROWS, total=len(findings))}</p>' if len(findings) > ROWS else ""
    return (
        f'<section id="findings"><h2>{title}</h2>{cut}{_tools(findings, lang)}'
        f'<div class="panel scroll" tabindex="0" role="region" aria-label="{title}"><table><thead><tr>{head}</tr></thead>'
        f'<tbody id="rows">{rows}</tbody></table><p id="none" hidden>{_say(lang, "filter-none")}</p></div></section>'
    )


def _lists(report: Report, lang: str) -> str:
    text = ""
    if report.notes:
        notes = "".join(f"<li>{xml(phrases.said(lang, note))}</li>" for note in report.notes[:ROWS])
        text += f'<section><h2>{_say(lang, "notes")}</h2><div class="panel"><ul>{notes}</ul></div></section>'
    missed = [skip for skip in report.skipped if not skip.harmless]
    if missed:
        rows = "".join(f'<tr><td class="where"><code>{xml(one.path)}</code></td><td class="what">{xml(phrases.said(lang, one.reason))}</td></tr>' for one in missed[:ROWS])
        more = f'<p class="small">{_say(lang, "more", count=len(missed) - ROWS)}</p>' if len(missed) > ROWS else ""
        head = f'<th scope="col">{_say(lang, "path")}</th><th scope="col">{_say(lang, "reason")}</th>'
        text += (
            f'<section><h2>{_say(lang, "unread")}</h2><div class="panel scroll" tabindex="0" role="region"'
            f' aria-label="{_say(lang, "unread")}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}</div></section>'
        )
    return text


def _render(report: Report, context: RenderContext) -> str:
    from guard import __version__

    lang = context.lang
    findings = gravest_first(report)
    groups = keys(findings)
    title = _say(lang, "title")
    scope = _say(lang, "scope", read=report.read, requested=report.requested, seconds=f"{report.seconds:.2f}")
    jump = f'<a class="jump" href="#findings">{_say(lang, "skip")}</a>' if findings else ""
    return (
        f'<!doctype html>\n<html lang="{_TONGUES.get(lang, lang)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">'
        f"<title>{title}</title><style>{STYLE}</style></head>\n<body>{jump}"
        f'<header><div class="brand">{MARK}<span>backpack-guard</span></div><h1>{title}</h1>{_verdict(report, lang)}'
        f'{_totals(report, len(groups), lang)}</header>\n<main>{_advice(report, lang)}\n{cards(groups, report, lang)}\n'
        f"{_timeline_section(groups, context.now, lang)}\n{_table(report, findings, lang)}\n{_lists(report, lang)}</main>\n"
        f"<footer><p>{scope}. {_say(lang, 'footer', version=__version__)}</p></footer><script>{SCRIPT}</script></body></html>\n"
    )


FORMAT = Format(name="html", media_type="text/html", render=_render)
