"""The compiled build reports what the pure one does, and withstands what that one does."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.audit.help import pair
from tests.building.conftest import ROOT, Compiled
from tests.pairs import key_text, secret_text
from tests.sources.repo import WHO, Repo
from tests.sweep.test_sweep import history

AUDIT = """
import sys
from guard.audit import gather
gather.MANY = int(sys.argv.pop(1))
from guard.cli import main
sys.exit(main(["audit", sys.argv[1], "--no-cache", "--format", "json"]))
"""
# What runs compiled code on what is damaged, hostile or drawn at random
HARD = [
    "tests/loops", "tests/test_runs.py", "tests/test_sort_out.py", "tests/test_context_near.py", "tests/packs/test_walk.py", "tests/packs/test_forest.py",
    "tests/packs/test_single.py", "tests/audit/test_layout.py", "tests/audit/test_fresh.py", "tests/audit/test_marks.py", "tests/sweep/test_skim.py",
    "tests/sweep/test_signatures.py", "tests/sweep/test_edges.py", "tests/sweep/test_batch.py", "tests/layers/test_pdf_text.py",
    # it replaces a method, which calls between compiled methods do not ask for
    "--deselect=tests/sweep/test_batch.py::test_one_container_does_not_make_others_be_looked_at_again",
]  # fmt: skip


def test_the_wheel_holds_the_same_and_the_libraries(compiled: Compiled, backend: ModuleType, tmp_path: Path) -> None:
    import platform_wheel

    name = backend.build_wheel(str(tmp_path))
    with zipfile.ZipFile(tmp_path / name) as pure, zipfile.ZipFile(compiled.wheel) as made:
        assert made.testzip() is None
        about, record = (next(one for one in pure.namelist() if one.endswith(f".dist-info/{end}")) for end in ("WHEEL", "RECORD"))
        added = set(made.namelist()) - set(pure.namelist())
        for one in set(pure.namelist()) - {about, record}:
            assert made.read(one) == pure.read(one), one
        stems = {path.removesuffix(".py") for path in platform_wheel.modules()} | {"guard/_compiled__mypyc"}
        assert {one.partition(".")[0] for one in added} == stems
        assert len(added) == len(stems)
        tag = compiled.wheel.name.removesuffix(".whl").split("-", 2)[2]
        assert "none" not in tag and "any" not in tag
        assert f"Root-Is-Purelib: false\nTag: {tag}\n" in made.read(about).decode()
        (tmp_path / "metadata").mkdir()
        said = backend.prepare_metadata_for_build_wheel(str(tmp_path / "metadata"), {"compile": "yes"})
        assert (tmp_path / "metadata" / said / "WHEEL").read_bytes() == made.read(about)
        rows = [line.split(",") for line in made.read(record).decode().splitlines()]
        assert [row[0] for row in rows] == made.namelist()
        for path, digest, size in rows[:-1]:
            content = made.read(path)
            assert digest == "sha256=" + urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            assert int(size) == len(content)
        assert rows[-1] == [record, "", ""]
        for one in added:
            assert os.fsencode(os.path.dirname(compiled.folder)) not in made.read(one), "the folder that it was compiled in"
    assert not list(ROOT.glob("guard/**/*.so")) + list(ROOT.glob("guard/**/*.pyd"))


def test_the_libraries_are_what_is_imported(compiled: Compiled, backend: ModuleType) -> None:
    import platform_wheel

    names = [path.removesuffix(".py").replace("/", ".") for path in platform_wheel.modules()]
    program = "import importlib, sys; [print(importlib.import_module(name).__file__) for name in sys.argv[1:]]"
    done = compiled.run("-c", program, *names)
    assert done.returncode == 0, done.stderr.decode()
    paths = done.stdout.decode().splitlines()
    assert len(paths) == len(names)
    assert all(not path.endswith(".py") and path.startswith(str(compiled.folder)) for path in paths), paths


def test_an_internal_error_says_that_it_came_from_compiled_code(compiled: Compiled) -> None:
    program = "from guard import cli; from guard.packs.delta import apply; cli._parse = lambda words: apply(None, b'', 0); sys.exit(cli.main([]))"
    done = compiled.run("-c", f"import sys; {program}")
    assert done.returncode == 3
    assert re.fullmatch(
        rb"backpack-guard: error: internal error \(TypeError at cli\.py:\d+ > packs/delta\.py:\d+ \(compiled\)\)\nhint: please report it\n", done.stderr
    ), done.stderr


def derived(repo: Repo) -> None:
    """Many versions of files and folders, with pairs whose halves stand in different ones, and damage in the end."""
    lines = [f"line {number} of a file that has words in it\n" for number in range(300)]
    for step in range(60):
        lines[step * 4] = f"changed in {step}\n"
        lines[-1 - step] = {7: f"a = '{key_text(1)}'\n", 20: f"b = '{secret_text(1)}'\n", 33: f"c = '{secret_text(2)}'\n", 50: f"d = '{key_text(2)}'\n"}.get(step, "-\n")
        folder = f"src/part{step % 7}"
        repo.commit({"app.py": "".join(lines).encode(), f"{folder}/f{step}": f"file {step}\n".encode(), f"{folder}/same": b"same\n"}, f"step {step}")
    repo.git("repack", "-adfq", "--depth=50")


def damaged(repo: Repo) -> None:
    derived(repo)
    repo.commit({"config/prod.env": pair(9)})
    repo.git("repack", "-adfq", "--depth=50")
    (pack,) = Path(repo.path, ".git", "objects", "pack").glob("*.pack")
    listed = dict(line.split(b" ", 1) for line in repo.git("verify-pack", "-v", str(pack)).splitlines() if b" " in line)
    content = bytearray(pack.read_bytes())
    for name in ("HEAD~9:app.py", "HEAD~15:app.py", "HEAD~22:src", "HEAD~30:", "HEAD~45"):
        _, _, size, place, *_ = listed[repo.git("rev-parse", name).strip()].split()
        content[int(place) + int(size) // 2] ^= 0x55
    pack.chmod(0o644)
    pack.write_bytes(content)


def speaking(repo: Repo) -> None:
    history(repo)
    repo.commit({"config/prod.env": pair(9)})
    repo.git("repack", "-adfq", "--depth=50")


@pytest.mark.parametrize("shape", [derived, damaged, speaking])
def test_the_same_report(shape: Callable[[Repo], None], compiled: Compiled, tmp_path: Path) -> None:
    repo = Repo(str(tmp_path / "r"))
    shape(repo)
    env = {**os.environ, **WHO, "PYTHONPATH": str(ROOT)}
    for many in ("1", "20000"):  # objects from which on a first look is light
        words = ["-c", AUDIT, many, repo.path]
        pure = subprocess.run([sys.executable, *words], env=env, cwd=tmp_path, capture_output=True, check=False)
        fast = compiled.run(*words, **WHO)
        assert fast.stdout == pure.stdout
        assert (fast.returncode, pure.returncode) == (1, 1), fast.stderr.decode() + pure.stderr.decode()
        report = json.loads(pure.stdout)
        assert report["findings"] and report["complete"] == (shape is not damaged)


def test_what_is_hostile_is_withstood(compiled: Compiled, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    env = {**os.environ, "PYTHONPATH": ""}
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_ADDOPTS"):
        env.pop(name, None)
    words = [str(compiled.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *HARD]
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()[-4000:]
