"""Forked workers over numbered jobs: messages come back, the dead are told, no child outlives the run.

fork and not spawn: the workers share what was read before, and a start costs a few milliseconds.
"""

from __future__ import annotations

import os

from guard.errors import SourceError
from guard.heap import give_back
from guard.turns import TURNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn

    Work = Callable[[Iterator[int]], Iterator[bytes]]

_TAKEN, _MESSAGE, _END, _REFUSED, _FAILED = range(5)
_HEAD = 9
_NUMBER = 4


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker:
    """One child: its end of the pipe, what has come of its messages, the jobs it took."""

    __slots__ = ("buffer", "ended", "pid", "pipe", "taken")

    def __init__(self, pid: int, pipe: int) -> None:
        self.pid = pid
        self.pipe = pipe
        self.buffer = bytearray()
        self.taken: list[int] = []
        self.ended = False


class Pool:
    """Runs `work(numbers)` in up to `workers` processes over the jobs 0 .. jobs-1, each taken by one worker.

    `work` takes the numbers one by one (the first jobs are taken first) and yields bytes, which `run`
    hands on in any order. After `run`, `lost` maps each job whose worker died to the reason: nothing
    a dead worker sent after its last message is known, so its jobs must be told as not read.
    """

    def __init__(self, work: Work, jobs: int, workers: int = 0) -> None:
        self.work = work
        self.jobs = jobs
        self.workers = min(workers or cores(), jobs)
        self.lost: dict[int, str] = {}
        self._children: list[_Worker] = []
        self._queue = self._feed = -1
        self._fed = 0

    def ahead(self) -> None:
        """Begin at once, where there is more than one processor, and let `run` go on with it; `close` it whatever happens."""
        if self.jobs and cores() > 1 and hasattr(os, "fork"):
            self._begin()

    def run(self) -> Iterator[bytes]:
        """Yield every message; with one worker, or where processes cannot fork, do the work right here."""
        begun = bool(self._children)
        if not begun and (self.workers < 2 or not hasattr(os, "fork")):
            yield from self.work(iter(range(self.jobs)))
            return
        try:
            if not begun:
                self._begin()
            yield from self._gather()
        finally:
            self.close()

    def _begin(self) -> None:
        """Fork the workers and feed the first numbers.

        Few numbers wait in the pipe: a full one would make the parent wait for its own reading. Each
        job taken puts in another number or an end mark, so that in the end every worker meets a mark.
        """
        give_back()
        self._queue, self._feed = os.pipe()
        TURNS.begin()
        try:
            for _ in range(self.workers):
                self._fork()
            self._fed = min(self.jobs, 2 * self.workers)
            os.write(self._feed, b"".join(map(_number, range(self._fed))))
        except BaseException:
            self.close()
            raise

    def _fork(self) -> None:
        import signal

        read, write = os.pipe()
        # an interrupt must not unwind the parent's code in the child
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
        pid = os.fork()
        if not pid:
            _child(self.work, self._queue, write, [self._feed, read, *(worker.pipe for worker in self._children)])
        os.close(write)
        self._children.append(_Worker(pid, read))
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _gather(self) -> Iterator[bytes]:
        """Feed job numbers as workers ask for them and read what they answer, until all have ended."""
        import select

        poll = select.poll()
        living = {worker.pipe: worker for worker in self._children}
        for pipe in living:
            poll.register(pipe, select.POLLIN)
        while living:
            for pipe, _ in poll.poll():
                worker = living[pipe]
                chunk = os.read(pipe, 1 << 20)
                worker.buffer += chunk
                for kind, payload in _messages(worker.buffer):
                    if kind == _TAKEN:
                        worker.taken.append(int.from_bytes(payload, "big"))
                        os.write(self._feed, _number(self._fed if self._fed < self.jobs else -1))
                        self._fed += 1
                    elif kind == _MESSAGE:
                        yield payload
                    else:
                        self._ended(worker, kind, payload)
                if not chunk:
                    poll.unregister(pipe)
                    del living[pipe]
                    self._ended(worker, _FAILED, b"worker process ended unexpectedly")
        taken = {job for worker in self._children for job in worker.taken}
        for job in range(self.jobs):
            if job not in taken:
                self.lost[job] = "worker process ended unexpectedly"

    def _ended(self, worker: _Worker, kind: int, payload: bytes) -> None:
        if worker.ended:
            return
        worker.ended = True
        if kind == _REFUSED:
            message, _, hint = payload.decode("utf-8", "replace").partition("\0")
            raise SourceError(message, hint)
        if kind == _FAILED:
            for job in worker.taken:
                self.lost[job] = payload.decode("ascii", "replace")

    def close(self) -> None:
        """Leave no child behind, whatever happened."""
        import signal

        for worker in self._children:
            os.close(worker.pipe)
            if not worker.ended:
                os.kill(worker.pid, signal.SIGKILL)
        for worker in self._children:
            os.waitpid(worker.pid, 0)
        self._children = []
        if self._queue >= 0:
            os.close(self._queue)
            os.close(self._feed)
            self._queue = self._feed = -1
            TURNS.end()


def _number(job: int) -> bytes:
    return job.to_bytes(_NUMBER, "big", signed=True)


def _messages(buffer: bytearray) -> list[tuple[int, bytes]]:
    """Take the whole messages off the front of a buffer."""
    found = []
    at = 0
    while len(buffer) - at >= _HEAD:
        end = at + _HEAD + int.from_bytes(buffer[at + 1 : at + _HEAD], "big")
        if len(buffer) < end:
            break
        found.append((buffer[at], bytes(buffer[at + _HEAD : end])))
        at = end
    del buffer[:at]
    return found


def _send(pipe: int, kind: int, payload: bytes = b"") -> None:
    view = memoryview(bytes((kind,)) + len(payload).to_bytes(_HEAD - 1, "big") + payload)
    while view:
        view = view[os.write(pipe, view) :]


def _take(queue: int, pipe: int) -> Iterator[int]:
    while True:
        number = os.read(queue, _NUMBER)
        job = int.from_bytes(number, "big", signed=True) if number else -1
        if job < 0:
            return
        _send(pipe, _TAKEN, number)
        yield job


def _child(work: Work, queue: int, pipe: int, foreign: list[int]) -> NoReturn:
    """Do the work of one child; it never returns into the parent's code, and prints nothing."""
    try:
        for descriptor in foreign:
            os.close(descriptor)
        _die_quietly()
        _collect_seldom()
        for message in work(_take(queue, pipe)):
            _send(pipe, _MESSAGE, message)
        _send(pipe, _END)
    except SourceError as error:
        _last_word(pipe, _REFUSED, f"{error.message}\0{error.hint}".encode())
    except MemoryError:
        _last_word(pipe, _FAILED, b"out of memory")
    except BaseException as error:  # noqa: BLE001, RUF100 - an exception's text may hold content
        _last_word(pipe, _FAILED, f"internal error ({type(error).__name__})".encode("ascii", "replace"))
    finally:
        os._exit(0)


def _last_word(pipe: int, kind: int, payload: bytes) -> None:
    try:
        _send(pipe, kind, payload)
    except OSError:
        return  # the parent is gone


def _collect_seldom() -> None:
    """Let what the parent made stay shared, and look for circles of what a child makes not too often."""
    import gc

    gc.freeze()
    gc.set_threshold(200_000, 20, 50)


def _die_quietly() -> None:
    """Let signals end a child at once: the parent alone tells what was interrupted."""
    import signal

    ending = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in ending:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ending)
