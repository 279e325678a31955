"""The stage `agent` of hook: JSON of a coding agent's prompt or tool call in, its decision as JSON out."""

from __future__ import annotations

from guard.errors import Exit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from guard.config import Settings
    from guard.console import Console
    from guard.model import Fragment, Report, Skip

_FILES = ("file_path", "filePath", "notebook_path", "path")
_DEEP = 40


def fragments(event: object, path: str = "", depth: int = 0) -> Iterator[Fragment]:
    """Yield every text of an event as a fragment, named by its place in the event; names of members are texts too."""
    from guard.model import Fragment
    from guard.redact import display_path

    if isinstance(event, str):
        yield Fragment(event.encode("utf-8", "surrogatepass"), path or "event", "stdin")
    elif isinstance(event, dict | list):
        if depth > _DEEP:
            import json

            yield Fragment(json.dumps(event, ensure_ascii=False).encode("utf-8", "surrogatepass"), path, "stdin")
            return
        pairs = event.items() if isinstance(event, dict) else enumerate(event)
        for name, value in pairs:
            if isinstance(name, str):
                yield Fragment(name.encode("utf-8", "surrogatepass"), "name of a member", "stdin")
            shown = str(name) if isinstance(name, int) or len(name) < 30 else "..."
            below = display_path(shown.encode("utf-8", "surrogatepass"))
            yield from fragments(value, f"{path}.{below}" if path else below, depth + 1)


def _files(event: dict[str, object]) -> list[str]:
    """Return the files that a tool is about to read or has named, where they exist."""
    import os

    places = [event, event.get("tool_input"), event.get("toolInput")]
    named = [place.get(name) for place in places if isinstance(place, dict) for name in _FILES]
    return [path for path in named if isinstance(path, str) and path and "\0" not in path and os.path.isfile(path)]


def _scan(event: dict[str, object], settings: Settings) -> Report:
    from guard.errors import GuardError
    from guard.sources.files import FilesSource
    from guard.sources.index import IndexSource
    from guard.staged import scan_with_index

    items = [*fragments(event), *FilesSource(list(dict.fromkeys(_files(event)))).fragments()]
    try:
        source = IndexSource(".")
    except GuardError:
        return _alone(items, settings)
    return scan_with_index(items, source, settings, None)


def _alone(items: list[Fragment | Skip], settings: Settings) -> Report:
    """Scan where there is no repository."""
    from guard import context
    from guard.model import Fragment, Report
    from guard.scan import Scan

    work = Scan(settings)
    for item in items:
        work.feed(item)
    level = max((context.level(one.data) for one in items if isinstance(one, Fragment)), default=context.NONE)
    findings = work.findings(lambda: level)
    return Report(findings, requested=work.requested, read=work.read, skipped=work.skipped, fail_on=settings.fail_on)


def decision(event: dict[str, object], reason: str) -> dict[str, object]:
    """Return the answer to an event; "" as the reason lets it pass."""
    name = event.get("hook_event_name")
    if name in ("beforeShellExecution", "beforeMCPExecution", "beforeReadFile"):
        return {"permission": "deny", "user_message": reason, "agent_message": reason} if reason else {"permission": "allow"}
    if name == "beforeSubmitPrompt":
        return {"continue": not reason, **({"user_message": reason} if reason else {})}
    if not reason:
        return {}
    if name == "PreToolUse":
        told = {"hookEventName": name, "permissionDecision": "deny", "permissionDecisionReason": reason}
        return {"hookSpecificOutput": told}
    return {"decision": "block", "reason": reason}


def _reason(report: Report, lang: str) -> str:
    from guard.texts import text

    failing = report.failing
    if failing:
        keys = ", ".join(dict.fromkeys(one.api_key or one.fingerprint for one in failing))
        places = ", ".join(dict.fromkeys(one.path for one in failing[:5]))
        return text(lang, "agent.found", keys=keys, places=places)
    missed = [skip for skip in report.skipped if not skip.harmless]
    return text(lang, "agent.unread", path=missed[0].path, reason=missed[0].reason) if missed else ""


def agent(args: argparse.Namespace, console: Console) -> int:
    """Read one event, answer it; the status is 0 where the answer was given, whatever it says.

    Agents read the decision only from a hook that ended well; 2, which they take for a refusal, is
    what an event gets that cannot be read.
    """
    import json

    from guard.errors import UsageError
    from guard.reporting import settings_of

    settings = settings_of(args, ".", console)
    try:
        event = json.loads(console.read_stdin().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise UsageError("the event is no JSON object", "hand the agent's event to standard input")
    report = _scan(event, settings)
    console.out(json.dumps(decision(event, _reason(report, console.lang))) + "\n")
    return Exit.CLEAN
