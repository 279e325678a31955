"""What the surroundings say: how much a text speaks of Backpack Exchange.

Long base64 and hex runs are blanked first: "bpx" occurs inside them by chance.
"""

from __future__ import annotations

from guard.view import is_binary

_COMPILED = not __file__.endswith((".py", ".pyc"))
if _COMPILED:  # what a hook that is not compiled need not load
    from guard.loops import words

NONE, WEAK, MEDIUM, STRONG = 0, 1, 2, 3
_PARTS: list[object] = []
_WORDS = (b"backpack", b"bpx", b"x-signature", b"x-window", b"x-api-key", b"instruction=")
_LONGEST = max(map(len, _WORDS))
_BLOCK = 64 << 10
_REACH = 400
_BESIDE = 5  # bytes on both sides
_TELLING = (b"backpack", b"bpx", b"x-signature", b"instruction=")  # no other is anything by itself
# Three letters of each of these, in either case, are one sign of three.
_SIGN = b"\x01\x02\x03"
_SHAPE = bytearray(256)
for _kind, _letters in enumerate((b"bkgoBKGO", b"pnPN", b"axAX="), 1):
    for _letter in _letters:
        _SHAPE[_letter] = _kind
_SIGNS = {b"kpa": b"backpack", b"bpx": b"bpx", b"gna": b"x-signature", b"on=": b"instruction="}
_MOST_SIGNS = 64  # of one block; one has some ten
_SHORT, _ENDS = b"bpx", (b"x", b"X")  # a word with a letter that is rare, which is found faster than three
if _COMPILED:
    _LONG = words.Words(tuple(word for word in _WORDS if word != _SHORT))
    _LONG_TELLING = words.Words(tuple(word for word in _TELLING if word != _SHORT))


def _patterns() -> list[object]:
    if not _PARTS:
        import re

        kind = rb"(?:api[_-]?(?:key|secret|public|private|seed|url)|public|private|secret|signing|verifying)"
        words = (
            rb"account|balance|borrow|collateral|convert|deposit|fill|funding|interest|maxBorrow|maxOrder|"
            rb"maxWithdrawal|order|pnl|position|quote|strategy|subscribe|withdraw"
        )
        _PARTS.extend(
            [
                re.compile(rb"[A-Za-z0-9+/]{20,}"),
                re.compile(
                    rb"(?:api|ws|docs)\.(?:cf\.)?backpack\.exchange|bpx-py\b|bpx[-_]api[-_]client"
                    rb"|backpack[-_]exchange[-_]sdk|\bbpx\.(?:account|public|async_|http_client|base\.base_)"
                    rb"|ccxt(?:\.pro|\.async_support)?\.backpack|bpx_?client|\binstruction=(?:" + words + rb")"
                    rb"|(?:backpack|bpx)[_-]?" + kind,
                    re.IGNORECASE,
                ),
                re.compile(rb"x-signature", re.IGNORECASE),
                re.compile(rb"x-window|x-api-key", re.IGNORECASE),
                re.compile(rb"backpack[\s._-]{0,2}exchange|backpack \xe4\xba\xa4\xe6\x98\x93\xe6\x89\x80", re.I),
                re.compile(
                    rb"(?<![A-Za-z])backpack(?![a-z]|[-_]guard)|(?:Backpack|BACKPACK)(?![a-z]|_GUARD)"
                    rb"|(?<![A-Za-z0-9])(?:bpx(?![a-z]|[-_]guard)|(?:Bpx|BPX)(?![a-z]|_GUARD))"
                    # In source maps three letters stand anywhere, none of them a word.
                    rb"|(?<=[a-z])(?:Bpx|BPX)(?=[A-Z][a-z]{3}|Api|Key|[^A-Za-z0-9+/]|\Z)(?!_GUARD)"
                    rb"|(?<![A-Za-z])(?:backpack|bpx)(?:api|key|secret|client|public|private)"
                ),
            ]
        )
    return _PARTS


