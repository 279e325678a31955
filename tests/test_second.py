"""The second look: the same findings whoever does it, and however often it is asked for."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from guard import pool, prove, second
from guard.config import Settings
from guard.model import Finding, Fragment, Skip
from guard.scan import Scan
from tests.pairs import key_text, secret_text

SPOKEN = "# the client of backpack.exchange\n"


def texts() -> list[bytes]:
    """Return texts with pairs, suspects that give a finding or none, one value that stands in all, and one in a container."""
    from io import BytesIO
    from zipfile import ZipFile

    found = []
    for number in range(40):
        lines = [SPOKEN if number % 3 else "", f'checksum = "{secret_text("all")}"\n', f'hash_{number} = "{secret_text(number)}"\n']
        if number % 5 == 0:
            lines.append(f'api_secret = "{secret_text(f"named-{number}")}"\n')
        if number % 7 == 0:
            lines.append(f'api_secret = "{secret_text(f"pair-{number % 2}")}"\n')
        if number % 7 == 1:
            lines.append(f'api_key = "{key_text(f"pair-{number % 2}")}"\n')
        text = "".join(lines).encode()
        if number % 10 == 9:
            packed = BytesIO()
            with ZipFile(packed, "w") as archive:
                archive.writestr("inner.py", text)
            text = packed.getvalue()
        found.append(text)
    return found


def fed(some: list[bytes], first: int = 0, work: Scan | None = None) -> Scan:
    work = work or Scan(Settings())
    for number, text in enumerate(some, first):
        work.feed(Fragment(text, f"{number}.py"), background=number % 11 == 10)
    return work


def told(found: list[Finding]) -> list[tuple[object, ...]]:
    return [tuple(str(getattr(one, name)) for name in Finding.__slots__ if name != "evidence") for one in found] + [
        (place.path, place.line) for one in found for place in one.evidence
    ]


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setattr(second, "ALONE", 0.0)
    monkeypatch.setattr(pool, "cores", lambda: 2)
    yield monkeypatch


def children() -> set[str]:
    """Return the children of this process; other tests may have left some."""
    with open(f"/proc/self/task/{os.getpid()}/children") as stream:
        return set(stream.read().split())


def alone() -> list[tuple[object, ...]]:
    return told(fed(texts()).findings(lambda: 0))


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_processes_find_what_one_finds(shared: pytest.MonkeyPatch, workers: int) -> None:
    shared.setattr(second, "ALONE", 1e9)
    expected = alone()
    assert len(expected) > 20
    shared.setattr(second, "ALONE", 0.0)
    shared.setattr(pool, "cores", lambda: workers)
    assert alone() == expected


def test_what_was_fed_later_changes_what_was_looked_at_before() -> None:
    some = texts()
    work = fed(some[:7])
    before = told(work.findings(lambda: 0))
    assert told(fed(some[7:], 7, work).findings(lambda: 0)) == alone() != before


def test_nothing_is_looked_at_again_when_nothing_new_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    work = fed(texts())
    expected = told(work.findings(lambda: 0))
    monkeypatch.setattr(second, "examine", None)
    assert told(work.findings(lambda: 0)) == expected


def test_a_value_in_many_places_has_only_its_places_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    examine = second.examine
    monkeypatch.setattr(second, "examine", lambda fragment, *rest: (looked.append(fragment.path), examine(fragment, *rest)))
    monkeypatch.setattr(prove, "CROWD", 4)
    many = [f'{SPOKEN}api_secret = "{secret_text("all")}"\n'.encode()] * 30
    others = [f'hash = "{secret_text(f"other-{number}")}"\n'.encode() for number in range(30)]
    found = fed([one for both in zip(many, others, strict=True) for one in both]).findings(lambda: 0)
    assert looked == [f"{number}.py" for number in range(0, 60, 2)]
    assert [one.path for one in found] == sorted(path for path in looked if int(path[:-3]) % 11 != 10)


def test_a_value_in_more_places_than_are_noted_is_found_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    some = texts()
    expected = alone()
    monkeypatch.setattr(prove, "CROWD", 2)
    monkeypatch.setattr(prove, "ROOM", 3)
    work = fed(some)
    assert work.ledger.crowded
    assert told(work.findings(lambda: 0)) == expected


def test_crowded_values_of_merged_ledgers_are_found_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = alone()
    monkeypatch.setattr(prove, "CROWD", 2)
    monkeypatch.setattr(prove, "ROOM", 3)
    some = texts()
    work = Scan(Settings())
    for first in range(0, 40, 20):
        part = Scan(Settings(), work.ledger.key)
        work.absorb(fed(some[first : first + 20], first, part).export())
    assert work.ledger.crowded
    assert told(work.findings(lambda: 0)) == expected


def test_a_worker_that_dies_is_told(shared: pytest.MonkeyPatch) -> None:
    parent, before = os.getpid(), children()
    examine = second.examine

    def deadly(fragment: Fragment, *rest: object) -> None:
        if os.getpid() != parent and fragment.path == "20.py":
            os.kill(os.getpid(), signal.SIGKILL)
        examine(fragment, *rest)  # type: ignore[arg-type]

    shared.setattr(second, "examine", deadly)
    work = fed(texts())
    read = work.read
    work.findings(lambda: 0)
    assert "20.py" in {skip.path for skip in work.skipped}
    assert {skip.reason for skip in work.skipped} == {"worker process ended unexpectedly"}
    assert work.read == read - len(work.skipped)
    work.findings(lambda: 0)
    assert work.read == read - len(work.skipped)
    assert children() <= before


def test_an_interrupt_leaves_no_child(shared: pytest.MonkeyPatch) -> None:
    parent, before = os.getpid(), children()
    examine = second.examine

    def slow(fragment: Fragment, *rest: object) -> None:
        if os.getpid() != parent and fragment.path == "20.py":
            os.kill(parent, signal.SIGINT)
            signal.pause()
        examine(fragment, *rest)  # type: ignore[arg-type]

    shared.setattr(second, "examine", slow)
    work = fed(texts())
    with pytest.raises(KeyboardInterrupt):
        work.findings(lambda: 0)
    assert children() <= before


def test_a_place_that_is_gone_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(texts()[5])
    work = Scan(Settings())
    work.feed(Fragment(path.read_bytes(), "one", again=path.read_bytes))
    path.unlink()
    assert work.findings(lambda: 0) == work.findings(lambda: 0) == []
    assert [(skip.path, skip.reason) for skip in work.skipped] == [("one", second.CHANGED)] and work.read == 0
    assert all(isinstance(skip, Skip) for skip in work.skipped)
