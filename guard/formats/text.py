"""The report for people on a terminal."""

from __future__ import annotations

from guard import phrases, registry, texts
from guard.formats._excerpt import draw
from guard.model import Finding, Report
from guard.rendering import Format, RenderContext
from guard.terminal import paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.rule import Rule


def _rule(finding: Finding) -> Rule | None:
    return registry.load("rules", "RULE").get(finding.rule.replace("-", "_"))  # type: ignore[return-value]  # the registry is untyped


def _headline(finding: Finding, rule: Rule | None, context: RenderContext) -> str:
    if rule is None or context.lang == texts.ENGLISH:
        return finding.message
    return texts.rule_text(context.lang, rule, "message").format(key=finding.api_key, detail=finding.detail)


def _remarks(finding: Finding, rule: Rule | None, fails: bool, lang: str, known: bool) -> list[tuple[str, str]]:
    """Return ("note" or "help", text) below a finding: the evidence, then what to do and where.

    What to do with a key is not said again for a further place of a `known` one.
    """
    said = [
        ("note", texts.text(lang, "report.proven-by", place=f"{one.path}:{one.line}"))
        for one in finding.evidence
        if one.what == "api-key"
    ]
    if finding.story:
        from guard.formats import _story

        said += _story.lines(finding, lang)
    if finding.detail:
        said.append(("note", texts.text(lang, "report.fingerprint", fingerprint=finding.fingerprint)))
    if finding.state != "new":
        said.append(("note", texts.text(lang, f"report.state-{finding.state}")))
    if fails and rule is not None and not known:
        if rule.leak:
            said += [("help", step) for step in texts.leak_steps(lang)]
        else:
            said.append(("help", texts.rule_text(lang, rule, "fix")))
    return said


def _finding(finding: Finding, report: Report, context: RenderContext, known: bool) -> list[str]:
    fails = report.fails(finding)
    tone = "error" if fails else "note"
    rule = _rule(finding)
    word = paint(f"{texts.text(context.lang, f'report.{tone}')}[{finding.rule}]", tone, context.color)
    gutter = " " * len(str(finding.line))
    arrow = paint("-->", "frame", context.color)
    commit = texts.text(context.lang, "report.in-commit", commit=finding.commit[:12]) if finding.commit else ""
    lines = [
        f"{word}: {paint(_headline(finding, rule, context), 'path', context.color)}",
        f" {gutter}{arrow} {finding.path}:{finding.line}:{finding.column}{commit}",
    ]
    if finding.excerpt:
        lines += draw(finding, context, tone)
    for kind, remark in _remarks(finding, rule, fails, context.lang, known):
        name = paint(texts.text(context.lang, f"report.{kind}"), "path", context.color)
        lines.append(f" {gutter} {paint('=', 'frame', context.color)} {name}: {remark}")
    return [*lines, ""]


def _count(lang: str, name: str, count: int) -> str:
    return texts.text(lang, f"report.{name}-one" if count == 1 else f"report.{name}-many", count=count)


def _summary(report: Report, context: RenderContext) -> str:
    lang = context.lang
    if not report.requested:
        return texts.text(lang, "report.nothing")
    total = len(report.failing)
    said = _count(lang, "found", total) if total else texts.text(lang, "report.clean")
    details = []
    proven = sum(finding.confidence == "proven" and not finding.detail for finding in report.failing)
    if proven:
        details.append(_count(lang, "proven", proven))
    if report.read == report.requested:
        details.append(_count(lang, "inputs", report.read))
    else:
        details.append(texts.text(lang, "report.inputs-part", read=report.read, requested=report.requested))
    details.append(texts.text(lang, "report.seconds", seconds=f"{report.seconds:.2f}"))
    quiet = len(report.findings) - total
    if quiet:
        details.append(texts.text(lang, "report.shown", count=quiet))
    missed = sum(not skip.harmless for skip in report.skipped)
    tone = "error" if total else "good"
    if missed:
        details.append(texts.text(lang, "report.incomplete", count=missed))
        tone = tone if total else "warning"
    return f"{paint(said, tone, context.color)} ({', '.join(details)})"


def _render(report: Report, context: RenderContext) -> str:
    lines: list[str] = []
    keys: set[tuple[str | None, str]] = set()
    for finding in report.findings:
        told = (finding.api_key, finding.rule)
        lines += _finding(finding, report, context, finding.story is not None and told in keys)
        keys.add(told)
    for skip in report.skipped:
        if not skip.harmless or context.verbose:
            name = "report.passed-over" if skip.harmless else "report.not-read"
            lines.append(texts.text(context.lang, name, path=skip.path, reason=phrases.said(context.lang, skip.reason)))
    note = paint(texts.text(context.lang, "report.note"), "note", context.color)
    lines += [f"{note}: {phrases.said(context.lang, one)}" for one in report.notes]
    lines.append(_summary(report, context))
    return "\n".join(lines) + "\n"


FORMAT = Format(name="text", media_type="text/plain", render=_render)
