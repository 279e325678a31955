"""A bare git directory of our own that borrows the objects and the index of the examined repository.

No byte of the target's configuration takes part, so neither its hooks, filters, fsmonitor, replace
refs, grafts, `shallow` file nor promisor remotes do.
"""

from __future__ import annotations

import os

from guard import environ
from guard.errors import SourceError, UsageError
from guard.redact import brief_path, display_path

CONFIG = "[core]\n\trepositoryformatversion = {version}\n\tbare = true\n"
SHA256 = "[extensions]\n\tobjectFormat = sha256\n"
ODD = "not a regular file"
_LONGEST_PATH = 4096


class Unread(SourceError):
    """A file of a git directory that is there and cannot be read; `reason` says why, without its path."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{brief_path(os.fsencode(path))}: {reason}")
        self.reason = reason


def read_small(path: str, limit: int = 64 << 20) -> bytes | None:
    """Return the content of a regular file of a git directory, None where there is none.

    Raises Unread for anything else that stands there, and for more than `limit` bytes.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        if os.path.islink(path):
            raise Unread(path, "the symbolic link leads nowhere") from None
        return None
    except ValueError:
        raise Unread("a file", "its name holds a zero byte") from None
    except OSError as error:
        from errno import ENXIO

        odd = error.errno == ENXIO  # a socket
        raise Unread(path, ODD if odd else os.strerror(error.errno or 0).lower()) from None
    try:
        import stat

        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unread(path, ODD)
        content = os.read(descriptor, min(limit, status.st_size) + 1)
        while content and len(content) <= limit and (part := os.read(descriptor, 1 << 16)):
            content += part
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise Unread(path, f"larger than {limit} bytes")
    return content


def printable(path: bytes) -> str:
    """Return a path as text that is safe to print and can be turned back."""
    return display_path(path)


def is_git_folder(path: str) -> bool:
    """Tell whether a folder is a git directory: one with HEAD, and objects or a link to them."""
    if not os.path.lexists(os.path.join(path, "HEAD")):
        return False
    return any(os.path.exists(os.path.join(path, name)) for name in ("objects", "commondir"))


def _follow(path: str) -> str:
    """Return the git directory that `path`/.git is or names."""
    entry = os.path.join(path, ".git")
    if os.path.isdir(entry):
        return entry
    return _follow_link(entry)


def _follow_link(entry: str) -> str:
    """Return the git directory that a file `.git` names; "" if it names none."""
    content = read_small(entry, 65536) or b""
    if not content.startswith(b"gitdir:") or not is_path(content[7:].strip()):
        return ""
    return os.path.join(os.path.dirname(entry), os.fsdecode(content[7:].strip()))


def is_path(text: bytes) -> bool:
    """Tell whether a text of a file can name a folder at all: of no length that no system opens, on one line."""
    return 0 < len(text) <= _LONGEST_PATH and b"\0" not in text and b"\n" not in text


def locate(start: str) -> tuple[str, str]:
    """Return (git directory, top folder or "" for a bare one) of the repository around `start`."""
    if not os.path.isdir(start):
        raise UsageError(f"{printable(os.fsencode(start))}: no such folder.")
    folder = os.path.abspath(start)
    while True:
        found = _follow(folder)
        if found and is_git_folder(found):
            return os.path.abspath(found), folder
        if is_git_folder(folder):
            return folder, ""
        above = os.path.dirname(folder)
        if above == folder:
            shown = printable(os.fsencode(start))
            raise UsageError(f"{shown} is not in a git repository.", "Use `backpack-guard scan` for a folder.")
        folder = above


def _remove(folder: str) -> None:
    """Remove the own directory; `shutil` would cost a hook more time than git itself."""
    try:
        with os.scandir(folder) as listing:
            for entry in listing:
                if entry.is_dir(follow_symlinks=False):
                    _remove(entry.path)
                else:
                    os.unlink(entry.path)
        os.rmdir(folder)
    except OSError:
        return  # what cannot be removed holds object ids at most


def _quoted(path: str) -> str:
    """Return a path as an entry of GIT_ALTERNATE_OBJECT_DIRECTORIES (git(1)): quoted where it needs to be."""
    if os.pathsep not in path and not path.startswith('"'):
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


