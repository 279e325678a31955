"""How far the steps of Backpack's guide are done, judged by the verdicts of `check`."""

from __future__ import annotations

from guard.problem import ERROR, NOTE, ORDER, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.verdict import Verdict

LEAKED = frozenset(["committed", "tracked", "history", "hook-patch", "documented"])
_EMPTY = frozenset(["placeholder", "empty"])
_ELSEWHERE = frozenset(["reference", "encrypted", "pem-encrypted"])
_MOST = 6

# the step one is at, and the last one that is done
_AT = {"nothing": 1, "placeholder": 2, "no-secret": 3, "leaked": 1, "broken": 3, "unsafe": 3, "elsewhere": 4, "done": 4}


class Progress:
    """`state` names where things stand, the gravest first; `todo` holds what is to be done about it."""

    __slots__ = ("good", "state", "todo", "total")

    def __init__(self, verdicts: list[Verdict]) -> None:
        self.total = len(verdicts)
        self.good = sum(one.severity == "ok" and one.id == "ok" for one in verdicts)
        self.state = _state(verdicts)
        wanted = [(one, problem) for one in verdicts for problem in one.all_problems if _counts(problem, self.state)]
        self.todo = sorted(wanted, key=lambda pair: -ORDER.index(pair[1].severity))[:_MOST]

    def mark(self, step: int) -> str:
        """Return "done", "here" or "open" for a step."""
        at = _AT[self.state]
        return "done" if step < at else "here" if step == at else "open"


def _ids(verdict: Verdict) -> set[str]:
    return {problem.id for problem in verdict.all_problems}


def _state(verdicts: list[Verdict]) -> str:
    if not verdicts:
        return "nothing"
    if any(_ids(one) & LEAKED for one in verdicts):
        return "leaked"
    real = [one for one in verdicts if not _ids(one) & _EMPTY]
    if not real:
        return "placeholder"
    if any(problem.severity == ERROR for one in real for problem in one.problems):
        return "broken"
    if all(_ids(one) & _ELSEWHERE for one in real):
        return "elsewhere"
    if not any(one.kind == "secret" for one in real):
        return "no-secret"
    if any(problem.severity != NOTE for one in real for problem in one.all_problems):
        return "unsafe"
    return "done"


def _counts(problem: Problem, state: str) -> bool:
    if state == "leaked":
        return problem.id in LEAKED
    return problem.severity != NOTE and problem.id not in _EMPTY
