"""A light look at a pack that rebuilds as little as it can tells what one that rebuilds everything tells."""

from __future__ import annotations

import tempfile

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guard.gitdir import GitDir
from guard.packs.delta import LONG, REACH
from guard.packs.entries import BLOB
from guard.packs.store import Store
from guard.packs.walk import Walker
from guard.prove import Ledger
from guard.sweep.found import Found
from guard.sweep.lightly import Lightly
from guard.sweep.near import Near
from guard.sweep.plan import KINDS, Plan
from guard.sweep.signatures import without
from guard.sweep.values import Values
from guard.sweep.work import Worker
from tests.pairs import key_text, secret_text, seed
from tests.sources.repo import Repo

Told = dict[str, object]

LINES = b"".join(b"    # line %d of a text that stays as it is\n" % number for number in range(300))
VALUES = [secret_text(1).encode(), key_text(1).encode(), secret_text(2).encode().replace(b"=", b"%3D"), seed(3).hex().encode()]
CUT = [part for value in VALUES for at in (3, 22, 40) for part in (value[:at], value[at:])]
WORDS = [b"bpx", b"px", b"back", b"pack", b"Backpack", b"x-sig", b"nature", b"api.backpack.exchange", b"\n", b"'", b"=", b"/", b"\0", b"%PDF-1.4\n", b"\x02", b"#!/bin/sh\n", b"BZh91AY&SY"]
LONGER = [LINES[:size] for size in (LONG - 1, LONG, REACH, 2 * REACH, 4000)] + [b"a/long/path/of/many/parts/" * 12]
piece = st.one_of(st.sampled_from([*VALUES, *CUT, *WORDS]), st.sampled_from(LONGER))
edit = st.tuples(st.integers(0, 40), st.integers(0, 4), st.lists(piece, max_size=4))


def rebuilt(plan: Plan, ledger: Ledger) -> Told:
    """Look at every object of the first pack by its content."""
    pack = plan.store.packs[0]
    kinds, order = pack.entries.kinds, pack.entries.order
    values, found = Values(ledger), Found(0)
    look = Lightly(values, None)
    values.records, values.proven, look.close = found.records, found.proven, found.close

    def visit(entry: int, data: bytes, pieces: list[bytes] | None, state: object) -> object:
        found.objects[kinds[entry]] += 1
        if kinds[entry] != BLOB:
            return look.visit(order[entry], without(data), None, None)
        found.size += len(data)
        return look.visit(order[entry], data, pieces, state)

    walker = Walker(pack, plan.forest(0), visit)
    for root in plan.forest(0).roots_of(KINDS):
        look.begin(root)
        walker.family(root)
    look.end()
    found.speaking, found.level = look.take()
    return told([found])


def skimmed(plan: Plan, ledger: Ledger) -> Told:
    work = Worker(plan, ledger, None, lightly=True).run(iter(range(len(plan.jobs))))
    return told([Found.load(message) for message in work])


def told(parts: list[Found]) -> Told:
    return {
        "records": {one for part in parts for one in part.records}, "speaking": {one for part in parts for one in part.speaking},
        "close": {one for part in parts for one in part.close}, "level": max(part.level for part in parts),
        "size": sum(part.size for part in parts), "objects": [sum(part.objects[kind] for part in parts) for kind in KINDS],
    }  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(piece, min_size=2, max_size=30), st.lists(edit, min_size=1, max_size=12), st.sampled_from([1, 50]))
@example([LINES, VALUES[0][:20], LINES[:300]], [(2, 0, [VALUES[0][20:]]), (0, 0, [b"x"])], 50)
@example([LINES, b"b", b"\n" * 20, LINES], [(2, 1, [b"px"]), (2, 1, [b"px\n"])], 50)
@example([LINES, LINES], [(0, 0, [b"#!/bin/sh\n"]), (3, 0, [VALUES[0]]), (1, 0, [b"BZh91AY&SY"]), (4, 0, [b"BZh91AY&SY", VALUES[1]])], 50)
def test_any_family(start: list[bytes], edits: list[tuple[int, int, list[bytes]]], depth: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(folder)
        parts = [LINES, *start, LINES]
        versions = [b"".join(parts)]
        for at, gone, new in edits:
            parts[at : at + gone] = new
            versions.append(b"".join(parts))
        ids = b"".join(repo.git("hash-object", "-w", "--stdin", data=version) for version in versions)
        ids += repo.git("commit-tree", "-m", f"message {secret_text(5)} of bpx", repo.git("mktree", data=b"").decode().strip())
        repo.git("pack-objects", "-q", "--window=50", f"--depth={depth}", ".git/objects/pack/pack", data=ids)
        repo.git("prune-packed", "-q")
        git = GitDir(repo.path)
        try:
            plan, ledger = Plan(Store(git), set()), Ledger(b"k" * 16)
            assert plan.store.packs
            assert skimmed(plan, ledger) == rebuilt(plan, ledger)
        finally:
            git.close()


def test_what_takes_an_object_whole_can_be_told_from_its_first_bytes_or_a_nul() -> None:
    """Skim relies on it: no form that a light look asks for needs to see the whole of a text."""
    near = Near(hushed=True)
    assert near.heads and b"" not in near.heads and max(map(len, near.heads)) <= REACH
    assert not (near._encodings or near._texts)