class GitDir:
    """The examined repository as files, and the sealed environment in which git may look at it.

    What of its own files cannot be read is an error; where `tolerant`, `unread` gives (name, reason) of each,
    and it is taken for one that is not there.
    """

    def __init__(self, start: str = ".", use_environment: bool = False, tolerant: bool = False) -> None:
        given = environ.variables() if use_environment else {}
        if given.get("GIT_DIR"):
            self.path = os.path.abspath(given["GIT_DIR"])
            if os.path.isfile(self.path):  # what `submodule foreach` sets names the link, not the folder
                self.path = os.path.abspath(_follow_link(self.path) or self.path)
            if not is_git_folder(self.path):
                raise UsageError(f"{printable(os.fsencode(self.path))} is not a git directory.")
            self.top = os.path.abspath(given.get("GIT_WORK_TREE") or start)
        else:
            self.path, self.top = locate(start)
        self.tolerant = tolerant
        self.unread: list[tuple[str, str]] = []
        link = self._own(self.path, "commondir").rstrip(b"\n")
        self.common = self.path
        if link:
            aim = os.path.abspath(os.path.join(self.path, os.fsdecode(link))) if is_path(link) else ""
            if os.path.isdir(aim):
                self.common = aim
            else:
                self._refuse(Unread(os.path.join(self.path, "commondir"), "names no folder"), "commondir")
        self.objects = os.path.join(self.common, "objects")
        self._alternates = ""
        if given.get("GIT_OBJECT_DIRECTORY"):
            real = self.objects
            self.objects = os.path.abspath(given["GIT_OBJECT_DIRECTORY"])
            others = given.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "").split(os.pathsep)
            self._alternates = os.pathsep.join([*(os.path.abspath(o) for o in others if o), real])
        index = given.get("GIT_INDEX_FILE", "")
        self.index = os.path.join(self.top or self.path, index) if index else os.path.join(self.path, "index")
        self.config = self._own(self.common, "config")
        self._shadow = ""
        self._lent, self._more = list[str](), list[str]()
        self.rebuilt: set[str] = set()  # packs that have an index in the own directory
        self._format = ""
        self._files = 0
        self.names_checked = False

    def read(self, name: str) -> bytes:
        """Return the content of a file of the common directory, b"" where there is none; see `tolerant`."""
        return self._own(self.common, name)

    def _own(self, folder: str, name: str) -> bytes:
        try:
            return read_small(os.path.join(folder, name)) or b""
        except Unread as error:
            self._refuse(error, name)
            return b""

    def _refuse(self, error: Unread, name: str) -> None:
        if not self.tolerant:
            raise error
        self.unread.append((self.shown(os.fsencode(name)), error.reason))

    def shown(self, name: bytes) -> str:
        """Return the name of a file of the git directory as a report shows it."""
        return printable((b".git/" if self.top else b"") + name)

    @property
    def format(self) -> str:
        """The hash of object ids: sha1 or sha256."""
        if not self._format:
            self._format = "sha1"
            if b"objectformat" in self.config.lower():
                import re

                if re.search(rb'(?im)^\s*objectformat\s*=\s*"?sha256', self.config):
                    self._format = "sha256"
            elif self.unread:
                from guard.lend import is_wide

                self._format = "sha256" if is_wide(self.objects) else "sha1"
        return self._format

    @property
    def zero(self) -> str:
        """The id that stands for nothing."""
        return "0" * (64 if self.format == "sha256" else 40)

    @property
    def alternates(self) -> list[str]:
        """Object folders beside `objects`: those of the environment (a push in quarantine), and lent ones."""
        return [folder for folder in self._alternates.split(os.pathsep) if folder] + self._more

    @property
    def environment(self) -> dict[str, str]:
        """What a git child needs beside the sealed set; makes the own directory on first use."""
        found = {"GIT_DIR": self.shadow, "GIT_OBJECT_DIRECTORY": self.objects, "GIT_INDEX_FILE": self.index}
        others = self.alternates
        if self._lent:
            found["GIT_OBJECT_DIRECTORY"], *others = [*self._lent, *self._more]
        if others:
            found["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = os.pathsep.join(map(_quoted, others))
        return found

    @property
    def shadow(self) -> str:
        """The own git directory, 0700, removed at exit."""
        if not self._shadow:
            import atexit

            from guard.waiting import check_objects

            odd = check_objects(self)
            base = environ.get("TMPDIR") or ("/tmp" if os.path.isdir("/tmp") else os.getcwd())
            path = os.path.join(os.path.abspath(base), f"backpack-guard-{os.urandom(8).hex()}")
            atexit.register(self.close)
            self._shadow = path  # before it is made: whatever interrupts the making, it is removed
            try:
                os.mkdir(path, 0o700)
                os.mkdir(os.path.join(path, "objects"))
                os.mkdir(os.path.join(path, "refs"))
                self._write("HEAD", b"ref: refs/heads/none\n")
                wide = self.format == "sha256"
                self._write("config", (CONFIG.format(version=int(wide)) + SHA256 * wide).encode())
                beside = os.path.dirname(self.index) or "."
                for name in os.listdir(beside):
                    if name.startswith("sharedindex."):
                        os.symlink(os.path.join(beside, name), os.path.join(path, name))
                if odd:
                    from guard.lend import lend

                    self._lent = lend(self, os.path.join(path, "lent"))
            except OSError as error:
                self.close()
                said = f"The own git directory could not be made: {os.strerror(error.errno or 0)}."
                raise SourceError(said, "Set TMPDIR to a folder that can be written.") from None
        return self._shadow

    def lend_folder(self, name: str) -> str:
        """Return a new object folder in the own directory, which git and we look into from now on."""
        path = os.path.join(self.shadow, name)
        os.makedirs(os.path.join(path, "pack"))
        self._more.append(path)
        return path

    def _write(self, name: str, content: bytes) -> str:
        path = os.path.join(self.shadow, name)
        with open(path, "wb") as stream:
            stream.write(content)
        return path

    def request(self, lines: bytes) -> str:
        """Keep what a child shall read from standard input; return the file's path."""
        self._files += 1
        return self._write(f"request-{os.getpid()}-{self._files}", lines)

    def close(self) -> None:
        """Remove the own directory."""
        if self._shadow:
            _remove(self._shadow)
            self._shadow = ""

    def git(self, arguments: list[str], lines: bytes | None = None) -> bytes:
        """Run git in the own directory and return its output."""
        from guard.git import run

        stdin = self.request(lines) if lines is not None else "/dev/null"
        return run(arguments, self.environment, stdin)
