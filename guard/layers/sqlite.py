"""SQLite databases and their write-ahead logs: every row as a line `column=value`, read from the bytes."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"SQLite format 3\x00"
_LOG = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


def _test(data: bytes) -> bool:
    return data[:16] == _MAGIC or data[:4] in _LOG


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._sqlite import database, log, tables

    pages = database(view.data, budget) if view.data[:16] == _MAGIC else log(view.data, budget)
    if pages is None:
        return
    for name, text in tables(pages):
        if not budget.take(0, 1):
            break
        if text:
            yield Inner(text, name)
    if budget.spent:
        yield Skip("", budget.spent)


def _wrap(text: bytes) -> bytes | None:
    import sqlite3

    base = sqlite3.connect(":memory:")
    base.execute("create table accounts (name text, content blob)")
    base.execute("insert into accounts values ('one', ?)", (text,))
    base.commit()
    return base.serialize() if hasattr(base, "serialize") else None


LAYER = Layer(name="sqlite", test=_test, open=_open, wrap=_wrap, container=True, heads=(_MAGIC, *_LOG))
