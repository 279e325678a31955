"""What the scanning commands share: common options, settings, and writing the report."""

from __future__ import annotations

import os

from guard import registry
from guard.errors import ConfigError, Exit, GuardError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.config import Settings
    from guard.console import Console
    from guard.model import Report
    from guard.rendering import Format


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options every command takes."""
    from guard.texts import languages

    parser.add_argument("--format", action="append", metavar="FMT[=FILE]", help="text, json, sarif, ...; may be repeated")
    parser.add_argument("-o", "--output", metavar="FILE", help="write the report to FILE")
    parser.add_argument(
        "--config", action="append", metavar="FILE", help="read this configuration instead of the repository's; may be repeated"
    )
    parser.add_argument("--fail-on", choices=["critical", "high", "medium", "low", "never"], help="default medium")
    parser.add_argument("--lang", choices=languages(), help="language of the texts")
    parser.add_argument("--color", choices=["auto", "always", "never"], default="auto", help="default auto")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing but findings")
    parser.add_argument("-v", "--verbose", action="count", default=0, help="say more")
    parser.add_argument("--no-progress", action="store_true", help="show no progress")


def formats() -> dict[str, Format]:
    """Return all report formats by name."""
    return {fmt.name: fmt for fmt in registry.load("formats", "FORMAT").values()}  # type: ignore[attr-defined, misc]


def _format(name: str) -> Format:
    fmt: Format = registry.module("formats", name).FORMAT  # type: ignore[attr-defined]  # a module
    return fmt


def targets(args: argparse.Namespace) -> list[tuple[Format, str]]:
    """Return (format, file) for each report asked for; "" is standard output."""
    known = registry.names("formats")
    chosen = []
    for item in args.format or ["text"]:
        name, _, path = item.partition("=")
        if name not in known:
            shown = f" {name!r}" if len(name) < 12 else ""  # it may be a secret in the wrong place
            raise UsageError(f"unknown format{shown}", "known formats: " + ", ".join(known))
        chosen.append((_format(name), "" if path == "-" else path))
    if args.output:
        if chosen[0][1]:
            raise UsageError("--output names the file of the first format, which has one already")
        chosen[0] = (chosen[0][0], "" if args.output == "-" else args.output)
    if sum(not path for _, path in chosen) > 1:
        raise UsageError("two reports cannot both go to standard output", "give one a file: --format json=FILE")
    files = [os.path.normpath(path) for _, path in chosen if path]
    if len(set(files)) < len(files):
        raise UsageError("two reports cannot both go to one file", "give each its own: --format json=FILE")
    for _, path in chosen:
        if path:
            check_path(path)
    return chosen


def settings_of(args: argparse.Namespace, start: str, console: Console) -> Settings:
    """Return the settings: --config, else the files at the repository's root, then the options.

    Of several --config files the later wins key by key; watched keys and entries of all of them hold.
    The console learns the language that they choose.
    """
    from time import gmtime, strftime

    from guard.config import Settings, merged, parse

    if args.format or args.output:
        targets(args)
    today = strftime("%Y-%m-%d", gmtime())
    if not args.config:
        return apply(_of_repository(root_of(start), today), args, console)
    from guard.redact import display_path
    from guard.sources.files import read_file

    settings = Settings()
    for path in [args.config] if isinstance(args.config, str) else args.config:
        try:
            one = parse(read_file(path, follow=True), display_path(os.fsencode(path)), today=today)
        except OSError:
            raise ConfigError(f"cannot read the configuration {display_path(os.fsencode(path))[:200]!r}") from None
        settings = merged(settings, one, one.given) if settings.path else one
    return apply(settings, args, console)


def _of_repository(root: str, today: str) -> Settings:
    """Return the settings of the files at a repository's root; one that is there and cannot be read is an error."""
    from guard.config import BASELINE, Settings, add_baseline, parse

    settings = Settings()
    for name, table in ((".backpack-guard.toml", ""), ("pyproject.toml", "tool.backpack-guard")):
        raw = _own_file(root, name, strict=not table)
        if raw is not None and (not table or b"tool.backpack-guard" in raw):
            settings = parse(raw, name, table, today)
            break
    raw = _own_file(root, BASELINE)
    if raw is not None:
        add_baseline(settings, raw, BASELINE, today)
    return settings


