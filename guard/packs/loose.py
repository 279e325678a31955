"""Loose objects read as files, within a limit (gitformat-loose(5): zlib of "kind size\\0content")."""

from __future__ import annotations

import os

_NO_WAIT = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_HEAD = 64


def read(path: str, limit: int) -> tuple[str, bytes]:
    """Return (kind, content) of a loose object; ValueError where it is damaged or larger than `limit`."""
    try:
        handle = os.open(path, _NO_WAIT)
    except OSError:
        raise ValueError("unreadable") from None
    try:
        return _content(handle, limit)
    except ValueError:
        raise
    except Exception:  # zlib.error and OSError; what they say may hold content
        raise ValueError("damaged") from None
    finally:
        os.close(handle)


def kind(path: str) -> str:
    """Return the kind of a loose object from the head of its file; ValueError where it has none."""
    try:
        handle = os.open(path, _NO_WAIT)
    except OSError:
        raise ValueError("unreadable") from None
    try:
        return _head(handle)[0].decode("ascii")
    except Exception:  # zlib.error and OSError; what they say may hold content
        raise ValueError("damaged") from None
    finally:
        os.close(handle)


def _head(handle: int) -> tuple[bytes, bytes]:
    """Return (kind, digits of the size) from the head of a file."""
    from zlib import decompressobj

    text = decompressobj().decompress(os.read(handle, 4 * _HEAD), _HEAD)
    name, _, digits = text[: text.index(b"\0")].partition(b" ")
    int(digits)
    return name, digits


def _content(handle: int, limit: int) -> tuple[str, bytes]:
    from zlib import decompressobj

    worker = decompressobj()
    text = worker.decompress(os.read(handle, 1 << 16), _HEAD)
    mark = text.index(b"\0")
    kind, _, digits = text[:mark].partition(b" ")
    size = int(digits)
    if size > limit:
        raise ValueError("large")
    parts = [text[mark + 1 :]]
    have = len(parts[0])
    while not worker.eof and have <= size:
        raw = worker.unconsumed_tail or os.read(handle, 1 << 20)
        if not raw:
            break
        parts.append(worker.decompress(raw, size - have + 1))
        have += len(parts[-1])
    if have != size or not worker.eof:
        raise ValueError("damaged")
    return kind.decode("ascii"), b"".join(parts)
