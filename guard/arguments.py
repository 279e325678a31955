"""The argument tree: options in any order, and what does not fit told with advice and without its values."""

from __future__ import annotations

from guard.errors import Exit, GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from guard.console import Command

_VALUED = ("--format", "-o", "--output", "--config", "--fail-on", "--lang", "--color")  # common options with a value


class UsageMismatch(GuardError):
    """A command line that does not fit; the values given are not repeated, one may be a secret."""

    status = Exit.USAGE

    def __init__(self, program: str, detail: str = "", advice: str = "") -> None:
        detail = f": {detail}" if detail else ""
        super().__init__("the command line does not fit" + detail, f"{advice + '; ' if advice else ''}see {program} --help")


def _mismatch(message: str) -> tuple[str, str]:
    """Return (what argparse found, advice) without the values that it repeats."""
    option, _, problem = message.partition(": ")
    if problem.startswith("invalid choice"):
        choices = message.rpartition("(choose from ")[2].rstrip(")").replace("'", "")
        if option == "argument COMMAND":
            return "there is no such command", _nearest(problem.split("'")[1], choices.split(", "))
        return f"{option} takes one of these", choices
    if problem.startswith("ignored explicit"):
        return f"{option} takes no value", ""
    if problem.startswith("invalid "):
        return f"{option} takes another kind of value", ""
    return (message, "") if message.startswith(("the following arguments are required", "argument ")) else ("", "")


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 1)
    return f"did you mean {near[0]}?" if near else ""


def _commands(only: str) -> list[Command]:
    """Return the command of that name, or all of them where it is none."""
    from guard import registry

    if only in registry.names("commands"):
        return [registry.module("commands", only).COMMAND]  # type: ignore[attr-defined]  # a module
    return list(registry.load("commands", "COMMAND").values())  # type: ignore[arg-type]  # the registry is untyped


def _parser(only: str, otherwise: int, tell: Callable[[str], None]) -> Any:  # a Parser, whose class needs argparse
    import argparse

    from guard import __version__, environ
    from guard.reporting import add_common

    columns = environ.get("COLUMNS")
    width = (int(columns) if columns.isdecimal() and int(columns) else otherwise) - 2

    class Parser(argparse.ArgumentParser):
        below: Any  # the commands
        many = ""  # the last positional, where it takes any number of arguments

        def add_argument(self, *names: str, **options: Any) -> argparse.Action:
            action = super().add_argument(*names, **options)
            if action.nargs == "*" and not action.option_strings:
                self.many = action.dest
            return action

        def _get_formatter(self) -> argparse.HelpFormatter:  # asked for with each argument; without a width it imports shutil
            return argparse.HelpFormatter(self.prog, width=width)

        def _print_message(self, message: str, file: object = None) -> None:
            tell(message)

        def error(self, message: str) -> None:  # type: ignore[override]  # never returns either
            raise UsageMismatch(self.prog, *_mismatch(message))

    parser = Parser(
        prog="backpack-guard",
        description="Keep Backpack Exchange API credentials out of repositories.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"backpack-guard {__version__}")
    parser.below = below = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    for command in _commands(only):
        one = below.add_parser(command.name, help=command.help, description=command.help, allow_abbrev=False)
        command.configure(one)
        add_common(one)
        one.set_defaults(run=command.run, many=one.many)
    return parser


def parse(argv: Sequence[str], columns: int, tell: Callable[[str], None]) -> argparse.Namespace:
    """Return what a command line says; help goes to `tell`, as wide as `columns` where COLUMNS says nothing."""
    argv = _command_first(argv)
    parser = _parser(argv[0] if argv else "", columns, tell)
    args: argparse.Namespace
    args, rest = parser.parse_known_args(argv)
    if rest:
        _take(args, rest, parser)
    return args


def _command_first(argv: Sequence[str]) -> Sequence[str]:
    """Return the command line with the options that stand before the command behind it: both orders are usual."""
    from guard import registry

    commands = registry.names("commands")
    at = 0
    while at < len(argv) and argv[at].startswith("-") and argv[at] not in ("-h", "--help", "--version"):
        at += 2 if argv[at] in _VALUED else 1
    if not 0 < at < len(argv) or argv[at] not in commands:
        return argv
    return [argv[at], *argv[:at], *argv[at + 1 :]]


def _take(args: argparse.Namespace, rest: list[str], parser: Any) -> None:
    """Add the arguments behind an option to those before it: argparse takes those of one row only."""
    options, mark, plain = rest, "", []
    if "--" in rest:
        at = rest.index("--")
        options, mark, plain = rest[:at], rest[at], rest[at + 1 :]
    more = [word for word in options if not word.startswith("-") or word == "-"]
    unknown = [word for word in options if word not in more]
    if unknown:
        name, known = unknown[0].partition("=")[0], parser.below.choices[args.command]._option_string_actions
        raise UsageMismatch(f"{parser.prog} {args.command}", "there is no such option", _nearest(name, known))
    if not args.many or not (more or mark):
        raise UsageMismatch(f"{parser.prog} {args.command}", "it takes fewer arguments")
    setattr(args, args.many, [*getattr(args, args.many), *more, *plain])
