"""What the program says in English of errors and of what was not read, for people who read another language.

Reports for programs keep the English: it is the name of what happened.
"""

from __future__ import annotations

from guard import texts

_SENTENCE, _WILD = "{+}", r"\{\+?\}"


def said(lang: str, text: str) -> str:
    """Return a sentence of the program in a language, as it is where that has none for it."""
    if lang == texts.ENGLISH or not text:
        return text
    return _said(texts.table(lang, "phrases"), text)


def _said(known: dict[str, str], text: str) -> str:
    if text in known:
        return known[text]
    import re

    for phrase in sorted((one for one in known if "{" in one), key=len, reverse=True):
        found = re.fullmatch("(.*)".join(map(re.escape, re.split(_WILD, phrase))), text, re.DOTALL)
        if found:
            kinds = re.findall(_WILD, phrase)
            values = [_said(known, one) if kind == _SENTENCE else one for kind, one in zip(kinds, found.groups(), strict=True)]
            pieces = re.split(_WILD, known[phrase])
            return "".join(piece + value for piece, value in zip(pieces, [*values, ""], strict=True))
    return text
