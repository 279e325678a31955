"""The story of a key below a finding of an audit."""

from __future__ import annotations

from guard import texts
from guard.model import Finding

_REFS = 4


def lines(finding: Finding, lang: str) -> list[tuple[str, str]]:
    """Return (kind, text) for each line of the story: "story" what happened, "help" what to do first."""
    story = finding.story
    if not story:
        return []

    def say(name: str, **values: object) -> tuple[str, str]:
        return ("help" if name.startswith("do-") else "note", texts.text(lang, f"audit.{name}", **values))

    first, refs = story["first"], _refs(story["refs"], lang)
    if not isinstance(first, dict):
        if finding.origin == "index":
            return [say("do-unstage", path=finding.path)]
        if finding.origin == "blob":
            return [say("reached", refs=refs) if refs else say("unreached"), say("do-prune")]
        return [] if finding.origin == "ref-name" else [say("beside"), say("do-file")]
    short = str(first["commit"])[:12]
    if finding.origin in ("commit-message", "tag-message"):
        told = [say(f"in-{finding.origin}", commit=short, date=first["date"])]
    else:
        told = [say("came", commit=short, date=first["date"], path=first["path"], line=first["line"])]
    gone = story["removed_by"]
    if story["in_head"] and finding.origin != "commit-message":
        told.append(say("still"))
    elif isinstance(gone, dict):
        told.append(say("removed", commit=str(gone["commit"])[:12], date=gone["date"]))
    told.append(say("reached", refs=refs) if refs else say("unreached"))
    told.append(say({True: "is-pushed", False: "not-pushed", None: "no-remote"}[story["pushed"]]))  # type: ignore[index]  # the contract's three values
    told.append(say("do-public" if story["pushed"] else "do-amend" if refs else "do-prune"))
    return told


def _refs(names: object, lang: str) -> str:
    listed = [str(name) for name in names] if isinstance(names, list) else []
    shown = ", ".join(listed[:_REFS])
    if len(listed) > _REFS:
        return texts.text(lang, "audit.more", refs=shown, count=len(listed) - _REFS)
    return shown
