"""INI and Java properties files: sections, name = value or name: value, comments, continued lines."""

from __future__ import annotations

from guard.store import Entry, Reading, Store, text_of, value_of


def _claims(name: str, data: bytes) -> bool:
    return name.endswith((".ini", ".cfg", ".conf", ".cnf", ".properties", ".service"))


def read_ini(data: bytes) -> Reading:
    """Read every name and value; a line that is none of the known forms is a problem with its number."""
    import re

    reading = Reading()
    text = text_of(data)
    pair = re.compile(r"([^=:\[\]\s][^=:]*?)[ \t\f]*[=:][ \t\f]*(.*)")
    section = ""
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        body = line.removeprefix("\xef\xbb\xbf")
        shift = at + len(line) - len(body)
        at += len(line) + 1
        plain = body.strip()
        if not plain or plain[0] in "#;!":
            continue
        if plain[0] == "[" and plain[-1] == "]":
            section = value_of(plain[1:-1])
            continue
        match = pair.match(body.lstrip())
        if match is None:
            if not body[0].isspace():
                reading.problems.append((number, "neither a section nor name = value"))
            continue
        start = shift + len(body) - len(body.lstrip()) + match.start(2)
        reading.entries.append(_entry(section, match, number, start))
    return reading


def _entry(section: str, match: object, number: int, start: int) -> Entry:
    name, raw = match.groups()  # type: ignore[attr-defined]  # a match of `pair`
    if name == "Environment" and "=" in raw:  # systemd units: Environment="NAME=value"
        bare = raw.strip().strip('"')
        inner, _, value = bare.partition("=")
        start += raw.index(bare) + len(inner) + 1
        return Entry(value_of(inner), value_of(value), line=number, start=start, end=start + len(value))
    end = start + len(raw)
    return Entry(value_of(name), value_of(raw), line=number, start=start, end=end, group=section, loose=True)


def _sample(key: str, secret: str) -> str:
    return f"[backpack]\napi_key = {key}\napi_secret = {secret}\n"


STORE = Store(name="ini", order=30, claims=_claims, read=read_ini, sample=_sample)
