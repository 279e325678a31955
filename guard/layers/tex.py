r"""What TeX puts into a word so that its line may break: `\-`, `\allowbreak`, `\penalty0`, `\hskip0pt`, `{}`; and `\slash`, `{+}`, `\_`."""

from __future__ import annotations

from guard.layers._rewrite import all_rewritten
from guard.model import Layer
from guard.view import is_binary
from guard.worth import WORTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from guard.model import Budget, Inner, Skip, View

_PATTERN = (
    rb"\\-|\\(?:(?:allowbreak|linebreak|newline|nolinebreak|hspace\{0pt\}|hskip\s?0pt(?:\s?plus\s?[0-9]pt)?|penalty-?[0-9]{1,5}"
    rb"|discretionary\{-?\}\{\}\{\}|wbr|zwsp|break)(?:\[[0-9]\])?(?:\{\}|[ \t]{1,4}|%?\r?\n[ \t]{0,40}|(?![A-Za-z])))"
    rb"|\\(slash|textunderscore)(?:\{\}|[ \t]|(?![A-Za-z]))|\\([_=#&%])|\{([+/=_-]?)\}"
)
_SIGNS = {b"slash": b"/", b"textunderscore": b"_"}
_TOLD = (b"\\-", b"\\allow", b"break", b"\\newline", b"\\hs", b"\\penalty", b"\\discr", b"\\slash", b"\\textund", b"\\_", b"{+}", b"{/}", b"{=}")
_PLAIN = tuple(mark for mark in _TOLD if b"\\" not in mark)
_LARGEST = 64 << 10


def _test(data: bytes) -> bool:
    if len(data) > _LARGEST:
        return False
    return any(map(data.__contains__, _TOLD if b"\\" in data else _PLAIN)) and not is_binary(data)


def _decode(match: Match[bytes]) -> bytes:
    name, sign, braced = match.groups()
    return _SIGNS.get(name or b"", b"") + (sign or b"") + (braced or b"")


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    yield from all_rewritten(view, budget, _PATTERN, _decode)


def _wrap(text: bytes) -> bytes | None:
    if any(byte > 126 or byte < 9 or byte in b"\\\"'{}" for byte in text):
        return None
    body = b"\\-".join(text[at : at + 15] for at in range(0, len(text), 15)).replace(b"+", b"{+}").replace(b"/", b"\\slash ")
    return b"\\texttt{" + body.replace(b"_", b"\\_") + b"}"


LAYER = Layer(name="tex", test=_test, open=_open, wrap=_wrap, rests=WORTH)
