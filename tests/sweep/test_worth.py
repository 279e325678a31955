"""Which versions of a text that speaks of Backpack are looked at whole."""

from __future__ import annotations

from hashlib import sha512

from guard.limits import Limits
from guard.prove import Ledger
from guard.sweep import values as numbers
from guard.sweep.news import News
from guard.sweep.pending import Waiting
from guard.sweep.values import Values
from tests.pairs import key_text, secret_text, seed

LEDGER = Ledger(b"k" * 16)
LOCKED = b"".join(b'"package-%d@^1.0.0":\n  version "1.0.%d"\n  checksum: %s\n\n' % (one, one, sha512(b"%d" % one).hexdigest().encode()) for one in range(90))
SPEAKING = b"# pins of a client for backpack.exchange\n"
KEY = f'BACKPACK_API_KEY="{key_text(1)}"\n'.encode()
PIECES = b"".join(b"s[%d] = '%s'\n" % (at // 8, secret_text(1)[at : at + 8].encode()) for at in range(0, 44, 8))


def looked(versions: list[list[bytes]]) -> tuple[list[bool], int]:
    """Return which versions, each built on the one before, were looked at whole, and how many values were found."""
    whole, found = told(versions)
    return whole, len(found)


def told(versions: list[list[bytes]]) -> tuple[list[bool], set[int]]:
    """Return the same with the numbers of the values (guard.sweep.values)."""
    values = Values(LEDGER)
    news = News(values, Limits())
    states: list[Waiting] = []
    news.begin(0)
    for number, pieces in enumerate(versions):
        states.append(news.visit(number, b"".join(pieces), pieces if number else None, states[-1] if states else None))
    news.end()
    return [state.whole for state in states], set(values.records[0::3])


def test_hashes_in_a_large_text_do_not_make_its_versions_worth_whole_looks() -> None:
    changed = [[SPEAKING, LOCKED, b"# %d\n" % number, sha512(b"-%d" % number).hexdigest().encode(), b"\n"] for number in range(4)]
    assert looked(changed)[0] == [False] * 4


def test_an_api_key_makes_what_follows_worth_whole_looks() -> None:
    whole, count = looked([[SPEAKING, LOCKED], [SPEAKING, LOCKED, KEY], [SPEAKING, LOCKED + KEY, PIECES]])
    assert whole == [False, True, True]
    assert count == looked([[SPEAKING, LOCKED + KEY, PIECES]])[1] > looked([[SPEAKING, LOCKED + KEY]])[1]


def test_what_is_uncovered_and_speaks_makes_it_worth_a_whole_look() -> None:
    from base64 import b64encode

    script = b"# for backpack\n" + b"".join(b"seed[%d] = %d;\n" % pair for pair in enumerate(seed(1)))
    inside = [SPEAKING, LOCKED, b"script: ", b64encode(script), b"\n"]
    assert looked([[SPEAKING, LOCKED], inside])[0] == [False, True]


INDEXED = b"{" + b", ".join(b'"%d": %d' % pair for pair in sorted(enumerate(seed(1)), key=lambda pair: str(pair[0]))) + b"}\n"
TABLE = b"".join(b"%d %d %d\n" % (at, byte, 7 * at) for at, byte in enumerate(seed(2)))
OTHER = b"".join(b"%d %d %d\n" % (at, byte, 7 * at) for at, byte in enumerate(seed(3)))
PUBLIC = f"a = '{key_text(1)}'\n".encode()


def test_numbers_alone_make_nothing_worth_a_whole_look() -> None:
    changed = [[b"# %d\n" % number, LOCKED, INDEXED, TABLE] for number in range(4)]
    assert looked(changed)[0] == [False] * 4


def test_numbers_are_looked_for_where_a_text_that_does_not_speak_has_a_key() -> None:
    for value, some in ((seed(1), INDEXED), (seed(2), TABLE)):
        for versions, expected in (
            ([[PUBLIC, LOCKED, some]], [True]),
            ([[PUBLIC, LOCKED], [b"#\n", PUBLIC, LOCKED, some]], [False, True]),
            ([[LOCKED, some], [LOCKED, some, PUBLIC]], [False, True]),
            ([[PUBLIC, LOCKED, OTHER], [b"#", PUBLIC, LOCKED, OTHER], [b"#" + PUBLIC + LOCKED, some]], [True] * 3),
            ([[OTHER, LOCKED, PUBLIC], [OTHER + LOCKED + PUBLIC, some]], [True] * 2),
        ):
            whole, found = told(versions)
            assert whole == expected and numbers.number(LEDGER.digest(value)) in found
