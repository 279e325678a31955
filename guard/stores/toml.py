"""TOML files: every string, with its table as its group."""

from __future__ import annotations

from guard.store import Entry, LineIndex, Reading, Store, text_of, value_of

_MOST = 5000  # values whose places are looked up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _claims(name: str, data: bytes) -> bool:
    return name.endswith(".toml")


def read_toml(data: bytes) -> Reading:
    """Read all strings; the parser tells no places, so each value is looked up in the text."""
    import tomli

    reading = Reading()
    try:
        document = tomli.loads(data.decode("utf-8-sig", "surrogateescape").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        reading.problems.append((_line(error), "not valid TOML"))
        return reading
    text = text_of(data)
    taken: set[int] = set()
    lines = LineIndex(data)
    for count, (group, name, value) in enumerate(_leaves(document, "")):
        raw = value.encode("utf-8", "surrogateescape").decode("latin-1")
        start = _find(text, name, raw, taken) if count < _MOST else -1
        at = start if start >= 0 else max(0, text.find(name)) if count < _MOST else 0
        entry = Entry(name, value, line=lines.at(at), group=group)
        if start >= 0 and raw:
            taken.add(start)
            entry.start, entry.end = start, start + len(raw)
        reading.entries.append(entry)
    return reading


def _line(error: BaseException) -> int:
    """Return the line a TOML parser names; nothing else of its message is used."""
    import re

    found = re.search(r"at line (\d{1,9})", str(error))
    return int(found.group(1)) if found else 1


def _leaves(value: object, group: str, name: str = "") -> Iterator[tuple[str, str, str]]:
    waiting = [(value, group, name)]
    while waiting:
        value, group, name = waiting.pop()
        path = f"{group}.{name}".strip(".") if name else group
        if isinstance(value, dict):
            waiting += [(item, path, str(key)) for key, item in reversed(value.items())]
        elif isinstance(value, list):
            if len(value) in (32, 64) and all(isinstance(item, int) for item in value):
                yield group, name, str(value)
            waiting += [(item, group, f"{name}[{at}]") for at, item in reversed(list(enumerate(value)))]
        elif isinstance(value, str):
            yield group, name, value


def _find(text: str, name: str, raw: str, taken: set[int]) -> int:
    """Return where a value stands: on a line that also has its name if it can be, and not twice."""
    places = []
    at = text.find(raw) if raw else -1
    while at >= 0:
        if at not in taken:
            places.append(at)
        at = text.find(raw, at + 1)
    named = [place for place in places if value_of(text[text.rfind("\n", 0, place) + 1 : place]).find(name) >= 0]
    return (named or places or [-1])[0]


def _sample(key: str, secret: str) -> str:
    return f'[backpack]\napi_key = "{key}"\napi_secret = "{secret}"\n'


STORE = Store(name="toml", order=15, claims=_claims, read=read_toml, sample=_sample)
