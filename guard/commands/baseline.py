"""baseline: accept all that a repository holds when the guard comes to it, one line for each key."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HEAD = """# Keys that were known when backpack-guard came to this repository (made by `backpack-guard baseline create`).
# Each counts as an accept entry: delete the key at Backpack, then its line here. Sorted, a line each, so that branches merge;
# with `.backpack-guard-baseline.toml merge=union` in .gitattributes also those that add neighbours.
"""


def document(keys: set[str], reason: str, expires: str = "") -> str:
    """Return the file for a set of API keys: sorted, a line each, without places and times, so that it merges."""
    from guard.entries import quoted

    rest = f", expires = {quoted(expires)}" if expires else ""
    lines = [f"  {{ api-key = {quoted(key)}, reason = {quoted(reason)}{rest} }},\n" for key in sorted(keys)]
    return f"{HEAD}accept = [\n{''.join(lines)}]\n"


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["create"], help="write the baseline of this repository")
    parser.add_argument("--reason", metavar="TEXT", help="why these keys are accepted; asked for when not given")
    parser.add_argument("--expires", metavar="YYYY-MM-DD", help="the last day on which the baseline counts (UTC)")
    parser.add_argument("--from", dest="source", metavar="REPORT", help="take the findings of a JSON report, for example of an audit")


def _of_report(path: str) -> set[str]:
    """Return the keys of the new findings of a JSON report of ours."""
    import json

    from guard.accept import read_entries
    from guard.entries import read

    raw = read(path)
    if raw is None:
        raise UsageError(f"no such file: {path[:200]!r}")
    try:
        found = json.loads(raw)["findings"]
        keys = {one["api_key"] for one in found if one["state"] in ("new", "existing") and one["api_key"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError("the report is no JSON report of backpack-guard", "make one with --format json=FILE") from None
    read_entries("the report", "accept", [{"api-key": key} for key in sorted(keys)], "")
    return keys


def _run(args: argparse.Namespace, console: Console) -> int:
    import os
    from time import gmtime, strftime

    from guard import entries
    from guard.accept import read_day
    from guard.commands.accept import reason_of
    from guard.config import BASELINE
    from guard.errors import Exit
    from guard.reporting import root_of, settings_of
    from guard.scan import scan
    from guard.sources.files import FilesSource
    from guard.texts import text

    settings = settings_of(args, ".", console)
    if args.expires is not None and read_day(args.expires) < strftime("%Y-%m-%d", gmtime()):
        raise UsageError("--expires does not fit", "write a day to come as 2027-01-31")
    root = root_of(".")
    complete = True
    if args.source:
        keys = _of_report(args.source)
    else:
        settings.accept = [entry for entry in settings.accept if not entry.baseline]
        report = scan([FilesSource([root])], settings)
        keys = {finding.api_key for finding in report.failing if finding.api_key}
        complete = report.complete
    path = args.output or os.path.join(root, BASELINE)
    entries.replace(path, document(keys, reason_of(args, console), args.expires or "").encode())
    console.out(text(console.lang, "accept.baseline", path=path, count=len(keys)) + "\n")
    if not complete:
        console.err(f"backpack-guard: error: {text(console.lang, 'accept.incomplete')}\n")
    return Exit.CLEAN if complete else Exit.INCOMPLETE


COMMAND = Command(
    name="baseline", help="accept what a repository holds when the guard comes to it", configure=_configure, run=_run
)
