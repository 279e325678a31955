"""What git knows: whether the file is tracked or ignored, and whether any stored object holds the secret."""

from __future__ import annotations

import os

from guard.errors import GuardError, SourceError, UsageError
from guard.place import Hit, Place, Spot
from guard.problem import ERROR, NOTE, WARNING, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.gitdir import GitDir


def _examine(spot: Spot) -> Iterator[Hit]:
    from guard.gitdir import GitDir

    try:
        git = GitDir(spot.folder)
    except UsageError:
        return  # in no repository
    try:
        if spot.path and git.top:
            yield from _file(spot, git)
        if not spot.quick and spot.secrets:
            yield from _history(spot, git)
    except SourceError as error:
        yield Hit(Problem("git-unchecked", NOTE, reason=error.message))
    finally:
        git.close()


def _file(spot: Spot, git: GitDir) -> Iterator[Hit]:
    """Look the file itself up in the index and in the ignore rules."""
    real = os.path.join(os.path.realpath(os.path.dirname(spot.path)), os.path.basename(spot.path))
    relative = os.path.relpath(real, os.path.realpath(git.top))
    if relative.startswith(os.pardir):
        return
    if _ls(git, ["-s"], relative):
        yield Hit(Problem("tracked", ERROR))
    elif not _ls(git, ["-o", "-i", *_rules(spot, git)], relative):
        yield Hit(Problem("not-ignored", WARNING, other=relative.replace(os.sep, "/")))


def _rules(spot: Spot, git: GitDir) -> list[str]:
    """Return the options for the ignore rules that git would use here: shared, own and global ones."""
    config = spot.environment.get("XDG_CONFIG_HOME") or os.path.join(spot.home, ".config")
    files = [os.path.join(git.common, "info", "exclude"), os.path.join(config, "git", "ignore")]
    return ["--exclude-per-directory=.gitignore", *(f"--exclude-from={one}" for one in files if os.path.isfile(one))]


def _ls(git: GitDir, options: list[str], relative: str) -> bool:
    from guard.git import run

    extra = {**git.environment, "GIT_WORK_TREE": git.top, "GIT_LITERAL_PATHSPECS": "1"}
    return bool(run(["-C", git.top, "ls-files", "-z", *options, "--", relative], extra))


def _history(spot: Spot, git: GitDir) -> Iterator[Hit]:
    """Search everything that the repository stores, reachable or not, by watching for the keys of the secrets."""
    from guard.config import Settings
    from guard.keys import api_key, derive
    from guard.scan import Scan
    from guard.sweep.run import Sweep

    owners = {api_key(derive(secret)): secret for secret in spot.secrets}
    settings = Settings()
    settings.watch = frozenset(derive(secret) for secret in spot.secrets)
    scan = Scan(settings)
    Sweep(git, scan).run()
    for finding in scan.findings(lambda: 0):
        secret = owners.pop(finding.api_key or "", None)
        if secret is not None:
            yield Hit(Problem("committed", ERROR, blob=(finding.blob or finding.commit or "?")[:12]), secret)
    missed = sum(not skip.harmless for skip in scan.skipped)
    if missed:
        yield Hit(Problem("committed-partial", NOTE, count=missed))


def top_of(folder: str) -> str:
    """Return the top of the work tree around a folder, "" where there is none."""
    from guard.gitdir import locate

    try:
        return locate(folder)[1]
    except GuardError:
        return ""


PLACE = Place("git", _examine, for_file=False)
