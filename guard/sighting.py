"""A sighting: one value at one place, with all that must be known after its content is gone.

It holds the derived public key and keyed digests, never the value.
"""

from __future__ import annotations


class Sighting:
    """One value at one place. `digest` names the value within this run, `public` is its derived key."""

    __slots__ = (
        "allowed", "bare", "blob", "column", "commit", "digest", "encoding", "end_column", "end_line", "exact",
        "excerpt", "excerpt_span", "exchange", "expanded", "file_level", "foreign", "line", "line_hash", "line_level", "name",
        "origin", "own_name", "path", "point", "public", "role", "service", "unnamed_pair",
    )  # fmt: skip

    def __init__(self, digest: bytes, public: bytes, encoding: str) -> None:
        self.digest = digest
        self.public = public
        self.encoding = encoding
        self.path = self.origin = self.excerpt = self.name = self.line_hash = ""
        self.exchange = b""  # digest of its X25519 public key: seen anywhere, the pair is another tool's
        self.blob: str | None = None
        self.commit: str | None = None
        self.line = self.column = self.end_line = self.end_column = 1
        self.bare = self.exact = self.expanded = self.foreign = self.own_name = self.point = self.service = self.unnamed_pair = False
        self.line_level = self.file_level = 0
        self.role = "any"
        self.excerpt_span = (0, 0)
        self.allowed: tuple[str, ...] = ()
