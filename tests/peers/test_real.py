"""The real scanners, where they are on PATH: our rule loads and fires there, and their real reports are read.

Any of them can be had as a wheel; none is a dependency. Each test says which one it lacks.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from guard.cli import main
from guard.commands.prove import peers
from tests.pairs import key_text, secret_text

# how each scanner writes a report of the folder "src" with our rule in a file
COMMANDS: dict[str, tuple[str, list[str]]] = {
    "betterleaks": ("rule.toml", ["betterleaks", "src", "-c", "{rule}", "-o", "{report}"]),
    "betterleaks-lines": ("rule.toml", ["betterleaks", "src", "-c", "{rule}", "-o", "{report}l"]),
    "gitleaks": ("rule.toml", ["gitleaks", "dir", "src", "-c", "{rule}", "-f", "json", "-r", "{report}"]),
    "kingfisher": ("rule.yml", ["kingfisher", "scan", "src", "--rules-path", "{rule}", "--load-builtins=false", "--no-dedup", "--no-validate", "--no-update-check", "--format", "json", "-o", "{report}"]),
    "kingfisher-lines": ("rule.yml", ["kingfisher", "scan", "src", "--rules-path", "{rule}", "--load-builtins=false", "--no-dedup", "--no-validate", "--no-update-check", "--format", "jsonl", "-o", "{report}l"]),
    "detect-secrets": ("backpack.py", ["detect-secrets", "scan", "--all-files", "-p", "{rule}", "src"]),
    "trufflehog": ("rule.yml", ["trufflehog", "filesystem", "src", "--config", "{rule}", "--no-verification", "--no-update", "--json"]),
}  # fmt: skip


def installed(name: str) -> bool:
    """Say whether a scanner is on PATH; one package puts betterleaks there under the name of gitleaks."""
    if not shutil.which(name):
        return False
    if name != "gitleaks":
        return True
    done = subprocess.run([name, "version"], capture_output=True, timeout=60, check=False)
    return done.stdout.strip().startswith(b"8.")


def run(case: str, folder: Path, rule: str) -> Path:
    """Run a scanner on a leak made for this run; return its report."""
    name, command = COMMANDS[case]
    (folder / name).write_text(rule)
    source = folder / "src"
    source.mkdir()
    (source / "a.env").write_text(f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n")
    (source / "b.py").write_text(f'# backpack\nsecret = "{secret_text(2)}"\n')
    report = folder / "report.json"
    words = [word.format(rule=folder / name, report=report) for word in command]
    kept = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run(words, cwd=folder, capture_output=True, timeout=120, check=False, env=kept)
    if not any("{report}" in word for word in command):
        report.write_bytes(done.stdout)
    report = Path(f"{report}l") if any("{report}l" in word for word in command) else report
    assert report.exists(), done.stderr.decode()[-400:].replace(secret_text(1), "***")
    return report


@pytest.mark.parametrize("case", COMMANDS)
def test_our_rule_fires_and_the_report_is_proven(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    name = case.removesuffix("-lines")
    if not installed(name):
        pytest.skip(f"{name} is not on PATH: its rule and its report are only checked by their shape")
    report = run(case, tmp_path, peers()[name].rule)
    monkeypatch.chdir(tmp_path)
    capfd.readouterr()
    assert main(["prove", str(report), "--format", "json"]) == 1
    found = json.loads(capfd.readouterr().out)
    assert found["scanner"] == name
    told = {(one["path"].removeprefix(f"{tmp_path}/"), one["line"], one["verdict"]) for one in found["verdicts"]}
    assert {("src/a.env", 1, "public-key"), ("src/a.env", 2, "proven"), ("src/b.py", 2, "unproven")} <= told
