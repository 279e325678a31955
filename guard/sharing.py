"""Many inputs shared out to processes: each reads and takes the first look at its part."""

from __future__ import annotations

from guard.hush import Hush
from guard.model import Fragment, Skip
from guard.redact import display_path, original_path
from guard.scan import Scan

ALONE = 400  # up to so many files one process is done sooner than a second is started
_SMALLEST, _LARGEST = 32, 400

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol, TypeVar

    from guard.windows import Huge

    Entry = tuple[bytes, bool]
    Told = Callable[[int, int], None]
    _Input = TypeVar("_Input")

    class Entries(Protocol):
        """A source that lists what there is before it reads it."""

        def entries(self) -> Iterator[Entry | Fragment | Skip]:
            """List without reading."""

        def load(self, entry: Entry) -> Fragment | Huge | Skip:
            """Read one entry."""


def feed_entries(work: Scan, source: Entries, progress: Told | None = None) -> None:
    """Give all entries of a source to a scan, by several processes where that pays.

    No more is given once what is heard wants more than a light look (guard.hush).
    """
    entries: list[Entry] = []
    beside: list[Fragment] = []
    names = []
    for entry in source.entries():
        if isinstance(entry, Skip):
            work.feed(entry)
            names.append(original_path(entry.path))
        elif isinstance(entry, Fragment):
            beside.append(entry)
        else:
            entries.append(entry)
            names.append(entry[0].removeprefix(b"./"))
    if len(entries) <= ALONE:
        work.hush = None  # so few are looked at in full at once
    work.feed_beside(beside)
    work.feed_names(names)
    if pays(len(entries)):

        def read(part: Scan, some: list[Entry]) -> None:
            for entry in some:
                part.feed(source.load(entry))

        share(work, entries, read, lambda entry: display_path(entry[0]), progress)
        return
    for entry in entries:
        work.feed(source.load(entry))
        if work.hush and work.hush.wants_more:
            return
        if progress and not work.read % 50:
            progress(work.read, work.size)


def pays(count: int) -> bool:
    """Tell whether so many inputs are read sooner by several processes, and there may be any."""
    from guard.pool import cores

    return count > ALONE and cores() > 1


def share(
    work: Scan, inputs: list[_Input], read: Callable[[Scan, list[_Input]], None], name: Callable[[_Input], str], told: Told | None
) -> None:
    """Give inputs to a scan by several processes: `read` feeds some of them to a scan, `name` is the path of one that is lost.

    `told` hears how many are done, and their bytes; what was read until it raises counts. No more is read once what is
    heard wants more than a light look (guard.hush).
    """
    from guard.pool import Pool, cores

    size = min(_LARGEST, max(_SMALLEST, len(inputs) // (cores() * 8)))
    parts = [inputs[start : start + size] for start in range(0, len(inputs), size)]
    key = work.ledger.key

    def run(numbers: Iterator[int]) -> Iterator[bytes]:
        cache: dict[bytes, bytes] = {}
        for number in numbers:
            part = Scan(work.settings, key, cache)
            part.hush = Hush() if work.hush else None
            read(part, parts[number])
            more = part.hush is not None and part.hush.wants_more
            yield number.to_bytes(4, "big") + part.size.to_bytes(8, "big") + bytes((more,)) + part.export()

    pool = Pool(run, len(parts))
    answers: dict[int, bytes] = {}
    done = total = 0
    messages = pool.run()
    try:
        for message in messages:
            answers[int.from_bytes(message[:4], "big")] = message[13:]
            if message[12]:
                break
            done += size
            total += int.from_bytes(message[4:12], "big")
            if told:
                told(min(done, len(inputs)), total)
    finally:
        messages.close()  # type: ignore[attr-defined]  # a generator: it ends its workers
        for number in sorted(answers):  # in the order of the inputs, whoever was first
            work.absorb(answers[number])
    if work.hush and work.hush.wants_more:
        return
    for number, part in enumerate(parts):
        for one in part if number not in answers else ():
            work.feed(Skip(name(one), pool.lost.get(number, "not read")))
