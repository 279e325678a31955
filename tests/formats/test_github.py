"""Workflow commands: escaped, the gravest first, and nothing of a repository is taken for a command."""

from __future__ import annotations

import re

from guard.formats.github import FORMAT
from guard.model import Report
from tests.formats import finding, hostile, large, render

COMMAND = re.compile(r"::(error|warning|notice) (title=[^:,]*(?:%3A[^:,]*)*)(,[a-zA-Z]+=[^:,]*)*::.*")


def is_command(line: str) -> bool:
    """Say as the runner does whether a line is a command."""
    return line.lstrip().startswith("::") or "##[" in line


def test_only_our_own_commands_are_commands() -> None:
    lines = render(FORMAT, hostile()).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert commands and all(COMMAND.fullmatch(line) for line in commands), commands
    assert not [line for line in lines if is_command(line) and line not in commands]
    for line in commands:
        assert "\n" not in line and "\r" not in line


def test_a_finding_is_told_with_its_place_and_what_to_do() -> None:
    text = render(FORMAT, Report([finding("dir/a:b,c%.env", 7)], requested=1, read=1))
    first = text.splitlines()[0]
    assert first.startswith("::error title=backpack-guard%3A Backpack API secret with its API key,file=dir/a%3Ab%2Cc%25.env,")
    assert ",line=7,endLine=7,col=3,endColumn=47::dir/a:b,c%25.env:7:3: key-pair: " in first
    assert "%0A  help: Delete this API key now" in first


def test_the_gravest_come_first_and_the_rest_is_told_as_lines() -> None:
    lines = render(FORMAT, large(5_000)).splitlines()
    assert "file=grave.env" in lines[0]
    assert sum(line.startswith("::error") for line in lines) == 10
    assert lines[-2].startswith("4990 further findings")
    assert lines[-1] == "backpack-guard: 5000 findings fail, 5000 of 5000 inputs read"


def test_states_that_do_not_fail_are_notices() -> None:
    text = render(FORMAT, Report([finding(state="accepted"), finding(severity="low")]))
    assert [line.split()[0] for line in text.splitlines()[:2]] == ["::warning", "::notice"]
