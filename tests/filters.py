"""All cheap tests off: every encoding and layer is asked about every text, and every stretch may be a value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import guard.sort_out
import guard.view
from guard import candidates, registry
from guard.keys import derive
from guard.limits import Limits
from guard.model import Encoding, Layer, Skip
from guard.runs import HALF, IS_RUN, find_class, find_runs, find_stretches
from guard.worth import WORTH

Area = tuple[int, int]
MARKS = {0x25: b"%", 0x26: b"&", 0x5C: b"\\", 0x3D: b"="}


def _loose(data: bytes, shortest: int = HALF) -> guard.sort_out.Sorted:
    """Return all that guard.sort_out could let through, of any length."""
    found = guard.sort_out.Sorted()
    found.some = True
    found.runs = find_runs(data)
    found.parts = find_class(data, IS_RUN, HALF)
    for start, end in find_stretches(data):
        text = data[start:end]
        for mark, sign in MARKS.items():
            if sign in text:
                found.marked[mark].append((start, end))
        if not text.isascii():
            found.marked[guard.sort_out.HIGH].append((start, end))
        if end - start in (32, 42):
            found.short.append((start, end))
    return found


def _whole(view: guard.view.View) -> list[Area]:
    return [(0, len(view.data))] if view.data else []


@contextmanager
def unfiltered() -> Iterator[None]:
    """Switch the cheap tests off."""
    encodings = cast("dict[str, Encoding]", registry.load("encodings", "ENCODING"))
    layers = cast("dict[str, Layer]", registry.load("layers", "LAYER"))
    texts = [layer for layer in layers.values() if not layer.container]
    asked: list[Encoding | Layer] = [*encodings.values(), *texts]
    rests = [(one, one.rests) for one in asked]
    tests = [(layer, layer.test, layer.heads) for layer in texts]
    kept = guard.sort_out.sort_out, guard.sort_out.plausible, guard.view.View.rows, guard.view.View.lists
    guard.sort_out.sort_out = _loose
    guard.sort_out.plausible = lambda text: True
    guard.view.View.rows = property(_whole)  # type: ignore[assignment, method-assign]  # for the time of a test
    guard.view.View.lists = property(_whole)  # type: ignore[assignment, method-assign]
    for one, bits in rests:
        one.rests = bits & WORTH
    for layer, _, _ in tests:
        layer.test, layer.heads = lambda data: bool(data), b""
    candidates.forget()
    try:
        yield
    finally:
        guard.sort_out.sort_out, guard.sort_out.plausible = kept[:2]
        guard.view.View.rows, guard.view.View.lists = kept[2:]  # type: ignore[method-assign]
        for one, bits in rests:
            one.rests = bits
        for layer, test, heads in tests:
            layer.test, layer.heads = test, heads
        candidates.forget()


def values(data: bytes, watching: bool = False) -> set[bytes]:
    """Return all 32-byte values of a text, those inside it too."""
    limits = Limits()
    limits.watching = watching
    found: set[bytes] = set()
    for opened in candidates.unfold(data, limits):
        if not isinstance(opened, Skip):
            for candidate in opened.candidates():
                found |= {candidate.value[:32], candidate.value[-32:]}
    return found


def proven(found: set[bytes], among: set[bytes]) -> set[bytes]:
    """Return the values whose public key is among others."""
    return {value for value in found if derive(value) in among}
