"""Standard input as one fragment."""

from __future__ import annotations

from guard.model import Fragment, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class StdinSource:
    """What was read from standard input, under the name the user gave it."""

    name = "stdin"

    def __init__(self, data: bytes, name: str = "<stdin>") -> None:
        self._fragment = Fragment(data, name, "stdin")

    def fragments(self) -> Iterator[Fragment | Skip]:
        """Yield the one fragment."""
        yield self._fragment
