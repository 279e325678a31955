"""hook: the entry of git hooks; needs no file names."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from guard.config import Settings
    from guard.model import Report

    Stage = Callable[["argparse.Namespace", Console, Settings], Report]


def _staged(args: argparse.Namespace, console: Console, settings: Settings) -> Report:
    from guard.staged import scan_staged

    return scan_staged(settings)


def _message(args: argparse.Namespace, console: Console, settings: Settings) -> Report:
    from guard.redact import display_path
    from guard.sources.message import find_message
    from guard.staged import scan_message

    path, raw = find_message(args.arguments[0] if args.arguments else "")
    return scan_message(raw, display_path(path), settings)


def _push(args: argparse.Namespace, console: Console, settings: Settings) -> Report:
    from guard.commands._push import push

    return push(args, console, settings)


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
    from guard.reporting import settings_of, write

    if args.stage == RECEIVE:
        from guard.commands._push import receive

        return receive(args, console)
    if args.stage == AGENT:
        from guard.commands._agent import agent

        return agent(args, console)
    stage = STAGES.get(args.stage)
    if stage is None:
        raise UsageError("unknown hook stage", "known stages: " + ", ".join([*STAGES, RECEIVE, AGENT]))
    report = stage(args, console, settings_of(args, ".", console))
    if report.exit == 0 and not report.findings and not args.format and not args.verbose and not report.notes:
        return 0  # a hook that has nothing to say is silent
    return write(report, args, console)


COMMAND = Command(name="hook", help="run as a git hook", configure=_configure, run=_run)
