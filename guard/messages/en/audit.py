"""Words of an audit: what was read, and the story of a key."""

from __future__ import annotations

TEXTS = {
    "progress": "{done} of {total} objects, {rate} MB/s, {left} left",
    "objects": "{count} objects of the repository were asked for",
    "narrow": "not asked for: other history, unreachable objects, reflogs, indexes, the files of the git directory",
    "reachable": "not asked for: objects that no ref reaches",
    "replaced": "{count} replace refs are not followed: the replaced objects themselves were read",
    "grafts": "info/grafts is not followed: the parents that commits really have were read",
    "grafted": "the shallow file names {commit}, but its parents are here and were read",
    "pointers": "{count} LFS pointers: what they name is not in git; what lies under lfs/objects was read",
    "elsewhere": "also read: {place}, to which this git directory leads",
    "rebuilt": "{pack} has no index that can be read: git passes it over; all of it was read here",
    "linked": "{link} is a symbolic link and was followed to {place}, as git does",
    "came": "came in with commit {commit} of {date} as {path}:{line}",
    "in-commit-message": "stands in commit {commit} of {date} itself: its message or its header",
    "in-tag-message": "stands in a tag of commit {commit} of {date}",
    "still": "still in HEAD",
    "removed": "taken out by commit {commit} of {date}; the history keeps it",
    "unreached": "no ref reaches it any more; git keeps the object until it prunes it",
    "reached": "still reached by {refs}",
    "more": "{refs} and {count} more",
    "is-pushed": "was pushed: a remote-tracking ref has it",
    "not-pushed": "was not pushed, as far as this repository knows",
    "no-remote": "this repository knows no remote",
    "beside": "stands in the git directory, outside the history: no push carries it",
    "do-public": "treat it as public: delete the API key first, then clean the history",
    "do-unstage": "it is not committed: unstage it (git rm --cached {path}) and move the secret out of the file",
    "do-amend": (
        "before any push, take it out of the commits that hold it (git commit --amend, git rebase -i);"
        " delete the API key if anyone else can read this repository"
    ),
    "do-prune": "let git forget it: git reflog expire --expire=now --all, then git gc --prune=now",
    "do-file": "remove it there; a password in a URL belongs into a credential helper",
}
