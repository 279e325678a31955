"""Every diagnosis of `check`, from the bytes of a store to its verdict, with keys made at run time."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from hashlib import sha512

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.check import check
from guard.diagnosis import points
from guard.formats._check import render
from guard.keys import derive_scalar, derive_x25519, is_point
from guard.mend import changed
from guard.rendering import RenderContext
from guard.stores.dotenv import read_dotenv
from guard.verdict import CheckReport, Kept, Verdict
from tests import forms
from tests.hygiene import assert_no_secret
from tests.pairs import key, key_text, secret_text, seed

U = forms.url_safe()


def run(text: str | bytes, **more: object) -> list[Verdict]:
    data = text.encode() if isinstance(text, str) else text
    kept = Kept("dotenv", ".env", read_dotenv(data).entries, level=3, file=".env", **more)  # type: ignore[arg-type]
    verdicts = check([kept])
    if len(data) < 2000:
        report = CheckReport(verdicts, [kept], [], [])
        for lang in ("en", "zh"):
            for name in ("text", "json", "sarif"):
                assert_no_secret(render(name, report, RenderContext(lang)).encode())
    return verdicts


def secret_of(verdicts: list[Verdict]) -> Verdict:
    return next(one for one in verdicts if one.entry.name.endswith("SECRET"))


def quoted(value: str) -> str:
    return "`" + value + "`"


def b64(raw: bytes) -> str:
    return b64encode(raw).decode()


MENDABLE = {
    "url-safe": urlsafe_b64encode(seed(U)).decode(),
    "padding-missing": secret_text(U).rstrip("="),
    "padding-extra": secret_text(U) + "=",
    "non-canonical": forms.non_canonical(secret_text(U)),
    "quotes": "'" + '"' + secret_text(U) + '"' + "'",
    "whitespace": quoted(" " + secret_text(U)),
    "newline": quoted(secret_text(U) + "\n"),
    "bom": quoted("\ufeff" + secret_text(U)),
    "invisible": quoted(secret_text(U)[:9] + "\u200b" + secret_text(U)[9:]),
    "carriage-return": secret_text(U) + "\r",
    "label": "base64:" + secret_text(U),
    "hex": seed(U).hex(),
    "hex-0x": "0x" + seed(U).hex().upper(),
    "expanded": b64(seed(U) + key(U)),
    "base58": forms.base58(seed(U) + key(U)),
    "int-array": str(list(seed(U))),
    "bytes-literal": quoted(repr(seed(U))),
    "double-base64": b64(secret_text(U).encode()),
    "pem": quoted(forms.pem(U)),
    "der": b64(forms.PKCS8 + seed(U)),
    "openssh": quoted(forms.openssh(U)),
    "jwk": quoted(forms.jwk(U)),
    "character-missing": secret_text(U)[:17] + secret_text(U)[18:],
    "character-too-many": secret_text(U)[:17] + "A" + secret_text(U)[17:],
    "character-wrong": secret_text(U)[:17] + ("A" if secret_text(U)[17] != "A" else "B") + secret_text(U)[18:],
}


@pytest.mark.parametrize("name", MENDABLE)
def test_form_is_named_and_mended(name: str) -> None:
    data = f"BACKPACK_API_KEY={key_text(U)}\nBACKPACK_API_SECRET={MENDABLE[name]}\n".encode()
    verdicts = run(data)
    secret = secret_of(verdicts)
    assert secret.id == name
    assert secret.api_key == key_text(U)
    assert secret.mendable
    mended = changed(data, [one for one in verdicts if one.mendable])
    again = run(mended)
    assert [one.id for one in again] == ["ok", "ok"]
    assert secret_of(again).partner is again[0]


WEAK = {
    "zero": bytes(32),
    "repeated": bytes(range(8)) * 4,
    "printable-text": b"correct horse battery staple now",
}


@pytest.mark.parametrize("name", WEAK)
def test_weak_seeds(name: str) -> None:
    assert run(f"BACKPACK_API_SECRET={b64(WEAK[name])}\n")[0].id == name


def test_published_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    from hashlib import sha256

    monkeypatch.setattr("guard.documented._KNOWN", frozenset([sha256(key(1)).digest()]))
    found = run(f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n")
    assert [(one.id, one.severity) for one in found] == [("documented", "error")] * 2


NO_KEY = {
    "empty": "",
    "placeholder": "your-api-secret-here",
    "reference": "op://vault/backpack/secret",
    "encrypted": "ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]",
    "pem-encrypted": quoted(forms.armour("ENCRYPTED PRIVATE KEY", bytes(100))),
    "pem-other": quoted(forms.armour("RSA PRIVATE KEY", bytes(100))),
    "jwk-other": quoted(forms.jwk(1, curve="X25519")),
    "truncated": secret_text(1)[:38],
    "too-long": secret_text(1)[:43] + "ABCD",
    "illegal-character": secret_text(1)[:20] + "!" + secret_text(1)[21:],
    "unknown-form": "hello",
    "sixty-four": b64(seed(1) + seed(2)),
}


@pytest.mark.parametrize("name", NO_KEY)
def test_what_is_no_key(name: str) -> None:
    verdict = run(f"BACKPACK_API_SECRET={NO_KEY[name]}\n")[0]
    assert verdict.id == name
    assert not verdict.mendable


@pytest.mark.parametrize("text", [
    "<your secret>", "changeme", "xxxxxxxx", "********", "YOUR_API_SECRET", "填写你的密钥", "...", "TODO", "replace-me",
])  # fmt: skip
def test_placeholders(text: str) -> None:
    assert run(f"BACKPACK_API_SECRET={text}\n")[0].id == "placeholder"


@pytest.mark.parametrize("text", [
    "${SECRET}", "$SECRET", "${{ secrets.BPX }}", "{{ vault.secret }}", "vault:secret/data/x", "/run/secrets/bpx.key",
    "arn:aws:secretsmanager:eu:1:secret:x", "sm://project/x", "keyring:backpack-guard/default", "%SECRET%",
])  # fmt: skip
def test_references(text: str) -> None:
    verdict = run(f"BACKPACK_API_SECRET='{text}'\n")[0]
    assert (verdict.id, verdict.severity) == ("reference", "ok")


def test_swapped_halves_are_mended() -> None:
    data = f"BACKPACK_API_KEY={secret_text(1)}\nBACKPACK_API_SECRET={key_text(1)}\n".encode()
    verdicts = run(data)
    assert [one.id for one in verdicts] == ["swapped", "swapped"]
    assert [one.kind for one in verdicts] == ["secret", "key"]
    assert [one.id for one in run(changed(data, verdicts))] == ["ok", "ok"]


def test_same_value_in_both() -> None:
    on_curve = next(n for n in range(200) if is_point(seed(n)))
    off_curve = next(n for n in range(200) if not is_point(seed(n)))
    for number, name in ((on_curve, "same-is-key"), (off_curve, "same-is-secret")):
        verdicts = run(f"BACKPACK_API_KEY={secret_text(number)}\nBACKPACK_API_SECRET={secret_text(number)}\n")
        assert name in [problem.id for problem in verdicts[1].problems]
        assert verdicts[0].api_key is None  # it may be the secret


def test_foreign_key_is_named_with_the_right_one() -> None:
    verdicts = run(f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(2)}\n")
    assert [one.id for one in verdicts] == ["not-this-secrets-key", "not-a-pair"]
    assert verdicts[1].problems[0].values["key"] == key_text(2)


def test_the_right_key_elsewhere_is_named_with_its_place() -> None:
    text = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(2)}\nBACKPACK_OLD_API_KEY={key_text(2)}\n"
    secret = secret_of(run(text))
    assert secret.id == "not-a-pair-elsewhere"
    assert secret.problems[0].values["place"] == ".env:3 BACKPACK_OLD_API_KEY"


def test_characters_exchanged() -> None:
    text = secret_text(3)
    at = next(at for at in range(20) if text[at] != text[at + 1])
    wrong = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    secret = secret_of(run(f"BACKPACK_API_KEY={key_text(3)}\nBACKPACK_API_SECRET={wrong}\n"))
    assert secret.id == "character-exchanged"
    assert secret.right == text


def test_mistyped_key() -> None:
    text = key_text(4)
    wrong = text[:5] + ("A" if text[5] != "A" else "B") + text[6:]
    found = run(f"BACKPACK_API_KEY={wrong}\nBACKPACK_API_SECRET={secret_text(4)}\n")
    assert (found[0].id, found[0].right, found[1].id) == ("character-wrong", text, "ok")


def test_other_algorithms() -> None:
    x_key = b64(derive_x25519(seed(1)))
    assert secret_of(run(f"BACKPACK_API_KEY={x_key}\nBACKPACK_API_SECRET={secret_text(1)}\n")).id == "x25519"
    digest = bytearray(sha512(seed(1)).digest())
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    for raw in (bytes(digest), bytes(digest[:32])):
        assert derive_scalar(raw[:32]) == key(1)
        assert secret_of(run(f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={b64(raw)}\n")).id == "scalar"


P = 2**255 - 19


def test_bad_points() -> None:
    def bad(value: bytes) -> str:
        problem = points.examine(value)
        return problem.id if problem else "ok"

    assert bad(key(1)) == "ok"
    assert bad((1).to_bytes(32, "little")) == "small-order"
    assert bad(bytes(32)) == "small-order"
    assert bad((P + 3).to_bytes(32, "little")) == "point-non-canonical"
    found = {bad(seed(n)) for n in range(60)}
    assert found == {"not-a-point", "mixed-order", "ok"}
    off = next(n for n in range(99) if bad(seed(n)) == "not-a-point")
    assert run(f"BACKPACK_API_KEY={secret_text(off)}\n")[0].id == "not-a-point"


@settings(max_examples=50)
@given(st.binary(min_size=32, max_size=32))
def test_points_agree_with_libsodium(value: bytes) -> None:
    assert (points.examine(value) is None) == is_point(value)


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


def test_examples_may_hold_placeholders() -> None:
    found = run("BACKPACK_API_SECRET=your-secret\n", example=True)[0]
    assert (found.id, found.severity, found.checked) == ("placeholder", "ok", False)


def test_a_lone_half_is_only_noted() -> None:
    for text, name in ((f"BPX_API_SECRET={secret_text(1)}\n", "secret-alone"), (f"BPX_API_KEY={key_text(1)}\n", "key-alone")):
        verdict = run(text)[0]
        assert (verdict.id, verdict.severity, verdict.problems[0].id) == ("ok", "ok", name)


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_any_value_gets_a_verdict(text: str) -> None:
    from guard.store import Entry

    found = check([Kept("dotenv", ".env", [Entry("BACKPACK_API_SECRET", text, line=1)], level=3)])
    assert len(found) == 1
    assert text not in repr(found) or len(text) < 12


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
