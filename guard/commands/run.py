"""run: start a program with a pair in its environment, and nowhere else."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.intake import Intake
    from guard.keeper import Pair


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--account", metavar="NAME", default="default", help="which stored pair")
    parser.add_argument("--from", dest="source", metavar="STORE", help="take the pair from this store instead of the keyring")
    parser.add_argument(
        "--env", metavar="KEY=SECRET", action="append",
        help="names of the two variables (default BACKPACK_API_KEY=BACKPACK_API_SECRET); repeatable",
    )  # fmt: skip
    parser.add_argument("program", nargs="...", metavar="-- CMD", help="the program and its arguments")


def _names(args: argparse.Namespace) -> list[tuple[str, str]]:
    """Return the pairs of variable names; raises UsageError for what can be none."""
    found = []
    for item in args.env or ["BACKPACK_API_KEY=BACKPACK_API_SECRET"]:
        key, sign, secret = item.partition("=")
        if not sign or not _is_name(key) or not _is_name(secret) or key == secret:
            raise UsageError("--env takes two names: KEY=SECRET", "for example --env PUBLIC_KEY=SECRET_KEY")
        found.append((key, secret))
    return found


def _is_name(text: str) -> bool:
    return text.isascii() and text.isidentifier() and len(text) <= 60


def _run(args: argparse.Namespace, console: Console) -> int:
    from guard import environ, programs
    from guard.commands.store import refuse
    from guard.reporting import language

    language(args, console)
    names = _names(args)
    program = args.program[1:] if args.program[:1] == ["--"] else args.program
    if not program:
        raise UsageError("there is no program to run", "backpack-guard run -- CMD ARGUMENT ...")
    taken = _take(args, console)
    if taken.pair is None:
        return refuse(taken, console)
    environment = environ.variables()
    secret = taken.pair.secret_text()
    _keep_out(program, taken.pair)
    for key, name in names:
        environment[key] = taken.pair.key
        environment[name] = secret
    return programs.become(program, environment)


def _take(args: argparse.Namespace, console: Console) -> Intake:
    from guard import environ
    from guard.collect import gather
    from guard.intake import from_stores
    from guard.store import Access
    from guard.stores.keyring import SERVICE

    if args.source == "-":
        raise UsageError("standard input belongs to the program that is run", "name a file or a keyring entry")
    source = args.source or f"keyring:{SERVICE}/{args.account}"
    return from_stores(gather([source], Access(environ.variables(), console.interactive), console.read_stdin), args.account)


def _keep_out(program: list[str], pair: Pair) -> None:
    """Refuse a command line that holds the secret itself."""
    from guard.place import find_secrets

    if any(find_secrets(word.encode("utf-8", "surrogateescape"), frozenset([pair.seed.reveal()])) for word in program):
        raise UsageError("the command line of the program holds the secret", "let the program read it from its environment")


COMMAND = Command(name="run", help="run a program with a stored pair in its environment", configure=_configure, run=_run)
