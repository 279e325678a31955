"""Hooks for all repositories of a user: configured ones (git 2.54 and later), else a template folder."""

from __future__ import annotations

import os

from guard import hooking
from guard.errors import SourceError

CONFIGURED = (2, 54)
_SETTING = "init.templateDir"


def name_of(stage: str) -> str:
    """Return the name of a configured hook."""
    return f"backpack-guard-{stage}"


def has_configured_hooks() -> bool:
    """Tell whether git runs hooks named in its configuration (git-hook(1))."""
    from guard.git import run

    digits = run(["version"], {}).split()[2].split(b".")[:2]
    return tuple(int(part) for part in digits if part.isdigit()) >= CONFIGURED


def _config(path: str, *arguments: str) -> bytes:
    from guard.git import run

    return run(["config", "-f", path, *arguments], {})


def _get(path: str, key: str) -> str:
    try:
        return os.fsdecode(_config(path, "--includes", "-z", "--get", key).rstrip(b"\0"))
    except SourceError:
        return ""


def setting(environment: dict[str, str], key: str) -> str:
    """Return what a setting is for all repositories of a user, "" where none of the files has it."""
    files = [hooking.SYSTEM] if not environment.get("GIT_CONFIG_NOSYSTEM") else []
    return next((said for path in reversed(files + hooking.global_configs(environment)) if (said := _get(path, key))), "")


def configure(config: str, stages: list[str]) -> None:
    """Enter one configured hook for each stage; again changes nothing."""
    for stage in stages:
        name = f"hook.{name_of(stage)}"
        _config(config, "--replace-all", f"{name}.command", _command(stage))
        _config(config, "--replace-all", f"{name}.event", stage)


def _command(stage: str) -> str:
    """Return a shell command that does what a hook file of ours does; git appends the hook's arguments."""
    lines = hooking.script(stage).splitlines()[2:]
    return f"sh -c {hooking.quote_lines(lines)} backpack-guard"


def template(config: str, environment: dict[str, str]) -> str:
    """Return the template folder that new repositories are made from, naming one of ours where none is set."""
    known = setting(environment, _SETTING)
    if known:
        return os.path.expanduser(known)
    folder = _own(environment)
    os.makedirs(os.path.join(folder, "info"), exist_ok=True)
    with open(os.path.join(folder, "info", "exclude"), "a", encoding="utf-8"):
        pass  # git's own template has one, and tools write to it
    _config(config, _SETTING, folder)
    return folder


def _own(environment: dict[str, str]) -> str:
    home = environment.get("XDG_DATA_HOME") or os.path.join(environment.get("HOME", ""), ".local", "share")
    return os.path.join(os.path.abspath(home), "backpack-guard", "template")


def uninstall(config: str, environment: dict[str, str]) -> list[str]:
    """Remove configured hooks, hooks in the template folder, and that folder if it is ours; return what went."""
    gone = []
    for stage in hooking.STAGES:
        if _get(config, f"hook.{name_of(stage)}.event"):
            _config(config, "--remove-section", f"hook.{name_of(stage)}")
            gone.append(f"{config}: hook.{name_of(stage)}")
    folder = setting(environment, _SETTING)
    if folder:
        hooks = os.path.join(os.path.expanduser(folder), "hooks")
        gone += [os.path.join(hooks, stage) for stage in hooking.STAGES if hooking.remove(hooks, stage) == "removed"]
    if folder and folder == _own(environment):
        import shutil

        if _get(config, _SETTING):
            _config(config, "--unset-all", _SETTING)
        shutil.rmtree(folder, ignore_errors=True)
    return gone
