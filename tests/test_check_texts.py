"""Every diagnosis has its texts in every language, with the same placeholders, and none is left over."""

from __future__ import annotations

import os
import re
from string import Formatter

import guard
from guard.texts import languages, table

SOURCE = os.path.dirname(guard.__file__)



def _ids() -> set[str]:
    """Return every id that the code makes a Problem of."""
    found: set[str] = set()
    for folder, _, names in os.walk(SOURCE):
        for name in names:
            if name.endswith(".py") and "messages" not in folder:
                with open(os.path.join(folder, name), encoding="utf-8") as stream:
                    text = stream.read()
                found |= set(re.findall(r'(?:Problem|\.say|KeyForm)\(\s*"([a-z0-9-]+)"', text))
    return found


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_diagnosis_has_texts() -> None:
    ids = _ids()
    assert len(ids) > 50
    for lang in languages():
        texts = table(lang, "check")
        assert [one for one in sorted(ids) if one not in texts or f"{one}.fix" not in texts] == []


def test_languages_say_the_same() -> None:
    english = table("en", "check")
    for lang in languages():
        texts = table(lang, "check")
        assert set(texts) == set(english)
        for name, text in texts.items():
            assert _placeholders(text) == _placeholders(english[name]), name
            assert text or not english[name], name


def test_readme_lists_every_diagnosis() -> None:
    with open(os.path.join(os.path.dirname(SOURCE), "README.md"), encoding="utf-8") as stream:
        listed = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", stream.read()))
    ids = {name.removesuffix(".fix") for name in table("en", "check") if name.endswith(".fix")}
    assert ids - listed == set()
