"""What sweeps found before, kept by pack: packs never change, so only new ones need reading.

The file holds numbers (keyed digests cut to 63 bits, places in packs, counts), no content and no secret.
It counts for one version of the tool, its encodings and layers, and one set of limits; whatever is
damaged or of another version is dropped, and a cache that cannot be used is done without.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

    from guard.limits import Limits

_TABLES = (
    "create table if not exists meta (name text primary key, value blob)",
    "create table if not exists packs (pack text primary key, jobs integer)",
    "create table if not exists jobs (pack text, job integer, body blob, primary key (pack, job))",
)
_OPTIONAL = ("backports", "py7zr")  # what opens more where it is installed
_KEY_SIZE = 16
_CHECK = 16


def stamp(limits: Limits | None) -> str:
    """Return the name of everything that decides what a look at an object finds: of the tool, a dash, of the limits."""
    import sys
    from hashlib import sha256
    from importlib.util import find_spec

    from guard import __version__

    folder = os.path.dirname(os.path.dirname(__file__))
    state = sha256(f"{__version__} {sys.version} {sys.byteorder}".encode())
    for name in _OPTIONAL:
        state.update(b"%d" % (find_spec(name) is not None))
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".py"):
                with open(os.path.join(place, name), "rb") as stream:
                    state.update(name.encode() + b"\0" + stream.read())
    told = "".join(f"{name}={getattr(limits, name)}\n" for name in getattr(limits, "__slots__", ()))
    return f"{state.hexdigest()[:32]}-{sha256(told.encode()).hexdigest()[:16]}"


def default_folder() -> str:
    """Return the user's cache folder for this tool."""
    from guard import environ

    base = environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "backpack-guard")


class Cache:
    """Results of jobs by pack. `key` is the ledger key under which all of them were made."""

    def __init__(self, connection: sqlite3.Connection, key: bytes) -> None:
        self._connection: sqlite3.Connection | None = connection
        self.key = key

    @classmethod
    def open(cls, limits: Limits | None, folder: str = "") -> Cache | None:
        """Return the cache in a folder (0700), made anew where it is damaged; None if it cannot be had."""
        folder = folder or default_folder()
        own = f"sweep-{stamp(limits)}"
        path = os.path.join(folder, own + ".sqlite")
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            for name in os.listdir(folder):
                if name.startswith("sweep-") and not name.startswith(own.rpartition("-")[0]):
                    os.unlink(os.path.join(folder, name))  # of another version, of no use to anyone
        except OSError:
            return None
        for _ in range(2):
            try:
                return cls._connect(path)
            except Exception:  # sqlite3.Error; a damaged cache is dropped and made anew
                try:
                    os.unlink(path)
                except OSError:
                    return None
        return None

    @classmethod
    def _connect(cls, path: str) -> Cache:
        import sqlite3

        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
        connection.execute("pragma synchronous = off")  # to wait for the disk takes seconds, and what is lost is made anew
        for table in _TABLES:
            connection.execute(table)
        connection.execute("insert or ignore into meta values ('key', ?)", (os.urandom(_KEY_SIZE),))
        (key,) = connection.execute("select value from meta where name = 'key'").fetchone()
        if not isinstance(key, bytes) or len(key) != _KEY_SIZE:
            raise ValueError("damaged")
        return cls(connection, key)

    def jobs(self, pack: str) -> int:
        """Return into how many jobs a pack was shared, 0 for a pack not seen before."""
        rows = self._ask("select jobs from packs where pack = ?", (pack,))
        return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else 0

    def parts(self, pack: str) -> dict[int, bytes]:
        """Return {job: result} of a pack; what is not as it was written is left out."""
        found = {}
        for job, body in self._ask("select job, body from jobs where pack = ?", (pack,)):
            if isinstance(job, int) and isinstance(body, bytes) and body[:_CHECK] == self._check(pack, job, body):
                found[job] = body[_CHECK:]
        return found

    def keep(self, pack: str, jobs: int, job: int, body: bytes) -> None:
        """Keep the result of one job."""
        whole = self._check(pack, job, bytes(_CHECK) + body) + body
        self._ask("begin immediate", ())
        self._ask("insert or replace into packs values (?, ?)", (pack, jobs))
        self._ask("insert or replace into jobs values (?, ?, ?)", (pack, job, whole))
        self._ask("commit", ())

    def _check(self, pack: str, job: int, body: bytes) -> bytes:
        from hashlib import blake2b

        state = blake2b(f"{pack} {job} ".encode(), digest_size=_CHECK, key=self.key)
        state.update(memoryview(body)[_CHECK:])
        return state.digest()

    def _ask(self, text: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        """Run one statement; on any failure go on without the cache."""
        if self._connection is None:
            return []
        try:
            return self._connection.execute(text, values).fetchall()
        except Exception:  # sqlite3.Error: full disk, locked for long, damaged
            self.close()
            return []

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
