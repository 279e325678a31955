"""The build backend: flit's wheel unless the compiled one is asked for, and nothing silently else than asked for."""

from __future__ import annotations

import os
import re
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
import tomli
from flit_core import buildapi

from tests.building.conftest import ROOT, lacking

UNASKED = [None, {}, {"compile": "no"}, {"compile": "False"}, {"compile": "0"}, {"other": "yes"}]
ASKED = [{"compile": "yes"}, {"compile": "True"}, {"compile": "1"}]


@pytest.mark.parametrize("settings", UNASKED)
def test_the_wheel_is_that_of_flit(settings: dict[str, str] | None, backend: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "theirs").mkdir()
    name = backend.build_wheel(str(tmp_path / "ours"), settings)
    assert name == buildapi.build_wheel(str(tmp_path / "theirs"))
    assert re.fullmatch(r"backpack_guard-[0-9.]+-py3-none-any\.whl", name)
    assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes()


def test_only_flit_is_needed_unless_asked(backend: ModuleType) -> None:
    with open(ROOT / "pyproject.toml", "rb") as stream:
        system = tomli.load(stream)["build-system"]
    assert [re.match(r"\w+", one).group() for one in system["requires"]] == ["flit_core"]  # type: ignore[union-attr]  # or the test fails
    for settings in UNASKED:
        assert backend.get_requires_for_build_wheel(settings) == []
        assert backend.get_requires_for_build_editable(settings) == []
    for settings in [*UNASKED, *ASKED]:  # a front end gives the same settings to the build of the source archive
        assert backend.get_requires_for_build_sdist(settings) == []


@pytest.mark.parametrize("settings", ASKED)
def test_a_compiler_is_needed_where_asked(settings: dict[str, str], backend: ModuleType) -> None:
    assert [re.match(r"\w+", one).group() for one in backend.get_requires_for_build_wheel(settings)] == ["mypy", "setuptools"]  # type: ignore[union-attr]


@pytest.mark.parametrize("value", ["", "maybe", "y", ["yes", "no"], ["yes"]])
def test_another_value_is_an_error(value: object, backend: ModuleType, tmp_path: Path) -> None:
    for hook in (
        lambda one: backend.get_requires_for_build_wheel(one), lambda one: backend.prepare_metadata_for_build_wheel(str(tmp_path), one),
        lambda one: backend.build_wheel(str(tmp_path), one), lambda one: backend.get_requires_for_build_editable(one),
        lambda one: backend.build_editable(str(tmp_path), one),
    ):  # fmt: skip
        with pytest.raises(SystemExit, match="neither yes nor no"):
            hook({"compile": value})
    assert not list(tmp_path.iterdir())


def test_an_editable_build_is_not_compiled(backend: ModuleType, tmp_path: Path) -> None:
    for hook in (
        lambda one: backend.get_requires_for_build_editable(one), lambda one: backend.prepare_metadata_for_build_editable(str(tmp_path), one),
        lambda one: backend.build_editable(str(tmp_path), one),
    ):  # fmt: skip
        with pytest.raises(SystemExit, match="editable installation cannot be compiled"):
            hook({"compile": "yes"})
    assert not list(tmp_path.iterdir())
    assert backend.build_editable(str(tmp_path)).endswith("-py3-none-any.whl")
    assert backend.prepare_metadata_for_build_editable(str(tmp_path)).endswith(".dist-info")


def test_the_source_archive_can_build(backend: ModuleType, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / backend.build_sdist(str(tmp_path), {"compile": "yes"})) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE"} <= names
    files = {path.relative_to(ROOT).as_posix() for part in ("guard", "building") for path in (ROOT / part).rglob("*") if path.is_file()}
    assert {name for name in names if name.startswith(("guard/", "building/"))} == {name for name in files if "__pycache__" not in name}


def test_the_listed_modules_exist(backend: ModuleType) -> None:
    import platform_wheel

    paths = platform_wheel.modules()
    assert paths == sorted(set(paths)) != []
    assert all(path.startswith("guard/") and (ROOT / path).is_file() for path in paths)


def tiny(folder: Path, source: str) -> Path:
    """Return a pure wheel of one module."""
    path = folder / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("guard/__init__.py", "")
        wheel.writestr("guard/tiny.py", source)
    return path


@pytest.mark.parametrize("source, said", [("def one() -> int:\n    return 1\n", "no-such-compiler"), ("def one() -> int:\n    return ''\n", "Incompatible return")])
def test_what_cannot_be_compiled_is_told(source: str, said: str, backend: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if lacking():
        pytest.skip(f"{lacking()} is not installed: nothing can be compiled")
    import platform_wheel

    monkeypatch.setenv("CC", "no-such-compiler")
    monkeypatch.setattr(platform_wheel, "modules", lambda: ["guard/tiny.py"])
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(SystemExit) as told:
        platform_wheel.compiled(tiny(tmp_path, source), target)
    text = str(told.value)
    assert said in text and "Traceback" not in text
    assert "error: the compiled build (-C compile=yes) failed" in text and "hint: install without -C compile=yes" in text
    assert not os.listdir(target)
