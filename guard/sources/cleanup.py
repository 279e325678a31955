"""What git takes out of a commit message before it stores it: comment lines, and what stands below the scissors line.

It depends on whether an editor was used, which git tells its hooks, and on the user's settings: a line that
begins with "#" is part of a message that was given with -m.
"""

from __future__ import annotations

import os

from guard import environ

_SCISSORS = b" ------------------------ >8 ------------------------"
_AUTO = b"#;@!$%^&|:"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.gitdir import GitDir


class Cleanup:
    """How a message is cleaned: `mark` begins a comment line, `drops` and `cuts` say what is taken out."""

    __slots__ = ("cuts", "drops", "mark")

    def __init__(self, mark: bytes = b"#", drops: bool = True, cuts: bool = True) -> None:
        self.mark = mark
        self.drops = drops
        self.cuts = cuts

    @classmethod
    def of(cls, git: GitDir) -> Cleanup:
        """Return what git does in a repository for this user, in this commit."""
        edited = environ.get("GIT_EDITOR") != ":"  # git says so to its hooks where no editor is used
        mark, mode = b"#", b""
        for content in [*map(_read, _user_files()), git.config]:
            for name, value in _settings(content):
                if name in (b"core.commentchar", b"core.commentstring"):
                    mark = value
                elif name == b"commit.cleanup":
                    mode = value
        return cls(mark, mode == b"strip" or (edited and mode in (b"", b"default")), edited)

    def clean(self, raw: bytes) -> bytes:
        """Blank what git takes out; line numbers stay."""
        lines = raw.split(b"\n")
        mark = _chosen(lines) if self.mark == b"auto" else self.mark
        kept = []
        for line in lines:
            if self.cuts and (line.startswith(mark + _SCISSORS) if mark else line[1:].startswith(_SCISSORS)):
                break
            kept.append(b"" if self.drops and mark and line.startswith(mark) else line)
        return b"\n".join(kept)


def _chosen(lines: list[bytes]) -> bytes:
    """Return the mark that git chose by itself: its own comments end the file."""
    last = next((line for line in reversed(lines) if line), b"")
    return last[:1] if last[:1] and last[:1] in _AUTO else b""


def _user_files() -> list[str]:
    home = environ.get("HOME")
    beside = environ.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if home else "")
    given = environ.get("GIT_CONFIG_GLOBAL")
    own = [given] if given else [os.path.join(beside, "git", "config")] * bool(beside) + [os.path.join(home, ".gitconfig")] * bool(home)
    return own if environ.get("GIT_CONFIG_NOSYSTEM") else ["/etc/gitconfig", *own]


def _read(path: str) -> bytes:
    from guard.sources.files import read_file

    try:
        return read_file(path, follow=True)
    except OSError:
        return b""


def _settings(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return (section.name, value) of the plain settings of a configuration."""
    found, section = [], b""
    for line in content.split(b"\n"):
        line = line.strip()
        if line.startswith(b"["):
            section, _, line = line[1:].partition(b"]")
            line = line.strip()
        name, equals, value = line.partition(b"=")
        if equals:
            found.append((section.strip().lower() + b"." + name.strip().lower(), value.strip().strip(b'"')))
    return found
