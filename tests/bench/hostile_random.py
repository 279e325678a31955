"""Repeated rows of random marks, searched for those that slow the scan down: python -m tests.bench.hostile_random [SECONDS [SEED]].

Prints each text that takes more than 8 microseconds a byte, with the time at 64 and at 128 KiB (their ratio is 2 where the
cost is linear), and each that cannot be read to its end.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random
from time import monotonic, process_time

from guard.config import Settings
from guard.model import Fragment, Report
from guard.scan import scan

SIZE, SLOW = 1 << 16, 0.5  # bytes, seconds
LETTERS = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo"
MARKS = [
    '"', "'", "`", "+", ",", "\n", "\r\n", " ", "  ", "\t", "=", "==", "=\n", "=3D", "=41", "\\", "\\\\", "\\\n", "\\n", "\\x41", "\\u0041", "\\101",
    "%41", "%2541", "&#x41;", "&#65;", "&amp;", "0x", "0x41", "0x41,", "65,", "65 ", "0b1", "00", "41 ", "41:", "u8", "8'h9f", "deadbeef", "DEADBEEF41",
    "[", "]", "(", ")", "{", "}", "${", "}${", "<", "/>", "<b>", "<![CDATA[", "<<", "<~", "~>", "|", "> ", "- ", "1: ", "#", "//", "/*", "*/", "--", ";",
    "+=", 's += "', '" + "', "' '", "^\n", "`\n", "join(", ".concat(", '"]', '["', "a", "Ab1", "aB3d", "Zz9/", "\0", "A\0", "\u200b", "\u00ad", "\uff21",
    "data:", "b'", "_", ".", "..", ":", "::", "&", "&&", "~", "-----BEGIN PRIVATE KEY-----\n", "-----END PRIVATE KEY-----\n", "MC4CAQAwBQYDK2Vw",
    "0000000: ", "00000010  41 41", "eyJ", '{"d":"', '"kty":"OKP"', "key=", "secret: ", "BACKPACK_API_SECRET=", "backpack ",
    *(LETTERS[:size] for size in (3, 4, 8, 10, 20, 21, 22, 23, 30, 34)),
]  # fmt: skip


class _Text:
    """One text as the source of a scan."""

    name = "text"

    def __init__(self, data: bytes) -> None:
        self.data = data

    def fragments(self) -> Iterator[Fragment]:
        yield Fragment(self.data, "text")


def _time(data: bytes) -> tuple[float, Report]:
    began = process_time()
    report = scan([_Text(data)], Settings())
    return process_time() - began, report


def main() -> None:
    """Search until the time is over."""
    seconds, seed = (int(word) for word in (*sys.argv[1:3], *("60", "0")[len(sys.argv) - 1 :]))
    random, end, tried = Random(seed), monotonic() + seconds, 0
    while monotonic() < end:
        row = random.choices(MARKS, k=random.randint(1, 5)) * random.choice((1, 1, 2, 3, 6)) + random.choices(MARKS)
        unit = "".join(row).encode()
        once, report = _time((unit * SIZE)[:SIZE])
        tried += 1
        if once > SLOW or report.skipped:
            twice, _ = _time((unit * SIZE)[: 2 * SIZE])
            print(f"{once:6.2f} s {twice:6.2f} s  ratio {twice / once:5.2f}  {[one.reason for one in report.skipped]} {row}", flush=True)
    print(f"{tried} texts tried")


if __name__ == "__main__":
    main()
