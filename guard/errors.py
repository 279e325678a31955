"""Errors a user can cause or meet, each with a message and a hint, and the exit statuses."""

from __future__ import annotations


class Exit:
    """Exit statuses, the same for every command and format."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERRUPTED = 130
    TERMINATED = 143


class GuardError(Exception):
    """A failure told in one line, with what to do next; never holds content that was scanned."""

    status = Exit.INCOMPLETE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(GuardError):
    """A command line that asks for what does not exist."""

    status = Exit.USAGE


class ConfigError(GuardError):
    """A configuration that cannot be obeyed."""

    status = Exit.USAGE


class SourceError(GuardError):
    """An input that exists and could not be read."""


class StoreError(GuardError):
    """A place of stored keys that could not be read or written."""
