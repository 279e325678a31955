"""Every container layer over every encoding, alone and in a second container; and never an exception."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import keys
from guard.candidates import encodings, layers, unfold
from guard.config import Settings
from guard.limits import Limits
from guard.model import Fragment, Report, Skip, View
from guard.scan import scan
from tests.pairs import key, secret_text, seed

if TYPE_CHECKING:
    from collections.abc import Iterator

TELLING = ("lfs-pointer", "unsupported")  # they open nothing
CONTAINERS = {layer.name: layer for layer in layers() if layer.container and layer.name not in TELLING}
ENCODINGS = {encoding.name: encoding for encoding in encodings()}


class One:
    """A source of one fragment, or several."""

    name = "one"

    def __init__(self, **files: bytes) -> None:
        self.files = files

    def fragments(self) -> Iterator[Fragment | Skip]:
        for name, data in self.files.items():
            yield Fragment(data, name.replace("_", "."))


def watch(number: int | str = 1) -> Settings:
    chosen = Settings()
    chosen.watch = frozenset([key(number)])
    return chosen


@cache
def wrapped(name: str, text: bytes) -> bytes:
    """Return text in a container."""
    packed = CONTAINERS[name].wrap(text)
    if packed is None:
        pytest.skip(f"{name} cannot be written here: no extra archives, or an old Python")
    return packed


def report(data: bytes, chosen: Settings | None = None) -> Report:
    return scan([One(outer_bin=data)], chosen or watch())


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
@pytest.mark.parametrize("name", sorted(CONTAINERS))
def test_every_encoding_is_found_in_every_container(name: str, encoding: str) -> None:
    text = b"first line\nvalue = " + ENCODINGS[encoding].encode(seed(1), key(1)) + b"\n"
    packed = wrapped(name, text)
    assert CONTAINERS[name].test(packed)
    found = report(packed).findings
    assert {finding.api_key for finding in found} == {keys.api_key(key(1))}
    assert found[0].path.startswith("outer.bin!")
    assert found[0].line == 2 or name in OWN_LINES


OWN_LINES = {"sqlite", "pickle", "pyc", "pdf"}  # their inner text is written by the layer


@pytest.mark.parametrize("second", sorted(CONTAINERS))
@pytest.mark.parametrize("first", sorted(CONTAINERS))
def test_every_container_in_every_other(first: str, second: str) -> None:
    outer = wrapped(second, wrapped(first, b"\nx = '" + secret_text(1).encode() + b"'\n"))
    found = report(outer).findings
    assert [finding.rule for finding in found] == ["watched-secret"], [finding.path for finding in found]
    assert found[0].path.startswith("outer.bin!")


@pytest.mark.parametrize("name", sorted(CONTAINERS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_damaged_containers_never_raise(name: str, data: st.DataObject) -> None:
    packed = wrapped(name, b"line\n" * 20 + secret_text(1).encode())
    broken = bytearray(packed)
    for _ in range(data.draw(st.integers(0, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(broken[: data.draw(st.integers(0, len(broken)))])
    layer = CONTAINERS[name]
    layer.test(cut)
    for inner in layer.open(_view(cut), Limits().budget(len(cut))):
        assert "internal" not in getattr(inner, "reason", "")


@pytest.mark.parametrize("name", sorted(CONTAINERS))
@settings(max_examples=50, deadline=None)
@given(data=st.binary(max_size=600))
def test_no_bytes_raise(name: str, data: bytes) -> None:
    layer = CONTAINERS[name]
    head = wrapped(name, b"x")
    for text in (data, head[:4] + data, head[:16] + data, head[:-20] + data):
        layer.test(text)
        list(layer.open(_view(text), Limits().budget(len(text))))


def _view(data: bytes) -> View:
    return View(data, "outer.bin")


@pytest.mark.parametrize("name", sorted(CONTAINERS))
def test_heads_leave_nothing_out(name: str) -> None:
    layer = CONTAINERS[name]
    packed = wrapped(name, b"some text")
    assert not layer.heads or packed.startswith(layer.heads)
    for place in range(min(20, len(packed))):
        for byte in range(256):
            other = packed[:place] + bytes((byte,)) + packed[place + 1 :]
            if layer.heads and not other.startswith(layer.heads):
                assert not layer.test(other)


def test_plain_text_opens_nothing() -> None:
    text = b"def main() -> None:\n    print('hello')\n" * 1000
    assert not [name for name, layer in CONTAINERS.items() if layer.test(text)]
    assert len(list(unfold(b"plain"))) == 1


def test_a_plainly_stored_member_is_told_once() -> None:
    text = f"k = {secret_text(1)}\n".encode()
    for name in ("tar", "ar"):
        packed = wrapped(name, text)
        assert text in packed
        assert [finding.path.split("!")[0] for finding in report(packed).findings] == ["outer.bin"]
        assert report(packed).findings[0].path.endswith("inner.txt")
