"""The message of the commit being made."""

from __future__ import annotations

import os

from guard.errors import SourceError, UsageError
from guard.gitdir import GitDir
from guard.redact import display_path
from guard.sources.files import read_file


def find_message(given: str) -> tuple[bytes, bytes]:
    """Return (path, content) of the message file.

    Hook frameworks that hand over no file names leave it to us: the newer one of the two files that
    `git commit` and `git merge` write.
    """
    if given:
        path = os.fsencode(given)
        if not os.path.lexists(path):
            raise UsageError(f"no such file: {display_path(path)}")
    else:
        git = GitDir(".", use_environment=True)
        names = [os.path.join(os.fsencode(git.path), name) for name in (b"COMMIT_EDITMSG", b"MERGE_MSG")]
        present = [name for name in names if os.path.exists(name)]
        if not present:
            raise SourceError("no commit message was found", "name the message file after the stage")
        path = max(present, key=lambda name: os.stat(name).st_mtime_ns)
    try:
        return path, read_file(path, follow=True)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise SourceError(f"cannot read the commit message {display_path(path)}: {reason}") from None
