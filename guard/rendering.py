"""A report format, and what a rendering may depend on."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.model import Report


class RenderContext:
    """Choices of one rendering: language, colour, width in columns."""

    __slots__ = ("color", "lang", "verbose", "width")

    def __init__(self, lang: str = "en", color: bool = False, width: int = 100, verbose: int = 0) -> None:
        self.lang = lang
        self.color = color
        self.width = width
        self.verbose = verbose


class Format:
    """One form of the report; `render(report, context)` returns the whole text."""

    __slots__ = ("media_type", "name", "render")

    def __init__(self, *, name: str, media_type: str, render: Callable[[Report, RenderContext], str]) -> None:
        self.name = name
        self.media_type = media_type
        self.render = render
