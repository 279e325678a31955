"""Every file kind: the same pair is read with its place, damage is told with its line, and mending hits it."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.check import check
from guard.collect import gather, kinds
from guard.errors import UsageError
from guard.mend import changed
from guard.store import Access
from tests import forms
from tests.pairs import key_text, secret_text, seed

U = forms.url_safe()
WRONG = secret_text(U).replace("+", "-").replace("/", "_")
ACCESS = Access({}, False)

FILES = {
    ".env": "export BACKPACK_API_KEY='{key}' # mine\r\nBACKPACK_API_SECRET=\"{secret}\"\r\n",
    "config.toml": '# {{\n[backpack]\napi_key = "{key}"\napi_secret = "{secret}"\nother = 1\n',
    "config.yaml": "exchanges:\n  # 交易所\n  backpack:\n    api_key: '{key}'\n    api_secret: {secret}\n",
    "compose.yml": "services:\n  bot:\n    environment:\n      - BPX_API_KEY={key}\n      - BPX_API_SECRET={secret}\n",
    "config.json": '{{"backpack": {{"apiKey": "{key}", "n": [1, 2], "apiSecret": "{secret}"}}}}\n',
    "accounts.json": '{{"backpack": [{{"name": "交易", "key": "{key}", "secret": "{secret}"}}]}}\n',
    "bot.ini": "[backpack]\napi_key = {key}\napi_secret: {secret}\n",
    "app.properties": "# c\nbackpack.api.key={key}\nbackpack.api.secret = {secret}\n",
    "bot.service": '[Service]\nEnvironment="BACKPACK_API_KEY={key}"\nEnvironment=BACKPACK_API_SECRET={secret}\n',
}


def _read(tmp_path: object, name: str, text: str | bytes) -> object:
    path = os.path.join(str(tmp_path), name)
    with open(path, "wb") as stream:
        stream.write(text.encode() if isinstance(text, str) else text)
    return gather([path], ACCESS, lambda: b"")


@pytest.mark.parametrize("name", FILES)
def test_pair_is_read_and_mended_in_place(tmp_path: object, name: str) -> None:
    good = FILES[name].format(key=key_text(U), secret=secret_text(U))
    found = _read(tmp_path, name, FILES[name].format(key=key_text(U), secret=WRONG))
    assert not found.skipped  # type: ignore[attr-defined]
    verdicts = check(found.stores)  # type: ignore[attr-defined]
    assert [one.id for one in verdicts] == ["ok", "url-safe"]
    assert verdicts[1].partner is verdicts[0]
    lines = good.splitlines()
    assert all(text in lines[one.entry.line - 1] for text, one in zip((key_text(U), secret_text(U)), verdicts, strict=True))
    with open(os.path.join(str(tmp_path), name), "rb") as stream:
        data = stream.read()
    assert changed(data, [one for one in verdicts if one.mendable]).decode() == good


@pytest.mark.parametrize(("name", "text", "line"), [
    ("a.toml", "a = 1\nb = [\n", 2), ("a.json", '{\n"a": 1,\n}', 3), ("a.yaml", "a: 1\nb: [1\nc: }\n", 3),
    ("a.ini", "[a]\nb = 1\nno pair here\n", 3), (".env", "A=1\nB='open\n", 2),
    ("b.json", "[" * 100000, 1), ("b.toml", "a = " + "[" * 20000, 1),
])  # fmt: skip
def test_damage_is_told_with_its_line(tmp_path: object, name: str, text: str, line: int) -> None:
    found = _read(tmp_path, name, text)
    (skip,) = found.skipped  # type: ignore[attr-defined]
    at = int(skip.path.rpartition(":")[2])
    assert abs(at - line) <= 1
    assert not skip.harmless


@pytest.mark.parametrize("text", [
    secret_text(1), secret_text(1) + "\n", "\ufeff" + secret_text(1), forms.pem(1), forms.openssh(1), forms.jwk(1),
    seed(1).hex(), str(list(seed(1))), forms.base58(seed(1)), f"API_SECRET={secret_text(1)}\n",
    f'{{"secret": "{secret_text(1)}"}}', f"secret: {secret_text(1)}\n",
])  # fmt: skip
def test_standard_input_and_key_files_by_looks(text: str) -> None:
    found = gather(["-"], ACCESS, text.encode)
    (verdict,) = check(found.stores)
    assert (verdict.kind, verdict.api_key) == ("secret", key_text(1))


def test_raw_bytes_der_and_utf_16(tmp_path: object) -> None:
    number = next(n for n in range(99) if b"\0" in seed(n))
    for raw in (seed(number), forms.PKCS8 + seed(number)):
        (verdict,) = check(_read(tmp_path, "key.der", raw).stores)  # type: ignore[attr-defined]
        assert verdict.api_key == key_text(number)
    text = f"BACKPACK_API_SECRET={secret_text(2)}\r\n".encode("utf-16")
    (verdict,) = check(_read(tmp_path, ".env", text).stores)  # type: ignore[attr-defined]
    assert verdict.id == "utf-16"
    assert not verdict.mendable


def test_secret_file_named_by_its_name(tmp_path: object) -> None:
    (verdict,) = check(_read(tmp_path, "backpack_api_key", key_text(3)).stores)  # type: ignore[attr-defined]
    assert (verdict.kind, verdict.api_key) == ("key", key_text(3))


def test_huge_binary_and_unreadable(tmp_path: object) -> None:
    found = _read(tmp_path, "a.env", b"\0\1\2" * 100)
    assert "binary" in found.skipped[0].reason  # type: ignore[attr-defined]
    path = os.path.join(str(tmp_path), "big.env")
    with open(path, "wb") as stream:
        stream.truncate(9 << 20)
    assert "larger" in gather([path], ACCESS, lambda: b"").skipped[0].reason
    os.mkfifo(path + ".pipe")
    assert gather([path + ".pipe"], ACCESS, lambda: b"").skipped


def test_a_key_as_argument_is_refused_and_not_repeated() -> None:
    for text in (secret_text(1), secret_text(1)[:40], seed(1).hex(), WRONG, forms.base58(seed(1) + seed(2)), str(list(seed(1)))):
        with pytest.raises(UsageError) as caught:
            gather([text], ACCESS, lambda: b"")
        assert text[:12] not in caught.value.message + caught.value.hint


def test_yaml_without_its_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    from guard.stores.yaml import MISSING, read_yaml

    monkeypatch.setitem(sys.modules, "yaml", None)
    found = read_yaml(f"backpack:\n  api_secret: '{secret_text(1)}'  # x\n  api_key: {key_text(1)}\n".encode())
    assert [(one.name, one.group, one.text) for one in found.entries] == [
        ("api_secret", "backpack", secret_text(1)), ("api_key", "backpack", key_text(1)),
    ]  # fmt: skip
    assert found.notes == [MISSING]
    assert read_yaml(b"a: [1, 2]\n").problems == [(0, MISSING)]


@settings(max_examples=40)
@given(st.binary(max_size=300), st.sampled_from([one for one in kinds() if one.read]))
def test_readers_never_raise_and_places_lie_inside(data: bytes, store: object) -> None:
    for entry in store.read(data).entries:  # type: ignore[attr-defined]
        assert -1 <= entry.start <= entry.end <= len(data)


@settings(max_examples=40)
@given(st.text(alphabet="AB_=\"'` #\\\n\r$x", max_size=60))
def test_dotenv_never_raises(text: str) -> None:
    from guard.stores.dotenv import read_dotenv

    for entry in read_dotenv(text.encode()).entries:
        assert entry.line <= text.count("\n") + 1


def test_kubernetes_secrets_are_unwrapped(tmp_path: object) -> None:
    from base64 import b64encode

    wrapped = {"k": b64encode(key_text(1).encode()).decode(), "s": b64encode(secret_text(1).encode()).decode()}
    text = "apiVersion: v1\nkind: Secret\ndata:\n  BACKPACK_API_KEY: {k}\n  BACKPACK_API_SECRET: {s}\n".format(**wrapped)
    assert [one.id for one in check(_read(tmp_path, "secret.yaml", text).stores)] == ["ok", "ok"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [
    "my secret {s}\n", "export {s}\n# c\n", "secret {s}:x\n", '{{"{s}": "secret", "backpack_secret_{s}": ""}}', "[{s}]\nsecret = \n",
    "BACKPACK_SECRET {s} = \n", "backpack.secret.{s}=\n",
])  # fmt: skip
def test_a_secret_that_looks_like_a_name_is_not_shown(tmp_path: object, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    from guard.cli import main
    from tests.hygiene import assert_no_secret

    for name in ("a.env", "a.ini", "a.json", "a.yaml", "a.toml", "a.txt"):
        path = os.path.join(str(tmp_path), name)
        with open(path, "w") as stream:
            stream.write(text.format(s=secret_text(1)))
        for form in ("text", "json", "sarif"):
            main(["check", "--format", form, path])
    output = capsys.readouterr()
    assert_no_secret((output.out + output.err).encode())


def test_names_cannot_command_the_terminal(tmp_path: object) -> None:
    found = _read(tmp_path, "a.json", '{"backpack \\u001b[31m\\u202e secret": ""}')
    assert found.stores[0].entries[0].name == "backpack ?[31m? secret"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "text"), [
    ("a.json", '{{"backpack": {{"secret": {value}}}}}'), ("a.toml", "[backpack]\nsecret = {value}\n"),
])  # fmt: skip
def test_arrays_become_strings(tmp_path: object, name: str, text: str) -> None:
    data = text.format(value=str(list(seed(1))))
    found = _read(tmp_path, name, data)
    mended = changed(data.encode(), check(found.stores)).decode()  # type: ignore[attr-defined]
    assert mended == text.format(value=f'"{secret_text(1)}"')
