r"""Large files of one kind, as repositories have them: python -m tests.bench.large [KIND ...] [-n MEGABYTES].

Prints for each kind the CPU seconds of the first look at so many megabytes (1) and at twice as many, their ratio (2 is linear),
megabytes a second, and the most memory that one such look takes, in bytes for each byte of the text.
"""

from __future__ import annotations

import argparse
import base64
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time

from guard.limits import Limits
from guard.model import Fragment
from guard.prove import Ledger
from guard.sift import sift

MEGABYTE = 1 << 20
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_WORDS = "the value of order key market price index return function let const if else window document this null length push".split()
_BASE64, _HEX = _LETTERS + "+/", "0123456789abcdef"


def _strings(form: str, width: int = 20) -> Callable[[Random], str]:
    return lambda random: '  "' + "".join(form % random.randrange(256) for _ in range(width)) + '",\n'


def _numbers(form: str, most: int, between: str = ", ", row: int = 12) -> Callable[[Random], str]:
    return lambda random: between.join(form % random.randrange(most) for _ in range(row)) + between.rstrip(" ") + "\n"


def _random(random: Random, letters: str, size: int) -> str:
    return "".join(random.choices(letters, k=size))


def _mixed(random: Random) -> str:
    return '"' + "".join(chr(byte) if 32 < byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in random.randbytes(60)) + '"\n'


def _groups(letters: str) -> Callable[[Random], str]:
    return lambda random: " ".join(_random(random, letters, random.randint(4, 8)) for _ in range(10)) + "\n"


def _minified(random: Random) -> str:
    a, b, c = (_random(random, _LETTERS[:52], random.randint(1, 2)) for _ in range(3))
    word = random.choice(_WORDS)
    return f'function {a}({b},{c}){{var t={b}.{word}+{random.randrange(999)};return"{word}"==={c}?{a}({b},t):{{k:{b}[{random.randrange(99)}],"{word}-x":{c}}}}};'


def _path(random: Random) -> str:
    rows = "".join(
        f"{random.choice('MmLlCcSsQq')}{random.uniform(-99, 99):.2f} {random.uniform(-99, 99):.2f} {random.randrange(-99, 99)},{random.uniform(0, 9):.3f}" for _ in range(40)
    )
    return f'<path d="{rows}z" fill="#{_random(random, _HEX, 6)}"/>\n'


def _floats(random: Random) -> str:
    return ",".join(f"[{random.uniform(-180, 180):.13f},{random.uniform(-90, 90):.13f}]" for _ in range(20)) + ",\n"


def _message(random: Random) -> str:
    text = " ".join(random.choices(_WORDS, k=8))
    return f'#: src/{random.choice(_WORDS)}.c:{random.randrange(999)}\nmsgid ""\n"{text}\\n"\n"{text}"\nmsgstr "éè {text} \\"ñ\\""\n\n'


def _element(random: Random) -> str:
    return f'<row id="{random.randrange(99999)}"><cell type="s">{random.choice(_WORDS)}</cell><v>{random.randrange(9999)}</v><t>&amp;{random.choice(_WORDS)}&#39;</t></row>'


def _insert(random: Random) -> str:
    return f"INSERT INTO t VALUES ({random.randrange(99999)},0x{_random(random, _HEX, 40)},'{_random(random, _HEX, 32)}','{random.choice(_WORDS)}\\'s \\\"x\\\"');\n"


def _mappings(random: Random) -> str:
    return ",".join(_random(random, _BASE64[:32] + "gkCDEIS", 4) for _ in range(60)) + ";"


def _locked(random: Random) -> str:
    word = random.choice(_WORDS)
    digest = base64.b64encode(random.randbytes(64)).decode()
    return f'"node_modules/{word}": {{\n  "version": "1.{random.randrange(99)}.0",\n  "resolved": "https://r.example/{word}.tgz",\n  "integrity": "sha512-{digest}"\n}},\n'


def _dump(random: Random) -> str:
    data = random.randbytes(16)
    return f"{random.randrange(1 << 24) & ~15:08x}  {data.hex(' ')}  |{''.join(chr(b) if 32 < b < 127 else '.' for b in data)}|\n"


def _table(random: Random) -> str:
    return f"2024-01-{random.randint(1, 28):02},{random.randrange(99999)},{random.uniform(0, 9):.4f},{random.choice(_WORDS)},{random.randrange(-99, 99)}\n"


