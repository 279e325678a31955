"""Verdicts as findings, so that every format of the scan can carry them: rule "stored-key/<diagnosis>"."""

from __future__ import annotations

from guard.formats._check_text import said
from guard.model import Finding, Report
from guard.problem import Problem
from guard.verdict import CheckReport, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.rule import Rule

_SEVERITY = {"error": "high", "warning": "low", "note": "low"}


def _finding(verdict: Verdict, problem: Problem) -> Finding:
    message, fix = said(problem, verdict, "en")
    name = verdict.entry.name or verdict.kept.path
    line = max(1, verdict.entry.line)
    column = max(1, verdict.entry.column)
    return Finding(
        rule=f"stored-key/{problem.id}", severity=_SEVERITY[problem.severity], confidence="proven",
        api_key=verdict.api_key, fingerprint=_name(verdict, problem), encoding=verdict.decoded.form,
        origin=verdict.kept.kind, path=verdict.kept.path, line=line, column=column, end_line=line,
        end_column=column + 1, message=f"{name} {message}" + (f" (fix: {fix})" if fix else ""),
    )  # fmt: skip


def _name(verdict: Verdict, problem: Problem) -> str:
    """Return the fingerprint of its key, or where none is known a name made of public things only."""
    from hashlib import sha256

    public = "\0".join((verdict.kept.path, verdict.entry.group, verdict.entry.name, problem.id))
    return verdict.fingerprint or "bpg1:" + sha256(public.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def rule_of(name: str, severity: str) -> Rule:
    """Return a rule that stands for one diagnosis, for formats that list the rules they name."""
    import re

    from guard.rule import Rule
    from guard.texts import table

    texts = table("en", "check")
    id = name.partition("/")[2]
    plain = {part: re.sub(r"\{\w+\}", "...", texts[id + part]) for part in ("", ".fix")}
    return Rule(
        id=name, severity=severity, confidence="proven", order=1000, title=f"Stored key: {id}",
        why=f"A stored key {plain['']}.", fix=plain[".fix"] or "Nothing needs to be done.", message="",
        check=lambda case: False, examples=(), counter_examples=(), leak=False,
    )  # fmt: skip


def as_report(report: CheckReport) -> Report:
    """Return a scan report with one finding for each diagnosis worse than a note."""
    findings = [
        _finding(verdict, problem)
        for verdict in report.verdicts
        for problem in verdict.all_problems
        if problem.severity != "note"
    ]
    asked = len(report.stores) + len(report.skipped)
    return Report(findings, requested=asked, read=len(report.stores), skipped=report.skipped, notes=report.notes, fail_on=report.fail_on)
