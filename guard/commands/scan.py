"""scan: files, folders and standard input."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders (default .), - for standard input"
    )
    parser.add_argument("--staged", action="store_true", help="what the next commit would hold")
    parser.add_argument(
        "--stdin-name", default="<stdin>", metavar="NAME", help="name of standard input in the report"
    )


def _run(args: argparse.Namespace, console: Console) -> int:
    from guard.reporting import settings_of, write
    from guard.scan import scan
    from guard.sources.files import FilesSource
    from guard.sources.stdin import StdinSource

    if args.staged:
        if args.paths:
            raise UsageError("--staged takes no paths")
        from guard.staged import scan_staged

        return write(scan_staged(settings_of(args, ".", console)), args, console)
    paths = args.paths or ["."]
    sources: list[StdinSource | FilesSource] = []
    if "-" in paths:
        sources.append(StdinSource(console.read_stdin(), args.stdin_name))
    files = [path for path in paths if path != "-"]
    if files:
        sources.append(FilesSource(files))
    settings = settings_of(args, files[0] if files else ".", console)
    with console.watching("report.progress") as progress:
        report = scan(sources, settings, progress)
    return write(report, args, console)


COMMAND = Command(
    name="scan", help="scan files, folders, standard input or staged changes", configure=_configure, run=_run
)
