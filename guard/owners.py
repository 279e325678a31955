"""Whether a secret's name is that of another service: web push, tokens of the web, sessions of a site."""

from __future__ import annotations

import itertools

from guard import names
from guard.locate import Lines

_BLOCKS = frozenset(["vapid", "webpush", "nextauth"])
_CALLED = _BLOCKS | {"jose", "jwt", "jwe", "jws"}
_NAMED = _CALLED | {"cookie", "csrf", "fernet", "session", "webhook"}
_OURS = ("backpack", "bpx")
_REACH = 400
_LEVELS, _ABOVE = 5, 40  # how many blocks around a value are asked, and how many lines above it


def is_foreign(lines: Lines, start: int) -> bool:
    """Tell whether the name of the secret at `start`, what it is handed to, or its block is another service's.

    A name, call or block that says Backpack is never another's.
    """
    from guard.naming import left_of, mask

    data, first = lines.data, lines.start(start)
    left = left_of(data, first, start)
    if not any(character.isalnum() for character in left):
        left = mask(data[max(0, start - _REACH) : start].decode("utf-8", "replace"))
    verdict = _of_name(left)
    return _of_block(data, first) if verdict is None else verdict


def _of_name(left: str) -> bool | None:
    """Look from a value to the left up to the secret's own identifier; None where neither service is named."""
    import re

    for identifier in reversed(re.findall(r"[\w$-]+", left)):
        if any(word in identifier.lower() for word in _OURS):
            return False
        secret = names.classify(identifier) == names.SECRET
        if _says(identifier, _NAMED if secret else _CALLED):
            return True
        if secret:
            return None
    return None


def _of_block(data: bytes, first: int) -> bool:
    """Look at the heads of the blocks around a line: the nearest lines above that are indented less."""
    depth, levels = _indent(data[first : first + _REACH]), 0
    for _ in range(_ABOVE):
        if not (first and depth and levels < _LEVELS):
            break
        end, first = first - 1, data.rfind(b"\n", 0, first - 1) + 1
        line = data[first:end][:_REACH]
        if not line.strip() or _indent(line) >= depth:
            continue
        depth, levels = _indent(line), levels + 1
        head = line.decode("utf-8", "replace")
        if any(word in head.lower() for word in _OURS):
            return False
        if _says(head, _BLOCKS):
            return True
    return False


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" \t"))


def _says(text: str, services: frozenset[str]) -> bool:
    words = names.tokens(text)
    pairs = [first + second for first, second in itertools.pairwise(words)]
    return not services.isdisjoint(words) or not services.isdisjoint(pairs)
