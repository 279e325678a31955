"""Words of the report for people."""

from __future__ import annotations

TEXTS = {
    "error": "error",
    "note": "note",
    "warning": "warning",
    "help": "help",
    "proven-by": "its API key stands at {place}",
    "proven-more": "and at {count} more places",
    "label": "{encoding}, {length} characters",
    "label-lines": "{encoding}, over {lines} lines",
    "in-commit": " (commit {commit})",
    "state-existing": "already in HEAD: not new in this commit",
    "state-accepted": "accepted by the configuration or an allow comment",
    "state-revoked": "listed as revoked in the configuration",
    "state-documented": "a published example, never a key to use",
    "not-read": "not read: {path}: {reason}",
    "passed-over": "passed over: {path}: {reason}",
    "nothing": "Nothing to scan.",
    "clean": "No findings",
    "found-one": "Found 1 finding",
    "found-many": "Found {count} findings",
    "proven-one": "1 proven secret",
    "proven-many": "{count} proven secrets",
    "inputs-one": "in 1 input",
    "inputs-many": "in {count} inputs",
    "inputs-part": "in {read} of {requested} inputs",
    "incomplete": "incomplete: {count} not read",
    "shown": "{count} shown that do not fail",
    "seconds": "{seconds} s",
    "progress": "{done} inputs, {size} MB",
}
