"""zip and all that is one inside: jar, whl, apk, docx, xlsx, odt, epub, self-extracting programs."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _test(data: bytes) -> bool:
    if data[:2] == b"PK" and data[2:4] in (b"\x03\x04", b"\x05\x06", b"07", b"\x07\x08"):
        return True
    tail = data[-66_000:]
    if b"\x00" not in tail or b"PK\x05\x06\x00\x00" not in tail:
        return False
    return data[:8] != b"!<arch>\n" and data[257:262] != b"ustar"  # these hold the archive as a member


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._zip import Archive, listing

    names = listing(view.data)
    if names is not None:
        budget.take(len(names.data))
        yield names
    yield from Archive(view.data, budget).members()


def _wrap(text: bytes) -> bytes:
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/inner.txt", text)
    return held.getvalue()


LAYER = Layer(name="zip", test=_test, open=_open, wrap=_wrap, container=True)
