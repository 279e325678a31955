"""How the work of a sweep is shared out."""

from __future__ import annotations

from pathlib import Path
from random import Random

from guard.gitdir import GitDir
from guard.packs.entries import BLOB
from guard.packs.store import Store
from guard.sweep.plan import Plan
from tests.sources.repo import Repo


def test_a_few_families_of_a_large_pack_are_shared_out_by_their_own_weight(tmp_path: Path) -> None:
    repo, chance = Repo(str(tmp_path / "r")), Random(1)
    large = [repo.git("hash-object", "-w", "--stdin", data=chance.randbytes(8 << 20))]
    some = [repo.git("hash-object", "-w", "--stdin", data=chance.randbytes(70_000)) for _ in range(6)]
    repo.git("pack-objects", "-q", ".git/objects/pack/pack", data=b"".join(large + some))
    repo.git("prune-packed", "-q")
    git = GitDir(repo.path)
    try:
        store = Store(git)
        roots = store.packs[0].forest.roots_of({BLOB})
        weights = store.packs[0].forest.weights
        few = {root for root in roots if weights[root] < 1 << 20}
        assert len(few) == len(some)
        jobs = Plan(store, set(), {0: few}).jobs
        assert [set(job.places) for job in jobs] == [{root} for root in sorted(few, key=lambda root: -weights[root])]
        assert [job.weight for job in jobs] == [weights[job.places[0]] for job in jobs]
    finally:
        git.close()
