"""Verdicts as findings, so that every format of the scan can carry them: rule "stored-key/<diagnosis>"."""

from __future__ import annotations

from guard.formats._check_text import said
from guard.model import Finding, Report
from guard.problem import Problem
from guard.verdict import CheckReport, Verdict

_SEVERITY = {"error": "high", "warning": "low", "note": "low"}


def _finding(verdict: Verdict, problem: Problem) -> Finding:
    message, fix = said(problem, verdict, "en")
    name = verdict.entry.name or verdict.kept.path
    line = max(1, verdict.entry.line)
    column = max(1, verdict.entry.column)
    return Finding(
        rule=f"stored-key/{problem.id}", severity=_SEVERITY[problem.severity], confidence="proven",
        api_key=verdict.api_key, fingerprint=verdict.fingerprint or "", encoding=verdict.decoded.form,
        origin=verdict.kept.kind, path=verdict.kept.path, line=line, column=column, end_line=line,
        end_column=column + 1, message=f"{name} {message}" + (f" (fix: {fix})" if fix else ""),
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
    return Report(findings, requested=asked, read=len(report.stores), skipped=report.skipped, notes=report.notes)
