"""Signatures are passed over, and nothing but signatures."""

from __future__ import annotations

from base64 import b64encode

import pytest

from guard.sweep.signatures import blanked, without
from tests.pairs import secret_text


def armour(raw: bytes, kind: str = "PGP", comment: str = "") -> bytes:
    text = b64encode(raw).decode()
    lines = "\n ".join(text[at : at + 64] for at in range(0, len(text), 64))
    return f"gpgsig -----BEGIN {kind} SIGNATURE-----\n {comment}\n {lines}\n -----END {kind} SIGNATURE-----\n\nmessage\n".encode()


RAW = {
    "old": b"\x89\x02\x33" + bytes(range(256)) * 2 + bytes(range(0x33)),
    "short": b"\x88\x75" + bytes(range(0x75)),
    "new": b"\xc2\xc1\x33" + bytes(range(256)) + bytes(range(0x33 + 192)),
}


@pytest.mark.parametrize("form", RAW)
def test_a_signature_is_passed_over(form: str) -> None:
    for raw in (RAW[form], RAW[form][:-1]):
        text = armour(raw)
        left = without(b"tree 1\n" + text)
        whole = len(raw) == {"old": 3 + 0x233, "short": 2 + 0x75, "new": 3 + 256 + 0x33 + 192}[form]
        assert (left == b"tree 1\n" + text) is not whole
        assert left.startswith(b"tree 1\ngpgsig -----BEGIN PGP") and left.endswith(b"-----\n\nmessage\n")


def test_an_ssh_signature_is_passed_over() -> None:
    assert len(without(armour(b"SSHSIG\0\0\0\1" + bytes(200), "SSH"))) < 120


def test_what_is_no_signature_stays() -> None:
    for text in (
        armour(secret_text(1).encode()), armour(RAW["old"], "X"), armour(RAW["old"], comment=f"Comment: {secret_text(1)} " + "x" * 50),
        armour(RAW["old"])[:200], b"-----BEGIN PGP SIGNATURE-----" + secret_text(1).encode() + b"-----END PGP SIGNATURE-----", b"",
    ):  # fmt: skip
        assert without(text) == text


def test_ids_at_the_head_of_a_commit_are_no_text() -> None:
    tree, parent = "1f" * 20, "2e" * 20
    commit = f"tree {tree}\nparent {parent}\nparent {tree}\nauthor A <a@b.c> 1 +0000\n\ntree {tree}\n".encode()
    assert without(commit) == f"author A <a@b.c> 1 +0000\n\ntree {tree}\n".encode()
    for head in (f"tree {secret_text(1)}\n", f"tree {tree}{parent[:-1]}\n", f"tree {tree} {secret_text(1)}\n", f"parent {tree}\n"):
        assert without(head.encode() + b"author\n") == head.encode() + b"author\n"


def test_where_a_signature_stood_lines_stay() -> None:
    text = armour(RAW["old"]) + b"\nmore\n" + armour(RAW["old"][:-1])
    left = blanked(text)
    assert left.count(b"\n") == text.count(b"\n") and left.endswith(text[text.index(b"\nmore") :])
    assert len(left) < len(text) - len(RAW["old"])
    assert blanked(b"words\n") == b"words\n"
