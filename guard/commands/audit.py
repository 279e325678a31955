"""audit: everything that repositories store, and the story of each key."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import SourceError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from guard.accept import Entry
    from guard.audit.request import Request
    from guard.config import Settings
    from guard.gitdir import GitDir


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("repos", nargs="*", metavar="REPO", help="repositories (default .)")
    parser.add_argument("--since", metavar="DATE", help="only what commits since DATE hold (ISO 8601)")
    parser.add_argument("--branch", "--ref", action="append", metavar="REF", help="only what REF reaches; repeatable")
    parser.add_argument("--reachable-only", action="store_true", help="leave out objects that no ref reaches")
    parser.add_argument("--submodules", action="store_true", default=True, help="read .git/modules too (default)")
    parser.add_argument("--no-submodules", dest="submodules", action="store_false", help="leave out .git/modules")
    parser.add_argument(
        "--thorough", action="store_true", help="look for every form, where nothing speaks of Backpack too"
    )
    parser.add_argument("--no-cache", action="store_true", help="neither use nor keep what audits found in packs")
    parser.add_argument("--max-objects", type=int, default=0, metavar="N", help="stop after N objects")
    parser.add_argument("--max-bytes", metavar="SIZE", help="stop after SIZE bytes, for example 2GiB")


def _request(args: argparse.Namespace) -> Request:
    from guard.audit.request import Request, parse_date, parse_size

    if args.max_objects < 0:
        raise UsageError("--max-objects does not hold a count")
    return Request(
        refs=tuple(args.branch or ()), since=parse_date(args.since) if args.since is not None else None,
        reachable=args.reachable_only, objects=args.max_objects,
        size=parse_size(args.max_bytes, "--max-bytes") if args.max_bytes is not None else 0,
        submodules=args.submodules,
    )  # fmt: skip


def _settings(git: GitDir, args: argparse.Namespace, console: Console) -> Settings:
    """Return the settings: those of the work tree's root; a bare repository's are at its HEAD."""
    from guard.refs import head
    from guard.reporting import settings_of

    settings = settings_of(args, git.top or git.path, console)
    if git.top or args.config:
        return settings
    from guard.policy import of_revision
    from guard.reporting import apply

    try:
        oid = head(git)
        return apply(of_revision(git, oid).settings, args, console) if oid else settings
    except SourceError:
        return settings  # what cannot be read is told by the audit itself
    finally:
        git.close()


def _progress(console: Console) -> tuple[Callable[[int, int, int], None], Callable[[], None]]:
    """Return what shows the progress (objects done, of how many, bytes), and what takes it away."""
    if not console.progress:
        return lambda done, total, size: None, lambda: None
    from time import monotonic

    from guard import texts
    from guard.terminal import Progress

    line = Progress(console.err)
    began = monotonic()

    def show(done: int, total: int, size: int) -> None:
        spent = max(monotonic() - began, 0.001)
        left = int(spent * max(0, total - done) / max(done, 1))
        rate, remaining = int(size / spent) >> 20, f"{left // 60}:{left % 60:02d}"
        line.show(texts.text(console.lang, "audit.progress", done=done, total=total, rate=rate, left=remaining))

    return show, line.clear


def _run(args: argparse.Namespace, console: Console) -> int:
    import os

    from guard.accept import notes
    from guard.audit.run import Audit, merge, order
    from guard.gitdir import GitDir, printable
    from guard.reporting import write

    request = _request(args)
    repositories = [(path, GitDir(path, tolerant=True)) for path in args.repos or ["."]]
    show, clear = _progress(console)
    whole = shared = None
    registers: list[list[Entry]] = []
    try:
        for path, git in repositories:
            prefix = f"{printable(os.fsencode(path))}!" if len(repositories) > 1 else ""
            settings = shared or _settings(git, args, console)
            if args.config:
                shared = settings  # one register for all: an entry that one of them needs is used
            report = Audit(git, request, settings, show, prefix, not args.no_cache).report()
            if settings.accept not in registers:
                registers.append(settings.accept)
            if whole is None:
                whole = report
            else:
                merge(whole, report)
    finally:
        clear()
    if whole is None:
        raise UsageError("no repository was named")
    whole.findings = order(whole.findings)
    for entries in registers:
        whole.notes += [note for note in notes(entries, request.complete) if note not in whole.notes]
    return write(whole, args, console)


COMMAND = Command(
    name="audit", help="audit everything that repositories store, and tell each key's story",
    configure=_configure, run=_run,
)  # fmt: skip
