"""guide: the steps of Backpack's own guide, which of them are done here, and what is next."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.progress import Progress
    from guard.verdict import CheckReport

_STEPS = ("step-1", "step-2", "step-3")


def guide(lang: str, progress: Progress | None = None, width: int = 100) -> str:
    """Return the guide's steps with the addresses; with a progress, marked and with what to do next."""
    from guard.texts import text

    lines = [text(lang, "guide.title"), text(lang, "guide.address"), ""]
    for number, name in enumerate(_STEPS, 1):
        mark = "" if progress is None else text(lang, f"guide.mark-{progress.mark(number)}") + " "
        lines += [mark + text(lang, f"guide.{name}"), ""]
    lines += [text(lang, "guide.own-key"), text(lang, "guide.secure"), ""]
    if progress is not None:
        lines += [*_next(lang, progress), ""]
    lines += [text(lang, "guide.after-leak"), text(lang, "guide.key-page")]
    return _wrapped(lines, lang, max(40, min(width, 100)))


def _next(lang: str, progress: Progress) -> list[str]:
    """Return what was found here, and the steps that come next."""
    from guard.formats._check_text import labelled, said
    from guard.texts import text

    lines = [text(lang, "guide.here-none" if not progress.total else "guide.here", count=progress.total, good=progress.good)]
    lines.append(text(lang, f"guide.next-{progress.state}"))
    for verdict, problem in progress.todo:
        message, fix = said(problem, verdict, lang)
        name = verdict.entry.name or verdict.kept.path
        lines.append(text(lang, "guide.todo", name_here=name, path=verdict.kept.path, message=message))
        if fix:
            lines.append("      " + labelled(text(lang, "check.fix"), fix, lang))
    return lines


def _wrapped(lines: list[str], lang: str, width: int) -> str:
    """Wrap English lines at words; Chinese is left to the terminal, which breaks it anywhere."""
    from textwrap import wrap

    if lang != "en":
        return "\n".join(lines) + "\n"
    out: list[str] = []
    for line in lines:
        pad = " " * (len(line) - len(line.lstrip()) + 2 * line.startswith(" "))
        out += wrap(line, width, subsequent_indent=pad, break_long_words=False, break_on_hyphens=False) or [""]
    return "\n".join(out) + "\n"


def _look(console: Console) -> CheckReport | None:
    """Check the usual stores without a deep search; a guide is shown even where that fails."""
    from guard.commands.check import examine

    try:
        return examine([], console, quick=True)
    except GuardError:
        return None


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="only the steps; look at no stored keys")


def _run(args: argparse.Namespace, console: Console) -> int:
    from guard.progress import Progress
    from guard.reporting import language

    language(args, console)
    report = None if args.plain else _look(console)
    console.out(guide(console.lang, Progress(report.verdicts) if report is not None else None, console.width))
    return 0


COMMAND = Command(name="guide", help="show how to create and keep API keys, and what is next here", configure=_configure, run=_run)
