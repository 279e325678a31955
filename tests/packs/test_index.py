"""Indexes of packs: which of many ids are there, however they are spread."""

from __future__ import annotations

import os
import tempfile

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.packs.index import PackIndex
from tests.packs.test_entries import WIDTH, index

ids = st.one_of(
    st.binary(min_size=WIDTH, max_size=WIDTH),
    st.integers(0, 400).map(lambda number: b"\7" + number.to_bytes(2, "big") * 9 + b"\7"),
    st.integers(0, 400).map(lambda number: b"\7\0\0\7" + number.to_bytes(2, "big") * 8),
)


@settings(max_examples=200, deadline=None)
@given(st.sets(ids, max_size=200), st.sets(ids, max_size=30), st.data())
def test_what_is_not_there_is_told(here: set[bytes], others: set[bytes], data: st.DataObject) -> None:
    some = data.draw(st.sets(st.sampled_from(sorted(here)), max_size=5)) if here else set()
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "p.idx"), "wb") as stream:
            stream.write(index([12] * len(here), sorted(here)))
        made = PackIndex(os.path.join(folder, "p.idx"), WIDTH)
        assert made.lacking(sorted(some | others)) == sorted(others - here)
        assert made.lacking(sorted(some)) == []
        made.close()
