"""OpenSSH private keys behind a passphrase: said to be there, since nobody can read them without it."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View
from guard.view import RUNS

_HEAD = b"b3BlbnNzaC1rZXktdjEA"
_ARMOUR = b"-----BEGIN OPENSSH PRIVATE KEY-----"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _test(data: bytes) -> bool:
    return _ARMOUR in data


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.encodings._armour import body
    from guard.encodings.openssh import cipher

    data = view.data
    at = data.find(_HEAD)
    while at >= 0 and budget.take(0):
        blob, end = body(data, at, 4000)
        if cipher(blob) not in (b"", b"none"):
            yield Skip("", "an OpenSSH private key with a passphrase: its key is not known", harmless=True)
            return
        at = data.find(_HEAD, max(end, at + 1))


def _wrap(text: bytes) -> bytes | None:
    return None


LAYER = Layer(name="encrypted_key", test=_test, open=_open, wrap=_wrap, rests=RUNS)
