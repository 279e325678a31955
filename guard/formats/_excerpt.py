"""The redacted source line of a finding with a caret below the value."""

from __future__ import annotations

from guard import phrases, texts
from guard.model import Finding
from guard.rendering import RenderContext
from guard.terminal import display_width, paint

_SHOWN = 60  # columns of the value that stay: its length says nothing that the label does not


def _fit(text: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """Cut a line to the columns at hand; the value stays in sight."""
    if end - start > _SHOWN:
        cut = end - start - _SHOWN
        text, end = text[: start + _SHOWN] + "…" + text[end:], end - cut + 1
    if display_width(text) <= room:
        return text, start, end
    first = max(0, min(start - 20, end - room))
    if first:
        text, start, end = "…" + text[first:], start - first + 1, end - first + 1
    while len(text) > end and display_width(text) > room:
        text = text[: max(end, len(text) - max(1, (display_width(text) - room) // 2))]
    return text, start, end


def label(finding: Finding, lang: str) -> str:
    """Return what the value is, in words: its encoding and its length."""
    from guard import registry

    if finding.detail:
        return finding.detail
    known = registry.load("encodings", "ENCODING").values()
    words = {one.name: one.label for one in known}  # type: ignore[attr-defined]  # the registry is untyped
    encoding = phrases.said(lang, words.get(finding.encoding, finding.encoding))
    if finding.end_line > finding.line:
        return texts.text(lang, "report.label-lines", encoding=encoding, lines=finding.end_line - finding.line + 1)
    return texts.text(lang, "report.label", encoding=encoding, length=finding.end_column - finding.column)


def draw(finding: Finding, context: RenderContext, tone: str) -> list[str]:
    """Return the lines of the excerpt, gutter included; the line itself is redacted already."""
    number = str(finding.line)
    bar = paint("|", "frame", context.color)
    room = max(40, context.width - len(number) - 4)
    line, start, end = _fit(finding.excerpt.expandtabs(1), *finding.excerpt_span, room)
    pad = " " * display_width(line[:start])
    mark = "^" * max(1, display_width(line[start:end]))
    words = label(finding, context.lang)
    first = f" {' ' * len(number)} {bar}"
    pointer = f"{first} {pad}{paint(f'{mark} {words}', tone, context.color)}"
    if display_width(pad + mark + words) + 1 > room:
        pointer = f"{first} {pad}{paint(mark, tone, context.color)}\n{first} {pad}{paint(words, tone, context.color)}"
    return [first, f" {paint(number, 'frame', context.color)} {bar} {line}", pointer, first]
