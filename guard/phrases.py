"""What the program says in English of errors and of what was not read, for people who read another language.

Reports for programs keep the English: it is the name of what happened.
"""

from __future__ import annotations

from functools import cache

from guard import texts

_SENTENCE, _WILD = "{+}", r"\{\+?\}"

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re


def said(lang: str, text: str) -> str:
    """Return a sentence of the program in a language, as it is where that has none for it."""
    if lang == texts.ENGLISH or not text:
        return text
    known = texts.table(lang, "phrases")
    return known[text] if text in known else _filled(lang, text)


def _filled(lang: str, text: str) -> str:
    """Return what a phrase with values in it says of a text, the longest that fits."""
    import re

    known = texts.table(lang, "phrases")
    for phrase, pattern in _patterns(lang):
        found = pattern.fullmatch(text)
        if found:
            kinds = re.findall(_WILD, phrase)
            values = [said(lang, one) if kind == _SENTENCE else one for kind, one in zip(kinds, found.groups(), strict=True)]
            pieces = re.split(_WILD, known[phrase])
            return "".join(piece + value for piece, value in zip(pieces, [*values, ""], strict=True))
    return text


@cache
def _patterns(lang: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the phrases that values stand in, the longest first, and what they match: each report asks for many."""
    import re

    phrases = sorted((one for one in texts.table(lang, "phrases") if "{" in one), key=len, reverse=True)
    return [(one, re.compile("(.*)".join(map(re.escape, re.split(_WILD, one))), re.DOTALL)) for one in phrases]
