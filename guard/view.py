"""Bytes under examination and what every encoding and layer asks of them."""

from __future__ import annotations


class View:
    """Bytes under examination, with the tables of runs that encodings and layers share.

    `name` is the path of these bytes as shown, for layers that name their member after it. `memo` is
    for what two of them would work out alike.
    """

    __slots__ = ("_lists", "_runs", "_sorts", "_stretches", "data", "memo", "name")

    def __init__(self, data: bytes, name: str = "") -> None:
        self.data = data
        self.name = name
        self._lists: list[tuple[int, int]] | None = None
        self._runs: list[tuple[int, int]] | None = None
        self._stretches: list[tuple[int, int]] | None = None
        self._sorts: tuple[list[tuple[int, int]], dict[int, list[tuple[int, int]]]] | None = None
        self.memo: dict[str, object] = {}

    @property
    def runs(self) -> list[tuple[int, int]]:
        """Maximal runs of 43 or more characters of [A-Za-z0-9+/_-], as (start, end)."""
        if self._runs is None:
            from guard.runs import runs_in

            self._runs = runs_in(self.data, self.stretches)
        return self._runs

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """Maximal stretches of 22 or more run characters, escape marks and bytes over 127."""
        if self._stretches is None:
            from guard.runs import find_stretches

            self._stretches = find_stretches(self.data)
        return self._stretches

    @property
    def lists(self) -> list[tuple[int, int]]:
        """Regions of 88 or more digits, hex digits, separators and white space: where bytes may be listed."""
        if self._lists is None:
            from guard.runs import find_lists

            self._lists = find_lists(self.data)
        return self._lists

    @property
    def parts(self) -> list[tuple[int, int]]:
        """Runs of 22 or more characters that may be part of a value."""
        return self._sorted()[0]

    def marked(self, mark: int) -> list[tuple[int, int]]:
        """Return the stretches with a mark in them: "%", "&", a backslash, "=", or sort_out.HIGH for bytes over 127."""
        return self._sorted()[1][mark]

    def _sorted(self) -> tuple[list[tuple[int, int]], dict[int, list[tuple[int, int]]]]:
        if self._sorts is None:
            from guard.sort_out import sort_out

            self._sorts = sort_out(self.data, self.stretches)
        return self._sorts
