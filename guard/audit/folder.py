"""What stands in a git directory beside the objects: config, reflogs, hooks, messages being written, indexes."""

from __future__ import annotations

import os
import re

from guard.errors import SourceError
from guard.gitdir import ODD, GitDir, is_git_folder, printable
from guard.model import Fragment, Skip
from guard.redact import brief_path
from guard.sources.files import Again, read_file
from guard.sweep.looks import Named
from guard.waiting import is_odd

_OBJECT = re.compile(rb"objects/([0-9a-f]{2}/[0-9a-f]{38}(?:[0-9a-f]{24})?|pack/[^/]+\.(?:pack|idx|rev|bitmap|mtimes)"
                     rb"|pack/multi-pack-index[^/]*|info/commit-graphs?(?:/.*)?)"
                     rb"|(?:worktrees/[^/]+/)?(?:index|sharedindex\.[0-9a-f]+)")  # fmt: skip
_TREE = rb"(?:worktrees/[^/]+/)?"
_FILE = re.compile(_TREE + rb"(?:(?:logs/)?[A-Z_]*HEAD|[A-Z_]+_(?:EDIT)?MSG|config(?:\.worktree)?|packed-refs|shallow|commondir|gitdir|index"
                   rb"|info/(?:grafts|exclude|attributes|refs|sparse-checkout)|objects/info/(?:http-)?alternates"
                   rb"|objects/pack/multi-pack-index)")  # fmt: skip
_PROMISED = re.compile(rb"objects/pack/[^/]+\.promisor")  # ids and refs that a partial clone fetched
_FOLDER = re.compile(_TREE + rb"(?:refs|logs|logs/refs|info|worktrees|modules|reftable|objects/info|objects/pack)")
_LIST = re.compile(_TREE + rb"(?:refs|logs)/.*")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


_LISTS = ("reflog", "ref-name")


class _NoIds:
    """Reads a list of ids once more, with form feeds for those at the head of its lines: they are no text of anyone.

    Form feeds are blanks that stand in no table of numbers.
    """

    __slots__ = ("follow", "path", "size")

    def __init__(self, path: bytes, follow: bool, size: int) -> None:
        self.path = path
        self.follow = follow
        self.size = size

    def __call__(self) -> bytes:
        one = rb"[0-9a-f]{%d}" % self.size
        head = rb"^\^?" + one + rb"(?: " + one + rb")?(?=[ \t\r\n]|\Z)"
        return re.sub(head, lambda match: b"\f" * len(match[0]), read_file(self.path, self.follow), flags=re.MULTILINE)


