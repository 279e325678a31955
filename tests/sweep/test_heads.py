"""The first line of a table names what stands below it, however far, and whatever text is looked at together with it."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard import context
from guard.config import Settings
from guard.gitdir import GitDir
from guard.limits import Limits
from guard.prove import Ledger
from guard.scan import Scan
from guard.sweep.news import News
from guard.sweep.pending import Waiting
from guard.sweep.run import Sweep, fragment_of
from guard.sweep.values import Values
from tests.pairs import secret_text
from tests.sources.repo import Repo

ROWS = b"".join(b"%d,some words in a row,%d\n" % (one, one) for one in range(60))
_words = st.sampled_from(["id", "api_secret", "hash", "x", "public key"])
_version = st.tuples(st.lists(_words, min_size=2, max_size=4), st.integers(0, 3), st.sampled_from([",", ";"]))


def _whole(first: bytes, rest: list[bytes]) -> list[bool]:
    """Return which versions of a text are looked at as a whole: one, and others with another beginning."""
    news = News(Values(Ledger(b"k" * 16)), Limits())
    states: list[Waiting] = [news.visit(0, first + ROWS, None, None)]
    states += [news.visit(number, head + ROWS, [head, ROWS], states[0]) for number, head in enumerate(rest, 1)]
    news.end()
    return [state.whole for state in states]


def test_a_first_line_that_calls_no_column_a_secret_is_one_like_others() -> None:
    page = b"<title>%d, of, many</title><style>a{b:c;d:e}</style>\n"
    assert not any(_whole(page % 0, [page % number for number in range(1, 5)]))
    assert _whole(page % 0, [b"id,seed,x\n", b"id;seed\n", b"x", b"secret\n"]) == [False, True, False, False, False]


def test_other_texts_that_are_looked_at_with_a_table_are_not_its_first_line(tmp_path_factory: object) -> None:
    for rows in (b"", ROWS):
        texts = {f"{number}.txt": f"{number}\n{secret_text(50 + number)}\n".encode() for number in range(5)}
        table = b"name,api_secret,x\n" + rows + f"joe,{secret_text(1)},y\n".encode()
        _compare(tmp_path_factory, [{**texts, "b.csv": table, "z.txt": texts["0.txt"] * 2}], packed=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_version, min_size=2, max_size=5), st.booleans())
def test_a_sweep_names_what_a_scan_names(tmp_path_factory: object, versions: list[tuple[list[str], int, str]], packed: bool) -> None:
    commits = []
    for number, (head, secrets, mark) in enumerate(versions):
        rows = "".join(f"{one}{mark}{secret_text(one)}{(mark + 'y') * (len(head) - 2)}\n" for one in range(secrets))
        text = mark.join(head).encode() + b"\n" + ROWS + rows.encode() + ROWS
        commits.append({"a.csv": text, f"{number}.txt": f"{number}\n{secret_text(50 + number)}\n".encode()})
    _compare(tmp_path_factory, commits, packed)


def _compare(tmp_path_factory: object, commits: list[dict[str, bytes]], packed: bool) -> None:
    repo = Repo(str(tmp_path_factory.mktemp("r")))  # type: ignore[attr-defined]
    for files in commits:
        repo.commit(files)
    if packed:
        repo.git("repack", "-adfq")
    whole, swept = Scan(Settings()), Scan(Settings())
    for line in repo.git("cat-file", "--batch-all-objects", "--batch-check").decode().splitlines():
        oid, kind, _ = line.split()
        if kind == "blob":
            whole.feed(fragment_of(oid, kind, repo.git("cat-file", kind, oid)))
    git = GitDir(repo.path)
    try:
        sweep = Sweep(git, swept, workers=1)
        sweep.run()
        found = sweep.findings(lambda: context.STRONG)
    finally:
        git.close()
    expected = whole.findings(lambda: context.STRONG)
    assert {(one.rule, one.path, one.line) for one in found} == {(one.rule, one.path, one.line) for one in expected}
