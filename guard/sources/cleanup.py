"""What git takes out of a commit message before it stores it: comment lines, and what stands below the scissors line.

How it cleans is set in many places, and hooks are not shown all of them (`git commit --cleanup=`). But where an
editor is used git says in the message itself what it will leave out, and of which mark. What it does not say so
is taken to be stored: a message that was given with -m, another language's, one without git's hints.

Run by hand or by another program than git, there is no commit to tell of: comment lines are what the repository's
configuration says.
"""

from __future__ import annotations

import re

from guard import environ

_IGNORED = re.compile(rb"(?m)^([^\s'][^\n']{0,15}?) [^\n]{0,120}'\1' will be ignored, and an empty message aborts")
_KEPT = b"' will be kept; you may remove them"
_SCISSORS = re.compile(rb"(?m)^([^\s][^\n]{0,15}) -{24} >8 -{24}\r?$")
_SHOWN = (b"diff --", b"Submodule ")  # how what `git commit -v` shows below it begins


def clean(raw: bytes, config: bytes = b"") -> bytes:
    """Blank what git takes out; line numbers stay. `config` is the repository's own."""
    if environ.get("GIT_EDITOR") == ":":  # git says so to its hooks where no editor is used
        return raw
    by_git = bool(environ.get("GIT_INDEX_FILE"))  # which it names to them
    cuts = (one for one in _SCISSORS.finditer(raw) if not by_git or _is_shown(raw[one.end() :], one.group(1)))
    cut = next(cuts, None)
    kept = raw[: cut.start()] if cut else raw
    hint = _IGNORED.search(kept)
    mark = hint.group(1) if hint else b"" if by_git else _set_mark(config)
    if not mark or _KEPT in kept:
        return kept
    return b"\n".join(b"" if line.startswith(mark) else line for line in kept.split(b"\n"))


def _is_shown(below: bytes, mark: bytes) -> bool:
    """Tell whether nothing but comments and a patch stand below a line: it is git's, and not one that was typed."""
    first = next((line for line in below.split(b"\n") if line.strip() and not line.startswith(mark)), b"")
    return not first or first.startswith(_SHOWN)


def _set_mark(config: bytes) -> bytes:
    """Return what begins a comment line by a repository's configuration."""
    found = re.findall(rb"(?im)^[ \t]*comment(?:char|string)[ \t]*=[ \t]*\"?([^\s\"]+)", config)
    mark: bytes = found[-1] if found else b"#"
    return b"" if mark == b"auto" else mark
