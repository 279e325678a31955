"""The forms of the report of `check`: text and json of its own, the others by way of findings."""

from __future__ import annotations

from guard.rendering import RenderContext
from guard.verdict import CheckReport

_OWN = ("text", "json")


def names() -> list[str]:
    """Return the formats that `check` can write."""
    from guard import registry

    return [*_OWN, *(name for name in registry.names("formats") if name not in _OWN)]


def render(name: str, report: CheckReport, context: RenderContext) -> str:
    """Return the report in one format."""
    if name == "text":
        from guard.formats._check_text import render_text

        return render_text(report, context)
    if name == "json":
        from guard.formats._check_json import render_json

        return render_json(report, context)
    from importlib import import_module

    from guard.formats._check_findings import as_report
    from guard.rendering import Format

    fmt: Format = import_module(f"guard.formats.{name}").FORMAT
    return fmt.render(as_report(report), context)
