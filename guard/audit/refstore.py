"""All refs of a repository, read as files: branches, tags, remotes, HEADs of worktrees, and what reflogs remember."""

from __future__ import annotations

import os
import re

from guard.errors import SourceError
from guard.gitdir import GitDir, Unread, printable, read_small
from guard.model import Skip

_LARGEST = 1 << 30
_PLAIN = re.compile(rb"(?m)^([0-9a-f]{40}(?:[0-9a-f]{24})?) ([^\r\n]+)$")
_PEELED = re.compile(rb"(?m)^\^[^\n]*$")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _listed(folder: str) -> list[str]:
    """Return the names in a folder, none where it cannot be listed: the walk over all files tells that."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _is_oid(text: bytes) -> bool:
    return len(text) in (40, 64) and not text.translate(None, b"0123456789abcdef")


class Refs:
    """What names objects: `refs` {full name: id}, `heads` the ids of all HEADs, `names` every name ever seen.

    `head` is what HEAD of the examined work tree names, None on an unborn branch; `pushed` are ids that
    a remote-tracking ref has or had; `stashes` {id: name}; `skips` what could not be read.
    """

    def __init__(self, git: GitDir) -> None:
        self.git = git
        self.refs: dict[bytes, str] = {}
        self.links: dict[bytes, bytes] = {}
        self.names: set[bytes] = set()
        self.heads: dict[bytes, str] = {}
        self.head: str | None = None
        self.pushed: set[str] = set()
        self.stashes: dict[str, bytes] = {}
        self.skips: list[Skip] = []
        if b"reftable" in git.config.lower() or os.path.isdir(os.path.join(git.common, "reftable")):
            self._ask()
        else:
            self._packed()
            for folder, _ in self.folders():
                self._loose(folder, b"refs")
        self._heads()
        self._logs()
        self.names |= self.refs.keys() | self.links.keys()

    def folders(self) -> list[tuple[str, bytes]]:
        """Return (git directory, name shown before its refs) of the repository and all its worktrees."""
        found = [(self.git.common, b"")]
        place = os.path.join(self.git.common, "worktrees")
        trees = [(os.path.join(place, name), b"worktrees/" + os.fsencode(name) + b"/") for name in _listed(place)]
        found += [tree for tree in trees if os.path.isdir(tree[0])]
        if self.git.path not in [folder for folder, _ in found]:
            found.append((self.git.path, b"worktree/"))
        return found

    def _ask(self) -> None:
        from guard.refs import all_refs

        try:
            self.refs.update(all_refs(self.git))
        except SourceError as error:
            self.skips.append(Skip("refs", f"refs cannot be read: {error.message}"))

    def _packed(self) -> None:
        content = self._file(self.git.common, b"packed-refs", _LARGEST)
        plain = _PLAIN.findall(content)
        if len(plain) + content.count(b"\n#") + content.startswith(b"#") + len(_PEELED.findall(content)) == content.count(b"\n"):
            self.refs.update({name: oid.decode() for oid, name in plain})
            return
        damaged = 0
        for line in content.split(b"\n"):
            oid, _, name = line.rstrip(b"\r").partition(b" ")
            if _is_oid(oid) and name:
                self.refs[name] = oid.decode()
            elif line and line[:1] not in (b"#", b"^"):
                damaged += 1
        if damaged:
            self.skips.append(Skip("packed-refs", f"{damaged} damaged lines were passed over"))

    def _file(self, folder: str, name: bytes, limit: int = 64 << 20) -> bytes:
        try:
            return read_small(os.path.join(folder, os.fsdecode(name)), limit) or b""
        except Unread as error:
            self.skips.append(Skip(self._shown(folder, name), error.reason))
            return b""

    def _shown(self, folder: str, name: bytes) -> str:
        """Return the name of a file of one of the folders as the report shows it."""
        prefix = dict(self.folders()).get(folder, b"")
        return self.git.shown(name if prefix == b"worktree/" else prefix + name)

    def _loose(self, folder: str, below: bytes) -> None:
        try:
            with os.scandir(os.path.join(os.fsencode(folder), below)) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError as error:
            self.skips.append(Skip(self._shown(folder, below), (error.strerror or "cannot be read").lower()))
            return
        for entry in entries:
            name = below + b"/" + entry.name
            if entry.is_dir(follow_symlinks=False):
                self._loose(folder, name)
            elif not name.endswith(b".lock"):
                told = len(self.skips)
                self._enter(name, self._file(folder, name).strip(), told == len(self.skips))

    def _enter(self, name: bytes, content: bytes, was_read: bool) -> None:
        if _is_oid(content):
            self.refs[name] = content.decode()
        elif content.startswith(b"ref:"):
            self.links[name] = content[4:].strip()
        else:
            self.names.add(name)
            if was_read:
                self.skips.append(Skip(printable(name), "this ref is damaged"))

    def _head(self, folder: str, name: str) -> bytes:
        """Return what one of the HEADs says; a symbolic link to a ref is git's old form of a symbolic ref."""
        path = os.path.join(folder, name)
        if os.path.islink(path):
            aim = os.fsencode(os.readlink(path))
            if aim.startswith(b"refs/"):
                return b"ref: " + aim
        told = len(self.skips)
        content = self._file(folder, os.fsencode(name)).strip()
        sound = content.startswith(b"ref:") or _is_oid(content)
        if name == "HEAD" and not sound and told == len(self.skips):
            self.skips.append(Skip(self._shown(folder, b"HEAD"), "damaged: it names neither a ref nor a commit"))
        return content

    def _heads(self) -> None:
        for folder, prefix in self.folders():
            for name in _listed(folder):
                if not (name.endswith("HEAD") and name.replace("_", "").isalpha() and name.isupper()):
                    continue
                content = self._head(folder, name)
                if content.startswith(b"ref:"):
                    self.names.add(content[4:].strip())
                for oid in self._resolved(content):
                    self.heads.setdefault(prefix + os.fsencode(name), oid)
                    if name == "HEAD" and os.path.realpath(folder) == os.path.realpath(self.git.path):
                        self.head = oid

    def _resolved(self, content: bytes) -> Iterator[str]:
        for _ in range(5):
            if not content.startswith(b"ref:"):
                break
            name = content[4:].strip()
            content = self.refs.get(name, "").encode() or b"ref:" + self.links.get(name, b"")
        for line in content.split(b"\n"):  # FETCH_HEAD and MERGE_HEAD have several lines
            word = line.split(b"\t")[0].split(b" ")[0].strip()
            if _is_oid(word) and word.strip(b"0"):
                yield word.decode()

    def _logs(self) -> None:
        for folder, _ in self.folders():
            top = os.path.join(os.fsencode(folder), b"logs")
            for place, inside, files in os.walk(top):
                inside.sort()
                for file in sorted(files):
                    name = os.path.relpath(os.path.join(place, file), top)
                    if name.startswith(b"refs/"):
                        self.names.add(name)
                    if name == b"refs/stash" or name.startswith(b"refs/remotes/"):
                        self._log(folder, name)

    def _log(self, folder: str, name: bytes) -> None:
        lines = self._file(folder, b"logs/" + name).split(b"\n")
        ids = [line[41:81] if len(line.split(b" ")[0]) == 40 else line[65:129] for line in lines]
        ids = [oid for oid in ids if _is_oid(oid) and oid.strip(b"0")]
        if name == b"refs/stash":
            for at, oid in enumerate(reversed(ids)):
                self.stashes.setdefault(oid.decode(), b"refs/stash@{%d}" % at)
        else:
            self.pushed.update(oid.decode() for oid in ids)
