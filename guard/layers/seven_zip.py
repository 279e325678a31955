"""7z, with py7zr of the extra `archives`: members are collected in memory, nothing is written."""

from __future__ import annotations

from guard.model import Budget, Inner, Layer, Skip, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _test(data: bytes) -> bool:
    return data[:6] == b"7z\xbc\xaf\x27\x1c"


def _open(view: View, budget: Budget) -> Iterator[Inner | Skip]:
    from guard.layers._seven_zip import members
    from guard.layers._zstd import MISSING

    try:
        import py7zr  # type: ignore[import-not-found, import-untyped, unused-ignore]  # an extra
    except ImportError:
        yield Skip("", MISSING)
        return
    yield from members(py7zr, view.data, budget)


def _wrap(text: bytes) -> bytes | None:
    import io

    try:
        import py7zr  # type: ignore[import-not-found, import-untyped, unused-ignore]  # an extra
    except ImportError:
        return None
    held = io.BytesIO()
    with py7zr.SevenZipFile(held, "w") as archive:
        archive.writestr(text, "folder/inner.txt")
    return held.getvalue()


LAYER = Layer(name="7z", test=_test, open=_open, wrap=_wrap, container=True, heads=(b"7z\xbc\xaf",))
