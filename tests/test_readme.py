"""The README says what the program does: rules, hook ids, exit statuses, commands, formats, the two command lines."""

from __future__ import annotations

import re
from pathlib import Path

from guard import registry
from guard.errors import Exit
from guard.rule import Rule

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return re.split(r"^## ", README.split(f"## {title}\n")[1], flags=re.MULTILINE)[0]


def rule_table() -> str:
    """Return the table of rules as the README must hold it."""
    rules: list[Rule] = sorted(registry.load("rules", "RULE").values(), key=lambda rule: rule.order)  # type: ignore[attr-defined, arg-type]
    rows = [f"| `{rule.id}` | {rule.title} | {rule.severity} | {rule.confidence} |" for rule in rules]
    return "\n".join(["| id | finds | severity | confidence |", "|---|---|---|---|", *rows])


def test_the_rules() -> None:
    assert README.split("<!-- rules -->\n")[1].split("\n<!-- /rules -->")[0] == rule_table()


def test_the_exit_statuses() -> None:
    told = set(re.findall(r"^\| ([0-9, ]+) \|", section("Exit status"), flags=re.MULTILINE))
    known = {value for name, value in vars(Exit).items() if name.isupper()}
    assert {int(one) for group in told for one in group.split(",")} == known


def test_the_commands_and_formats() -> None:
    for name in registry.names("commands"):
        assert re.search(rf"`{name}[ `]", section("Commands")), name
    for name in registry.names("formats"):
        assert name in section("Commands"), name


def test_the_hook_ids() -> None:
    manifest = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    for name in re.findall(r"^- id: (\S+)", manifest, flags=re.MULTILINE):
        assert f"`{name}`" in README or f"- id: {name}\n" in README, name


def test_ci_runs_the_test_command() -> None:
    line = next(line for line in README.splitlines() if "python -m pytest" in line)
    assert line in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_version_is_written_once() -> None:
    from guard import __version__

    assert f"rev: v{__version__}" in README
