"""The timeline of exposure: an SVG with one row for each key, from the commit that brought it to its end."""

from __future__ import annotations

from guard import texts
from guard.formats._words import xml
from guard.model import Finding

ROWS = 40
_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 1000, 190, 40, 34, 34
_DAY = 86400


class Span:
    """How long a key stood in the history, in seconds since 1970; `end` 0 means to this day."""

    __slots__ = ("end", "public", "start")

    def __init__(self, start: float, end: float, public: bool) -> None:
        self.start = start
        self.end = end
        self.public = public


def seconds(date: object) -> float:
    """Return the time of a date in ISO 8601, 0 where there is none."""
    from calendar import timegm
    from time import strptime

    try:
        return float(timegm(strptime(str(date)[:10], "%Y-%m-%d")))
    except ValueError:
        return 0.0


def span(finding: Finding) -> Span | None:
    """Return the time a finding was or is in the history, None where no commit is known for it."""
    story = finding.story or {}
    first, gone = story.get("first"), story.get("removed_by")
    start = seconds(first.get("date")) if isinstance(first, dict) else 0.0
    if not start:
        return None
    end = seconds(gone.get("date")) if isinstance(gone, dict) else 0.0
    return Span(start, max(end, start) if end else 0.0, bool(story.get("pushed")))


def day(at: float) -> str:
    """Return the day of a time."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%d", gmtime(at))


def count(keys: list[tuple[str, list[Finding]]]) -> int:
    """Return how many keys have a story; only the first ROWS of them are drawn."""
    return sum(any(span(one) for one in findings) for _, findings in keys)


def draw(keys: list[tuple[str, list[Finding]]], now: float, lang: str) -> str:
    """Return the SVG for (name of a key, its findings); "" where no key has a story."""
    rows = [(name, found) for name, findings in keys if (found := [one for f in findings if (one := span(f))])]
    if not rows:
        return ""
    rows = rows[:ROWS]
    starts = [one.start for _, found in rows for one in found]
    ends = [one.end for _, found in rows for one in found if one.end]
    first = min(starts)
    last = max([now, first + 7 * _DAY, *ends] if now > first else [first + 7 * _DAY, *ends])
    height = _TOP + _ROW * len(rows) + 10
    width = _WIDTH - _LEFT - _RIGHT

    def x(at: float) -> float:
        return round(_LEFT + width * (at - first) / (last - first), 1)

    parts = [
        f'<svg class="time" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="time-title">',
        f'<title id="time-title">{texts.text(lang, "document.timeline")}</title>',
    ]
    for number in range(5):
        at = first + (last - first) * number / 4
        anchor = "start" if number == 0 else "end" if number == 4 else "middle"
        parts.append(f'<path class="grid" d="M{x(at)} {_TOP - 8}V{height - 6}"/><text x="{x(at)}" y="14" text-anchor="{anchor}">{day(at)}</text>')
    for number, (name, found) in enumerate(rows):
        middle = _TOP + _ROW * number + _ROW / 2
        shown = name if len(name) < 22 else name[:9] + "…" + name[-9:]
        parts.append(f'<text class="name" x="0" y="{middle + 4}">{xml(shown)}</text>')
        for one in sorted(found, key=lambda one: (one.start, one.end)):
            parts.append(_bar(name, one, x, last, middle, lang))
    return "".join(parts) + "</svg>"


def _bar(name: str, one: Span, x: Scale, last: float, middle: float, lang: str) -> str:
    start, end = x(one.start), x(one.end or last)
    kind = "out" if one.public else "bar"
    until = day(one.end) if one.end else texts.text(lang, "document.to-day")
    said = texts.text(lang, "document.timeline-bar", key=name, start=day(one.start), end=until)
    shape = f'<rect class="{kind}" x="{start}" y="{middle - 5}" width="{max(3.0, round(end - start, 1))}" height="10" rx="5"/>'
    if one.end:
        shape += f'<circle class="end" cx="{end}" cy="{middle}" r="5"/>'
    else:
        shape += f'<path class="{kind}" d="M{end + 4} {middle - 11}l14 11-14 11z"/>'
    return f"<g><title>{xml(said)}</title>{shape}</g>"


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Scale = Callable[[float], float]
