"""Cheap tests against none on real trees: python -m tests.bench.filters PATH [--largest 65536] [--most 2000].

Every file is read twice, as always and with all cheap tests of encodings and layers off (tests.filters), and what is
proven within it is compared. It ends with status 1 if a cheap test kept anything that proves itself or its neighbour.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

from guard.sources.files import FilesSource
from tests.filters import proven, unfiltered, values


def _texts(path: str, largest: int) -> Iterator[tuple[str, bytes]]:
    for fragment in FilesSource([path]).fragments():
        data = getattr(fragment, "data", b"")
        if 43 <= len(data) <= largest:
            yield os.fspath(fragment.path), data


def main() -> int:
    """Print what differs, and how many texts and values were compared."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path")
    parser.add_argument("--largest", type=int, default=1 << 16, help="bytes of a file that is read")
    parser.add_argument("--most", type=int, default=2000, help="files")
    options = parser.parse_args()
    texts = count = more = kept = 0
    for path, data in _texts(options.path, options.largest):
        if texts >= options.most:
            break
        strict = values(data, True)
        with unfiltered():
            loose = values(data, True)
        texts += 1
        count += len(strict)
        more += len(loose - strict)
        missing = proven(loose, loose) - proven(strict, strict)
        if missing:
            kept += len(missing)
            print(f"{path}: {len(missing)} proven without cheap tests only")
    print(f"{texts} texts, {count} values, {more} more without cheap tests, {kept} of them proven")
    return 1 if kept else 0


if __name__ == "__main__":
    sys.exit(main())
