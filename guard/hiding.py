"""Secrets that are part of a path or of a ref's name, taken out of everything that a report shows.

Whoever changes the paths of findings finds those secrets before, and gives them to the report.
"""

from __future__ import annotations

from guard.redact import display_path, original_path

NAMES = ("path", "ref-name")
_HIDDEN = "*" * 9

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.model import Finding, Skip


def secret_names(findings: Iterable[Finding]) -> set[str]:
    """Return the texts of secrets that are part of a path or of a ref's name, as those are shown."""
    found = set()
    for one in findings:
        if one.origin in NAMES and one.rule != "api-key" and not is_file(one) and _HIDDEN not in one.path:
            line = original_path(one.path).decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
            text = "\n".join(line.split("\n")[one.line - 1 : one.end_line])
            found.add(text[one.column - 1 : one.end_column - 1 if one.line == one.end_line else None])
    return {display_path(text.encode("utf-8", "surrogateescape")) for text in found if len(text) > 8}


def is_file(finding: Finding) -> bool:
    """Tell whether a name stands as a line of a list of refs, not as itself."""
    return finding.origin == "ref-name" and finding.path.endswith(("packed-refs", "info/refs"))


def hide(findings: list[Finding], skips: list[Skip], secrets: set[str]) -> None:
    """Replace secrets in everything that is said of the findings and of what was not read."""

    def clean(value: object) -> object:
        if isinstance(value, str):
            for secret in secrets:
                value = value.replace(secret, "*" * len(secret))
            return value
        if isinstance(value, dict):
            return {name: clean(one) for name, one in value.items()}
        if isinstance(value, list):
            return [clean(one) for one in value]
        return value

    if not secrets:
        return
    for skip in skips:
        skip.path = str(clean(skip.path))
    for one in findings:
        one.path, one.excerpt = str(clean(one.path)), str(clean(one.excerpt))
        one.story = clean(one.story)  # type: ignore[assignment]  # a dict stays a dict
        for place in one.evidence:
            place.path = str(clean(place.path))
