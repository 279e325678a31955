"""The .env family: NAME=value lines, quoted or not, with export, comments and values over several lines."""

from __future__ import annotations

from guard.store import Entry, LineIndex, Reading, Store, text_of, value_of

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


def _claims(name: str, data: bytes) -> bool:
    if name.startswith(".env") or name.endswith((".env", ".envrc", ".sh", ".bash", ".zsh", ".profile")):
        return True
    return ".env." in name or name in ("environment", "env")


def read_dotenv(data: bytes) -> Reading:
    """Read NAME=value lines; what is neither that nor a comment is passed over, as shells' own lines are."""
    import re

    reading = Reading()
    text = text_of(data)
    lines = LineIndex(data)
    head = re.compile(r"[^\S\n]*(?:\xef\xbb\xbf)?(?:(?:export|set|setx|declare -x)[^\S\n]+)?([A-Za-z_][\w.\-]*)[^\S\n]*=[^\S\n]*")
    position = 0
    while position < len(text):
        match = head.match(text, position)
        if match is None:
            position = _next_line(text, position)
            continue
        entry, position = _value(text, match.end(), match.group(1), lines)
        if entry is None:
            line = lines.at(match.start(1))
            reading.problems.append((line, "a quotation mark is opened and never closed"))
            position = _next_line(text, match.end())
        else:
            reading.entries.append(entry)
    return reading


def _next_line(text: str, position: int) -> int:
    at = text.find("\n", position)
    return len(text) if at < 0 else at + 1


def _value(text: str, start: int, name: str, lines: LineIndex) -> tuple[Entry | None, int]:
    """Return the entry whose value starts at `start`, and where its line ends."""
    quote = text[start : start + 1]
    line = lines.at(start)
    if quote in ('"', "'", "`"):
        end = _closing(text, start + 1, quote)
        if end < 0:
            return None, start
        raw = value_of(text[start + 1 : end])
        value = _unescape(raw) if quote == '"' else raw
        return Entry(name, value, line=line, start=start + 1, end=end), _next_line(text, end)
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    after = end
    for mark in (" #", "\t#"):
        at = text.find(mark, start, end)
        end = at if at >= 0 else end
    if text.startswith("#", start):
        end = start
    value = value_of(text[start:end])
    return Entry(name, value, line=line, start=start, end=end, loose=True), min(after + 1, len(text))


def _closing(text: str, start: int, quote: str) -> int:
    at = start
    while at < len(text):
        if text[at] == "\\" and quote == '"':
            at += 1
        elif text[at] == quote:
            return at
        at += 1
    return -1


def _unescape(raw: str) -> str:
    if "\\" not in raw:
        return raw
    import re

    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match.group(1), match.group(0)), raw)


def _sample(key: str, secret: str) -> str:
    return f"BACKPACK_API_KEY={key}\nBACKPACK_API_SECRET={secret}\n"


STORE = Store(name="dotenv", order=10, claims=_claims, read=read_dotenv, sample=_sample)
