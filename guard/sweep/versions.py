"""Other versions of what is reported without a proof: a sweep looks only at what is new in each object."""

from __future__ import annotations

from array import array

from guard.sweep.values import PRIVATE, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from guard.model import Finding


def unproven(findings: Iterable[Finding], digest: Callable[[bytes], bytes]) -> set[int]:
    """Return the numbers (guard.sweep.values) of the keys that findings without a proof name."""
    from binascii import a2b_base64

    names = {one.api_key for one in findings if one.confidence != "proven" and one.api_key}
    return {number(digest(a2b_base64(name))) for name in names}


def families(parts: Iterable[tuple[int, array[int]]], named: set[int]) -> dict[int, set[int]]:
    """Return {family: numbers of its values} for values that are one of the keys, or derive to one, from (pack, records)."""
    found: dict[int, set[int]] = {}
    if not named:
        return found
    for pack, records in parts:
        for at in range(0, len(records), 3):
            if records[at] in named or records[at + 1] in named:
                found.setdefault(pack << 32 | records[at + 2] & ~PRIVATE, set()).add(records[at])
    return found
