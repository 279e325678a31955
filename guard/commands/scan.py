"""scan: files, folders and standard input."""

from __future__ import annotations

import os

from guard.console import Command, Console
from guard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.model import Report


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders (default .), - for standard input"
    )
    parser.add_argument("--staged", action="store_true", help="what the next commit would hold")
    parser.add_argument(
        "--range", action="append", metavar="A..B",
        help="what commits bring: A..B, A...B (since B left A), one commit, or 'A --not B'; may be repeated",
    )  # fmt: skip
    parser.add_argument("--not", action="store_true", dest="beyond", help="with --range: beyond what --remotes hold")
    parser.add_argument(
        "--remotes", nargs="?", const="", metavar="NAME", help="with --not: what remotes hold, or the one named"
    )
    parser.add_argument(
        "--thorough", action="store_true", help="look for every form, where nothing speaks of Backpack too"
    )
    parser.add_argument(
        "--stdin-name", default="<stdin>", metavar="NAME", help="name of standard input in the report"
    )


def _range(args: argparse.Namespace, console: Console) -> Report:
    """Scan ranges under the policy of their base, or that of --config."""
    from guard import policy, texts
    from guard.alternates import sources
    from guard.gitdir import GitDir
    from guard.ranges import scan_ranges
    from guard.reporting import apply, settings_of, targets
    from guard.revisions import read

    if args.paths or args.staged or not args.range:
        raise UsageError("--range takes no paths, and --not --remotes needs --range")
    if args.beyond != (args.remotes is not None):
        raise UsageError("--not and --remotes belong together", "write --range HEAD --not --remotes")
    targets(args)
    beyond = "" if args.remotes is None else " --not --remotes" + (f"={args.remotes}" if args.remotes else "")
    git = GitDir(".", use_environment=True)
    ranges = [read(git, text + beyond) for text in args.range]
    ends = [oid for wanted in ranges for oid in wanted.ends]
    given = settings_of(args, ".", console) if args.config else None

    def settings(bases: list[str]) -> policy.Ruling:
        ruling = policy.governing(git, bases, ends, given)
        apply(ruling.settings, args, console)
        return ruling

    report = scan_ranges(git, ranges, settings)
    empty = not report.requested and not report.notes
    report.notes += [texts.text(console.lang, "audit.elsewhere", place=place) for place in sources(git)]
    if empty:
        report.notes.append("the range is empty: it brings nothing new")
    return report


def _run(args: argparse.Namespace, console: Console) -> int:
    from guard.accept import notes
    from guard.redact import display_path
    from guard.reporting import covers, settings_of, write
    from guard.scan import scan
    from guard.sources.files import FilesSource
    from guard.sources.stdin import StdinSource

    if args.staged:
        if args.paths:
            raise UsageError("--staged takes no paths")
        from guard.staged import scan_staged

        return write(scan_staged(settings_of(args, ".", console)), args, console)
    if args.range is not None or args.beyond or args.remotes is not None:
        return write(_range(args, console), args, console)
    paths = args.paths or ["."]
    sources: list[StdinSource | FilesSource] = []
    if "-" in paths:
        shown = display_path(os.fsencode(args.stdin_name)) or "<stdin>"
        sources.append(StdinSource(console.read_blocks(), shown))
    files = [path for path in paths if path != "-"]
    if files:
        sources.append(FilesSource(files))
    settings = settings_of(args, files[0] if files else ".", console)
    with console.watching("report.progress") as progress:
        report = scan(sources, settings, progress)
    report.notes += notes(settings.accept, covers(files))
    return write(report, args, console)


COMMAND = Command(
    name="scan", help="scan files, folders, standard input or staged changes", configure=_configure, run=_run
)
