"""Which entries are keys at all: accounts, names, files that were named, interpolation."""

from __future__ import annotations

import pytest

from guard.check import check
from guard.stores.dotenv import read_dotenv
from guard.verdict import Kept
from tests import forms
from tests.pairs import key, key_text, secret_text, seed
from tests.test_check import run


def test_accounts_numbered_prefixed_and_crossed_by_derivation() -> None:
    text = "".join(f"API_KEY_{n}={key_text(n)}\nAPI_SECRET_{n}={secret_text(n)}\n" for n in (1, 2, 3))
    text += f"BPX_MAIN_PUBLIC_KEY={key_text(8)}\nBPX_MAIN_SECRET_KEY={secret_text(8)}\nSOME_ID={key_text(9)}\nX_SEED={secret_text(9)}\n"
    verdicts = run(text)
    assert [one.id for one in verdicts] == ["ok"] * 10
    assert all(one.partner for one in verdicts)


def test_halves_in_two_stores() -> None:
    one = Kept("dotenv", "a.env", read_dotenv(f"BACKPACK_API_KEY={key_text(1)}\n".encode()).entries)
    two = Kept("dotenv", "b.env", read_dotenv(f"BACKPACK_API_SECRET={secret_text(1)}\n".encode()).entries)
    three = Kept("dotenv", "c.env", read_dotenv(f"BACKPACK_API_SECRET={secret_text(2)}\n".encode()).entries)
    assert [found.id for found in check([one, two])] == ["ok", "ok"]
    assert [found.id for found in check([one, three])] == ["not-this-secrets-key", "not-a-pair"]


def test_what_is_not_ours_stays_unmentioned() -> None:
    text = f"STRIPE_SECRET_KEY=sk_live_x\nJWT_SECRET={secret_text(1)}\nAPP_KEY=base64:{secret_text(2)}\nDB_PASSWORD=x\n"
    assert run(text) == []
    assert run(text + f"DJANGO_SECRET_KEY={secret_text(3)}\n") == []


def test_generic_names_count_where_the_file_is_backpacks() -> None:
    entries = read_dotenv(f"API_SECRET={secret_text(1)}\n".encode()).entries
    assert [one.api_key for one in check([Kept("dotenv", ".env", entries, given=False, level=3)])] == [key_text(1)]
    assert check([Kept("dotenv", ".env", entries, given=False, level=0)]) == []


def test_duplicates_last_wins() -> None:
    verdict = run(f"BACKPACK_API_SECRET={secret_text(1)}\nBACKPACK_API_SECRET={secret_text(2)}\n")[0]
    assert verdict.id == "duplicate"
    assert verdict.api_key == key_text(2)
    assert verdict.severity == "warning"


def test_interpolation_is_followed_and_loops_are_told() -> None:
    text = f"BACKPACK_API_SECRET=${{B}}\nB=${{C}}\nC={secret_text(1)}\n"
    found = run(text)[0]
    assert ([problem.id for problem in found.problems], found.api_key) == (["alias", "secret-alone"], key_text(1))
    assert run(f"BACKPACK_API_SECRET=$B\nB={seed(1).hex()}\n")[0].mendable is False
    assert run("BACKPACK_API_SECRET=${B}\nB=$BACKPACK_API_SECRET\n")[0].id == "interpolation-loop"
    assert run("BACKPACK_API_SECRET=${BACKPACK_API_SECRET}\n")[0].id == "interpolation-loop"


def explicit(text: str) -> list[str]:
    entries = read_dotenv(text.encode()).entries
    return [one.id for one in check([Kept("dotenv", "x", entries)])]


def test_generic_names_in_a_file_that_was_named() -> None:
    assert explicit(f"API_KEY={key_text(1)}\nAPI_SECRET={secret_text(1)[:30]}\n") == ["ok", "truncated"]
    assert explicit(f"API_KEY={key_text(1)}\nAPI_SECRET=hello\n") == ["ok", "unknown-form"]
    assert explicit(f"PUBLIC_KEY={key_text(1)}\nSECRET_KEY={seed(1).hex()}\n") == ["ok", "hex"]
    assert explicit("OPENAI_API_KEY=sk-x\nGITHUB_TOKEN=ghp_x\nSESSION_SECRET=hello\n") == []


def test_wallet_keys_of_other_chains_are_left_alone() -> None:
    text = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n"
    for wallet in (f"PRIVATE_KEY=0x{seed(2).hex()}", f"SOL_PRIVATE_KEY={forms.base58(seed(2) + key(2))}", f"WALLET_PRIVATE_KEY={seed(2).hex()}"):
        assert [one.id for one in run(text + wallet + "\n")] == ["ok", "ok"]
    assert "hex" in [one.id for one in run(f"BACKPACK_PRIVATE_KEY={seed(2).hex()}\n")]


def test_many_entries_and_many_broken_pairs_end_soon() -> None:
    lines = [f"BPX_{n}_API_KEY={key_text(1)}\nBPX_{n}_API_SECRET={secret_text(2)[:42]}" for n in range(300)]
    lines += [f"API_SECRET_{n}=${{API_SECRET_{n + 1}}}\nAPI_SECRET=x{n}" for n in range(1000)]
    assert len(run("\n".join(lines))) > 600


@pytest.mark.parametrize(("name", "kind"), [
    ("BACKPACK_API_KEY", "key"), ("BACKPACK_API_SECRET_2", "secret"), ("BPX_SECRET_KEY_MAIN", "secret"), ("apiSecret", "secret"),
    ("backpackApiKey", "key"), ("BACKPACK_PUBLIC_KEY_BASE64", "key"), ("api_private_key", "secret"), ("BACKPACK_SEED", "secret"),
    ("backpack密钥", "secret"), ("BPX_SECRET", "secret"), ("BPX_KEY", "key"), ("BACKPACK_API_URL", "other"), ("BPX_API_WINDOW", "other"),
    ("BACKPACK_API_KEY_NAME", "other"), ("BACKPACK_KEY_ID", "other"), ("BACKPACK_API_VERSION", "other"), ("BACKPACK_MODE", ""),
])  # fmt: skip
def test_names(name: str, kind: str) -> None:
    from guard.accounts import role_of

    assert role_of(name).kind == kind


def test_the_guides_own_names_need_no_word_of_backpack() -> None:
    def unasked(text: str) -> list[str]:
        entries = read_dotenv(text.encode()).entries
        return [one.id for one in check([Kept("dotenv", ".env", entries, given=False)])]

    assert unasked(f"PUBLIC_KEY={key_text(1)}\nSECRET_KEY={secret_text(1)}\n") == ["ok", "ok"]
    assert unasked(f"PUBLIC_KEY={key_text(1)}\nSECRET_KEY={secret_text(1)[:33]}\n") == ["ok", "truncated"]
    assert unasked(f"PUBLIC_KEY={key_text(1)}\nSECRET_KEY={secret_text(2)}\n") == ["not-this-secrets-key", "not-a-pair"]
    assert unasked(f"PUBLIC_KEY={key_text(1)}\nSECRET_KEY={key_text(1)}\n")[0] == "same-is-key"
    assert unasked(f"SECRET_KEY={secret_text(1)}\nAPI_TOKEN=x\n") == []
