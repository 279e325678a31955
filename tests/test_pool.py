"""Workers: every job done once, the dead told, no child left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.errors import SourceError
from guard.pool import Pool
from guard.turns import TURNS


def echo(numbers: Iterator[int]) -> Iterator[bytes]:
    for number in numbers:
        yield str(number).encode()


def children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as stream:
        return [int(word) for word in stream.read().split()]


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("jobs", [0, 1, 2, 3, 50, 3000])
def test_every_job_is_done_once(jobs: int, workers: int) -> None:
    pool = Pool(echo, jobs, workers)
    assert sorted(map(int, pool.run())) == list(range(jobs))
    assert not pool.lost and not children()


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("jobs", [0, 1, 2, 50])
def test_what_begins_ahead_is_done_once(jobs: int, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.pool.cores", lambda: cores)
    pool = Pool(echo, jobs)
    pool.ahead()
    assert len(children()) == (min(cores, jobs) if cores > 1 else 0)
    assert sorted(map(int, Pool(echo, 5, 2).run())) == [0, 1, 2, 3, 4]  # another in the meantime
    assert sorted(map(int, pool.run())) == list(range(jobs))
    assert not pool.lost and not children()


def test_what_began_ahead_is_ended_though_nobody_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.pool.cores", lambda: 2)
    opened = len(os.listdir("/proc/self/fd"))
    pool = Pool(lambda numbers: (b"%d" % time.sleep(600) for _ in numbers), 3)  # type: ignore[func-returns-value]
    pool.ahead()
    pool.close()
    assert not children() and len(os.listdir("/proc/self/fd")) == opened


def test_long_messages_arrive_whole() -> None:
    def work(numbers: Iterator[int]) -> Iterator[bytes]:
        for number in numbers:
            yield bytes([number]) * (3 << 20)

    got = list(Pool(work, 4, 2).run())
    assert sorted(part[0] for part in got) == [0, 1, 2, 3] and {len(set(part)) for part in got} == {1}


@pytest.mark.parametrize("end", ["kill", "raise", "memory"])
def test_a_dead_worker_is_told_with_its_jobs(end: str) -> None:
    def work(numbers: Iterator[int]) -> Iterator[bytes]:
        for number in numbers:
            if number == 7:
                if end == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise MemoryError if end == "memory" else ValueError("content")
            yield str(number).encode()

    pool = Pool(work, 20, 2)
    assert len(set(pool.run())) == 19
    assert 7 in pool.lost and "content" not in pool.lost[7]
    assert not children()


def test_all_workers_dead() -> None:
    def work(numbers: Iterator[int]) -> Iterator[bytes]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield b""

    pool = Pool(work, 9, 3)
    assert list(pool.run()) == []
    assert sorted(pool.lost) == list(range(9))


def test_a_refusal_is_raised_in_the_parent() -> None:
    def work(numbers: Iterator[int]) -> Iterator[bytes]:
        for _ in numbers:
            raise SourceError("cannot", "do this")
        yield b""

    with pytest.raises(SourceError) as caught:
        list(Pool(work, 4, 2).run())
    assert (caught.value.message, caught.value.hint) == ("cannot", "do this")
    assert not children()


def test_an_abandoned_run_leaves_no_child() -> None:
    def work(numbers: Iterator[int]) -> Iterator[bytes]:
        for _ in numbers:
            yield b"x"
            time.sleep(60)

    run = Pool(work, 4, 2).run()
    next(run)
    run.close()
    assert not children()


PROGRAM = """
import time
from guard.pool import Pool
def work(numbers):
    for number in numbers:
        yield b"x"
        time.sleep(60)
try:
    for _ in Pool(work, 4, 2).run():
        print("started", flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    raise SystemExit(130)
"""


@pytest.mark.parametrize("group", [False, True])
def test_an_interrupt_ends_the_children(group: bool) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert run.stdout and run.stdout.readline() == b"started\n"
    (os.killpg if group else os.kill)(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 130 and out.endswith(b"interrupted\n") and not err
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def test_turns_are_had_by_one_process_at_a_time_and_given_back_by_the_dead(tmp_path: Path) -> None:
    busy = tmp_path / "busy"

    def work(numbers: Iterator[int]) -> Iterator[bytes]:
        for number in numbers:
            TURNS.take()
            TURNS.take()  # by the same process again
            os.close(os.open(busy, os.O_CREAT | os.O_EXCL))
            TURNS.give()
            time.sleep(0.02)
            os.unlink(busy)
            if number == 5:
                os.kill(os.getpid(), signal.SIGKILL)
            TURNS.give()
            yield b""

    pool = Pool(work, 20, 3)
    assert len(list(pool.run())) == 19 and 5 in pool.lost
    assert not children() and TURNS.take() == 0.0
    TURNS.give()
