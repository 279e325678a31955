"""JUnit XML: a suite for each file, a failed test for each finding; what was not read is an error.

Only what the schema of Jenkins' xUnit plugin (junit-10.xsd) knows is written: others take it, and it is the strictest in use.
"""

from __future__ import annotations

from guard.formats._words import gravest_first, place, rules, xml
from guard.model import Finding, Report, Skip
from guard.redact import safe
from guard.rendering import Format, RenderContext


def _case(report: Report, finding: Finding) -> str:
    head = f'    <testcase name="{xml(f"{finding.rule} {place(finding)}")}" classname="{xml(f"backpack-guard.{finding.rule}")}"'
    head += ' time="0">'
    if not report.fails(finding):
        return f'{head}\n      <skipped message="{xml(f"{finding.state}: {finding.message}")}"/>\n    </testcase>'
    rule = rules().get(finding.rule)
    said = [f"{finding.severity}, {finding.confidence}", place(finding)]
    said += [f"its API key stands at {one.path}:{one.line}" for one in finding.evidence]
    said += [f"commit {finding.commit}"] if finding.commit else []
    said += [rule.fix] if rule else []
    body = "\n".join(xml(safe(line)) for line in said)
    return f'{head}\n      <failure message="{xml(finding.message)}" type="{xml(finding.rule)}">{body}</failure>\n    </testcase>'


def _suite(name: str, cases: list[str], failures: int = 0, errors: int = 0, skipped: int = 0, file: str = "") -> str:
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}" time="0"'
    counts += f' file="{xml(file)}"' if file else ""
    return f'  <testsuite name="{xml(name)}" {counts}>\n' + "\n".join(cases) + "\n  </testsuite>\n"


def _unread(skips: list[Skip]) -> str:
    cases = [
        f'    <testcase name="{xml(skip.path)}" classname="backpack-guard.not-read" time="0">\n'
        f'      <error message="{xml(safe(skip.reason))}" type="not-read"/>\n    </testcase>'
        for skip in skips
    ]
    return _suite("not read", cases, errors=len(cases))


def _run(report: Report) -> str:
    """Return the suite that says that there was a scan: an empty report is taken for a broken one."""
    lines = "\n".join(xml(safe(note)) for note in report.notes)
    notes = f"      <system-out>{lines}</system-out>\n" if lines else ""
    name = f"{report.read} of {report.requested} inputs read"
    case = f'    <testcase name="{name}" classname="backpack-guard" time="{report.seconds:.3f}">\n{notes}    </testcase>'
    return _suite("backpack-guard", [case])


def _render(report: Report, context: RenderContext) -> str:
    files: dict[str, list[Finding]] = {}
    for finding in gravest_first(report):
        files.setdefault(finding.path, []).append(finding)
    suites = [_run(report)]
    for path, findings in files.items():
        failing = sum(map(report.fails, findings))
        cases = [_case(report, one) for one in findings]
        suites.append(_suite(path, cases, failures=failing, skipped=len(findings) - failing, file=path))
    unread = [skip for skip in report.skipped if not skip.harmless]
    if unread:
        suites.append(_unread(unread))
    counts = f'tests="{len(report.findings) + len(unread) + 1}" failures="{len(report.failing)}" errors="{len(unread)}"'
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="backpack-guard" {counts}'
    return f'{head} time="{report.seconds:.3f}">\n' + "".join(suites) + "</testsuites>\n"


FORMAT = Format(name="junit", media_type="application/xml", render=_render)
