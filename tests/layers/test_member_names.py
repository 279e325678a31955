"""The name of a member can be anything, a secret too: reports show where a finding is without it."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from guard import registry
from guard.redact import member_path
from guard.rendering import RenderContext
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text
from tests.shapes import run

URL_SAFE = secret_text(1).rstrip("=").replace("+", "-").replace("/", "_")
NAMES = [f"k-{URL_SAFE}.json", f"a/{URL_SAFE}", f"x/{secret_text(1)}", f"BACKPACK_API_SECRET={URL_SAFE}"]
CONTENT = f"BACKPACK_API_KEY={key_text(1)}\n".encode()


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, CONTENT)
    return out.getvalue()


def tarred(name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(CONTENT)
        archive.addfile(entry, io.BytesIO(CONTENT))
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_secret_in_the_name_of_a_member_is_not_shown(pack: object, name: str) -> None:
    report = run({"a.bin": pack(name).decode("utf-8", "surrogateescape")})  # type: ignore[operator]
    assert {finding.rule for finding in report.findings} == {"key-pair"}  # the container itself is read too
    for fmt in registry.load("formats", "FORMAT").values():
        assert_no_secret(fmt.render(report, RenderContext()).encode())  # type: ignore[attr-defined]


def test_other_names_of_members_stay() -> None:
    for name in ("src/main/java/com/example/AnotherRatherLongName.java", f"{'0123456789abcdef' * 4}/layer.tar", "a b%20.txt"):
        assert member_path(name.encode()) == name.replace("%", "%25")
