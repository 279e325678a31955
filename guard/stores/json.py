"""JSON files: every string and every array of bytes, with its place."""

from __future__ import annotations

from guard.store import Entry, LineIndex, Reading, Store, text_of, value_of


def _claims(name: str, data: bytes) -> bool:
    return name.endswith((".json", ".json5", ".jsonc", ".ipynb")) or data.lstrip()[:1] == b"{"


class _Level:
    """An object or array that is open."""

    __slots__ = ("array", "count", "key", "numbers", "path", "start")

    def __init__(self, array: bool, path: str, key: str, start: int) -> None:
        self.array = array
        self.path = path
        self.key = key
        self.start = start
        self.count = 0
        self.numbers = array


def read_json(data: bytes) -> Reading:
    """Read all values with their places; text that is no JSON is a problem with its line."""
    import json

    reading = Reading()
    try:
        json.loads(data.decode("utf-8-sig", "surrogateescape"))
    except json.JSONDecodeError as error:
        reading.problems.append((error.lineno, "not valid JSON"))
        return reading
    except (ValueError, RecursionError):
        reading.problems.append((1, "not valid JSON, or nested too deep"))
        return reading
    _walk(data, reading)
    return reading


def _walk(data: bytes, reading: Reading) -> None:
    """Go through the tokens of valid JSON; its structure need not be checked again."""
    import re

    text = text_of(data)
    lines = LineIndex(data)
    levels = [_Level(False, "", "", 0)]
    name = ""
    expect_name = False
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', text):
        token, level = match.group(), levels[-1]
        if token in "{[":
            inner = name if not level.array else f"[{level.count}]"
            path = f"{level.path}.{inner}".strip(".") if inner else level.path
            level.numbers = False
            levels.append(_Level(token == "[", path, name, match.start()))
            expect_name = token == "{"
        elif token in "}]":
            levels.pop()
            if token == "]" and level.numbers and level.count in (31, 63):
                _array(lines, text, level, match.end(), levels[-1].path, reading)
        elif token == ",":
            level.count += 1
            expect_name = not level.array
        elif token == ":":
            expect_name = False
        elif token[0] == '"':
            content = _string(token)
            level.numbers = False
            if expect_name:
                name = content
            else:
                shown = name if not level.array else f"{level.key}[{level.count}]"
                start, end = match.start() + 1, match.end() - 1
                line = lines.at(start)
                reading.entries.append(Entry(shown, content, line=line, start=start, end=end, group=level.path))
        elif not token.isdigit():
            level.numbers = level.numbers and token.lstrip("-").isdigit()


def _array(lines: LineIndex, text: str, level: _Level, end: int, group: str, reading: Reading) -> None:
    value = text[level.start : end]
    reading.entries.append(
        Entry(level.key, value, line=lines.at(level.start), start=level.start, end=end, group=group)
    )


def _string(token: str) -> str:
    import json

    if "\\" not in token:
        return value_of(token[1:-1])
    found: str = json.loads(token, strict=False)
    return found


def _sample(key: str, secret: str) -> str:
    return f'{{"backpack": {{"api_key": "{key}", "api_secret": "{secret}"}}}}\n'


STORE = Store(name="json", order=20, claims=_claims, read=read_json, sample=_sample)