def _blank(match: object) -> bytes:
    run: bytes = match.group()  # type: ignore[attr-defined]
    plain = run == run.lower() or (len(run) < 40 and run.isalpha())
    return run if plain and run.strip(b"0123456789abcdefABCDEF") else b"~"


def level(data: bytes) -> int:
    """Return NONE, WEAK, MEDIUM or STRONG for a text."""
    if not mentions(data):
        return NONE
    binary = is_binary(data)
    text = near(data, binary) if binary or len(data) > _BLOCK else data
    found = _judge(text)
    if not found and binary and b"backpack" in text.lower():
        return WEAK  # what says there how long the word is may be a letter, and so may what follows it
    return found


def near(data: bytes, binary: bool = False) -> bytes:
    """Return the surroundings of all words that matter.

    In `binary` content "bpx" occurs by chance, a dozen times in a hundred megabytes of what is packed: there it counts with nothing but ASCII around it.
    """
    parts: list[bytes] = []
    end = 0
    for at in marks(data):
        behind = at + len(_SHORT)
        if binary and data[at:behind].lower() == _SHORT and not data[max(0, at - _BESIDE) : behind + _BESIDE].isascii():
            continue
        first = max(at - _REACH, end)
        if first > end:
            parts.append(b"\n")
        parts.append(data[first : max(first, at + _REACH)])
        end = max(end, at + _REACH)
    return b"".join(parts)


def marks(data: bytes) -> list[int]:
    """Return where the words stand without which `level` is NONE, a block at a time: no copy of a large content is made."""
    if _COMPILED:
        return sorted(_LONG.places(data) | _short(data))
    found = set()
    for start in range(0, len(data), _BLOCK):
        low = data[start : start + _BLOCK + _LONGEST].lower()
        for word in _WORDS:
            at = low.find(word)
            while at >= 0:
                found.add(start + at)
                at = low.find(word, at + len(word))
    return sorted(found)


def _short(data: bytes) -> set[int]:
    found = set()
    for mark in _ENDS:
        at = words.ending(data, _SHORT, mark)
        while at >= 0:
            found.add(at - len(_SHORT) + 1)
            at = words.ending(data, _SHORT, mark, at + 1)
    return found


def _judge(data: bytes) -> int:
    runs, strong, header, partner, medium, weak = _patterns()
    text = near(runs.sub(_blank, data))  # type: ignore[attr-defined]  # every match has a word in it, and is short
    if strong.search(text):  # type: ignore[attr-defined]
        return STRONG
    if header.search(text) and partner.search(text):  # type: ignore[attr-defined]
        return STRONG
    if medium.search(text):  # type: ignore[attr-defined]
        return MEDIUM
    return WEAK if weak.search(text) else NONE  # type: ignore[attr-defined]


def mentions(data: bytes) -> bool:
    """Tell whether a text has any of the words without which `level` is NONE."""
    if _COMPILED:
        return any([words.ending(data, _SHORT, mark) >= 0 for mark in _ENDS]) or _LONG_TELLING.find(data)[0] >= 0
    return any(_mentions(data[start : start + _BLOCK + _LONGEST]) for start in range(0, len(data), _BLOCK))


def _mentions(data: bytes) -> bool:
    shape = data.translate(_SHAPE)  # one search through it is faster than four through the text in small letters
    at = shape.find(_SIGN)
    for _ in range(_MOST_SIGNS):
        if at < 0:
            return False
        word = _SIGNS.get(data[at : at + 3].lower())
        if word and data[max(0, at - _LONGEST) : at + _LONGEST].lower().find(word) >= 0:
            return True
        at = shape.find(_SIGN, at + 1)
    if at < 0:
        return False
    low = data[max(0, at - _LONGEST) :].lower()
    return any([low.find(word) >= 0 for word in _TELLING])
