"""check: are the stored keys rightly encoded, do they belong together, do they lie safely?"""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import Exit, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.collect import Gathered
    from guard.verdict import CheckReport, Verdict


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "stores", nargs="*", metavar="STORE",
        help="files, env:, keyring:SERVICE[/USER], - for standard input; default: the .env-like files here,"
        " the environment, and what `store` put into the keyring",
    )  # fmt: skip
    parser.add_argument("--fix", action="store_true", help="mend in place what is certain")
    parser.add_argument("--backup", action="store_true", help="with --fix: keep the old file as FILE.bak")
    parser.add_argument("--public-key", metavar="FILE", help="is the public key in FILE (or -) one that Backpack takes?")
    parser.add_argument("--quick", action="store_true", help="do not search the repository's history for the secrets")
    parser.add_argument("--hook", action="store_true", help="as a git hook: quick, and silent when all is well")


def examine(stores: list[str], console: Console, quick: bool = False) -> CheckReport:
    """Read the stores (the usual ones if none is named), and return the verdicts with their places."""
    from guard import environ
    from guard.check import check
    from guard.verdict import CheckReport
    from guard.whereabouts import look

    environment = environ.variables()
    found = _gather(stores, console, environment, quick)
    verdicts = check(found.stores)
    look(verdicts, environment, quick)
    return CheckReport(verdicts, found.stores, found.skipped, found.notes)


def _gather(stores: list[str], console: Console, environment: dict[str, str], quick: bool) -> Gathered:
    from guard.collect import gather, gather_default
    from guard.store import Access

    access = Access(environment, console.interactive)
    if stores:
        return gather(stores, access, console.read_stdin)
    return gather_default(".", access, keyring=not quick)


def targets(args: argparse.Namespace) -> list[tuple[str, str]]:
    """Return (format, file) for each report asked for; raises UsageError for a format `check` has not."""
    from guard.formats import _check

    chosen = [tuple(item.partition("=")[::2]) for item in args.format or ["text"]]
    for name, _ in chosen:
        if name not in _check.names():
            raise UsageError("check has no such format", "its formats: " + ", ".join(_check.names()))
    if args.output:
        chosen[0] = (chosen[0][0], args.output)
    if sum(not path for _, path in chosen) > 1:
        raise UsageError("two reports cannot both go to standard output", "give one a file: --format json=FILE")
    return [(name, path) for name, path in chosen]


def deliver(report: CheckReport, args: argparse.Namespace, console: Console) -> int:
    """Write the report in every form asked for and return its exit status."""
    from guard.formats import _check
    from guard.rendering import RenderContext
    from guard.reporting import told, write_file

    context = RenderContext(console.lang, console.color, console.width, console.verbose)
    status: int = report.exit
    for name, path in targets(args):
        text = _check.render(name, report, context)
        if path:
            write_file(path, text)
        elif not (console.quiet and name == "text" and report.exit == Exit.CLEAN):
            status = told(console, text, status)
    return status


def _run(args: argparse.Namespace, console: Console) -> int:
    from guard.reporting import language

    settings = language(args, console)
    targets(args)
    if args.public_key is not None:
        return _public(args, console)
    if args.backup and not args.fix:
        raise UsageError("--backup goes with --fix")
    report = examine(args.stores, console, quick=args.hook or args.quick)
    if args.fix:
        report = _fixed(report, args, console)
    report.fail_on = settings.fail_on
    if args.hook:
        return _hook(report, args, console)
    return deliver(report, args, console)


def _fixed(report: CheckReport, args: argparse.Namespace, console: Console) -> CheckReport:
    """Mend what is certain, and look again at what is there now."""
    from guard.mend import mend

    done = mend(report.verdicts, args.backup)
    if done and "-" not in args.stores:
        report = examine(args.stores, console, args.quick)
    report.mended = done
    return report


def _hook(report: CheckReport, args: argparse.Namespace, console: Console) -> int:
    """Show what is malformed or unsafe; a placeholder or a missing key is nobody's leak."""
    for verdict in report.verdicts:
        for problem in verdict.problems:
            if problem.id in ("placeholder", "empty"):
                problem.severity = "warning"
    if all(verdict.severity == "ok" for verdict in report.verdicts) and report.complete and not args.verbose:
        return Exit.CLEAN
    return deliver(report, args, console)


def _public(args: argparse.Namespace, console: Console) -> int:
    from guard.collect import refuse_value
    from guard.publickey import judge
    from guard.reporting import told
    from guard.sources.files import read_file
    from guard.verdict import CheckReport

    if args.stores:
        raise UsageError("--public-key takes one file and no stores")
    if args.public_key == "-":
        data, path = console.read_stdin(), "<stdin>"
    else:
        path = args.public_key
        try:
            data = read_file(path, follow=True)
        except OSError:
            refuse_value(path)
            raise UsageError(
                "the file with the public key cannot be read", "put the key into a file, or pipe it in: --public-key -"
            ) from None
    verdict = judge(data, path, "" if path == "<stdin>" else path)
    if args.fix and verdict.mendable and verdict.kind == "key":
        from guard.mend import mend

        mend([verdict], args.backup)
        verdict = judge(read_file(path, follow=True), path, path)
    report = CheckReport([verdict], [verdict.kept], [], [])
    bad = verdict.kind == "secret" or verdict.severity == "error"
    status: int = Exit.FINDINGS if bad else Exit.CLEAN
    if all(name == "text" for name, _ in targets(args)):
        return told(console, _public_text(verdict, bad, console), status)
    delivered = deliver(report, args, console)
    return Exit.INCOMPLETE if delivered == Exit.INCOMPLETE and not bad else status


def _public_text(verdict: Verdict, bad: bool, console: Console) -> str:
    from guard.formats._check_text import quoted, said
    from guard.texts import text

    if verdict.kind == "secret":
        return text(console.lang, "check.public-private", key=verdict.api_key) + "\n"
    lines = [text(console.lang, "check.public-bad" if bad else "check.public-good")]
    lines += ["  " + said(problem, verdict, console.lang)[0] for problem in verdict.problems]
    if bad and verdict.api_key:
        lines.append(text(console.lang, "check.public-paste", key=verdict.api_key))
    elif bad and verdict.mendable:
        path = quoted(verdict.kept.path)
        lines.append(text(console.lang, "check.public-mend", path=path))
    return "\n".join(lines) + "\n"


COMMAND = Command(name="check", help="check stored keys: encoding, pair, place", configure=_configure, run=_run)
