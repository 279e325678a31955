"""The only home of git child processes: sealed options and environment, bounded errors, time limits.

posix_spawn and pipes instead of subprocess, whose import alone costs a hook 13 ms.
"""

from __future__ import annotations

import os

from guard import environ
from guard.errors import SourceError

OPTIONS = (
    "--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "core.attributesFile=/dev/null", "-c", "protocol.allow=never", "-c", "safe.bareRepository=explicit",
    "-c", "submodule.recurse=false", "-c", "core.quotePath=false", "-c", "color.ui=never",
    "-c", "core.packedGitWindowSize=1m", "-c", "core.packedGitLimit=32m", "-c", "core.deltaBaseCacheLimit=32m", "-c", "core.bigFileThreshold=16m",
    "-c", "core.commitGraph=false", "-c", "core.warnAmbiguousRefs=false",
)  # fmt: skip
SEALED = {
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/dev/null", "GIT_ASKPASS": "false", "GIT_PAGER": "cat", "LC_ALL": "C",
}  # fmt: skip
TIMEOUT = 120.0


class Hung(SourceError):
    """A git that says nothing: there is no use in asking again."""


_program: list[str] = []


def sealed(extra: dict[str, str]) -> dict[str, str]:
    """Return the environment of a git child: no GIT_* of ours but the sealed set and `extra`."""
    kept = {name: value for name, value in environ.variables().items() if not name.startswith("GIT_")}
    kept.update(SEALED)
    kept.update(extra)
    return kept


def program() -> str:
    """Return the path of git, or raise SourceError: nothing but git itself is searched for in PATH."""
    if not _program:
        folders = [os.path.join(f, "git") for f in environ.get("PATH", os.defpath).split(os.pathsep) if f]
        found = next((f for f in folders if os.path.isfile(f) and os.access(f, os.X_OK)), None)
        if found is None:
            raise SourceError("git was not found.", "Install git, or scan the folder with `backpack-guard scan`.")
        _program.append(os.path.abspath(found))
    return _program[0]


def escape(text: bytes, limit: int = 300) -> str:
    """Return bytes of a child as one printable ASCII line of bounded length."""
    shown = text.strip().splitlines()[-1:] or [b""]
    return "".join(chr(c) if 32 <= c < 127 else f"\\x{c:02x}" for c in shown[0][:limit])


class Child:
    """One running git; its standard output is read with `read` and `line`, and `close` checks its status."""

    def __init__(
        self, arguments: list[str], extra: dict[str, str], stdin: str = "/dev/null", timeout: float = TIMEOUT
    ) -> None:
        self.verb = arguments[0]
        self._timeout = timeout
        self._buffer = bytearray()
        self._start = 0
        self._out, write = os.pipe()
        self._err, complain = os.pipe()
        self._complaint = b""
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, write, 1),
            (os.POSIX_SPAWN_DUP2, complain, 2),
        ]
        path = program()
        try:
            argv = ["git", *OPTIONS, *arguments]
            self.pid = os.posix_spawn(path, argv, sealed(extra), file_actions=actions)
        except OSError as error:
            os.close(self._out)
            os.close(self._err)
            raise SourceError(f"git could not be started: {os.strerror(error.errno or 0)}.") from None
        finally:
            os.close(write)
            os.close(complain)
        self._open = True

    def _fill(self) -> bool:
        """Take what the child wrote; False at its end. Errors are drained too, so that it never blocks."""
        import select

        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        poll.register(self._err, select.POLLIN)
        while True:
            ready = poll.poll(self._timeout * 1000)
            if not ready:
                self.kill()
                raise Hung(f"git {self.verb} did not answer within {self._timeout:.0f} seconds.")
            for descriptor, _ in ready:
                if descriptor == self._out:
                    chunk = os.read(self._out, 1 << 20)
                    self._buffer += chunk
                    return bool(chunk)
                chunk = os.read(self._err, 65536)
                self._complaint = (self._complaint + chunk)[-4096:]
                if not chunk:
                    poll.unregister(self._err)

    def _compact(self) -> None:
        if self._start > 1 << 20 or self._start == len(self._buffer):
            del self._buffer[: self._start]
            self._start = 0

    def line(self, end: bytes = b"\n") -> bytes | None:
        """Return the next line without its end, or None when the child has ended."""
        searched = self._start
        while True:
            at = self._buffer.find(end, searched)
            if at >= 0:
                found = bytes(self._buffer[self._start : at])
                self._start = at + 1
                self._compact()
                return found
            searched = len(self._buffer)
            if not self._fill():
                rest = bytes(self._buffer[self._start :])
                self._start = len(self._buffer)
                return rest or None

    def read(self, size: int) -> bytes:
        """Return exactly `size` bytes, or raise SourceError: a short answer is a dead child."""
        while len(self._buffer) - self._start < size:
            if not self._fill():
                self.close()
                raise SourceError(f"git {self.verb} ended in the middle of an answer.")
        found = bytes(self._buffer[self._start : self._start + size])
        self._start += size
        self._compact()
        return found

    def rest(self) -> bytes:
        """Return everything that is left."""
        while self._fill():
            pass
        found = bytes(self._buffer[self._start :])
        self._start = len(self._buffer)
        return found

    def all(self) -> bytes:
        """Return everything, and see that the child ended well."""
        try:
            found = self.rest()
            self.close()
        finally:
            self.kill()
        return found

    def close(self) -> None:
        """Reap the child; raise SourceError unless it ended well."""
        if not self._open:
            return
        self._open = False
        os.close(self._out)
        while chunk := os.read(self._err, 65536):
            self._complaint = (self._complaint + chunk)[-4096:]
        os.close(self._err)
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if code:
            raise SourceError(f"git {self.verb} failed with status {code}: {escape(self._complaint)}")

    def kill(self) -> None:
        """End the child without asking how it went."""
        if self._open:
            self._open = False
            import signal

            os.kill(self.pid, signal.SIGKILL)
            os.close(self._out)
            os.close(self._err)
            os.waitpid(self.pid, 0)


def run(arguments: list[str], extra: dict[str, str], stdin: str = "/dev/null", timeout: float = TIMEOUT) -> bytes:
    """Run git to its end and return what it wrote; SourceError on a failure."""
    return Child(arguments, extra, stdin, timeout).all()
