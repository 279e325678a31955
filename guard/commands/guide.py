"""guide: the steps of Backpack's own guide, and what a secure place is."""

from __future__ import annotations

from guard.console import Command, Console

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def guide(lang: str) -> str:
    """Return the guide's steps with the addresses."""
    from guard.texts import text

    names = ("step-1", "step-2", "step-3", "secure")
    steps = "\n\n".join(text(lang, f"guide.{name}") for name in names)
    return (
        f"{text(lang, 'guide.title')}\n{text(lang, 'guide.address')}\n\n{steps}\n\n"
        f"{text(lang, 'guide.after-leak')}\n{text(lang, 'guide.key-page')}\n"
    )


def _configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments of its own."""


def _run(args: argparse.Namespace, console: Console) -> int:
    console.out(guide(console.lang))
    return 0


COMMAND = Command(name="guide", help="show how to create and keep API keys", configure=_configure, run=_run)
