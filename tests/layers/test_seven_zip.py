"""A 7z archive with much in it is read in passes, each of which holds some of its members."""

from __future__ import annotations

from io import BytesIO

import pytest

from guard.layers import _seven_zip
from guard.model import Budget, Inner, Skip

py7zr = pytest.importorskip("py7zr")


def _packed(sizes: list[int]) -> bytes:
    held = BytesIO()
    with py7zr.SevenZipFile(held, "w") as archive:
        for number, size in enumerate(sizes):
            archive.writef(BytesIO(b"%d\n" % number * size), f"folder/{number}")
    return held.getvalue()


def _read(data: bytes, budget: Budget) -> list[tuple[str, bytes] | tuple[str, str]]:
    return [
        (one.name, one.data) if isinstance(one, Inner) else (one.path, one.reason)
        for one in _seven_zip.members(py7zr, data, budget)
    ]


@pytest.mark.parametrize("sizes", [[1000] * 9, [9000, 10, 9000, 0, 10, 20], [10, 10, 30_000], [30_000], [2000, 0, 0, 2000, 2000]])
def test_all_members_come_in_their_order(sizes: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    data = _packed(sizes)
    plain = Budget()
    expected = _read(data, plain)
    assert [name for name, _ in expected] == [f"folder/{number}" for number, size in enumerate(sizes) if size]
    made: list[_seven_zip._Factory] = []
    factory = _seven_zip._Factory
    monkeypatch.setattr(_seven_zip, "WHOLE", 5000)
    monkeypatch.setattr(_seven_zip, "_Factory", lambda *given: made.append(factory(*given)) or made[-1])
    passes = Budget()
    assert _read(data, passes) == expected
    assert (len(made) > 1) == (len(sizes) > 1)
    assert (passes.bytes, passes.members) == (plain.bytes, plain.members)  # nothing is paid for twice


def test_limits_hold_in_every_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_seven_zip, "WHOLE", 5000)
    found = list(_seven_zip.members(py7zr, _packed([1000] * 9), Budget(size=9000)))
    assert isinstance(found[-1], Skip) and "limit reached" in found[-1].reason
    assert [one.name for one in found[:4] if isinstance(one, Inner)] == [f"folder/{number}" for number in range(4)]
