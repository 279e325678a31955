"""Plain git hooks of ours: their text, where they go, and who else has charge of a repository's hooks."""

from __future__ import annotations

import os
import sys

from guard.errors import SourceError, UsageError
from guard.gitdir import GitDir, printable, read_small

STAGES = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")
SERVER = "pre-receive"
SYSTEM = "/etc/gitconfig"
MARK = "# backpack-guard: this hook is replaced and removed by `backpack-guard install`"
MANAGERS = {
    "pre-commit": (".pre-commit-config.yaml", ".pre-commit-config.yml"),
    "prek": ("prek.toml",),
    "lefthook": tuple(f"{dot}lefthook.{end}" for dot in ("", ".") for end in ("yml", "yaml", "toml", "json")),
    "husky": (".husky",),
}
_SCRIPT = """#!/bin/sh
{mark}
{find}
test -n "$program" || {{
  echo 'backpack-guard: error: the program was not found, so nothing was checked' >&2
  echo 'hint: install backpack-guard again, or run `backpack-guard install` where it is now' >&2
  exit 3
}}
{run}
"""
_BARE = "import sys; sys.path[:1] = []; from guard.__main__ import entry; entry()"  # never a `guard` of the work tree


def quote(text: str) -> str:
    """Return a text as one word of a POSIX shell."""
    if "\n" in text or "\0" in text:
        raise SourceError("the path of this program cannot be written into a hook")
    return "'" + text.replace("'", "'\\''") + "'"


def quote_lines(lines: list[str]) -> str:
    """Return several lines of a script as one word of a POSIX shell."""
    return "'" + "\n".join(lines).replace("'", "'\\''") + "'"


def script(stage: str) -> str:
    """Return a hook that runs this installation, else the program in PATH, else refuses."""
    beside = os.path.join(os.path.dirname(sys.executable), "backpack-guard")
    fallback = "program=$(command -v backpack-guard)"
    if os.path.isfile(beside) and os.access(beside, os.X_OK):
        find = f"program={quote(beside)}\ntest -x \"$program\" || {fallback}"
        return _SCRIPT.format(mark=MARK, find=find, run=f'exec "$program" hook {stage} "$@"')
    python = quote(sys.executable)
    find = f"program={python}\ntest -x \"$program\" && exec \"$program\" -c {quote(_BARE)} hook {stage} \"$@\"\n{fallback}"
    return _SCRIPT.format(mark=MARK, find=find, run=f'exec "$program" hook {stage} "$@"')


def is_ours(path: str) -> bool:
    """Tell whether a hook file was written by this command: never a link, whatever it leads to."""
    plain = os.path.isfile(path) and not os.path.islink(path)
    return plain and MARK.encode() in (read_small(path, 1 << 20) or b"")


def put(folder: str, stage: str) -> str:
    """Write one hook; return "installed", "unchanged", or "foreign" where another hook stands."""
    path = os.path.join(folder, stage)
    ours = os.path.lexists(path)
    if ours and not is_ours(path):
        return "foreign"
    text = script(stage).encode("utf-8", "surrogateescape")
    if ours and read_small(path) == text and os.access(path, os.X_OK):
        return "unchanged"
    beside = f"{path}.{os.getpid()}.part"
    try:
        os.makedirs(folder, exist_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755)
        try:
            os.write(handle, text)
        finally:
            os.close(handle)
        if ours:
            os.replace(beside, path)
        else:
            os.link(beside, path)  # fails where a hook appeared meanwhile
            os.unlink(beside)
    except OSError as error:
        if os.path.lexists(beside):
            os.unlink(beside)
        reason = (error.strerror or "failed").lower()
        raise SourceError(f"the hook {printable(os.fsencode(path))} cannot be written: {reason}") from None
    return "installed"


def remove(folder: str, stage: str) -> str:
    """Remove one hook of ours; return "removed", "absent" or "foreign"."""
    path = os.path.join(folder, stage)
    if not os.path.lexists(path):
        return "absent"
    if not is_ours(path):
        return "foreign"
    try:
        os.unlink(path)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise SourceError(f"the hook {printable(os.fsencode(path))} cannot be removed: {reason}") from None
    return "removed"


def folder_of(git: GitDir) -> str:
    """Return the folder that git takes the hooks of a repository from without core.hooksPath."""
    return os.path.join(git.common, "hooks")


def hooks_path(git: GitDir, environment: dict[str, str]) -> str:
    """Return where git takes the hooks of this repository from if not from `folder_of`, else ""."""
    said = _configured_path(git, environment)
    folder = folder_of(git)
    if said and os.path.realpath(os.path.join(git.top or git.path, os.path.expanduser(said))) != os.path.realpath(folder):
        return said
    return folder if os.path.islink(folder) else ""  # a folder that others share


def _configured_path(git: GitDir, environment: dict[str, str]) -> str:
    from guard import refs
    from guard.git import run

    files = [f'[include]\n\tpath = "{_escaped(path)}"\n' for path in global_configs(environment)]
    own = {"GIT_CONFIG_GLOBAL": git.request("".join(files).encode("utf-8", "surrogateescape"))}
    if environment.get("GIT_CONFIG_NOSYSTEM", "").lower() in ("", "0", "false", "no", "off"):
        own |= {"GIT_CONFIG_SYSTEM": SYSTEM, "GIT_CONFIG_NOSYSTEM": "0"}
    try:
        output = run(["config", "--show-scope", "-z", "--get-all", "core.hooksPath"], {**refs.real(git), **own})
    except SourceError:
        return ""
    parts = output.split(b"\0")
    said = [value for scope, value in zip(parts[0::2], parts[1::2], strict=False) if scope != b"command"]
    return os.fsdecode(said[-1]) if said else ""


def _escaped(path: str) -> str:
    return path.replace("\\", "\\\\").replace('"', '\\"')


def global_configs(environment: dict[str, str]) -> list[str]:
    """Return the files that hold a user's settings, the one that counts last (git-config(1), FILES)."""
    if environment.get("GIT_CONFIG_GLOBAL"):
        return [environment["GIT_CONFIG_GLOBAL"]]
    home = environment.get("HOME", "")
    if not home:
        raise UsageError("HOME is not set", "set HOME, or GIT_CONFIG_GLOBAL")
    other = environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    return [os.path.join(other, "git", "config"), os.path.join(home, ".gitconfig")]


def global_config(environment: dict[str, str]) -> str:
    """Return the file that `git config --global` writes to."""
    files = global_configs(environment)
    return files[0] if os.path.exists(files[0]) and not os.path.exists(files[-1]) else files[-1]


def manager_of(git: GitDir, path: str) -> str:
    """Return who has charge of the hooks: one of MANAGERS, "core.hooksPath", or "" for nobody."""
    if path and ".husky" in path.replace("\\", "/").split("/"):
        return "husky"
    if git.top:
        for name, files in MANAGERS.items():
            if any(os.path.lexists(os.path.join(git.top, file)) for file in files):
                return name
    return "core.hooksPath" if path else ""
