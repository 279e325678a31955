"""The guard's own hygiene: no value in errors and traces, nothing written but what was asked for."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from guard import registry
from tests.hostile.kit import MODES, Guard, leaky, pair, process
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    return leaky(str(tmp_path_factory.mktemp("hygiene") / "r"))


def _undecodable() -> Exception:
    return UnicodeDecodeError("utf-8", secret_text(1).encode(), 0, 1, secret_text(1))


def _chained() -> Exception:
    error = ValueError(secret_text(1))
    error.__cause__ = error.__context__ = RuntimeError(seed(1).hex())
    return error


ERRORS = {
    "runtime": lambda: RuntimeError(secret_text(1)), "decode": _undecodable, "chained": _chained,
    "json": lambda: json.JSONDecodeError("bad", secret_text(1), 0), "os": lambda: OSError(5, secret_text(1), secret_text(1)),
    "key": lambda: KeyError(secret_text(1)), "recursion": lambda: RecursionError(secret_text(1)),
}  # fmt: skip
STAGES = [
    "guard.scan.Scan.feed", "guard.scan.Scan.findings", "guard.examine._Text.enter", "guard.keys.derive",
    "guard.prove.Ledger.see", "guard.model.Report.__init__", "guard.formats.json.FORMAT.render",
]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("stage", STAGES)
def test_an_internal_error_tells_no_value(
    stage: str, error: str, repo: Repo, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ERRORS[error]()

    with monkeypatch.context() as patch:
        patch.setattr(stage, fail)
        for words in MODES.values():
            result = guard(repo.path, *words)  # which asserts that no secret and no trace is shown
            assert result.status in (1, 3)
            if result.status == 1:  # it was met and told where it stood
                assert result.report["complete"] is False or stage == "guard.prove.Ledger.see"
            else:
                assert b"Error" in result.err or b"error" in result.err or not result.report["complete"]


def test_memory_that_runs_out_is_told(repo: Repo, guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise MemoryError(secret_text(1))

    monkeypatch.setattr("guard.scan.Scan.feed", fail)
    for words in MODES.values():
        assert guard(repo.path, *words).status == 3


@pytest.mark.parametrize("form", registry.names("formats"))
@pytest.mark.parametrize("mode", MODES)
def test_no_format_holds_a_secret(repo: Repo, guard: Guard, form: str, mode: str) -> None:
    for options in ((), ("-vv",), ("-q",), ("--color", "always"), ("--lang", "zh")):
        result = guard(repo.path, *MODES[mode], *options, form=form)
        assert result.status == 1
        assert result.out


def test_nothing_is_left_behind(repo: Repo, tmp_path: Path) -> None:
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    env = {"HOME": str(home), "TMPDIR": str(temporary), "XDG_CACHE_HOME": str(home / "c"), "XDG_CONFIG_HOME": str(home / "d")}
    for words in MODES.values():
        assert process(repo.path, *words, env=env).returncode == 1
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    for path in left:  # a cache of verdicts at most
        assert_no_secret(path.read_bytes())
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(temporary.iterdir())


def test_the_four_texts_of_one_seed_are_one_leak(tmp_path: Path, guard: Guard) -> None:
    text = secret_text(1)
    first = ALPHABET.index(text[42]) & ~3
    texts = [text[:42] + ALPHABET[first + number] + "=" for number in range(4)]
    lines = [f"BACKPACK_API_KEY={key_text(1)}", *(f"BACKPACK_API_SECRET={one}" for one in texts)]
    (tmp_path / "a.env").write_text("\n".join(lines))
    result = guard(tmp_path, "scan", ".")
    found = result.report["findings"]
    assert [one["line"] for one in found] == [2, 3, 4, 5]
    assert len({one["fingerprint"] for one in found}) == 1
    assert not [one for one in texts if one[:43].encode() in result.out]


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"])
@pytest.mark.parametrize("odd", [b"", b"x"], ids=["even", "odd"])
def test_wide_characters_at_either_parity(code: str, odd: bytes, tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "a.env").write_bytes(odd + pair(1).decode().encode(code))
    found = guard(tmp_path, "scan", ".").report["findings"]
    assert {one["api_key"] for one in found} == {key_text(1)}
    if not odd:
        assert {(one["line"], one["column"]) for one in found} == {(2, 21)}


MARKS = ["backpack-guard: allow[key-pair] test", "gitleaks:allow", "pragma: allowlist secret", "kingfisher:ignore", "ggignore"]


@pytest.mark.parametrize("mark", MARKS)
def test_no_comment_silences_a_proof(mark: str, tmp_path: Path, guard: Guard) -> None:
    repo = Repo(str(tmp_path / "r"))
    text = f"BACKPACK_API_KEY={key_text(1)}\n# {mark}\nBACKPACK_API_SECRET={secret_text(1)}  # {mark}\n"
    repo.commit({"readme": b"words\n"})
    repo.commit({"a": text.encode()})
    repo.add({"b": text.encode()})
    for words in MODES.values():
        result = guard(repo.path, *words)
        assert (result.status, {one["rule"] for one in result.report["findings"]}) == (1, {"key-pair"})


TOML = {
    "nested": "x = " + "[" * 20000, "dotted": "a." * 20000 + "b = 1", "unknown": "wach = []", "type": "watch = 3",
    "digits": "x = " + "9" * 5000, "bytes": "\xff\xfe", "duplicate": "watch = []\nwatch = []", "glob": '[[accept]]\napi-key = "*"\nreason = "x"',
    "secret": 'watch = ["{secret}"]\nx = "{secret}"',
}  # fmt: skip


@pytest.mark.parametrize("name", TOML)
def test_a_hostile_configuration_is_an_error_of_use(name: str, tmp_path: Path, guard: Guard) -> None:
    text = TOML[name].replace("{secret}", secret_text(1))
    (tmp_path / "a.env").write_bytes(pair(1))
    (tmp_path / ".backpack-guard.toml").write_bytes(text.encode("latin-1"))
    result = guard(tmp_path, "scan", ".")
    assert (result.status, result.out) == (2, b"")
    assert result.err.startswith(b"backpack-guard: error: ") and len(result.err) < 1000


def test_arguments_are_not_repeated(tmp_path: Path, guard: Guard) -> None:
    for words in (["scan", f"--secret={secret_text(1)}"], ["check", secret_text(1)], [secret_text(1)], ["hook", secret_text(1)]):
        assert process(str(tmp_path), *words).returncode == 2
        assert_no_secret(process(str(tmp_path), *words).stderr)


def test_a_long_line_is_read_to_its_end(tmp_path: Path, guard: Guard) -> None:
    half = b"x " * (4 << 20)
    (tmp_path / "a").write_bytes(pair(1).replace(b"\n", b" ") + half + pair(2).replace(b"\n", b" "))
    found = guard(tmp_path, "scan", ".").report["findings"]
    assert [one["column"] for one in found if one["api_key"] == key_text(1)] == [83]
    assert [one["api_key"] for one in found if one["column"] > len(half)] == [key_text(2)]
    assert os.path.getsize(tmp_path / "a") > len(half)
