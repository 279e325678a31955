"""Accepted and revoked keys: what entries may say, what is told of them, the commands that write them."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from guard.cli import main
from guard.config import parse
from guard.errors import ConfigError
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text
from tests.sources.repo import Repo

PAIR = "BACKPACK_API_KEY={}\nBACKPACK_API_SECRET={}\n"


def entry(kind: str = "accept", key: str = "", **fields: str) -> str:
    lines = [f"[[{kind}]]", f'api-key = "{key or key_text(1)}"', *(f"{name} = {value}" for name, value in fields.items())]
    return "\n".join(lines) + "\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for number in (1, 2):
        (tmp_path / f"{number}.env").write_text(PAIR.format(key_text(number), secret_text(number)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return main(list(arguments))


def report(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    capfd.readouterr()
    main(["scan", ".", "--format", "json", *arguments])
    out = capfd.readouterr().out
    assert_no_secret(out.encode())
    found: dict[str, object] = json.loads(out)
    return found


@pytest.mark.parametrize("text", [
    entry(reason="7"), entry(reason="'x'", expires="'2026-02-30'"), entry(reason="'x'", expires="7"), entry(reason="'x'", expires="'soon'"),
    entry(reason="'x'", date="'2026-01-01'"), entry("revoked", reason="'x'", expires="'2026-01-01'"), entry(reason="'x'", expires="2026-02-30"),
    "accept = 7", "[accept]\nx = 1", "[[accept]]\nfingerprint = '*'\nreason = 'x'", "[[accept]]\nreason = 'x'", entry() + "api-key = 'x'",
    "[[accept]]\nfingerprint = 'bpg1:" + "0" * 32 + f"'\napi-key = '{key_text(1)}'\nreason = 'x'", "watch = []\nwatch = []", "[" * 20000,
])  # fmt: skip
def test_a_faulty_entry_is_an_error(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text.encode(), "c.toml", today="2026-01-01")


def test_a_key_that_may_be_a_secret_is_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        parse(f'"{secret_text(1)}" = 1'.encode(), "c.toml")
    assert_no_secret((caught.value.message + caught.value.hint).encode())


@pytest.mark.parametrize(("today", "counts"), [("2027-01-31", True), ("2027-02-01", False)])
@pytest.mark.parametrize("day", ["'2027-01-31'", "2027-01-31", "2027-02-01T01:00:00+02:00"])
def test_the_named_day_still_counts(today: str, counts: bool, day: str) -> None:
    (one,) = parse(entry(reason="'x'", expires=day).encode(), "c.toml", today=today).accept
    assert (one.problem == "") == counts


def test_a_file_of_fifty_megabytes_is_refused_unread() -> None:
    with pytest.raises(ConfigError, match="larger"):
        parse(b"#" * (50 << 20), "c.toml")


def test_expired_unused_and_reasonless_entries_are_told_in_every_format(repo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = entry(reason="'x'", expires="'2020-01-01'") + entry(key=key_text(2)) + entry(key=key_text(3), reason="'x'")
    (repo / ".backpack-guard.toml").write_text(text + entry(key=key_text(3), reason="'x'"))
    found = report(capfd)
    assert found["exit"] == 1
    notes = found["notes"]
    assert isinstance(notes, list)
    assert [note.partition(": ")[2] for note in notes] == [
        "it expired on 2020-01-01", "it gives no reason", "no finding carries that key", "",
    ]  # fmt: skip
    assert notes[3].endswith("is written more than once")
    for name in ("text", "sarif", "github", "gitlab", "junit", "markdown", "html", "jsonl"):
        capfd.readouterr()
        run("scan", ".", "--format", name)
        out = capfd.readouterr().out
        assert "it expired on 2020" in out.replace("&#45;", "-"), name


def test_a_part_of_the_repository_tells_only_of_what_it_met(repo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (repo / ".backpack-guard.toml").write_text(entry(key=key_text(3), reason="'x'") + entry(key=key_text(2)))
    assert run("scan", "1.env") == 1
    assert "entry" not in capfd.readouterr().out
    assert run("scan", "2.env") == 1
    assert "does not count: it gives no reason" in capfd.readouterr().out


def test_accept_writes_an_entry_that_holds(repo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    soon = (datetime.now(timezone.utc) + timedelta(days=3)).date().isoformat()
    assert run("accept", key_text(1), "--reason", 'old "bot" \\ key', "--expires", soon) == 0
    assert "carry the key: 1" in capfd.readouterr().out
    assert run("accept", key_text(2), "--revoked", "--reason", "deleted at Backpack") == 0
    found = report(capfd)
    assert found["exit"] == 0 and found["notes"] == []
    assert [one["state"] for one in found["findings"]] == ["accepted", "revoked"]  # type: ignore[attr-defined,index,union-attr]
    assert run("accept", key_text(1), "--reason", "again") == 2


def test_accept_goes_where_the_settings_stand(repo: Path) -> None:
    (repo / "pyproject.toml").write_bytes(b'[tool.backpack-guard]\r\nfail-on = "low"\r\n[tool.x]\r\na = 1')
    assert run("accept", key_text(1), "--reason", "old") == 0
    raw = (repo / "pyproject.toml").read_bytes()
    assert b"\r\n[[tool.backpack-guard.accept]]\r\n" in raw and raw.startswith(b"[tool.backpack-guard]")
    assert not (repo / ".backpack-guard.toml").exists()
    (repo / "org.toml").write_text("accept = []\n")
    assert run("accept", key_text(1), "--reason", "old", "--config", "org.toml") == 2
    assert (repo / "org.toml").read_text() == "accept = []\n"


@pytest.mark.parametrize("number", range(1, 40))
def test_a_secret_is_refused_and_not_repeated(repo: Path, number: int, capfd: pytest.CaptureFixture[str]) -> None:
    (repo / "n.env").write_text(PAIR.format(key_text(number), secret_text(number)))
    assert run("accept", secret_text(number), "--reason", "x") == 2
    out = capfd.readouterr()
    assert_no_secret((out.out + out.err).encode(), (number,))
    assert not (repo / ".backpack-guard.toml").exists()


def test_what_does_not_fit_is_refused(repo: Path) -> None:
    key = key_text(1)
    for words in (
        [key], [key, "--reason", " . "], [key, "--reason", "x", "--expires", "2020-01-01"], ["bpg1:0", "--reason", "x"],
        [key, "--reason", "x", "--expires", "tomorrow"], [key, "--reason", f"its secret was {secret_text(1)}"],
        [key, "--reason", "x\x1b[31m"],
    ):  # fmt: skip
        assert run("accept", *words) == 2, words
    assert not (repo / ".backpack-guard.toml").exists()


def test_a_baseline_accepts_what_is_there_and_nothing_that_comes(repo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("baseline", "create", "--reason", "before the guard") == 0
    text = (repo / ".backpack-guard-baseline.toml").read_text()
    keys = [line.split('"')[1] for line in text.splitlines() if "api-key" in line]
    assert keys == sorted([key_text(1), key_text(2)]) and "env" not in text
    assert report(capfd)["exit"] == 0
    (repo / "3.env").write_text(PAIR.format(key_text(3), secret_text(3)))
    assert report(capfd)["exit"] == 1
    (repo / "r.json").write_text(json.dumps(report(capfd)))
    (repo / "sub").mkdir()
    assert run("baseline", "create", "--reason", "before the guard", "--from", "r.json", "-o", "sub/b.toml") == 0
    assert key_text(3) in (repo / "sub" / "b.toml").read_text()
    assert run("baseline", "create", "--reason", "x", "--from", "1.env") == 2
    (repo / ".backpack-guard-baseline.toml").write_text('fail-on = "never"\n')
    assert run("scan", ".") == 2


def test_of_several_configurations_the_later_wins_and_lists_add_up(repo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (repo / ".backpack-guard.toml").write_text('fail-on = "never"\n')
    (repo / "org.toml").write_text('fail-on = "never"\nlang = "zh"\n' + entry(reason="'org'"))
    (repo / "team.toml").write_text('fail-on = "high"\n' + entry(key=key_text(2), reason="'team'"))
    found = report(capfd, "--config", "org.toml", "--config", "team.toml")
    assert [one["state"] for one in found["findings"]] == ["accepted", "accepted"]  # type: ignore[attr-defined,index,union-attr]
    assert report(capfd, "--config", "org.toml")["exit"] == 0
    (repo / "org.toml").write_text('fail-on = "never"\n')
    assert report(capfd, "--config", "org.toml", "--config", "team.toml")["exit"] == 1
    assert report(capfd, "--config", "team.toml", "--config", "org.toml")["exit"] == 0


def test_a_configuration_that_is_there_and_cannot_be_read_is_an_error(repo: Path) -> None:
    (repo / ".backpack-guard.toml").symlink_to("elsewhere")
    assert run("scan", ".") == 2


def baseline(repo: Path) -> str:
    return (repo / ".backpack-guard-baseline.toml").read_text()


@pytest.mark.parametrize("neighbours", [False, True])
def test_two_branches_that_each_add_to_the_baseline_merge_without_conflict(
    neighbours: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path
) -> None:
    made = Repo(str(tmp_path / "merged"))
    repo = Path(made.path)
    monkeypatch.chdir(repo)
    order = sorted(range(1, 12), key=key_text)
    first, second = order[2], order[3 if neighbours else 8]
    kept = [number for number in order if number not in (first, second)]
    if neighbours:  # as the head of the file advises
        (repo / ".gitattributes").write_text(".backpack-guard-baseline.toml merge=union\n")

    def create(*numbers: int) -> None:
        for number in numbers:
            (repo / f"{number}.env").write_text(f"BACKPACK_API_KEY={key_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}\n")
        assert main(["baseline", "create", "--reason", "known on the first day"]) == 0
        made.git("add", "-A")
        made.git("commit", "-q", "--allow-empty", "-m", "baseline")

    create(*kept)
    before = baseline(repo)
    create()
    assert baseline(repo) == before
    for name, number in (("one", first), ("two", second)):
        made.git("checkout", "-q", "-b", name, "main")
        create(number)
    made.git("merge", "-q", "--no-edit", "one")
    text = baseline(repo)
    assert main(["scan", "."]) == 0
    assert "<<<<" not in text
    made.git("checkout", "-q", "main")
    create(first, second)
    assert sorted(baseline(repo).splitlines()) == sorted(text.splitlines())
    text = baseline(repo)
    keys = [line.split('"')[1] for line in text.splitlines() if "api-key" in line]
    assert keys == sorted(map(key_text, order))
    assert ".env" not in text
    assert not re.search(r"20\d\d-\d\d-\d\d", text)
