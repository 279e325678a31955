"""PNG text chunks (tEXt, zTXt, iTXt: PNG 3rd edition, 11.3.3) and EXIF data, each as a content of its own."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"\x89PNG\r\n\x1a\n"
_KINDS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")


def _test(data: bytes) -> bool:
    return data[:8] == _MAGIC


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    data, position = view.data, len(_MAGIC)
    while position + 8 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        if kind in _KINDS:
            if not budget.take(min(size, len(data)), 1):
                yield Skip("", budget.spent)
                return
            yield from _text(data[position + 8 : position + 8 + size], kind, budget)
        position += 12 + size


def _text(body: bytes, kind: bytes, budget: Budget) -> Iterator[Inner | Skip]:
    name = kind.decode("ascii")
    keyword, _, rest = body.partition(b"\x00")
    if kind == b"zTXt":
        yield from _packed(keyword, rest[1:], name, budget)
    elif kind == b"iTXt":
        language, _, after = rest[2:].partition(b"\x00")
        translated, _, text = after.partition(b"\x00")
        if rest[:1] == b"\x01":
            yield from _packed(b" ".join((keyword, language, translated)), text, name, budget)
        else:
            yield Inner(b": ".join((keyword, language, translated, text)), name)
    else:
        yield Inner(body if kind == b"eXIf" else keyword + b": " + rest, name)


def _packed(keyword: bytes, body: bytes, name: str, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._streams import Inflate, Streams, read, verdict

    streams = Streams(body, lambda data, at: (Inflate(15), at), single=True)
    text, reason = read(streams, budget)
    yield Inner(text if _binary(text) else keyword + b": " + text, name)
    yield from verdict(name, text, streams.state, reason, "PNG text")


def _binary(text: bytes) -> bool:
    try:
        return "\x00" in text.decode()
    except UnicodeDecodeError:
        return True


def _wrap(text: bytes) -> bytes:
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = chunk(b"IHDR", (1).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00")
    pixels = chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    return _MAGIC + head + chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(text)) + pixels + chunk(b"IEND", b"")


LAYER = Layer(name="png", test=_test, open=_open, wrap=_wrap, container=True, heads=(_MAGIC,))