def _own_file(root: str, name: str, strict: bool = True) -> bytes | None:
    path = os.path.join(root, name)
    if not os.path.lexists(path):
        return None
    from guard.sources.files import read_file

    try:
        return read_file(path)
    except OSError:
        if strict:
            raise ConfigError(f"cannot read the configuration {name!r}", "it must be a plain file that can be read") from None
        return None


def covers(paths: list[str]) -> bool:
    """Tell whether one of the paths is the root of a repository: what is not used there is not used at all."""
    return any(os.path.abspath(path) == root_of(path) for path in paths)


def apply(settings: Settings, args: argparse.Namespace, console: Console) -> Settings:
    """Let the options have the last word; the console learns the language."""
    from guard import environ, texts

    if args.fail_on:
        settings.fail_on = args.fail_on
    settings.thorough = getattr(args, "thorough", False)
    settings.hash_lines = bool(args.format) and any(fmt.line_hashes for fmt, _ in targets(args))
    settings.lang = console.lang = texts.choose(args.lang or "", settings.lang, environ.variables())
    if args.verbose:
        console.err(texts.text(console.lang, "report.rules-of" if settings.path else "report.no-rules", path=settings.path) + "\n")
    return settings


def language(args: argparse.Namespace, console: Console) -> Settings:
    """Let the console speak the language that the configuration chooses, and return the settings."""
    return settings_of(args, ".", console)


def root_of(start: str) -> str:
    """Return the folder of the repository around `start`, or `start` itself."""
    folder = os.path.abspath(start)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    at = folder
    while True:
        if os.path.lexists(os.path.join(at, ".git")):
            return at
        above = os.path.dirname(at)
        if above == at:
            return folder
        at = above


def write(report: Report, args: argparse.Namespace, console: Console) -> int:
    """Render the report for every target and return its exit status.

    A target that cannot be written is told, with the findings, on standard error; a finding still gives 1.
    """
    from time import time

    from guard.rendering import RenderContext

    context = RenderContext(console.lang, console.color, console.width, console.verbose, time())
    lost: GuardError | None = None
    for fmt, path in targets(args):
        if not path and console.quiet and fmt.name == "text" and not report.findings and report.complete:
            continue
        text = fmt.render(report, context)
        try:
            if path:
                write_file(path, text)
            else:
                console.out(text)
        except GuardError as error:
            console.err(f"backpack-guard: error: {error.message}\n")
            lost = error
    if lost is None:
        return report.exit
    if report.findings:
        console.err(_format("text").render(report, RenderContext(console.lang, False, console.width)))
    return Exit.FINDINGS if report.failing else Exit.INCOMPLETE


def told(console: Console, text: str, status: int) -> int:
    """Write the answer of a command to standard output and return its exit status.

    Where nobody can hear it, findings are told on standard error and still give 1; an answer that is lost
    is incomplete even if it says that all is well: whoever asked did not get it. `-q` asks for none.
    """
    try:
        console.out(text)
    except GuardError as error:
        console.err(f"backpack-guard: error: {error.message}\n")
        if status != Exit.FINDINGS:
            return Exit.INCOMPLETE
        console.err(text)
    return status


def check_path(path: str) -> None:
    """Raise UsageError for a path that no report can be written to: before the scan, not after it."""
    from guard.redact import display_path

    shown = display_path(os.fsencode(path))[:200]
    if os.path.islink(path):
        raise UsageError(f"the report path {shown!r} is a symbolic link", "name a plain file")
    if os.path.lexists(path) and not os.path.isfile(path):
        raise UsageError(f"the report path {shown!r} is no plain file", "name a plain file")
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise UsageError(f"cannot write the report {shown!r}: its folder does not exist", "make the folder first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"cannot write the report {shown!r}: permission denied")


def write_file(path: str, text: str) -> None:
    """Write a report beside its place, readable by the owner only, and move it there when complete."""
    check_path(path)
    beside = f"{path}.{os.getpid()}.part"
    content = memoryview(text.encode("utf-8", "backslashreplace"))
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        try:
            while content:
                content = content[os.write(handle, content) :]
        finally:
            os.close(handle)
        os.replace(beside, path)
    except BaseException as error:
        os.unlink(beside)
        if isinstance(error, OSError):
            raise _unwritten(path, error) from None
        raise


def _unwritten(path: str, error: OSError) -> GuardError:
    from guard.redact import display_path

    shown = display_path(os.fsencode(path))[:200]
    return GuardError(f"cannot write the report {shown!r}: {(error.strerror or 'failed').lower()}")
