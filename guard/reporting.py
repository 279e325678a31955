"""What the scanning commands share: common options, settings, and writing the report."""

from __future__ import annotations

import os

from guard import registry
from guard.errors import ConfigError, Exit, GuardError, UsageError
from guard.rendering import Format, RenderContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.config import Settings
    from guard.console import Console
    from guard.model import Report


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options every command takes."""
    from guard.texts import languages

    parser.add_argument("--format", action="append", metavar="FMT[=FILE]", help="text, json, sarif, ...; may be repeated")
    parser.add_argument("-o", "--output", metavar="FILE", help="write the report to FILE")
    parser.add_argument("--config", metavar="FILE", help="read this configuration instead of the repository's")
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
    from importlib import import_module

    fmt: Format = import_module(f"guard.formats.{name}").FORMAT
    return fmt


def targets(args: argparse.Namespace) -> list[tuple[Format, str]]:
    """Return (format, file) for each report asked for; "" is standard output."""
    known = registry.names("formats")
    chosen = []
    for item in args.format or ["text"]:
        name, _, path = item.partition("=")
        if name not in known:
            raise UsageError(f"unknown format {name[:40]!r}", "known formats: " + ", ".join(known))
        chosen.append((_format(name), path))
    if args.output:
        if len(chosen) > 1 and chosen[0][1]:
            raise UsageError("--output names the file of the first format, which has one already")
        chosen[0] = (chosen[0][0], args.output)
    if sum(not path for _, path in chosen) > 1:
        raise UsageError("two reports cannot both go to standard output", "give one a file: --format json=FILE")
    for _, path in chosen:
        if path:
            check_path(path)
    return chosen


def settings_of(args: argparse.Namespace, start: str, console: Console) -> Settings:
    """Return the settings: --config, else the file at the repository's root, then the options.

    The console learns the language that they choose.
    """
    from time import gmtime, strftime

    from guard.config import Settings, parse
    from guard.sources.files import read_file

    targets(args)
    settings = Settings()
    today = strftime("%Y-%m-%d", gmtime())
    if args.config:
        try:
            settings = parse(read_file(args.config, follow=True), args.config, today=today)
        except OSError:
            raise ConfigError(f"cannot read the configuration {args.config[:200]!r}") from None
    else:
        root = root_of(start)
        for name, table in ((".backpack-guard.toml", ""), ("pyproject.toml", "tool.backpack-guard")):
            path = os.path.join(root, name)
            try:
                raw = read_file(path)
            except OSError:
                continue
            if table and b"tool.backpack-guard" not in raw:
                continue
            settings = parse(raw, name, table, today)
            break
    return apply(settings, args, console)


def apply(settings: Settings, args: argparse.Namespace, console: Console) -> Settings:
    """Let the options have the last word; the console learns the language."""
    from guard import environ, texts

    if args.fail_on:
        settings.fail_on = args.fail_on
    settings.hash_lines = any(fmt.line_hashes for fmt, _ in targets(args))
    settings.lang = console.lang = texts.choose(args.lang or "", settings.lang, environ.variables())
    return settings


def language(args: argparse.Namespace, console: Console) -> None:
    """Let the console speak the language that --config or the repository's configuration chooses."""
    settings_of(args, ".", console)


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
