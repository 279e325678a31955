"""Argument tree, dispatch, errors to exit status: the only place that touches argv, streams and exit."""

from __future__ import annotations

import sys

from guard.errors import Exit, GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from guard.console import Command


def _commands() -> dict[str, Command]:
    from guard import registry

    return {command.name: command for command in registry.load("commands", "COMMAND").values()}  # type: ignore[attr-defined, misc]


def _parser() -> argparse.ArgumentParser:
    import argparse

    from guard import __version__
    from guard.reporting import add_common

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> None:  # type: ignore[override]
            # argparse echoes the offending value, which may be a secret given by mistake
            raise GuardErrorUsage(self.prog)

    parser = Parser(prog="backpack-guard", description="Keep Backpack Exchange API credentials out of repositories.")
    parser.add_argument("--version", action="version", version=f"backpack-guard {__version__}")
    below = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    for command in _commands().values():
        one = below.add_parser(command.name, help=command.help, description=command.help)
        command.configure(one)
        add_common(one)
        one.set_defaults(run=command.run)
    return parser


class GuardErrorUsage(GuardError):
    """A command line that does not fit; the values given are not repeated."""

    status = Exit.USAGE

    def __init__(self, program: str) -> None:
        super().__init__("the command line does not fit", f"see {program} --help")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    try:
        from guard.console import Console

        args = _parser().parse_args(argv)
        console = Console(
            out=_out, err=_err, read_stdin=_stdin, lang=args.lang or "en", quiet=args.quiet, verbose=args.verbose
        )
        status: int = args.run(args, console)
        return status
    except GuardError as error:
        _err(f"backpack-guard: error: {error.message}\n" + (f"hint: {error.hint}\n" if error.hint else ""))
        return error.status
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001, RUF100 - nothing foreign may print what it holds
        _err(f"backpack-guard: error: internal error ({type(error).__name__})\nhint: please report it\n")
        return Exit.INCOMPLETE


def _out(text: str) -> None:
    if sys.stdout is None:
        raise GuardError("standard output is closed")
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except OSError:
        raise GuardError("standard output cannot be written") from None


def _err(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(text)


def _stdin() -> bytes:
    if sys.stdin is None:
        raise GuardError("standard input is closed")
    return sys.stdin.buffer.read()


def entry() -> None:
    """Run as the console script."""
    sys.exit(main())
