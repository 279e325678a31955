"""Short streams are unpacked in one step, and that is what reading them piece by piece gives."""

from __future__ import annotations

import random
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.budget import Budget
from guard.layers._streams import PIECE, QUICK, Inflate, Streams, collect, read

contents = st.one_of(
    st.binary(max_size=300),
    st.sampled_from([0, 1, QUICK - 20, QUICK, 2 * QUICK]).map(lambda size: random.Random(size).randbytes(size)),
    st.sampled_from([PIECE - 1, PIECE, PIECE + 1]).map(bytes),
)


@settings(max_examples=150, deadline=None)
@given(contents, st.binary(max_size=4), st.sampled_from([0, 1, 7, -3]), st.sampled_from([1 << 30, 0, 1, 250, 40_000]), st.booleans(), st.booleans())
def test_one_step_is_what_pieces_give(content: bytes, behind: bytes, cut: int, most: int, single: bool, member: bool) -> None:
    """With other bytes behind the stream, a part of it lost or changed, and little budget; what is charged is the same."""
    packed = zlib.compress(content)
    if cut > 0:
        packed = packed[:-cut]
    elif cut:
        packed = packed[:cut] + bytes(byte ^ 255 for byte in packed[cut:])
    data = b"before" + packed + behind

    def begin(data: bytes, at: int) -> tuple[Inflate, int] | None:
        return (Inflate(15), at) if at == 6 else None

    results = []
    for reader in (read, lambda streams, budget: collect(streams.pieces(), budget)):
        budget = Budget(size=1 << 30 if member else most, member_size=most if member else 1 << 30)
        streams = Streams(data, begin, start=6, single=single)
        found = reader(streams, budget)
        results.append((found, streams.end, streams.state, budget.bytes, budget.members, budget.text))
    assert results[0] == results[1]
