"""SQLite: files that the real library wrote, with overflow pages, deleted rows, indexes and a log."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from guard.layers._sqlite import columns, varint
from guard.scan import scan
from tests.layers.test_containers import One, report, watch
from tests.pairs import key_text, secret_text, seed

PAIR = ("backpack main", key_text(1), secret_text(1))


def build(path: Path, *statements: tuple[str, tuple[object, ...]], size: int = 4096) -> bytes:
    base = sqlite3.connect(path)
    base.execute(f"pragma page_size={size}")
    for statement, values in statements:
        base.execute(statement, values)
    base.commit()
    base.close()
    return path.read_bytes()


CREATE = ("create table accounts (id integer primary key, label text, api_key text, api_secret text)", ())
INSERT = "insert into accounts (label, api_key, api_secret) values (?, ?, ?)"


@pytest.mark.parametrize("size", [512, 1024, 4096, 65536])
def test_a_row_with_both_values_is_a_pair(tmp_path: Path, size: int) -> None:
    rows = [(INSERT, (f"filler {at}", "x" * (at % 700), "y")) for at in range(300)]
    data = build(tmp_path / "a.db", CREATE, *rows[:200], (INSERT, PAIR), *rows[200:], size=size)
    found = scan([One(bot_db=data)], watch(9)).findings
    assert [(finding.rule, finding.path, finding.line) for finding in found] == [("key-pair", "bot.db!accounts", 201)]


def test_values_without_any_backpack_word_are_named_by_their_columns(tmp_path: Path) -> None:
    data = build(tmp_path / "a.db", CREATE, (INSERT, ("backpack", "", secret_text(2))))
    assert {finding.rule for finding in scan([One(bot_db=data)], watch(9)).findings} <= {"api-secret", "possible-secret"}
    assert scan([One(bot_db=data)], watch(9)).findings


def test_long_cells_follow_their_overflow_pages(tmp_path: Path) -> None:
    text = "z" * 30_000 + f"\nBACKPACK_API_SECRET={secret_text(1)}\n" + "z" * 5000
    data = build(tmp_path / "a.db", CREATE, (INSERT, ("x", "y", text)), size=512)
    found = report(data).findings
    assert [finding.path for finding in found] == ["outer.bin!accounts"]


def test_a_raw_seed_in_a_blob(tmp_path: Path) -> None:
    data = build(tmp_path / "a.db", ("create table t (k blob)", ()), ("insert into t values (?)", (seed(1),)))
    assert report(data).findings[0].path == "outer.bin!t"


def test_tables_without_rowid_dropped_tables_and_indexes(tmp_path: Path) -> None:
    data = build(
        tmp_path / "a.db",
        ("create table w (a text primary key, b text) without rowid", ()), ("insert into w values (?, ?)", PAIR[1:]),
    )  # fmt: skip
    assert report(data).findings[0].path == "outer.bin!w"
    data = build(
        tmp_path / "b.db", CREATE, ("create index i on accounts (api_secret)", ()), (INSERT, PAIR),
    )  # fmt: skip
    assert [finding.path for finding in report(data).findings] == ["outer.bin!accounts"]
    data = build(tmp_path / "c.db", ("pragma secure_delete=off", ()), CREATE, (INSERT, PAIR), ("drop table accounts", ()))
    assert secret_text(1).encode() in data
    assert report(data).findings


def test_a_deleted_row_that_is_still_there(tmp_path: Path) -> None:
    data = build(
        tmp_path / "a.db", ("pragma secure_delete=off", ()), CREATE, (INSERT, PAIR), (INSERT, ("later", "b", "c")),
        ("delete from accounts where label like 'backpack%'", ()),
    )  # fmt: skip
    assert secret_text(1).encode() in data
    assert report(data).findings


def test_the_write_ahead_log(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "w.db")
    base.execute("pragma journal_mode=wal")
    base.execute(CREATE[0])
    base.execute(INSERT, PAIR)
    base.commit()
    base.execute("update accounts set api_secret = 'gone', api_key = 'gone'")
    base.commit()
    log = (tmp_path / "w.db-wal").read_bytes()
    base.close()
    found = report(log).findings
    assert found and found[0].path.startswith("outer.bin!")


def test_columns_and_numbers() -> None:
    assert columns(b'CREATE TABLE t ("api key" text, [b] decimal(10, 2), c default (1), d)') == [b"api", b"b", b"c", b"d"]
    assert varint(b"\x81\x00", 0) == (128, 2)
    assert varint(b"\xff" * 9, 0) == ((1 << 64) - 1, 9)
    assert varint(b"", 0)[1] == 1
