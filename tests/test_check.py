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
