"""ci: the range from the CI system's own variables, the tree of HEAD, and the reports that system takes."""

from __future__ import annotations

import os

from guard.console import Command, Console
from guard.errors import GuardError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.ci import Environment, Event, System
    from guard.cirange import Choice
    from guard.config import Settings
    from guard.gitdir import GitDir
    from guard.model import Report

_LARGEST = 64 << 20


def systems() -> list[System]:
    """Return all CI systems, those that imitate another first."""
    from guard import registry

    found: list[System] = list(registry.load("systems", "SYSTEM").values())  # type: ignore[arg-type]  # the registry is untyped
    return sorted(found, key=lambda system: (system.order, system.name))


def recognise(environment: Environment) -> System | None:
    """Return the system that a run belongs to, None where none is recognised."""
    return next((system for system in systems() if system.found(environment)), None)


def read_event(path: str) -> tuple[Event, str]:
    """Return (event, what is wrong with its file or "")."""
    import json

    from guard.sources.files import read_file

    if not path:
        return {}, "the event file is not named"
    try:
        raw = read_file(path, follow=True)
        event = json.loads(raw) if len(raw) <= _LARGEST else None
    except OSError:
        return {}, "the event file cannot be read"
    except (ValueError, RecursionError):
        event = None
    return (event, "") if isinstance(event, dict) else ({}, "the event file is malformed")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--range", metavar="A..B", help="scan this range instead of the one the system names")
    parser.add_argument("--fetch", action="store_true", help="let git fetch the history that a shallow clone lacks")


def _choice(git: GitDir, args: argparse.Namespace, system: System | None, environment: Environment) -> Choice:
    from guard.ci import Job
    from guard.cirange import Choice, choose
    from guard.revisions import read

    if args.range:
        return Choice(read(git, args.range), f"--range {args.range}")
    if system is None:
        return choose(git, Job("no CI system recognised"))
    event, problem = read_event(environment.get(system.event, "")) if system.event else ({}, "")
    job = system.job(environment, event)
    choice = choose(git, job)
    choice.why = f"{system.title}: {choice.why}" + (f" ({problem})" if problem else "")
    return choice


def _fetch(git: GitDir) -> str:
    """Fetch what a shallow clone lacks from origin; return what went wrong, or ""."""
    from guard.errors import SourceError
    from guard.fetching import deepen

    try:
        deepen(git)
    except SourceError as error:
        return error.message
    return ""


def _scan(git: GitDir, args: argparse.Namespace, console: Console, choice: Choice) -> Report:
    from guard import accept, policy, refs
    from guard.ranges import scan_ranges
    from guard.reporting import apply, settings_of
    from guard.treescan import joined, scan_tree

    given = settings_of(args, ".", console) if args.config else None
    held: list[Settings] = []

    def settings(bases: list[str]) -> policy.Ruling:
        base = [choice.policy] if choice.policy else bases
        ends = list(dict.fromkeys([*choice.wanted.ends, refs.resolve(git, "HEAD")]))
        ruling = policy.governing(git, base, ends, given, bases)
        held.append(apply(ruling.settings, args, console))
        return ruling

    report = scan_ranges(git, [choice.wanted], settings)
    report = joined(report, scan_tree(git, refs.resolve(git, "HEAD"), held[0]))
    empty = "the range is empty: it brings nothing new"
    told = accept.notes(held[0].accept, True)
    report.notes = [f"range: {choice.why}", *(n for n in report.notes if n != empty and n not in told), *told]
    return report


def _is_empty(git: GitDir) -> bool:
    """Tell whether nothing was ever committed here."""
    from guard import refs

    return refs.head(git) is None and not refs.all_refs(git)


def _nothing(args: argparse.Namespace, console: Console) -> Report:
    from guard.model import Report
    from guard.reporting import settings_of

    settings = settings_of(args, ".", console)
    return Report([], fail_on=settings.fail_on, notes=["range: the repository has no commit yet"])


def _prepare(args: argparse.Namespace, system: System | None, environment: Environment) -> list[str]:
    """Add the system's reports where none is asked for on standard output; return the files that the system reads besides."""
    if args.output or system is None or any("=" not in one for one in args.format or []):
        return []
    args.format = [*(f"{name}={path}" if path else name for name, path in system.reports), *(args.format or [])]
    for _, path in system.reports:
        _make_folder(os.path.dirname(path))
    return [environment.get(name, "") if name else "" for name in (system.summary, system.outputs)]


def _make_folder(path: str) -> None:
    if path and not os.path.isdir(path):
        try:
            os.makedirs(path)
        except OSError:
            raise UsageError(f"the folder {path!r} for a report cannot be made", "clear what stands in its way") from None


def _append(path: str, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            left = memoryview(text.encode("utf-8", "backslashreplace"))
            while left:
                left = left[os.write(handle, left) :]
        finally:
            os.close(handle)
    except OSError as error:
        raise GuardError(f"cannot write what the CI system reads: {(error.strerror or 'failed').lower()}") from None


def _tell(report: Report, files: list[str], console: Console) -> None:
    """Append the summary and the outputs to the files that the system named."""
    from guard.formats.markdown import FORMAT
    from guard.rendering import RenderContext

    if files and files[0]:
        _append(files[0], FORMAT.render(report, RenderContext(console.lang)))
    if len(files) > 1 and files[1]:
        proven = sum(finding.confidence == "proven" and not finding.detail for finding in report.failing)
        numbers = {
            "exit": int(report.exit), "findings": len(report.failing), "proven": proven,
            "complete": str(report.complete).lower(),
        }  # fmt: skip
        _append(files[1], "".join(f"{name}={value}\n" for name, value in numbers.items()))


def _run(args: argparse.Namespace, console: Console) -> int:
    from guard import environ
    from guard.errors import Exit
    from guard.gitdir import GitDir
    from guard.reporting import targets, write
    from guard.walk import shallow_commits

    environment = environ.variables()
    system = recognise(environment)
    files = _prepare(args, system, environment)
    targets(args)
    git = GitDir(".", use_environment=True)
    failed = ""
    if args.fetch and shallow_commits(git):
        failed = _fetch(git)
        git.close()
        git = GitDir(".", use_environment=True)
    if not args.range and _is_empty(git):
        report = _nothing(args, console)
    else:
        report = _scan(git, args, console, _choice(git, args, system, environment))
    if failed:
        report.notes.append(f"the history could not be fetched: {failed}")
    elif system and any("shallow" in skip.reason for skip in report.skipped):
        report.notes.append(f"to see the whole history: {system.deepen}, or use --fetch")
    try:
        _tell(report, files, console)
    except GuardError as error:
        console.err(f"backpack-guard: error: {error.message}\n")
        status = write(report, args, console)
        return status or Exit.INCOMPLETE
    return write(report, args, console)


COMMAND = Command(
    name="ci", help="scan what a CI run is about, and write the reports of its system", configure=_configure, run=_run
)
