"""What several formats say of a finding, and how they escape what comes from a repository."""

from __future__ import annotations

from guard import registry, texts
from guard.model import SEVERITIES, Finding, Report
from guard.redact import original_path, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.rule import Rule

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
GUIDE = texts.text(texts.ENGLISH, "guide.address")


def rules() -> dict[str, Rule]:
    """Return all rules by id, in the order of their turn."""
    found: list[Rule] = list(registry.load("rules", "RULE").values())  # type: ignore[arg-type]  # the registry is untyped
    return {rule.id: rule for rule in sorted(found, key=lambda rule: rule.order)}


def headline(finding: Finding, lang: str = texts.ENGLISH) -> str:
    """Return the message of a finding in a language."""
    rule = rules().get(finding.rule)
    if lang == texts.ENGLISH or rule is None:
        return finding.message
    return texts.rule_text(lang, rule, "message").format(key=finding.api_key, detail=finding.detail)


def title(finding: Finding, lang: str = texts.ENGLISH) -> str:
    """Return the title of a finding's rule in a language."""
    rule = rules().get(finding.rule)
    return texts.rule_text(lang, rule, "title") if rule else finding.rule


def gravest_first(report: Report) -> list[Finding]:
    """Return the findings, those that fail first, then by severity; their order is kept otherwise."""
    return sorted(report.findings, key=lambda one: (not report.fails(one), one.state != "new", -SEVERITIES.index(one.severity)))


def level(report: Report, finding: Finding) -> str:
    """Return "error" for what fails the run, "warning" for what is new and does not, else "note"."""
    if report.fails(finding):
        return "error"
    return "warning" if finding.state == "new" else "note"


def uri(path: str) -> str:
    """Return a shown path as a URI reference, percent-encoded byte by byte (RFC 3986)."""
    raw = original_path(path) or b"unknown"
    quoted = "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in raw)
    return "file://" + quoted if quoted.startswith("/") else quoted


def xml(text: str) -> str:
    """Return text for XML 1.0 or HTML, in content or in a quoted attribute."""
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(mark, entity)
    return "".join(c if c.isprintable() or c == " " else "\ufffd" for c in text) if not text.isprintable() else text


def markdown(text: str) -> str:
    """Return text that Markdown and HTML take for nothing but text."""
    return "".join(c if c.isalnum() or c in " /-" else f"&#{ord(c)};" for c in safe(text))


def place(finding: Finding) -> str:
    """Return "path:line:column"."""
    return f"{finding.path}:{finding.line}:{finding.column}"


def cut_note(shown: int, total: int) -> str:
    """Return the remark that a report holds only the gravest findings."""
    return f"only the {shown} gravest of {total} findings are listed; the JSON report holds all"
