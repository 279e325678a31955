"""A report format, and what a rendering may depend on."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.model import Report


class RenderContext:
    """Choices of one rendering: language, colour, width in columns, and the time of it (seconds since 1970)."""

    __slots__ = ("color", "lang", "now", "verbose", "width")

    def __init__(
        self, lang: str = "en", color: bool = False, width: int = 100, verbose: int = 0, now: float = 0.0
    ) -> None:
        self.lang = lang
        self.color = color
        self.width = width
        self.verbose = verbose
        self.now = now


class Format:
    """One form of the report; `render(report, context)` returns the whole text.

    `line_hashes` says that it shows each finding's `line_hash`.
    """

    __slots__ = ("line_hashes", "media_type", "name", "render")

    def __init__(
        self, *, name: str, media_type: str, render: Callable[[Report, RenderContext], str], line_hashes: bool = False
    ) -> None:
        self.name = name
        self.media_type = media_type
        self.render = render
        self.line_hashes = line_hashes
