"""install: plain git hooks in this repository, or for all of a user's; the one command that writes into a git directory."""

from __future__ import annotations

import os

from guard import environ
from guard.console import Command, Console
from guard.errors import Exit, UsageError
from guard.texts import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.gitdir import GitDir


def _configure(parser: argparse.ArgumentParser) -> None:
    from guard.hooking import SERVER, STAGES

    parser.add_argument(
        "--hook-type", "-t", action="append", choices=[*STAGES, SERVER], metavar="TYPE",
        help="pre-commit, pre-merge-commit, commit-msg, pre-push (all four by default), or pre-receive on a server",
    )  # fmt: skip
    parser.add_argument("--global", action="store_true", dest="everywhere", help="for all repositories of this user")
    parser.add_argument("--uninstall", action="store_true", help="remove what this command installed")


def _run(args: argparse.Namespace, console: Console) -> int:
    from guard.gitdir import GitDir

    if args.everywhere:
        return _globally(args, console)
    git = GitDir(".", use_environment=True)
    stages = _stages(args, git)
    return _uninstall(git, args, console) if args.uninstall else _install(git, stages, console)


def _stages(args: argparse.Namespace, git: GitDir) -> list[str]:
    from guard.hooking import SERVER, STAGES

    if args.hook_type:
        return list(dict.fromkeys(args.hook_type))
    return list(STAGES) if git.top else [SERVER]


def _install(git: GitDir, stages: list[str], console: Console) -> int:
    from guard import hooking

    path = hooking.hooks_path(git, environ.variables())
    manager = hooking.manager_of(git, path)
    if manager and stages != [hooking.SERVER]:
        return _advise(manager, path, stages, console)
    if path:
        return _advise("core.hooksPath", path, stages, console)
    return _put(hooking.folder_of(git), stages, console)


def _put(folder: str, stages: list[str], console: Console) -> int:
    from guard import hooking
    from guard.snippets import plain

    foreign = []
    for stage in stages:
        state = hooking.put(folder, stage)
        _tell(console, state, os.path.join(folder, stage))
        if state == "foreign":
            foreign.append(stage)
            console.out(plain(stage) + "\n")
    if foreign:
        return _failed(console, text(console.lang, "push.not-installed", stages=", ".join(foreign)))
    return Exit.CLEAN


def _tell(console: Console, state: str, path: str) -> None:
    from guard.gitdir import printable

    if not console.quiet or state == "foreign":
        console.out(text(console.lang, f"push.{state}", path=printable(os.fsencode(path))) + "\n")


def _failed(console: Console, what: str) -> int:
    console.err(f"backpack-guard: error: {what}\nhint: {text(console.lang, 'push.not-installed-hint')}\n")
    return Exit.USAGE


def _advise(manager: str, path: str, stages: list[str], console: Console) -> int:
    """Print what to write where somebody else has charge of the hooks; nothing was installed."""
    from guard.gitdir import printable
    from guard.snippets import snippet

    shown = printable(os.fsencode(path)) if path else ""
    console.out(text(console.lang, "push.managed", manager=manager + (f" ({shown})" if shown else "")) + "\n\n")
    console.out(snippet(manager, stages) + "\n")
    return _failed(console, text(console.lang, "push.not-installed", stages=", ".join(stages)))


def _uninstall(git: GitDir, args: argparse.Namespace, console: Console) -> int:
    from guard import hooking

    for stage in args.hook_type or (*hooking.STAGES, hooking.SERVER):
        state = hooking.remove(hooking.folder_of(git), stage)
        if state == "removed" or (state == "foreign" and args.verbose):
            _tell(console, state, os.path.join(hooking.folder_of(git), stage))
    return Exit.CLEAN


def _globally(args: argparse.Namespace, console: Console) -> int:
    from guard import hooking, hooking_global

    if args.hook_type and hooking.SERVER in args.hook_type:
        raise UsageError("pre-receive is installed in the repository that receives", "leave --global out there")
    stages = list(dict.fromkeys(args.hook_type or hooking.STAGES))
    config = hooking.global_config(environ.variables())
    if args.uninstall:
        for path in hooking_global.uninstall(config, environ.variables()):
            _tell(console, "removed", path)
        return Exit.CLEAN
    if hooking_global.has_configured_hooks():
        hooking_global.configure(config, stages)
        for stage in stages:
            _tell(console, "installed", f"{config}: hook.{hooking_global.name_of(stage)}")
        return Exit.CLEAN
    path = hooking_global.setting(environ.variables(), "core.hooksPath")
    if path:
        return _advise("core.hooksPath", path, stages, console)
    folder = hooking_global.template(config, environ.variables())
    status = _put(os.path.join(folder, "hooks"), stages, console)
    console.out(text(console.lang, "push.template") + "\n")
    return status


COMMAND = Command(name="install", help="install plain git hooks", configure=_configure, run=_run)
