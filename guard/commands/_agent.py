"""The stage `agent` of hook: JSON of a coding agent's prompt or tool call in, its decision as JSON out."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from guard.config import Settings
    from guard.console import Console
    from guard.model import Fragment, Report, Skip
    from guard.windows import Huge

_FILES = ("file_path", "filePath", "notebook_path", "absolute_path", "path")
_COMMANDS = ("command", "command_line", "cmd")
_INNER = ("tool_input", "toolInput", "tool_info", "toolArgs")
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
    """Return the files that a tool is about to read or has named, or that its command would show, where they exist."""
    import os

    from guard.commands._reads import shown

    places = [event, *(_inner(event.get(name)) for name in _INNER)]
    attached = event.get("attachments")
    places += attached if isinstance(attached, list) else []
    fields = [place for place in places if isinstance(place, dict)]
    named = [place.get(name) for place in fields for name in _FILES]
    commands = [place.get(name) for place in fields for name in _COMMANDS]
    named += [word for command in commands if isinstance(command, str) for word in shown(command)]
    folder = event.get("cwd")
    at = folder if isinstance(folder, str) and "\0" not in folder else ""
    paths = [os.path.join(at, path) for path in named if isinstance(path, str) and path and "\0" not in path]
    return [path for path in paths if os.path.isfile(path)]


def _inner(value: object) -> object:
    """Return the input of a tool; some agents send it as JSON within JSON."""
    import json

    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


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


def _alone(items: list[Fragment | Huge | Skip], settings: Settings) -> Report:
    """Scan where there is no repository."""
    from guard import context
    from guard.model import Fragment, Report, Skip
    from guard.scan import Scan

    work = Scan(settings)
    for item in items:
        work.feed(item)
    level = max((context.level(one.data) for one in items if isinstance(one, Fragment)), default=context.NONE)
    level = max([level, *(one.level for one in items if not isinstance(one, (Fragment, Skip)))])
    findings = work.findings(lambda: level)
    return Report(findings, requested=work.requested, read=work.read, skipped=work.skipped, fail_on=settings.fail_on)


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
    """Read one event and answer it as its agent listens.

    The status is 0 where the decision was given as JSON, whatever it says; 2, which every agent takes for a
    refusal, is what an event gets that cannot be read.
    """
    import json

    from guard.commands._decisions import answer
    from guard.errors import GuardError, UsageError
    from guard.reporting import settings_of
    from guard.texts import text

    settings = settings_of(args, ".", console)
    try:
        event = json.loads(console.read_stdin().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise UsageError("the event is no JSON object", "hand the agent's event to standard input")
    try:
        reason = _reason(_scan(event, settings), console.lang)
    except GuardError as error:
        reason = text(console.lang, "agent.unread", path="git", reason=error.message)
    said = answer(event, reason)
    if said.body is not None:
        console.out(json.dumps(said.body) + "\n")
    if said.error:
        console.err(said.error + "\n")
    return said.status
