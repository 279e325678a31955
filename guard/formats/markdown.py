"""Markdown for a step summary or a comment on a pull request; what a repository supplied is text only.

Kept under 65,000 characters: a comment on GitHub holds 65,536, a step summary a megabyte.
"""

from __future__ import annotations

from guard import phrases, texts
from guard.formats._words import gravest_first, headline, level, markdown, place, rules
from guard.model import Finding, Report
from guard.rendering import Format, RenderContext

MOST = 60_000
_MARKS = {"error": "❌", "warning": "⚠️", "note": "ℹ️"}


def _code(text: str) -> str:
    return f"<code>{markdown(text)}</code>"


def _row(report: Report, finding: Finding, lang: str) -> str:
    state = "" if finding.state == "new" else f" ({texts.text(lang, f'document.state-{finding.state}')})"
    commit = f" {_code(finding.commit[:12])}" if finding.commit else ""
    cells = (
        f"{_MARKS[level(report, finding)]} {texts.text(lang, f'explain.{finding.severity}')}{state}",
        f"<code>{finding.rule}</code>",
        _code(finding.api_key or (finding.fingerprint if finding.detail else "-")),
        _code(place(finding)) + commit,
        texts.text(lang, f"explain.{finding.confidence}"),
    )
    return "| " + " | ".join(cells) + " |\n"


def _head(report: Report, lang: str) -> str:
    said = texts.text(lang, "document.verdict-found" if report.failing else "document.verdict-clean", count=len(report.failing))
    if not report.complete:
        missed = sum(not skip.harmless for skip in report.skipped)
        said += " " + texts.text(lang, "document.incomplete", count=missed)
    return (
        f"## {'❌' if report.failing else '✅' if report.complete else '⚠️'} backpack-guard\n\n{said}\n\n"
        + texts.text(lang, "document.scope", read=report.read, requested=report.requested, seconds=f"{report.seconds:.2f}")
        + "\n"
    )


def _table(report: Report, findings: list[Finding], room: int, lang: str) -> str:
    names = ("severity", "rule", "api-key", "place", "confidence")
    text = "\n| " + " | ".join(texts.text(lang, f"document.{name}") for name in names) + " |\n"
    text += "|" + " --- |" * len(names) + "\n"
    for shown, finding in enumerate(findings):
        row = _row(report, finding, lang)
        if len(text) + len(row) > room:
            return text + "\n" + texts.text(lang, "document.cut", shown=shown, total=len(findings)) + "\n"
        text += row
    return text


def _advice(report: Report, lang: str) -> str:
    known = rules()
    failing = report.failing
    if not failing:
        return ""
    leaks = any(known[one.rule].leak for one in failing if one.rule in known)
    if not leaks:
        return ""
    steps = enumerate(texts.leak_steps(lang), 1)
    listed = "".join(f"{number}. {step[:1].upper()}{step[1:]}\n" for number, step in steps)
    return f"\n### {texts.text(lang, 'document.what-to-do')}\n\n{listed}"


def _remarks(report: Report, lang: str, room: int) -> str:
    missed = [skip for skip in report.skipped if not skip.harmless]
    said = [f"- {texts.text(lang, 'document.not-read')} {_code(one.path)}: {markdown(phrases.said(lang, one.reason))}\n" for one in missed]
    said = [f"- {markdown(phrases.said(lang, note))}\n" for note in report.notes] + said
    text = ""
    for at, line in enumerate(said):
        if len(text) + len(line) > room:
            return text + f"- {texts.text(lang, 'document.more', count=len(said) - at)}\n"
        text += line
    return text and "\n" + text


def _render(report: Report, context: RenderContext) -> str:
    lang = context.lang
    findings = gravest_first(report)
    head, advice = _head(report, lang), _advice(report, lang)
    remarks = _remarks(report, lang, MOST // 4)
    table = ""
    if findings:
        heading = headline(findings[0], lang)
        table = f"\n**{markdown(heading)}**\n" + _table(report, findings, MOST - len(head + advice + remarks), lang)
    return head + table + advice + remarks


FORMAT = Format(name="markdown", media_type="text/markdown", render=_render)
