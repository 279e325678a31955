"""Which values of a repository make a pair, and which families are fed for it."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from guard.config import Settings
from guard.gitdir import GitDir
from guard.model import Fragment
from guard.scan import Scan
from guard.sweep.run import Sweep
from guard.sweep.values import PRIVATE, joined
from tests.pairs import key, key_text, secret_text
from tests.sources.repo import Repo

_few = st.integers(1, 8)
_records = st.lists(st.tuples(_few, st.integers(0, 8), st.integers(1, 3), st.booleans()), max_size=8)


@given(st.lists(_records, max_size=3), st.sets(_few), st.sets(_few), st.sets(_few))
def test_a_pair_is_a_secret_whose_key_is_seen_or_watched(
    parts: list[list[tuple[int, int, int, bool]]], seen: set[int], publics: set[int], watched: set[int]
) -> None:
    flat = [(pack, *record) for pack, some in enumerate(parts) for record in some]
    keys = {value for _, value, _, _, private in flat if not private} | seen | watched
    paired = ({public for _, _, public, _, _ in flat if public} | publics) & keys
    told = [(v, pack << 32 | root) for pack, v, p, root, private in flat if p in paired or (v in paired and not private)]
    packed = [
        (pack, array("Q", (part for v, p, root, private in some for part in (v, p, root | PRIVATE * private))))
        for pack, some in enumerate(parts)
    ]
    assert joined(packed, seen, publics, watched) == ({value for value, _ in told}, {family for _, family in told})


def _fed(repo: Repo, outside: str, watch: frozenset[bytes] = frozenset()) -> int:
    """Return how many objects are fed beside a text that stands elsewhere."""
    settings = Settings()
    settings.watch = watch
    scan = Scan(settings)
    scan.feed(Fragment(outside.encode(), "beside", "path"))
    git = GitDir(repo.path)
    try:
        sweep = Sweep(git, scan, workers=1)
        sweep.run()
        sweep.findings(lambda: 0)
        return sum(path != "beside" for path in scan.paths)
    finally:
        git.close()


def test_a_value_that_stands_in_names_and_contents_is_no_pair(tmp_path: object) -> None:
    repo = Repo(str(tmp_path))
    for step in range(5):
        repo.commit({"a.html": f"<a href={secret_text(1)}>{step}</a>\n".encode()})
    assert _fed(repo, f"docs/{secret_text(1)}") == 0
    assert _fed(repo, f"docs/{key_text(1)}") == 5
    assert _fed(repo, "docs", watch=frozenset([key(1)])) == 5
