"""Inline allow comments: `backpack-guard: allow[RULE] reason` on the value's line or the line above."""

from __future__ import annotations

from guard.locate import Lines

_MARK = b"backpack-guard: allow["
_LONGEST = 1000


def rules_at(lines: Lines, offset: int) -> tuple[str, ...]:
    """Return the rule ids that a comment with a reason allows for the value at `offset`.

    Only findings that are not proven obey it.
    """
    data = lines.data
    first, last = lines.start(offset), lines.end(offset)
    above = data.rfind(b"\n", max(0, first - _LONGEST), max(0, first - 1)) + 1
    rules: list[str] = []
    for line in (data[above:first], data[max(first, offset - _LONGEST) : min(last, offset + _LONGEST)]):
        _, mark, rest = line.partition(_MARK)
        ids, end, reason = rest.partition(b"]")
        words = reason.decode("utf-8", "replace").strip(" \t\r\n*/-#>")
        if mark and end and any(character.isalpha() for character in words):
            rules += [one.strip().decode("utf-8", "replace") for one in ids.split(b",")]
    return tuple(rules)
