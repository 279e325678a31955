"""store: put a checked pair into a safe place, and take the leaked literal out of the source."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import Exit, GuardError, StoreError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from guard.intake import Intake
    from guard.keeper import Keeper, Pair, Wishes
    from guard.literals import Change


def _keepers() -> dict[str, Keeper]:
    from guard import registry

    return {one.name: one for one in registry.load("keepers", "KEEPER").values()}  # type: ignore[attr-defined, misc]  # the registry is untyped


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="PLACE", default="", help="keyring (default), env, age, sops, systemd-creds, github, gitlab")
    parser.add_argument("--from", dest="source", metavar="STORE", help="take the pair from a file, env:, or - (standard input)")
    parser.add_argument("--account", metavar="NAME", default="default", help="name of the pair where there are several")
    parser.add_argument("--file", metavar="FILE", default="", help="file to write (env, age, sops, systemd-creds)")
    parser.add_argument("--recipient", metavar="KEY", default="", help="whom age or sops encrypts for")
    parser.add_argument("--replace", metavar="PATH", action="append", help="take the secret's literal out of this source; repeatable")
    parser.add_argument("--yes", action="store_true", help="answer every question with yes")
    parser.add_argument("--list", action="store_true", help="list what is stored in the keyring")
    parser.add_argument("--remove", action="store_true", help="remove an account from the keyring")


def say(console: Console, name: str, **values: object) -> None:
    """Tell the user one line."""
    from guard.texts import text

    console.out(text(console.lang, f"store.{name}", **values) + "\n")


def _agree(args: argparse.Namespace, console: Console, question: str) -> bool:
    from guard.texts import text

    if args.yes:
        return True
    if not console.interactive:
        return False
    answer = console.prompt(text(console.lang, f"store.{question}") + " ", False)
    return answer.strip().lower() in ("y", "yes", "是", "好", "确定")


def _run(args: argparse.Namespace, console: Console) -> int:
    from guard import environ
    from guard.accounts import is_account
    from guard.collect import refuse_value
    from guard.keeper import Wishes
    from guard.reporting import language

    for given in (args.account, args.file, args.recipient if "age" not in args.recipient else ""):
        refuse_value(given)
    if not is_account(args.account):
        raise UsageError("an account's name is made of letters, digits, - and _", "for example --account main")
    language(args, console)
    if args.list:
        return _list(console)
    if args.remove:
        return _remove(args, console)
    keepers = _keepers()
    if args.to and args.to not in keepers:
        raise UsageError("no such place to store keys", "known places: " + ", ".join(sorted(keepers)))
    taken = _take(args, console)
    if taken.pair is None:
        return refuse(taken, console)
    wishes = Wishes(
        file=args.file, recipient=args.recipient, environment=environ.variables(), interactive=console.interactive,
        consent=lambda question: _agree(args, console, question),
    )  # fmt: skip
    _save(keepers[args.to or "keyring"], taken, taken.pair, wishes, console)
    _left_behind(taken, args, console)
    return _literals(taken.pair, args, console)


def _take(args: argparse.Namespace, console: Console) -> Intake:
    from guard import environ
    from guard.collect import gather
    from guard.intake import from_prompt, from_stores
    from guard.store import Access

    if args.source is None and console.interactive:
        return from_prompt(console, args.account)
    found = gather([args.source or "-"], Access(environ.variables(), console.interactive), console.read_stdin)
    if args.source is None and not any(kept.entries for kept in found.stores):
        raise GuardError("the input ended before a key was given", "nothing was stored")
    return from_stores(found, args.account)


def refuse(taken: Intake, console: Console) -> int:
    """Tell what is wrong with a pair that is not stored."""
    from guard.formats._check_text import render_text
    from guard.rendering import RenderContext
    from guard.verdict import CheckReport

    stores = list(dict.fromkeys(one.kept for one in taken.verdicts))
    report = CheckReport(taken.verdicts, stores, [], [])
    console.out(render_text(report, RenderContext(console.lang, console.color, console.width)))
    say(console, "refused")
    return Exit.FINDINGS


def _save(keeper: Keeper, taken: Intake, pair: Pair, wishes: Wishes, console: Console) -> None:
    try:
        told = keeper.save(pair, wishes)
    except StoreError as error:
        if keeper.name == "keyring" and not error.hint.startswith("choose"):
            raise StoreError(error.message, "or: --to env (a file only you can read), --to age, sops, systemd-creds") from None
        raise
    for one in taken.verdicts:
        if any(problem.certain for problem in one.problems):
            say(console, "mended", what=one.entry.name or one.kept.path)
    for name, values in told:
        say(console, name, **values)
    say(console, "named", key=pair.key)


def _left_behind(taken: Intake, args: argparse.Namespace, console: Console) -> None:
    """Say which file the secret was taken from still holds it."""
    import os

    target = os.path.abspath(args.file or ".env") if args.to == "env" else ""
    for file in dict.fromkeys(one.kept.file for one in taken.verdicts if one.kind == "secret"):
        replaced = any(os.path.abspath(path) == os.path.abspath(file) for path in args.replace or ())
        if file and os.path.abspath(file) != target and not replaced:
            say(console, "left-behind", path=file)


def _literals(pair: Pair, args: argparse.Namespace, console: Console) -> int:
    """Offer to take the secret out of source files: shown as a diff, applied on yes."""
    from guard.literals import diff
    from guard.mend import replace

    changes = list(_changes(pair, args, console))
    for change in changes:
        if change.after != change.before:
            console.out(diff(change))
            if _agree(args, console, "apply"):
                replace(change.path, change.after)
                say(console, "applied", path=change.path)
            else:
                say(console, "not-applied", path=change.path)
        for line in change.by_hand:
            say(console, "by-hand", place=f"{change.path}:{line}", variable=pair.secret_name)
    if changes:
        say(console, "delete-leaked", key=pair.key)
    return Exit.CLEAN


def _changes(pair: Pair, args: argparse.Namespace, console: Console) -> Iterator[Change]:
    """Yield a change for every source file that holds the secret: those named, else those below this folder."""
    import os

    from guard.literals import kind_of, propose
    from guard.model import Fragment
    from guard.sources.files import FilesSource

    if not args.replace and not (console.interactive or args.yes):
        return
    kept = os.path.abspath(args.file or ".env") if args.to == "env" else ""
    for item in FilesSource(args.replace or ["."]).fragments():
        if not isinstance(item, Fragment) or item.origin != "file" or os.path.abspath(item.path) == kept:
            continue
        if (args.replace or kind_of(item.path)) and len(item.data) < 4 << 20:
            change = propose(item.path, item.data, pair.seed.reveal(), pair.secret_name)
            if change:
                yield change


def _list(console: Console) -> int:
    from guard.stores.keyring import Keyring

    accounts = Keyring(interactive=console.interactive).accounts()
    for name in sorted(accounts):
        console.out(f"{name}  {accounts[name]}\n")
    if not accounts:
        say(console, "empty")
    return Exit.CLEAN


def _remove(args: argparse.Namespace, console: Console) -> int:
    from guard.stores.keyring import Keyring

    ring = Keyring(interactive=console.interactive)
    key = ring.accounts().get(args.account)
    if key is None:
        raise UsageError("the keyring has no such account", "list them: backpack-guard store --list")
    if not _agree(args, console, "remove"):
        raise UsageError("nothing was removed", "say --yes to remove without being asked")
    ring.remove(args.account)
    say(console, "removed", account=args.account, key=key)
    return Exit.CLEAN


COMMAND = Command(name="store", help="put a checked pair into a safe place", configure=_configure, run=_run)
