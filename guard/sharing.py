"""A large tree shared out to processes: each reads and takes the first look at its part."""

from __future__ import annotations

from guard.model import Skip
from guard.redact import display_path
from guard.scan import Scan

ALONE = 400  # up to so many files one process is done sooner than a second is started
SMALLEST, LARGEST = 32, 400

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from guard.model import Fragment
    from guard.windows import Huge

    Entry = tuple[bytes, bool]
    Told = Callable[[int, int], None]

    class Entries(Protocol):
        """A source that lists what there is before it reads it."""

        def entries(self) -> Iterator[Entry | Skip]:
            """List without reading."""

        def load(self, entry: Entry) -> Fragment | Huge | Skip:
            """Read one entry."""


def feed_entries(work: Scan, source: Entries, progress: Told | None = None) -> None:
    """Give all entries of a source to a scan, by several processes where that pays."""
    entries: list[Entry] = []
    for entry in source.entries():
        if isinstance(entry, Skip):
            work.feed(entry)
        else:
            entries.append(entry)
    from guard.pool import cores

    if len(entries) > ALONE and cores() > 1:
        _share(work, source, entries, progress)
        return
    for entry in entries:
        work.feed(source.load(entry))
        if progress and not work.read % 50:
            progress(work.read, work.size)


def _share(work: Scan, source: Entries, entries: list[Entry], progress: Told | None) -> None:
    from guard.pool import Pool, cores

    size = min(LARGEST, max(SMALLEST, len(entries) // (cores() * 8)))
    parts = [entries[start : start + size] for start in range(0, len(entries), size)]
    key = work.ledger.key

    def run(numbers: Iterator[int]) -> Iterator[bytes]:
        cache: dict[bytes, bytes] = {}
        for number in numbers:
            part = Scan(work.settings, key, cache)
            for entry in parts[number]:
                part.feed(source.load(entry))
            yield number.to_bytes(4, "big") + part.size.to_bytes(8, "big") + part.export()

    pool = Pool(run, len(parts))
    answers: dict[int, bytes] = {}
    done = read = 0
    for message in pool.run():
        answers[int.from_bytes(message[:4], "big")] = message[12:]
        done += size
        read += int.from_bytes(message[4:12], "big")
        if progress:
            progress(min(done, len(entries)), read)
    for number, part in enumerate(parts):  # in the order of the tree, whoever was first
        if number in answers:
            work.absorb(answers[number])
        else:
            for path, _ in part:
                work.feed(Skip(display_path(path), pool.lost.get(number, "not read")))
