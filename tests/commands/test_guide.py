"""The guide says which step one is at, what is done and what is next, in both languages."""

from __future__ import annotations

import os
from typing import Any

import pytest

from guard.cli import main
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo

PAIR = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n"
CASES = {
    "nothing": ("", 1), "placeholder": ("BACKPACK_API_SECRET=<secret>\n", 2), "no-secret": (PAIR.split("\n", maxsplit=1)[0] + "\n", 3),
    "broken": (f"BACKPACK_API_SECRET={seed(1).hex()}\n", 3), "done": (PAIR, 4), "unsafe": (PAIR, 3), "leaked": (PAIR, 1),
    "elsewhere": ("BACKPACK_API_SECRET=op://vault/backpack/secret\n", 4),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("state", CASES)
def test_state(sealed: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any, state: str, lang: str) -> None:
    from guard.texts import table

    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    repo = Repo(str(tmp_path / "w"))
    os.chmod(repo.path, 0o755)
    monkeypatch.chdir(repo.path)
    text, step = CASES[state]
    repo.write(".gitignore", b".env\n")
    repo.write(".env", text.encode())
    os.chmod(".env", 0o644 if state == "unsafe" else 0o600)
    if state == "leaked":
        with open(os.path.join(str(sealed), ".bash_history"), "w") as stream:
            stream.write(f"export X={secret_text(1)}\n")
    assert main(["guide", "--lang", lang]) == 0
    output = " ".join(capsys.readouterr().out.split())  # English is wrapped
    texts = table(lang, "guide")
    assert texts[f"next-{state}"] in output
    for number in (1, 2, 3):
        mark = "done" if number < step else "here" if number == step else "open"
        assert f"{texts[f'mark-{mark}']} {texts[f'step-{number}']}" in output
    assert texts["address"] in output and texts["key-page"] in output
    assert secret_text(1)[:12] not in output


def test_plain_looks_at_nothing(sealed: Any, capsys: Any) -> None:
    assert main(["guide", "--plain"]) == 0
    assert "[done]" not in capsys.readouterr().out
