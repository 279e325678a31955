"""The stages of `hook` that see a push: on the side that sends it, and on the one that receives it."""

from __future__ import annotations

import os

from guard import environ
from guard.deadline import LATE, Deadline, Late, Overdue
from guard.errors import Exit, SourceError, UsageError
from guard.gitdir import GitDir, printable
from guard.texts import text

SECONDS = 3.8  # hosts end a receive hook after 5 seconds, and not always in a refusal
_SHOWN = 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.config import Settings
    from guard.console import Console
    from guard.git import Child
    from guard.model import Finding, Report
    from guard.revisions import Wanted


def push(args: argparse.Namespace, console: Console, settings: Settings) -> Report:
    """Scan what a push would bring to its remote."""
    git = GitDir(".", use_environment=True)
    asked = _asked(git)
    try:
        import guard.sift
        import guard.sort_out  # noqa: F401 - all that the first object needs, while git is at work
        from guard.policy import Ruling
        from guard.ranges import scan_ranges

        wanted = _pushed(git, args.arguments[0] if args.arguments else "", console, asked)
    finally:
        if asked:
            asked.kill()
    report = scan_ranges(git, [wanted], lambda bases: Ruling(settings))
    if report.failing and wanted.everything:
        tool = "prek" if environ.get("PREK_HOOK_STAGE") else "pre-commit" if environ.get("PRE_COMMIT") else "git"
        report.notes.append(text(console.lang, "push.framework", tool=tool))
    return report


def _asked(git: GitDir) -> Child | None:
    """Return a git that lists the refs; None where that fails, which is told where they are needed."""
    from guard import refs

    try:
        return refs.ask(git)
    except SourceError:
        return None


def _pushed(git: GitDir, remote: str, console: Console, asked: Child | None) -> Wanted:
    """Return what is pushed: git's lines, or everything not on the remote where nothing hands them over.

    A framework uses up the lines and sets PRE_COMMIT; a wrapper that hands over neither lines nor the
    remote's name has lost them.
    """
    from guard.pushes import of_framework, of_lines

    environment = environ.variables()
    raw = b"" if _is_terminal() else console.read_stdin()
    if raw.strip():
        return of_lines(git, raw, remote, asked)
    if environment.get("PRE_COMMIT") or not remote:
        return of_framework(git, {"PRE_COMMIT_REMOTE_NAME": remote, **environment}, asked)
    return of_lines(git, b"", remote)


def _is_terminal() -> bool:
    try:
        return os.isatty(0)
    except OSError:
        return False


def receive(args: argparse.Namespace, console: Console) -> int:
    """Scan what is received, within the time a host gives to a hook; the status refuses or accepts all of it."""
    from guard import pushes
    from guard.reporting import told, write

    seconds = getattr(args, "deadline", None) or SECONDS
    git = GitDir(".", use_environment=True)
    reason = pushes.bypass(environ.variables())
    settings = _trusted(args, console, git)
    if reason is not None and not (settings.push_bypass and reason):
        refused = "push.bypass-reason" if settings.push_bypass else "push.bypass-off"
        console.err(f"backpack-guard: {text(console.lang, refused)}\n")
        reason = None
    try:
        with Deadline(seconds) as deadline:
            report = _received(git, args, console, deadline, settings)
    except (Overdue, Late):
        if reason is None:
            raise SourceError(*_too_slow(console.lang, seconds)) from None
        report = None
    if reason is not None:
        console.err(_log(console.lang, reason, report))
        return Exit.CLEAN
    if report is None or (report.exit == Exit.CLEAN and not report.notes and not args.format):
        return Exit.CLEAN
    if args.format:
        return write(report, args, console)
    return told(console, render(report, console.lang), report.exit)


def _too_slow(lang: str, seconds: float) -> tuple[str, str]:
    return text(lang, "push.late", seconds=f"{seconds:g}"), text(lang, "push.late-hint")


def _trusted(args: argparse.Namespace, console: Console, git: GitDir) -> Settings:
    """Return the receiving repository's own settings: --config, else those of its HEAD."""
    from guard import policy, refs
    from guard.config import Settings
    from guard.reporting import apply, settings_of, targets

    targets(args)
    if args.config:
        return settings_of(args, ".", console)
    tip = refs.head(git)
    return apply(policy.of_revision(git, tip).settings if tip else Settings(), args, console)


def _received(
    git: GitDir, args: argparse.Namespace, console: Console, deadline: Deadline, trusted: Settings
) -> Report:
    from guard import policy, refs
    from guard.pushes import of_receive
    from guard.ranges import scan_ranges

    raw = console.read_stdin()
    wanted = of_receive(git, raw)
    tip = refs.head(git)

    def settings(bases: list[str]) -> policy.Ruling:
        ruling = policy.governing(git, [tip] if tip else [], wanted.ends, trusted, bases)
        if args.fail_on:
            ruling.settings.fail_on = args.fail_on
        return ruling

    return scan_ranges(git, [wanted], settings, deadline.check)


def render(report: Report, lang: str) -> str:
    """Return a report as few short lines without colour: git shows them as `remote: ...`."""
    failing = report.failing
    missed = [skip for skip in report.skipped if not skip.harmless]
    lines = []
    if failing:
        lines.append(text(lang, "push.refused", count=len(failing)))
    elif missed:
        lines.append(text(lang, "push.refused-missed"))
    lines += ["  " + _line(finding, lang) for finding in failing[:_SHOWN]]
    if len(failing) > _SHOWN:
        lines.append("  " + text(lang, "push.more", count=len(failing) - _SHOWN))
    lines += ["  " + text(lang, "report.not-read", path=one.path, reason=one.reason) for one in missed[:_SHOWN]]
    lines += [f"  {text(lang, 'report.note')}: {note}" for note in report.notes]
    if failing:
        leaks = any(finding.api_key for finding in failing)
        lines.append("  " + text(lang, "push.advice" if leaks else "push.advice-policy"))
    elif missed:
        lines.append("  " + text(lang, "push.advice-missed"))
    if any(one.path == LATE for one in missed):
        lines.append("  " + text(lang, "push.late-hint"))
    return "".join(f"backpack-guard: {line}\n" for line in lines)


def _line(finding: Finding, lang: str) -> str:
    place = f"{finding.path}:{finding.line}"
    commit = (finding.commit or "")[:12] or "-"
    confidence = text(lang, f"push.{finding.confidence}")
    if finding.detail:
        values = {"rule": finding.rule, "detail": finding.detail, "place": place, "commit": commit, "fingerprint": finding.fingerprint}
        return text(lang, "push.finding-policy", **values)
    return text(
        lang, "push.finding", rule=finding.rule, confidence=confidence, key=finding.api_key, place=place, commit=commit
    )


def _log(lang: str, reason: str, report: Report | None) -> str:
    from guard.redact import excerpt

    count = len(report.failing) if report else "?"
    keys = ", ".join(sorted({finding.api_key or finding.rule for finding in report.failing})) if report else ""
    shown = excerpt(printable(reason.encode("utf-8", "surrogateescape"))[:200], [])
    return f"backpack-guard: {text(lang, 'push.bypassed', reason=shown, count=count, keys=keys or '-')}\n"


def check_deadline(value: str) -> float:
    """Read `--deadline`; UsageError unless it is a number of seconds over zero."""
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86_400:
        raise UsageError("--deadline needs a number of seconds")
    return seconds
