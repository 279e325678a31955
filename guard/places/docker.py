"""Whether a Docker build takes the file into its context (.dockerignore, the rules of Go's filepath.Match)."""

from __future__ import annotations

import os

from guard.place import Hit, Place, Spot, read_copy
from guard.places.git import top_of
from guard.problem import WARNING, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_BUILD = ("dockerfile", "containerfile")
_COMPOSE = ("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml")


def _examine(spot: Spot) -> Iterator[Hit]:
    top = top_of(spot.folder) or spot.folder
    folder = spot.folder
    while True:
        if builds(folder):
            relative = os.path.relpath(spot.path, folder).replace(os.sep, "/")
            rules = read_copy(os.path.join(folder, ".dockerignore")).decode("utf-8", "replace")
            if not is_ignored(relative, rules):
                yield Hit(Problem("docker", WARNING, other=relative))
            return
        above = os.path.dirname(folder)
        if above == folder or os.path.realpath(folder) == os.path.realpath(top):
            return
        folder = above


def builds(folder: str) -> bool:
    """Tell whether a folder has what Docker or Podman build from."""
    try:
        names = [name.lower() for name in os.listdir(folder)]
    except OSError:
        return False
    return any(name in _COMPOSE or name.split(".")[0] in _BUILD for name in names)


def is_ignored(path: str, rules: str) -> bool:
    """Tell whether .dockerignore rules leave a path out; the last rule that fits decides."""
    import re

    parts = path.split("/")
    prefixes = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    ignored = False
    for line in rules.splitlines():
        rule = line.strip()
        if not rule or rule.startswith("#"):
            continue
        negated = rule.startswith("!")
        pattern = re.compile(_pattern(rule.lstrip("!").strip().strip("/").removeprefix("./")))
        if any(pattern.fullmatch(prefix) for prefix in prefixes):
            ignored = not negated
    return ignored


def _pattern(rule: str) -> str:
    import re

    out = ""
    at = 0
    while at < len(rule):
        if rule.startswith("**/", at):
            out, at = out + "(?:.*/)?", at + 3
        elif rule.startswith("**", at):
            out, at = out + ".*", at + 2
        elif rule[at] == "*":
            out, at = out + "[^/]*", at + 1
        elif rule[at] == "?":
            out, at = out + "[^/]", at + 1
        elif rule[at] == "[" and "]" in rule[at + 2 :]:
            stop = rule.index("]", at + 2)
            out, at = out + rule[at : stop + 1], stop + 1
        else:
            out, at = out + re.escape(rule[at]), at + 1
    return out


PLACE = Place("docker", _examine)