class Folder:
    """The files of a repository's git directory, but not its objects; submodules' own directories are left out."""

    def __init__(self, git: GitDir, submodules: list[str]) -> None:
        self.git = git
        self.links: list[tuple[str, str]] = []  # folders that are links, as git follows them: (name, where they lead)
        self._left = {os.fsencode(os.path.realpath(path)) for path in submodules}

    def fragments(self) -> Iterator[Fragment | Skip]:
        """Yield every file, in a fixed order."""
        self.links = []
        folders = [self.git.common]
        if not os.path.realpath(self.git.path).startswith(os.path.realpath(self.git.common) + os.sep):
            folders.append(self.git.path)
        for folder in dict.fromkeys(map(os.path.realpath, folders)):
            yield from self._below(os.fsencode(folder), b"")

    def _below(self, top: bytes, below: bytes) -> Iterator[Fragment | Skip]:
        try:
            with os.scandir(os.path.join(top, below)) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Skip(self.shown(below), (error.strerror or "cannot be read").lower())
            return
        for entry in entries:
            name = below + b"/" + entry.name if below else entry.name
            if entry.is_dir(follow_symlinks=False) or self._is_linked(entry, name):
                if _FILE.fullmatch(name):
                    yield Skip(self.shown(name), "a folder stands where git keeps a file")
                if os.path.realpath(entry.path) not in self._left:
                    yield from self._below(top, name)
            elif not _OBJECT.fullmatch(name) or is_odd(os.fsdecode(entry.path)):
                yield self._file(top, name)

    def _is_linked(self, entry: os.DirEntry[bytes], name: bytes) -> bool:
        """Tell whether a link stands for one of git's own folders: git follows it."""
        try:
            if not (entry.is_symlink() and entry.is_dir() and _FOLDER.fullmatch(name)):
                return False
        except OSError:
            return False
        self.links.append((self.shown(name), brief_path(os.path.realpath(entry.path))))
        return True

    def _file(self, top: bytes, name: bytes) -> Fragment | Skip:
        path = os.path.join(top, name)
        follow = bool(_FILE.fullmatch(name) or _LIST.fullmatch(name))
        shown = self.shown(name)
        own = follow or bool(_FOLDER.fullmatch(name) or _OBJECT.fullmatch(name))
        try:
            if os.path.islink(path) and not (follow and os.path.isfile(path)):
                if name.endswith(b"HEAD") and os.readlink(path).startswith(b"refs/"):
                    return Skip(shown, "a symbolic link to a ref, git's old form of one", harmless=True)
                return Skip(shown, "symbolic link, not followed", harmless=not own)
            if not os.path.isfile(path):
                return Skip(shown, ODD, harmless=not own)
            origin = origin_of(name)
            if origin in _LISTS or _PROMISED.fullmatch(name):
                again = _NoIds(path, follow, 64 if self.git.format == "sha256" else 40)
                data = read_file(path, follow)
                return Named(b"list " + data, None, shown, origin, again, size=len(data))
            return Fragment(read_file(path, follow), shown, origin, again=Again(path, follow))
        except FileNotFoundError:
            return Skip(shown, "gone while the audit ran", harmless=True)
        except OSError as error:
            return Skip(shown, (error.strerror or "cannot be read").lower())
        except MemoryError:
            return Skip(shown, "too large for the memory at hand")

    def shown(self, name: bytes) -> str:
        """Return the name of a file of the git directory as the report shows it."""
        return self.git.shown(name)


def origin_of(name: bytes) -> str:
    """Return the kind of hiding place that a file of a git directory is."""
    parts = name.split(b"/")
    if parts[-1] in (b"config", b"config.worktree"):
        return "config"
    if b"logs" in (parts[0], *parts[2:3]):
        return "reflog"
    if name in (b"packed-refs", b"info/refs") or parts[0] == b"refs":
        return "ref-name"
    if parts[-1] in (b"COMMIT_EDITMSG", b"MERGE_MSG", b"SQUASH_MSG", b"TAG_EDITMSG", b"NOTES_EDITMSG"):
        return "commit-message"
    return "file"


def submodules(git: GitDir) -> list[str]:
    """Return the git directories of submodules that lie in this one."""
    places = [os.path.join(git.common, "modules")]
    trees = os.path.join(git.common, "worktrees")
    if os.path.isdir(trees) and os.access(trees, os.R_OK):
        places += [os.path.join(trees, name, "modules") for name in sorted(os.listdir(trees))]
    found = []
    for place in places:
        for folder, inside, _ in os.walk(place):
            if folder != place and is_git_folder(folder):
                found.append(folder)
                inside.clear()
            inside.sort()
    return found


class Indexes:
    """All entries of the indexes of a repository and its worktrees, all stages."""

    def __init__(self, folders: list[str]) -> None:
        self.entries: list[tuple[bytes, str, bytes]] = []
        self.skips: list[Skip] = []
        for folder in folders:
            path = os.path.join(folder, "index")
            if os.path.isfile(path) and is_git_folder(folder):  # what else stands there is told with all other files
                self._read(folder)

    def _read(self, folder: str) -> None:
        own = GitDir(folder, tolerant=True)
        try:
            for record in own.git(["ls-files", "-s", "-z"]).split(b"\0"):
                words, _, path = record.partition(b"\t")
                if path:
                    mode, oid, _ = words.split()
                    self.entries.append((mode, oid.decode(), path))
        except SourceError as error:
            self.skips.append(Skip(printable(os.fsencode(os.path.join(folder, "index"))), error.message))
        finally:
            own.close()
