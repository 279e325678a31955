"""zip and all that is one inside: jar, whl, apk, docx, xlsx, odt, epub, self-extracting programs."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View
from guard.view import ZEROS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_HOLDERS = (b"!<arch>\n", b"SQLite f")


def _test(data: bytes) -> bool:
    if data[:2] == b"PK" and data[2:4] in (b"\x03\x04", b"\x05\x06", b"07", b"\x07\x08"):
        return True
    if data.find(b"\x00", max(0, len(data) - 4096)) < 0 or data.find(b"PK\x05\x06\x00\x00", max(0, len(data) - 66_000)) < 0:
        return False
    return not _holder(data)


def _holder(data: bytes) -> bool:
    """Tell whether the archive is a member of something that another layer opens."""
    pickled = data[:1] == b"\x80" and data[1] < 6
    return data[:8] in _HOLDERS or data[257:262] == b"ustar" or pickled or data[2:4] == b"\r\n"


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


LAYER = Layer(name="zip", test=_test, open=_open, wrap=_wrap, container=True, rests=ZEROS)
