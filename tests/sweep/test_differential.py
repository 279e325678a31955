"""Hostile histories: whatever a scan of every object finds, a sweep of any pack of them finds."""

from __future__ import annotations

import tempfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.candidates import encodings
from tests.pairs import key, key_text, secret_text, seed
from tests.sources.repo import Repo
from tests.sweep.test_sweep import by_git, by_sweep

WORDS = [b"import bpx\n", b"backpack.exchange api\n", b"secret = ", b"API_KEY: ", b"\n", b"'", b'"', b" +\n  ", b"h1:", b"\t", b",", b"\\n", b"%", b"<b>", b"</b><i>", b"</i>\n"]
PARTS = [
    part
    for n in (1, 2)
    for part in (
        secret_text(n).encode(), secret_text(n)[:21].encode(), secret_text(n)[21:].encode(), key_text(n).encode(),
        key_text(n)[:30].encode(), key_text(n)[30:].encode(), seed(n).hex().encode(), secret_text(n).replace("=", "%3D").encode(),
    )
]  # fmt: skip
FORMS = [one.encode(seed(3), key(3)) for one in encodings() if one.name != "raw"]
WRITTEN = [part for form in FORMS for part in (form, form[: len(form) // 3], form[len(form) // 3 :], form[:-5], form[-5:])]
FILL = [b"some words in a line of text that is not so short\n" * 4, b"x = call(argument)\n", b"=" * 60 + b"\n", b"some_long_identifier_that_goes_on_and_on_for_a_while\n"]
piece = st.one_of(st.sampled_from([*WORDS, *PARTS, *FILL, *FILL]), st.sampled_from([*WRITTEN, key_text(3).encode(), *FILL]))
edit = st.tuples(st.integers(0, 40), st.integers(0, 4), st.lists(piece, max_size=4))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(piece, min_size=5, max_size=40), st.lists(edit, min_size=1, max_size=10))
def test_any_history(start: list[bytes], edits: list[tuple[int, int, list[bytes]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(folder)
        parts = list(start)
        versions = [b"".join(parts)]
        for at, gone, new in edits:
            parts[at : at + gone] = new
            versions.append(b"".join(parts))
        ids = b"".join(repo.git("hash-object", "-w", "--stdin", data=version) for version in versions)
        repo.git("pack-objects", "-q", "--window=50", "--depth=50", ".git/objects/pack/pack", data=ids)
        repo.git("prune-packed", "-q")
        expected, _ = by_git(repo)
        assert by_sweep(repo)[0] == expected
