"""YAML files: every scalar with its place; read by PyYAML, without it only flat `name: value` lines."""

from __future__ import annotations

from guard.store import Entry, LineIndex, Reading, Store, text_of, value_of

MISSING = "PyYAML is not installed: only plain `name: value` lines were read (install backpack-guard[yaml])"
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _claims(name: str, data: bytes) -> bool:
    return name.endswith((".yaml", ".yml"))


def read_yaml(data: bytes) -> Reading:
    """Read every scalar of every document; no object is built, and aliases are not unfolded."""
    try:
        import yaml
    except ImportError:
        return read_flat(data)
    reading = Reading()
    text = data.decode("utf-8", "surrogateescape")
    try:
        for document in yaml.compose_all(text, Loader=yaml.SafeLoader):
            _walk(document, text, reading)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reading.problems.append((mark.line + 1 if mark else 1, "not valid YAML"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        at = getattr(error, "position", 0)  # of a character that YAML does not allow
        line = text.count("\n", 0, at) + 1 if isinstance(at, int) else 1
        reading.problems.append((line, "not valid YAML, or nested too deep"))
    if len(text) != len(data):
        _to_bytes(text, reading)
    return reading


def _walk(document: Any, text: str, reading: Reading) -> None:
    """Collect the scalars below a node; a node that is met again through an alias is not entered again."""
    waiting: list[tuple[Any, str, str]] = [(document, "", "")]
    seen: set[int] = set()
    while waiting:
        node, group, name = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        path = f"{group}.{name}".strip(".") if name else group
        if node.id == "mapping":
            waiting += [(value, path, str(key.value)) for key, value in reversed(node.value) if key.id == "scalar"]
        elif node.id == "sequence":
            items = node.value
            if len(items) in (32, 64) and all(item.id == "scalar" and item.value.isdigit() for item in items):
                value = "[" + ",".join(item.value for item in items) + "]"
                reading.entries.append(Entry(name, value, line=node.start_mark.line + 1, group=group))
            else:
                waiting += [(item, group, f"{name}[{at}]") for at, item in reversed(list(enumerate(items)))]
        else:
            reading.entries.append(_entry(node, text, group, name))


def _entry(node: Any, text: str, group: str, name: str) -> Entry:
    start, end = node.start_mark.index, node.end_mark.index
    raw = text[start:end]
    line = node.start_mark.line + 1
    value = node.value
    inner, sign, rest = value.partition("=")
    if name.endswith("]") and sign and rest and inner.isidentifier():  # Compose: environment: [NAME=value]
        name, value = inner, rest
    if raw.count(value) != 1:  # folded or escaped: there is no one place to mend
        return Entry(name, value, line=line, group=group)
    start += raw.index(value)
    return Entry(name, value, line=line, start=start, end=start + len(value), group=group)


def _to_bytes(text: str, reading: Reading) -> None:
    """Turn places in the text into places in the bytes, where characters take more than one."""
    done = size = 0
    for entry in sorted((one for one in reading.entries if one.start >= 0), key=lambda one: one.start):
        size += len(text[done : entry.start].encode("utf-8", "surrogateescape"))
        done = entry.start
        length = len(text[entry.start : entry.end].encode("utf-8", "surrogateescape"))
        entry.start, entry.end = size, size + length


def read_flat(data: bytes) -> Reading:
    """Read `name: value` lines without a parser, and say that this is all that was read."""
    import re

    reading = Reading()
    text = text_of(data)
    lines = LineIndex(data)
    unread = False
    groups: list[tuple[int, str]] = []
    for match in re.finditer(r"(?m)^([ \t]*(?:- +)*)([\w.\-]+|\"[^\"\n]+\"|'[^'\n]+') *: *(.*)$", text):
        indent, name, raw = len(match.group(1)), value_of(match.group(2).strip("\"'")), match.group(3).rstrip()
        while groups and groups[-1][0] >= indent:
            groups.pop()
        group = ".".join(one for _, one in groups)
        if not raw or raw[0] == "#":
            groups.append((indent, name))
            continue
        if raw[0] in "[{|>&*!":
            unread = True
            continue
        body = raw.split(" #")[0].rstrip()
        quoted = len(body) > 1 and body[0] in "\"'" and body[-1] == body[0]
        start = match.start(3) + quoted
        value = body[1:-1] if quoted else body
        end, line = start + len(value), lines.at(start)
        reading.entries.append(Entry(name, value_of(value), line=line, start=start, end=end, group=group))
    if unread or not reading.entries:
        reading.problems.append((0, MISSING))
    else:
        reading.notes.append(MISSING)
    return reading


def _sample(key: str, secret: str) -> str:
    return f"backpack:\n  api_key: '{key}'\n  api_secret: '{secret}'\n"


STORE = Store(name="yaml", order=25, claims=_claims, read=read_yaml, sample=_sample)
