"""JUnit XML: well formed whatever a path holds, and the counts are true."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from guard.formats.junit import FORMAT
from guard.model import Report
from tests.formats import finding, hostile, large, real, render

CHILDREN = {
    "testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "error", "skipped", "system-out"},
    "failure": set(), "error": set(), "skipped": set(), "system-out": set(),
}  # fmt: skip
REQUIRED = {
    "testsuites": {"name", "tests", "failures", "errors", "time"}, "testsuite": {"name", "tests", "failures", "errors", "skipped"},
    "testcase": {"name", "classname", "time"}, "failure": {"message", "type"}, "error": {"message", "type"},
}  # fmt: skip
# the attributes that Jenkins' xUnit plugin allows (junit-10.xsd): it refuses a whole report for any other
ALLOWED = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package", "file", "group", "url", "log", "version"},
    "testcase": {"name", "classname", "time", "group"}, "failure": {"type", "message"}, "error": {"type", "message"}, "skipped": {"type", "message"},
    "system-out": set(),
}  # fmt: skip


def check(element: ElementTree.Element) -> None:
    """Check an element against what readers of JUnit files ask for."""
    assert REQUIRED.get(element.tag, set()) <= set(element.attrib) <= ALLOWED[element.tag], element.tag
    assert re.fullmatch(r"\d+(\.\d{3})?", element.attrib.get("time", "0"))
    assert {child.tag for child in element} <= CHILDREN[element.tag]
    if element.tag.startswith("testsuite"):
        cases = list(element.iter("testcase"))
        assert int(element.attrib["tests"]) == len(cases)
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(element.attrib.get(name, len(list(element.iter(tag))))) == len(list(element.iter(tag)))
    for child in element:
        check(child)


@pytest.mark.parametrize("report", [Report([]), real(), hostile(), large(2000)], ids=["empty", "real", "hostile", "large"])
def test_a_report_is_well_formed_and_its_counts_are_true(report: Report) -> None:
    root = ElementTree.fromstring(render(FORMAT, report).encode())
    check(root)
    assert int(root.attrib["failures"]) == len(report.failing)


def test_every_file_is_a_suite_and_the_message_names_the_key() -> None:
    root = ElementTree.fromstring(render(FORMAT, Report([finding("b.env"), finding("a.env", state="accepted")])))
    assert [suite.attrib["name"] for suite in root] == ["backpack-guard", "b.env", "a.env"]
    assert [suite.attrib.get("file") for suite in root] == [None, "b.env", "a.env"]
    failure = next(root.iter("failure"))
    assert "(proven)" in failure.attrib["message"] and "Delete this API key now" in (failure.text or "")
    assert next(root.iter("skipped")).attrib["message"].startswith("accepted: ")
