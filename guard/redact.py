"""Redaction: what may be shown of a line, a path, a text that comes from a repository."""

from __future__ import annotations

_KEYS = (
    r"[A-Za-z0-9+/_-]{16,}={0,2}"
    r"|(?:(?:\(byte\) ?)?-?(?:0[xXbBoO])?[0-9a-fA-F]{1,8}(?:_?[ui]8)?\s*,\s*){4,}[-0-9a-fA-FxX]*"  # integers
    r"|(?:(?:0[xX])?[0-9a-fA-F]{2}[\s:-]{1,3}){4,}[0-9a-fA-FxX]*"  # hex with separators
    r"|(?:\\[xuU0-7abefnrtv][^\\]{0,12}){3,}"  # bytes with escapes
)


def excerpt(line: str, spans: list[tuple[int, int]]) -> str:
    """Return the line with `spans` and every key-like run replaced by asterisks of the same width."""
    import re

    marks = list(spans)
    marks += [match.span() for match in re.finditer(_KEYS, line) if not _is_name(match.group())]
    characters = list(line)
    for start, end in marks:
        characters[start:end] = "*" * (min(end, len(characters)) - start)
    return safe("".join(characters).replace("\t", " "))


def _is_name(text: str) -> bool:
    words = text.replace("-", "_").strip("_=").split("_")
    return all(word.isalpha() and len(word) < 16 and word in (word.upper(), word.lower()) for word in words if word)


def safe(text: str) -> str:
    """Neutralise control, bidirectional and invisible characters for a terminal."""
    if text.isascii() and text.isprintable():
        return text
    from unicodedata import category

    return "".join(
        character if character == " " or category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else "?"
        for character in text
    )


def display_path(raw: bytes) -> str:
    """Return a path as text: bytes that are no UTF-8 and control characters are percent-encoded.

    A percent sign is encoded where it could be taken for such a code, so that %XX always turns back.
    """
    text = raw.decode("utf-8", "surrogateescape")
    if "%" not in text and safe(text) == text:
        return text
    hexadecimal = set("0123456789abcdefABCDEF")
    out = []
    for at, character in enumerate(text):
        code = text[at + 1 : at + 3]
        if (character == "%" and len(code) == 2 and set(code) <= hexadecimal) or safe(character) != character:
            out += [f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape")]
        else:
            out.append(character)
    return "".join(out)


def brief_path(raw: bytes, limit: int = 200) -> str:
    """Return a path that a file named, as text of bounded length: it can be anything, a key too."""
    import re

    shown = display_path(raw[: 4 * limit])
    shown = re.sub(r"[A-Za-z0-9+/_-]{42,43}=|[A-Za-z0-9+_-]{40,}", lambda match: "*" * len(match.group()), shown)
    return shown if len(shown) <= limit and len(raw) <= 4 * limit else shown[:limit] + "..."


def told(text: str) -> str:
    """Return a message without what could be a secret that was given as an argument: a mistyped command line is no leak.

    Ids of objects and fingerprints stay, and so do paths: their characters are not of all kinds at once.
    """
    import re

    def hide(match: re.Match[str]) -> str:
        return "*" * len(match.group()) if _is_random(match.group()) else match.group()

    return re.sub(r"[A-Za-z0-9+/_-]{32,}={0,2}", hide, text)


def member_path(raw: bytes) -> str:
    """Return the path of a member as text, without what could be a secret: such a name is no text that is looked at.

    Names in hex stay, they are the digests of image layers and objects.
    """
    import re

    def hide(match: re.Match[str]) -> str:
        run = match.group()
        return run if len(run.strip("0123456789abcdef")) < 2 or not _is_random(run) else "*" * len(run)

    return re.sub(r"[A-Za-z0-9+/_-]{43,}={0,2}", hide, display_path(raw))


def _is_random(run: str) -> bool:
    """Tell whether a run is as long as a value is, or 32 characters of it change between kinds of letters as those of one do."""
    if run.endswith("=") or (len(run) == 43 and not run.islower() and any(map(str.isdigit, run))):
        return True
    kinds = ["A" if one.isupper() else "a" if one.isalpha() else "0" for one in run if one.isalnum()]
    if not set(run.lower()) - set("0123456789abcdef"):
        return len(run) > 40
    changes = [kinds[at] != kinds[at + 1] for at in range(len(kinds) - 1)]
    if 5 * sum(changes) < 2 * 31:  # of a long path too
        return False
    return any(5 * sum(changes[at : at + 31]) >= 2 * 31 for at in range(max(1, len(changes) - 30)))


def original_path(shown: str) -> bytes:
    """Return the bytes of a path that `display_path` made text of."""
    import re

    raw = shown.encode("utf-8", "surrogateescape")
    return re.sub(rb"%([0-9A-F]{2})", lambda match: bytes((int(match.group(1), 16),)), raw)


def shown_name(text: str) -> str:
    """Return a name from a file: safe to print, and without a key that was taken for a name."""
    import re

    def hide(match: re.Match[str]) -> str:
        return match.group() if _is_name(match.group()) else "*" * len(match.group())

    return re.sub(r"[A-Za-z0-9+/_-]{30,}={0,2}", hide, safe(text))[:200]
