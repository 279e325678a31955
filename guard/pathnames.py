"""Names of files as texts: a value can stand in one, and with a slash in it span folders."""

from __future__ import annotations

from guard.model import Fragment, Skip
from guard.redact import display_path

SHORTEST = 22
_PIECE = 16  # of a value in base64 that its own slashes cut apart, one is as long or has a sign at its end
_PLAIN = b"abcdefghijklmnopqrstuvwxyz_-./"
_OTHERS = 3  # capitals, digits and signs: fewer than that in 16 characters of a value once in 10,000
_CHUNK = 512  # names looked at together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def fragments(paths: Iterable[bytes]) -> Iterator[Fragment]:
    """Yield a fragment for every path that may hold a value."""
    rest = [path for path in paths if _may_tell(path)]
    for start in range(0, len(rest), _CHUNK):
        for path in _telling(rest[start : start + _CHUNK]):
            yield Fragment(path, display_path(path), "path")


def _may_tell(path: bytes) -> bool:
    """Tell by its length and that of its parts whether a value may stand in a path: few do, and this is cheap."""
    if len(path) < SHORTEST or len(path.translate(None, _PLAIN)) < _OTHERS:
        return False
    return b"=" in path or b"%" in path or any(len(part) >= _PIECE and len(part.translate(None, _PLAIN)) >= _OTHERS for part in path.split(b"/"))


def _telling(paths: list[bytes]) -> list[bytes]:
    """Return the paths in which there is a value, looked at as the lines of one text."""
    from bisect import bisect

    from guard.candidates import unfold

    starts = [0]
    for path in paths:
        starts.append(starts[-1] + len(path) + 1)
    found = set()
    for opened in unfold(b"\n".join(path.replace(b"\n", b"?") for path in paths)):
        if isinstance(opened, Skip):
            continue
        for candidate in opened.candidates():
            at = opened.offsets(candidate.start) if opened.offsets else candidate.start
            found.add(min(bisect(starts, at), len(paths)) - 1)
    return [path for number, path in enumerate(paths) if number in found or b"\n" in path]
