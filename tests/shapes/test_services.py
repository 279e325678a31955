"""Secrets of other services in a repository that trades on Backpack: silent, and nothing of Backpack's with them."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode

import pytest

from guard import p256
from tests.pairs import key_text, secret_text, seed
from tests.shapes import run
from tests.shapes.test_lookalikes import CONTEXT, loud

CLIENT = {"client.py": "from bpx.account import Account  # " + CONTEXT}
PADDED, BARE = secret_text("web"), urlsafe_b64encode(seed("web")).decode().rstrip("=")
PUSH = urlsafe_b64encode(p256.derive(seed("web"))).decode().rstrip("=")
PACKED = "function f(e){return e.x+1};" * 30

OTHERS = {
    "name": f"VAPID_PRIVATE_KEY={BARE}\n",
    "default": f'export const VAPID_PRIVATE_KEY =\n  process.env.VAPID_PRIVATE_KEY ||\n  "{BARE}";\n',
    "image": f"ENV VAPID_PUBLIC_KEY={PUSH}\nENV VAPID_PRIVATE_KEY={BARE}\n",
    "tokens": f"JWT_SECRET={PADDED}\nSESSION_SECRET: {PADDED}\ncookieSecret = '{PADDED}'\nNEXTAUTH_SECRET={PADDED}\n",
    "call": f"const secret = jose.base64url.decode('{BARE}')\n",
    "proof": f'{{"publicKey":"{PUSH}","privateKey":"{BARE}"}}\n',
    "proof, other alphabet": f"public_key: {b64encode(p256.derive(seed('web'))).decode()}\nprivate_key: {PADDED}\n",
    "block": f"const vapidKeys = {{\n  privateKey: '{BARE}',\n}}\n",
    "nested block": f'const nextAuthOptions = (req, res) => {{\n  return {{\n    secret: "{PADDED}",\n',
    "YAML": f"web-push:\n  # of the site\n  production:\n    private_key: {BARE}\n",
    "statement": f'{PACKED}class K{{get secretKey(){{return 1}}}}const br=new lr("{BARE}");\n',
    "second variable": f'{PACKED}keys.decode(e.data);const a=1,br=new lr("{BARE}");\n',
    "assignment": f'{PACKED}f(e.secret);r="{BARE}";\n',
}
WRITTEN = {
    "type": "ThePrivateAPIOfOneNFTMarketForUIAndDAOTypes",
    "numbered": "CreateSome25519InstructionWithPrivateParamX",
    "system account": "SysvarC1ock1" + "1" * 31,
}


@pytest.mark.parametrize("case", OTHERS)
def test_secrets_of_other_services_are_silent(case: str) -> None:
    assert run({"a.ts": OTHERS[case], **CLIENT}).findings == []


@pytest.mark.parametrize("case", WRITTEN)
def test_names_are_no_secrets(case: str) -> None:
    assert len(WRITTEN[case]) in (43, 44)
    assert run({"a.ts": f"secret: {WRITTEN[case]}\n", **CLIENT}).findings == []


@pytest.mark.parametrize(
    "text",
    [
        f"SECRET={PADDED}\n",
        f"BACKPACK_JWT_SECRET={PADDED}\n",
        f"session.secret = '{PADDED}'\n",
        f"jwt = make()\nsecret = '{PADDED}'\n",
        f"with Session() as session:\n    secret = '{PADDED}'\n",
        f"web-push:\n  url: x\nexchange:\n  secret: {PADDED}\n",
        f'{PACKED}a.secretKey="{BARE}";\n',
        f'{PACKED}const sk="{BARE}";\n',
    ],
)
def test_a_secret_of_no_other_service_is_still_told(text: str) -> None:
    told = loud(run({"a.ts": text, **CLIENT}))
    assert told in (["possible-secret"], ["api-secret"])


@pytest.mark.parametrize("case", ["tokens", "block", "nested block", "call", "name"])
def test_a_text_that_speaks_of_backpack_is_believed_over_a_name(case: str) -> None:
    assert "api-secret" in loud(run({"a.ts": CONTEXT + OTHERS[case]}))


@pytest.mark.parametrize("case", OTHERS)
def test_a_proof_or_a_watched_key_comes_before_all_of_it(case: str) -> None:
    both = run({"a.ts": OTHERS[case], "b.py": f"{CONTEXT}API_KEY = '{key_text('web')}'\n"})
    assert "key-pair" in loud(both)
    assert set(loud(run({"a.ts": OTHERS[case]}, "web"))) == {"watched-secret"}


def test_hardly_a_random_value_is_taken_for_a_name() -> None:
    from guard.doubts import is_written

    values = [urlsafe_b64encode(seed(f"name {number}")) for number in range(20_000)]
    assert sum(is_written(value.rstrip(b"=")) for value in values) <= 2
    assert not any(map(is_written, values))


@pytest.mark.parametrize(
    "name",
    [
        "check_const_TABLE_OF_LONGENTRYNAMES_sk_type",
        "build_type_RevocationEntryChoice_sk_reserve",
        "XML_PARSER_SECRET_KEY_DERIVATION_FUNCTIONS1",
        "derive-shared-Secret-for-legacy-TLS12-hosts",
    ],
)
def test_the_name_of_a_function_in_a_repository_with_a_client_is_no_secret(name: str) -> None:
    assert len(name) == 43
    assert loud(run({"a.h": f"#define sk_new(cmp) LIB_sk_new({name}(cmp))\n", **CLIENT})) == []


def test_a_text_full_of_push_keys_costs_no_more_than_a_few_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    monkeypatch.setattr(p256, "derive", lambda value: asked.append(value) or b"")
    lines = "".join(f"secret = '{secret_text(f'many {number}')}' # {PUSH}\n" for number in range(60))
    assert len(loud(run({"a.ts": lines, **CLIENT}))) == 60
    assert 0 < len(asked) <= 16
