"""Files that need no container layer of their own: mail, notebooks, property lists, stores of the desktop."""

from __future__ import annotations

import json
import mailbox
import plistlib
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from guard.candidates import layers
from guard.config import Settings
from tests.layers.test_containers import One, report, scan, wrapped
from tests.pairs import key_text, secret_text

SECRET = secret_text(1)
PAIR = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={SECRET}\n"
NAMES = {layer.name for layer in layers()}


def needs(*names: str) -> pytest.MarkDecorator:
    """Skip a test while a text layer that it rests on is not there."""
    missing = sorted(set(names) - NAMES)
    return pytest.mark.skipif(bool(missing), reason=f"rests on the layers {missing}")


def rules(data: bytes) -> list[str]:
    return [finding.rule for finding in scan([One(file_x=data)], Settings()).findings]


def mail(encoding: str, attached: bool = False) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "keys"
    message.set_content("see the attachment" if attached else "你好\n" + PAIR, cte=encoding)
    if attached:
        message.add_attachment(PAIR.encode(), maintype="application", subtype="octet-stream", filename="prod.env")
    return message


@needs("base64-text")
@pytest.mark.parametrize("attached", [False, True])
def test_mail_in_base64(attached: bool) -> None:
    assert rules(mail("base64", attached).as_bytes()) == ["key-pair"]


@needs("quoted-printable")
def test_mail_in_quoted_printable() -> None:
    assert rules(mail("quoted-printable").as_bytes()) == ["key-pair"]


@needs("base64-text")
def test_a_mailbox_with_an_archive_attached(tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content("the archive")
    message.add_attachment(wrapped("zip", PAIR.encode()), maintype="application", subtype="zip", filename="a.zip")
    box = mailbox.mbox(str(tmp_path / "box"))
    box.add(mail("8bit"))
    box.add(message)
    box.flush()
    found = scan([One(box_mbox=(tmp_path / "box").read_bytes())], Settings()).findings
    assert {finding.rule for finding in found} == {"key-pair"}
    assert any(finding.path.endswith("!folder/inner.txt") for finding in found)


def test_notebooks() -> None:
    source = [f'public_key: str = "{key_text(1)}"\n', f'secret_key: str = "{SECRET}"\n', "# api.backpack.exchange"]
    output = {"output_type": "stream", "name": "stdout", "text": [f"Seed: {SECRET}\n", f"Public Key: {key_text(1)}\n"]}
    for cell in ({"cell_type": "code", "source": source, "outputs": []},
                 {"cell_type": "code", "source": ["import bpx\n"], "outputs": [output]}):  # fmt: skip
        document = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        assert rules(json.dumps(document, indent=1).encode()) == ["key-pair"]
        assert rules(json.dumps(document).encode()) == ["key-pair"]


@pytest.mark.parametrize("form", list(plistlib.PlistFormat))
def test_property_lists(form: plistlib.PlistFormat) -> None:
    data = plistlib.dumps({"backpack_api_key": key_text(1), "backpack_secret": SECRET}, fmt=form)
    assert "key-pair" in rules(data) or rules(data) == ["foreign-pair"]


@needs("wide")
def test_strings_of_a_desktop_store() -> None:
    name = f"api.backpack.exchange {SECRET}".encode("utf-16-be")
    data = b"\x00\x00\x00\x01Bud1" + bytes(28) + len(name).to_bytes(4, "big") + name + b"Iloc" + bytes(16)
    assert report(data).findings


def test_an_office_file() -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>backpack</t></si><si><t>{key_text(1)}</t></si><si><t>{SECRET}</t></si></sst>")
    found = scan([One(keys_xlsx=held.getvalue())], Settings()).findings
    assert [(finding.rule, finding.path) for finding in found] == [("key-pair", "keys.xlsx!xl/sharedStrings.xml")]
