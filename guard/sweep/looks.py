"""First looks at fragments remembered: what a look entered into the ledger, in keyed digests, and what it skipped.

A look depends on the content, on the path where it speaks of Backpack, and on the limits and the version of
the tool, for which the cache as a whole counts. Only what comes out the same each time is remembered: not
what failed, and not what ran out of time. Names inside containers are kept where they can hold no value.
"""

from __future__ import annotations

from struct import Struct

from guard.model import Fragment, Skip
from guard.prove import Ledger
from guard.trail import Trail

_DIGEST = 16
_HEAD = Struct("<6Q")
_ROOM = 48 << 20  # bytes of trails that are kept for the second look
_NOTHING = b"-"
_LASTING = (
    "(limits.depth)", "(limits.ratio)", "(limits.members)", "(limits.member-size)", "(limits.total-size)", "encrypted",
    ": what is there was read", ": not read to its end", ": read as plain bytes", "which is not supported",
    "was not fetched",
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.limits import Limits
    from guard.sweep.memo import Memo


class Named(Fragment):
    """A fragment whose content `name` stands for; it is read only if asked for. `size` is told in bytes."""

    __slots__ = ("_content", "_size", "name")

    def __init__(
        self, name: bytes, data: bytes | None, path: str, origin: str, again: Callable[[], bytes], blob: str | None = None,
        about: str = "", size: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(b"", path, origin, blob, None, again, about)
        self._content = data
        self._size = size
        self.name = name

    @property
    def data(self) -> bytes:
        """The content; SourceError or OSError if it cannot be read any more."""
        if self._content is None and self.again:
            self._content = self.again()
        return self._content or b""

    @data.setter
    def data(self, data: bytes) -> None:
        """Give the content."""
        self._content = data

    @property
    def size(self) -> int:
        """The size that was told."""
        return self._size


class Looks:
    """Takes the place of guard.sift.sift: what `memo` knows is entered without a look.

    `lightly` says that of what does not speak of Backpack only that is asked what is not read: the light look (guard.hush) that could not
    read it whole has its values.
    """

    __slots__ = ("_memo", "_ready", "_room", "lightly")

    def __init__(self, memo: Memo) -> None:
        self._memo = memo
        self._ready: dict[bytes, tuple[bytes, bool]] = {}  # what looks ahead have found, and whether that is to be remembered
        self._room = _ROOM
        self.lightly = False

    def __call__(
        self, fragment: Fragment, number: int, book: Callable[[], Ledger], limits: Limits | None = None, background: bool = False
    ) -> tuple[list[Skip], bool]:
        """Return what sift does; SourceError or OSError if a content cannot be read any more."""
        if background:
            from guard.sift import sift

            return sift(fragment, number, book, limits, background)
        key = self._key(fragment)
        ready = self._ready.pop(key, None)
        body, lasts = ready if ready else (self._memo.get(key), True)
        known = _known(body, fragment.path) if body else None
        if known is None:
            known = _look(fragment, book(), limits, self.lightly)
            body, lasts = _lasting(*known, fragment.path), True
        if body and lasts:
            self._memo.put(key, body)
        own, skips, some = known
        if some:
            ledger = book()
            trail = own.trails.get(0, b"")
            if trail and len(trail) <= self._room:
                self._room -= len(trail)
                ledger.trails[number] = trail
            own.key = ledger.key
            ledger.absorb(own.key, own.state(), number)
        return skips, some

    def ahead(self, fragment: Fragment, ledger: Ledger, limits: Limits | None) -> tuple[bytes, bytes, bool]:
        """Look for another process, which is to `take` what this returns."""
        found = _look(fragment, ledger, limits, self.lightly)
        body = _lasting(*found, fragment.path)
        passed = body if body or any("\0" in skip.path for skip in found[1]) else _body(*found, fragment.path)
        return self._key(fragment), passed, bool(body)

    def prepare(self, fragment: Fragment, ledger: Ledger, limits: Limits | None) -> None:
        """Look at what is to be fed later, unless it is known; what cannot be read is told then."""
        from guard.errors import SourceError

        try:
            key = self._key(fragment)
            if not self._memo.get(key):
                body = _lasting(*_look(fragment, ledger, limits, self.lightly), fragment.path)
                if body:
                    self._ready[key] = body, True
        except (OSError, SourceError):
            return

    def take(self, key: bytes, body: bytes, lasts: bool) -> None:
        """Know what a look in another process has found."""
        self._ready[key] = body, lasts

    def _key(self, fragment: Fragment) -> bytes:
        about = (fragment.about or fragment.path).encode("utf-8", "surrogatepass")
        kind, content = (b"named", fragment.name) if isinstance(fragment, Named) else (b"text", fragment.data)
        return self._memo.key(b"lightly-" + kind if self.lightly else kind, content, about)


def _look(fragment: Fragment, ledger: Ledger, limits: Limits | None, lightly: bool = False) -> tuple[Ledger, list[Skip], bool]:
    from guard.sift import sift, silent

    if lightly:
        unread = silent(fragment, limits)
        if unread is not None:
            return Ledger(ledger.key), unread, False
    own = Ledger(ledger.key, ledger.derived)
    trail = Trail()
    skips, some = sift(fragment, 0, lambda: own, limits, trail=trail)
    if some and not skips:
        own.trails[0] = trail.body()
    return own, skips, some


def _lasting(own: Ledger, skips: list[Skip], some: bool, path: str) -> bytes:
    """Return what a look has found in bytes, none where another one might find something else."""
    return _body(own, skips, some, path) if all(_lasts(skip, path) for skip in skips) else b""


def _lasts(skip: Skip, path: str) -> bool:
    """Tell whether something is skipped each time, and its name can be kept."""
    name = skip.path[len(path) :].encode("utf-8", "surrogatepass")
    return skip.reason.endswith(_LASTING) and b"\0" not in name and not _has_value(name)


def _has_value(text: bytes) -> bool:
    from guard.candidates import unfold

    return any(isinstance(opened, Skip) or next(opened.candidates(), None) for opened in unfold(text))


def _body(own: Ledger, skips: list[Skip], some: bool, path: str) -> bytes:
    said = "\0".join(f"{int(skip.harmless)}{skip.path[len(path):]}\0{skip.reason}" for skip in skips)
    text = said.encode("utf-8", "surrogatepass")
    if not some and not text:
        return _NOTHING
    parts = [*own.held, *own.private, *(one + other for one, other in own.derived.items()), *own.suspects]
    trail = own.trails.get(0, b"")
    counts = len(own.held), len(own.private), len(own.derived), len(own.suspects)
    return bytes((some,)) + _HEAD.pack(*counts, len(text), len(trail)) + text + trail + b"".join(parts)


def _known(body: bytes, path: str) -> tuple[Ledger, list[Skip], bool] | None:
    """Return what `_body` wrote, None if it is something else."""
    if body == _NOTHING:
        return Ledger(b"-"), [], False
    if len(body) <= _HEAD.size:
        return None
    held, private, derived, suspects, length, led = _HEAD.unpack_from(body, 1)
    at = 1 + _HEAD.size
    if len(body) != at + length + led + _DIGEST * (held + private + 2 * derived + suspects):
        return None
    words = body[at : at + length].decode("utf-8", "surrogatepass").split("\0") if length else []
    skips = [Skip(path + words[one][1:], words[one + 1], words[one][0] == "1") for one in range(0, len(words), 2)]
    at += length
    trail = body[at : at + led]
    at += led
    digests = [body[first : first + _DIGEST] for first in range(at, len(body), _DIGEST)]
    own = Ledger(b"-")
    own.trails[0] = trail
    own.held = dict.fromkeys(digests[:held], 0)
    own.private = dict.fromkeys(digests[held : held + private], 0)
    at = held + private
    own.derived = dict(zip(digests[at : at + 2 * derived : 2], digests[at + 1 : at + 2 * derived : 2], strict=True))
    own.suspects = set(digests[at + 2 * derived :])
    return own, skips, bool(body[0])