KINDS: dict[str, Callable[[Random], str]] = {
    "hex-strings": _strings(r"\x%02x"), "octal-strings": _strings(r"\%03o"), "unicode-strings": _strings(r"\u00%02x"), "mixed-strings": _mixed,
    "octal-row": lambda random: "".join(rf"\{byte:03o}" for byte in random.randbytes(200)),
    "short-octal": lambda random: '"' + "".join(rf"\{byte:o}" for byte in random.randbytes(200)) + '"\n',
    "hex-row": lambda random: "".join(rf"\x{byte:02x}" for byte in random.randbytes(200)),
    "characters": lambda random: ", ".join(rf"'\x{byte:02x}'" for byte in random.randbytes(12)) + ",\n",
    "bytes": _numbers("%d", 256), "c-bytes": _numbers("0x%02x", 256), "words": _numbers("0x%08x", 1 << 32, row=8), "longs": _numbers("%d", 1 << 31),
    "signed": lambda random: ", ".join(str(random.randrange(-128, 128)) for _ in range(16)) + ",\n", "blanks": _numbers("%d", 256, " "),
    "indexed": lambda random: "".join(f'"{at}":{random.randrange(256)},' for at in range(300)), "casts": _numbers("(byte)0x%02x", 256),
    "elements": _numbers("<int>%d</int>", 256, "\n"), "assigned": _numbers("a[i++] = %d;", 256, " "),
    "numbers-csv": _numbers("%d", 100000, ",", 20), "decimals-csv": lambda random: ",".join(f"{random.uniform(0, 1):.4f}" for _ in range(20)) + "\n",
    "table": _table, "floats": _floats, "paths": _path, "minified": _minified, "messages": _message, "xml": _element, "sql": _insert, "map": _mappings,
    "lock": _locked, "dump": _dump, "od": lambda random: f"{random.randrange(1 << 24):07o} {' '.join(f'{random.randrange(1 << 16):06o}' for _ in range(8))}\n",
    "base64": lambda random: base64.b64encode(random.randbytes(57)).decode() + "\n", "base64-line": lambda random: _random(random, _BASE64, 4096),
    "hex-line": lambda random: _random(random, _HEX, 4096), "hex-rows": lambda random: random.randbytes(32).hex() + "\n", "data-urls": lambda random: f"a{{b:url(data:image/png;base64,{_random(random, _BASE64, 900)})}}\n",
    "groups": _groups(_BASE64), "hex-groups": _groups(_HEX), "hex-colons": lambda random: random.randbytes(20).hex(":") + "\n", "uuids": lambda random: "-".join(_random(random, _HEX, n) for n in (8, 4, 4, 4, 12)) + "\n",
    "percent": lambda random: "".join(f"%{byte:02X}" for byte in random.randbytes(40)) + "\n", "entities": lambda random: "".join(f"&#{byte};" for byte in random.randbytes(40)) + "\n",
    "json-escaped": lambda random: '"{\\"k\\":\\"' + _random(random, _LETTERS, 30) + '\\",\\"n\\":' + str(random.randrange(999)) + '}",\n',
    "pieces": lambda random: "'" + _random(random, _BASE64, 60) + "' +\n", "quoted-words": lambda random: "".join(f'"{_random(random, _LETTERS, 22)}",' for _ in range(4)) + "\n",
    "utf-8": lambda random: "".join(chr(random.randrange(0x4E00, 0x9FFF)) for _ in range(40)) + "\n", "words-only": lambda random: " ".join(random.choices(_WORDS, k=12)) + "\n",
}  # fmt: skip


def text(kind: str, size: int) -> bytes:
    """Return so many bytes of a kind, the same ones each time."""
    random, make = Random(kind), KINDS[kind]
    rows: list[bytes] = []
    held = 0
    while held < size:
        rows.append(make(random).encode())
        held += len(rows[-1])
    return b"".join(rows)[:size]


def look(data: bytes, name: str = "text") -> float:
    """Return the CPU seconds of a first look."""
    ledger = Ledger(set())
    began = process_time()
    sift(Fragment(data, name), 0, lambda: ledger, Limits())
    return process_time() - began


def _apart(data: bytes, name: str) -> tuple[float, int]:
    """Return the CPU seconds of a look in a process of its own, and the bytes by which it grew."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        before = _peak()
        seconds = look(data, name)
        os.write(write, f"{seconds} {_peak() - before}".encode())
        os._exit(0)
    os.waitpid(pid, 0)
    seconds_text, grown = os.read(read, 100).split()
    os.close(read)
    os.close(write)
    return float(seconds_text), int(grown)


def _peak() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def main() -> None:
    """Print a line for each kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("-n", type=float, default=1.0)
    parser.add_argument("--name", default="text")
    asked = parser.parse_args()
    look(b"\n".join(text(kind, 2000) for kind in KINDS))  # loads and compiles what there is
    for kind in asked.kinds or KINDS:
        data = text(kind, int(2 * asked.n * MEGABYTE))
        half, _ = _apart(data[: len(data) // 2], asked.name)
        whole, grown = _apart(data, asked.name)
        print(f"{kind:16} {half:7.2f} s {whole:7.2f} s  ratio {whole / half:5.2f}  {len(data) / whole / 1e6:7.2f} MB/s  {grown / len(data):6.1f} bytes a byte", flush=True)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
