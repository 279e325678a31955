"""Keep Backpack Exchange API credentials out of repositories, by proof."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["Finding", "Report", "__version__"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Finding, Report


def __getattr__(name: str) -> object:
    """Load a public name when it is asked for: nothing of the program is loaded before its first line."""
    if name in __all__:
        from guard import model

        return getattr(model, name)
    raise AttributeError(f"module 'guard' has no attribute {name!r}")
