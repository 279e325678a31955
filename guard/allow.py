"""Inline allow comments: `backpack-guard: allow[RULE] reason` on the value's line or the line above."""

from __future__ import annotations

from guard.locate import Lines

_MARK = b"backpack-guard: allow["


def rules_at(lines: Lines, offset: int) -> tuple[str, ...]:
    """Return the rule ids that a comment with a reason allows for the value at `offset`.

    Only findings that are not proven obey it.
    """
    data = lines.data
    if _MARK not in data:
        return ()
    first = lines.start(offset)
    above = lines.start(first - 1) if first else 0
    rules: list[str] = []
    for line in (data[above:first], data[first : lines.end(offset)]):
        _, mark, rest = line.partition(_MARK)
        ids, end, reason = rest.partition(b"]")
        words = reason.decode("utf-8", "replace").strip(" \t\r\n*/-#>")
        if mark and end and any(character.isalpha() for character in words):
            rules += [one.strip().decode("utf-8", "replace") for one in ids.split(b",")]
    return tuple(rules)
