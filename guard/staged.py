"""The staged scan: index blobs, what HEAD already held, and halves committed at other times."""

from __future__ import annotations

from guard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.config import Settings
    from guard.model import Report


def scan_staged(settings: Settings) -> Report:
    """Scan what the next commit would hold."""
    raise UsageError("staged scans are not available yet")
