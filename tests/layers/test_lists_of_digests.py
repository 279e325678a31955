"""Lists of digests, as lock files are, are read once: nothing in them is joined, taken apart or read as something else."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable

import pytest

from guard.candidates import unfold
from guard.layers import split_literal
from guard.limits import Limits
from guard.model import Skip, View
from guard.sort_out import sort_out
from tests.pairs import key_text, secret_text, seed, some
from tests.shapes import named, run


def digest(number: int, name: str) -> str:
    made = hashlib.new(name, f"package {number}".encode())
    return b64encode(made.digest()).decode()


LISTS: dict[str, Callable[[int], str]] = {
    "yarn": lambda at: f'"@a/b{at}@^1.{at}":\n  "integrity" "sha512-{digest(at, "sha512")}"\n  "version" "1.{at}"\n\n',
    "npm": lambda at: f'    "node_modules/b{at}": {{\n      "integrity": "sha512-{digest(at, "sha512")}",\n      "dev": true\n    }},\n',
    "pnpm": lambda at: f"  /b{at}/1.0:\n    resolution: {{integrity: sha384-{digest(at, 'sha384')}}}\n",
    "Go": lambda at: f"example.invalid/b{at} v1.{at}.0 h1:{digest(at, 'sha256')}\nexample.invalid/b{at} v1.{at}.0/go.mod h1:{digest(at + 999, 'sha256')}\n",
    "Poetry": lambda at: f'    {{file = "b{at}-1.whl", hash = "sha256:{hashlib.sha256(b"%d" % at).hexdigest()}"}},\n',
}


@pytest.mark.parametrize("name", LISTS)
def test_they_are_one_text(name: str) -> None:
    data = "".join(map(LISTS[name], range(40))).encode()
    texts = [opened for opened in unfold(data, whole=False) if not isinstance(opened, Skip)]
    assert [opened.view.data for opened in texts] == [data]
    values = [candidate.value for candidate in texts[0].candidates() if candidate.encoding in ("base64", "base64url")]
    assert len(values) == (80 if name == "Go" else 0)


@pytest.mark.parametrize("label", ["sha512-", "sha384-"])
@pytest.mark.parametrize("form", ["%s", "'%s'", 'integrity="%s"', "%s==\n"])
def test_a_digest_that_says_so_is_no_part(label: str, form: str) -> None:
    text = digest(1, label[:-1]).rstrip("=")
    assert not sort_out((form % (label + text)).encode()).parts
    assert not sort_out((form % (label + text)).encode()).runs
    assert sort_out((form % ("sha500-" + text)).encode()).runs, "what the label means counts, and how long it is"
    assert sort_out((form % (label + text + "A")).encode()).runs


@pytest.mark.parametrize("name", LISTS)
def test_a_pair_among_them_is_proven(name: str) -> None:
    around = "".join(map(LISTS[name], range(9)))
    for number in some(4):
        text = f"{around}key {key_text(number)}\n{around}secret = '{secret_text(number)}'\n{around}"
        assert named(run({"a.lock": text}), "key-pair", "foreign-pair") == {key_text(number)}


@pytest.mark.parametrize("cut", [20, 42, 43, 44, 50])
def test_a_soft_break_inside_a_value_is_none_behind_it(cut: int) -> None:
    """Of a value in hex any part may stand before a break; 43 characters of base64 and a sign are a value themselves."""
    for number in some(4):
        value = seed(number).hex()
        text = f"{value[:cut]}=\n{value[cut:]}\n"
        assert named(run({"a.txt": text}, number), "watched-secret") == {key_text(number)}


@pytest.mark.parametrize("text", ['{{"{0}"}},\n{{"{1}"}}', '{{\n  "{0}": 1, "x": "{1}"}}', "f('{0}'); g('{1}')"])
def test_a_comma_continues_no_literal(text: str) -> None:
    data = ("first\n" + text.format(secret_text(1)[:-1], secret_text(2)[:-1]) + "\nlast\n").encode()
    assert not list(split_literal.LAYER.open(View(data), Limits().budget(len(data))))
