"""The build backend, and one compiled build for all tests of a session."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from tests.pairs import EXPLORE

ROOT = Path(__file__).parents[2]


class Compiled:
    """A compiled wheel, built from a source archive by a real pip, and a Python of its own in which it is installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "python" / "bin" / "python3"

    @property
    def wheel(self) -> Path:
        return next(self.folder.glob("*.whl"))

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
        """Run this Python in an empty folder."""
        empty = self.folder / "empty"
        empty.mkdir(exist_ok=True)
        env = {**os.environ, "PYTHONPATH": "", **variables}
        return subprocess.run([str(self.python), *words], cwd=empty, env=env, capture_output=True, check=False)


def lacking() -> str:
    """Return what is not here of all that compiling needs, or nothing."""
    compiler = (sysconfig.get_config_var("CC") or "").split()
    if not compiler or not shutil.which(compiler[0]):
        return "a C compiler"
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "the header files of Python"
    return next((name for name in ("mypyc", "setuptools", "pip") if importlib.util.find_spec(name) is None), "")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the backend as a front end loads it: in the folder of the sources."""
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT / "building"))
    return importlib.import_module("backend")


def quick_compiler(place: Path) -> str:
    """Return a compiler that does not optimize, which takes most of the time of a build; with BACKPACK_GUARD_EXPLORE=1 that of Python."""
    usual = sysconfig.get_config_var("CC")
    if EXPLORE:
        return str(usual)
    script = place / "cc"
    script.write_text(f'#!/bin/sh\nexec {usual} "$@" -O0\n')
    script.chmod(0o755)
    return str(script)


def pip(*words: str, **variables: str) -> None:
    """Run pip without an index, and without a place of its own to build in."""
    env = {**os.environ, **variables, "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run([sys.executable, "-m", "pip", *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, done.stdout.decode()


def build(place: Path) -> None:
    """Build and install all that `Compiled` has, in a folder."""
    archive = place / subprocess.run(
        [sys.executable, "-c", "import sys, backend; print(backend.build_sdist(sys.argv[1]))", str(place)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "building")}, stdout=subprocess.PIPE, check=True, encoding="utf-8",
    ).stdout.strip()  # fmt: skip
    with tarfile.open(archive) as sources:
        sources.extractall(place)
    source = place / archive.name.removesuffix(".tar.gz")
    pip("wheel", "-q", "--config-settings", "compile=yes", "-w", str(place), str(source), CC=quick_compiler(place))
    venv.create(place / "python", with_pip=False)
    packages = next((place / "python").glob("lib/python3*/site-packages"))
    (packages / "dependencies.pth").write_text(next(path for path in sys.path if path.endswith("site-packages")) + "\n")
    pip("--python", str(place / "python" / "bin" / "python3"), "install", "-q", str(Compiled(place).wheel))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time go on."""
    import fcntl

    with path.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """Build once, whichever process of pytest-xdist comes first; skip where there is no compiler."""
    if lacking():
        pytest.skip(f"{lacking()} is not installed: the compiled build is not tested")
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "compiled"
    with locked(place.with_suffix(".lock")):
        if not (place / "done").exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            build(place)
            (place / "done").touch()
    return Compiled(place)
