"""PDF: every packed stream unpacked, and the text of its pages as it is shown."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


_MAGIC = b"%PDF-"
_BEFORE = b"\xef\xbb\xbf \r\n\t\x00"
_HEADS = (_MAGIC, *(bytes((byte,)) for byte in _BEFORE))


def _test(data: bytes) -> bool:
    return data[:5] == _MAGIC or data[:64].lstrip(_BEFORE).startswith(_MAGIC)


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers import _pdf

    data = view.data
    if b"/Encrypt" in data[-4096:] or b"/Encrypt" in data[:4096]:
        yield Skip("", "encrypted PDF")
        return
    tables: list[dict[bytes, bytes]] = []
    letters: list[_pdf.Letters] = []
    pages: list[tuple[int, bytes, bool]] = []
    kept = 0
    for stream in _pdf.streams(data, budget):
        name = f"stream {stream.number}"
        if stream.problem:
            yield Skip(name, stream.problem)
        if b"beginbfchar" in stream.content or b"beginbfrange" in stream.content:
            table = _pdf.glyph_table(stream.content)
            if table and len(tables) < _pdf._TABLES and table not in tables:
                tables.append(table)
                letters.append(_pdf.Letters(table))
        elif kept < 16 << 20 and _pdf.is_page(stream.content):
            pages.append((stream.number, stream.content, stream.packed))
            kept += len(stream.content)
        elif stream.content and stream.packed:
            yield Inner(stream.content, name)
    for number, content, packed in pages:
        if not budget.take(len(content) * (1 + len(tables)), 1):
            break
        for shown in _page(content, _pdf.text(content, letters), packed):
            yield Inner(shown, f"stream {number}")
    if budget.spent:
        yield Skip("", budget.spent)


def _page(content: bytes, texts: list[bytes], packed: bool) -> list[bytes]:
    """Return a page as it is written, or where that hides something, as it is shown; what was not packed stands in the file."""
    from guard.runs import find_runs

    hiding = [shown for shown in texts if any(shown[start:end] not in content for start, end in find_runs(shown))]
    if not (hiding and packed):
        return [content] if packed else hiding
    whole = [content] if b"\x00" in content else []  # perhaps no page at all
    return list(dict.fromkeys([*whole, texts[0], *hiding]))


def _wrap(text: bytes) -> bytes:
    import zlib

    body = zlib.compress(text)
    head = b"%%PDF-1.4\n1 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(body)
    return head + body + b"\nendstream\nendobj\n%%EOF\n"


LAYER = Layer(name="pdf", test=_test, open=_open, wrap=_wrap, container=True, heads=_HEADS)
