"""hook: the entry of git hooks; needs no file names."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import GuardError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from guard.model import Report
    from guard.sources.index import IndexSource

    Stage = Callable[["argparse.Namespace", Console], Report]


def _staged(args: argparse.Namespace, console: Console) -> Report:
    source = _begun()
    try:
        from guard.reporting import settings_of

        settings = settings_of(args, ".", console)
        import guard.sift
        import guard.sort_out  # noqa: F401 - all that the first file needs, while git is at work
        from guard.staged import scan_staged

        return scan_staged(settings, source=source)
    finally:
        if source:
            source.end()


def _begun() -> IndexSource | None:
    """Return the index, being compared with HEAD; None where that fails, which is told in its turn."""
    from guard.sources.index import IndexSource

    try:
        source = IndexSource()
        source.begin()
    except GuardError:
        return None
    return source


def _message(args: argparse.Namespace, console: Console) -> Report:
    from guard.redact import display_path
    from guard.reporting import settings_of
    from guard.sources.message import find_message
    from guard.staged import scan_message

    settings = settings_of(args, ".", console)
    path, raw = find_message(args.arguments[0] if args.arguments else "")
    return scan_message(raw, display_path(path), settings)


def _push(args: argparse.Namespace, console: Console) -> Report:
    from guard.commands._push import push
    from guard.reporting import settings_of

    return push(args, console, settings_of(args, ".", console))


STAGES: dict[str, Stage] = {
    "pre-commit": _staged,
    "pre-merge-commit": _staged,
    "commit-msg": _message,
    "pre-push": _push,
}
RECEIVE = "pre-receive"
AGENT = "agent"


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stage", metavar="STAGE", help=", ".join([*STAGES, RECEIVE, AGENT]))
    parser.add_argument("arguments", nargs="*", metavar="ARGUMENT", help="what git hands to the hook")
    parser.add_argument(
        "--deadline", type=_seconds, metavar="SECONDS", help="pre-receive refuses what takes longer (default 3.8)"
    )


def _seconds(value: str) -> float:
    from guard.commands._push import check_deadline

    return check_deadline(value)


def _run(args: argparse.Namespace, console: Console) -> int:
    if args.stage == RECEIVE:
        from guard.commands._push import receive

        return receive(args, console)
    if args.stage == AGENT:
        from guard.commands._agent import agent

        return agent(args, console)
    stage = STAGES.get(args.stage)
    if stage is None:
        raise UsageError("unknown hook stage", "known stages: " + ", ".join([*STAGES, RECEIVE, AGENT]))
    report = stage(args, console)
    if report.exit == 0 and not report.findings and not args.format and not args.verbose and not report.notes and report.requested:
        return 0  # a hook that has nothing to say is silent; that there was nothing to look at is said
    from guard.reporting import write

    return write(report, args, console)


COMMAND = Command(name="hook", help="run as a git hook", configure=_configure, run=_run)
