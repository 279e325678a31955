"""One thing that is wrong, or worth knowing, about a stored key: an id, a severity, public values."""

from __future__ import annotations

ERROR, WARNING, NOTE = "error", "warning", "note"
ORDER = (NOTE, WARNING, ERROR)


class Problem:
    """A diagnosis. `values` fill the placeholders of its texts and are public: counts, API keys, places.

    The texts are "check.<id>" and "check.<id>.fix"; `certain` says that the right value is known, so
    that it can be mended in place.
    """

    __slots__ = ("certain", "id", "severity", "values")

    def __init__(self, id: str, severity: str = ERROR, *, certain: bool = False, **values: object) -> None:
        self.id = id
        self.severity = severity
        self.certain = certain
        self.values = values

    def __repr__(self) -> str:
        return f"Problem({self.id}, {self.severity})"
