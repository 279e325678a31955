"""The environment of the running process: `env:`, or `env:PREFIX` for the names that begin so."""

from __future__ import annotations

from guard.store import Access, Entry, Reading, Store


def _fetch(rest: str, access: Access) -> Reading:
    """Return the variables whose names begin with `rest`."""
    reading = Reading()
    for name, value in sorted(access.environment.items()):
        if name.startswith(rest):
            reading.entries.append(Entry(name, value))
    return reading


STORE = Store(name="environment", scheme="env", fetch=_fetch)
