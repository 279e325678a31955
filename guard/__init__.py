"""Keep Backpack Exchange API credentials out of repositories, by proof."""

from __future__ import annotations

from guard.model import Finding, Report

__version__ = "0.1.0"
__all__ = ["Finding", "Report", "__version__"]
