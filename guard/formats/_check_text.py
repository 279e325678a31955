"""The report of `check` for people: store by store, key by key, with what mends it."""

from __future__ import annotations

from guard import phrases, texts
from guard.problem import NOTE, Problem
from guard.rendering import RenderContext
from guard.terminal import paint
from guard.verdict import CheckReport, Verdict

_MARKS = {"ok": ("✓", "good"), "warning": ("!", "warning"), "error": ("✗", "error"), "unchecked": ("–", "note")}


def quoted(path: str) -> str:
    """Return a path as a shell takes it."""
    import shlex

    return shlex.quote(path)


def said(problem: Problem, verdict: Verdict, lang: str) -> tuple[str, str]:
    """Return the message of a problem and the step that mends it, "" where there is nothing to do."""
    values: dict[str, object] = {"key": verdict.api_key or "?", "path": quoted(verdict.kept.path), **problem.values}
    name = f"check.{problem.id}"
    fix = texts.text(lang, f"{name}.fix", **values)
    if "--fix" in fix and not verdict.mendable:
        verb = "check.unknown-form.fix" if verdict.right is None else "check.empty.fix"
        fix = texts.text(lang, verb, **values)
    return texts.text(lang, name, **values), fix


def labelled(label: str, said: str, lang: str) -> str:
    """Return "label: said" with the colon of the language."""
    return texts.text(lang, "check.labelled", label=label, said=said)


def _key(verdict: Verdict, context: RenderContext) -> list[str]:
    lang, color = context.lang, context.color
    mark, tone = _MARKS[verdict.severity if verdict.checked else "unchecked"]
    what = texts.text(lang, "check.secret-of" if verdict.kind == "secret" else "check.key-is", key=verdict.api_key)
    if verdict.api_key is None:
        what = texts.text(lang, f"check.{verdict.kind}-unknown")
    name = verdict.entry.name or verdict.kept.path
    place = texts.text(lang, "check.line", line=verdict.entry.line) if verdict.entry.line else ""
    head = f"  {paint(mark, tone, color)} {paint(name, 'path', color)}{place}"
    lines = [labelled(head, what, lang)]
    if verdict.partner is not None and verdict.kind == "secret":
        partner = verdict.partner
        spot = partner.kept.path + (f":{partner.entry.line}" if partner.entry.line else "")
        name = partner.entry.name or partner.kept.path
        lines.append("      " + texts.text(lang, "check.pair-with", other=name, place=spot))
    for problem in sorted(verdict.all_problems, key=lambda one: ("error", "warning", "note").index(one.severity)):
        lines += _problem(problem, verdict, context)
    return lines


def _problem(problem: Problem, verdict: Verdict, context: RenderContext) -> list[str]:
    message, fix = said(problem, verdict, context.lang)
    word = texts.text(context.lang, f"check.{problem.severity}")
    lines = _wrapped(labelled(paint(word, problem.severity, context.color), message, context.lang), 6, context)
    if fix and problem.severity != NOTE:
        label = paint(texts.text(context.lang, "check.fix"), "help", context.color)
        lines += _wrapped(labelled(label, fix, context.lang), 8, context)
    return lines


def _wrapped(text: str, indent: int, context: RenderContext) -> list[str]:
    """Wrap English at words; Chinese is left to the terminal, which breaks it anywhere."""
    if context.lang != texts.ENGLISH or context.color:
        return [" " * indent + text]
    from textwrap import wrap

    pad = " " * indent
    return wrap(
        text, max(60, context.width), initial_indent=pad, subsequent_indent=pad + "  ", break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _summary(report: CheckReport, context: RenderContext) -> str:
    lang = context.lang
    total = len(report.verdicts)
    if not total:
        stores = ", ".join(kept.path for kept in report.stores)
        head = texts.text(lang, "check.nothing-found")
        return f"{head} {texts.text(lang, 'check.nothing-looked', stores=stores)}" if stores else head
    levels = [verdict.severity if verdict.checked else "unchecked" for verdict in report.verdicts]
    counts = [
        texts.text(lang, f"check.summary-{one}", count=levels.count(one))
        for one in ("ok", "unchecked", "warning", "error")
        if levels.count(one)
    ]
    missed = sum(not skip.harmless for skip in report.skipped)
    if missed:
        counts.append(texts.text(lang, "check.summary-incomplete", count=missed))
    head = texts.text(lang, "check.summary-one" if total == 1 else "check.summary-many", count=total)
    tone = "error" if report.failing else "warning" if missed or "warning" in levels else "good"
    counted = texts.text(lang, "check.comma").join(counts)
    return texts.text(lang, "check.counted", head=paint(head, tone, context.color), counts=counted)


def render_text(report: CheckReport, context: RenderContext) -> str:
    """Return the whole report."""
    lines: list[str] = []
    for kept in report.stores:
        mine = [verdict for verdict in report.verdicts if verdict.kept is kept]
        if mine:
            lines.append(paint(kept.path, "path", context.color))
            lines += [line for verdict in mine for line in _key(verdict, context)]
            lines.append("")
    lines += [texts.text(context.lang, "check.mended", place=place) for place in report.mended]
    for skip in report.skipped:
        lines.append(texts.text(context.lang, "check.not-read", path=skip.path, reason=phrases.said(context.lang, skip.reason)))
    note = paint(texts.text(context.lang, "check.note"), "note", context.color)
    lines += [labelled(note, phrases.said(context.lang, one), context.lang) for one in report.notes]
    lines.append(_summary(report, context))
    for path in dict.fromkeys(verdict.kept.path for verdict in report.verdicts if verdict.mendable):
        lines.append(texts.text(context.lang, "check.mendable", path=quoted(path)))
    if report.failing:
        lines.append(texts.text(context.lang, "check.guide"))
    return "\n".join(lines) + "\n"
