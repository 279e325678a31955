"""The build backend: flit's own, and on request (`-C compile=yes`) a wheel in which the hot modules are compiled.

Nothing but flit is needed, fetched or loaded unless the compiled build is asked for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flit_core import buildapi
from flit_core.buildapi import build_sdist, get_requires_for_build_sdist

__all__ = [
    "build_editable", "build_sdist", "build_wheel", "get_requires_for_build_editable", "get_requires_for_build_sdist",
    "get_requires_for_build_wheel", "prepare_metadata_for_build_editable", "prepare_metadata_for_build_wheel",
]  # fmt: skip

Settings = Mapping[str, Any] | None  # what the user gave with -C: text, or a list of texts where a name was given more than once
COMPILER = ["mypy >=2,<3", "setuptools >=75"]
YES, NO = ("yes", "true", "1"), ("no", "false", "0")


def asked(settings: Settings) -> bool:
    """Tell whether the compiled build is asked for; other names than `compile` are for other packages of the same command.

    Ends the build (SystemExit, whose text the front end shows) if the value is neither yes nor no.
    """
    value = (settings or {}).get("compile", "no")
    text = str(value).lower()
    if text not in YES + NO:
        raise SystemExit(f"error: the setting compile={value!r} is neither yes nor no\nhint: -C compile=yes builds the compiled wheel, without it nothing is compiled")
    return text in YES


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """Return what a build needs beside flit: nothing, or the compiler of the compiled build."""
    found: list[str] = buildapi.get_requires_for_build_wheel(config_settings)
    return found + COMPILER if asked(config_settings) else found


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Settings = None) -> str:
    """Write the .dist-info folder of the wheel to come into a folder and return its name."""
    compiled = asked(config_settings)
    name: str = buildapi.prepare_metadata_for_build_wheel(metadata_directory, config_settings)
    if compiled:
        import platform_wheel

        about = Path(metadata_directory, name, "WHEEL")
        about.write_text(platform_wheel.retagged(about.read_text(encoding="utf-8"), platform_wheel.tag()), encoding="utf-8")
    return name


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    """Build flit's wheel, or from it the compiled one, in a folder and return its file name.

    Ends the build (SystemExit) if what was asked for cannot be compiled: never falls back to what was not asked for.
    """
    if not asked(config_settings):
        return str(buildapi.build_wheel(wheel_directory, config_settings, metadata_directory))
    import platform_wheel

    with tempfile.TemporaryDirectory() as folder:
        pure = buildapi.build_wheel(folder, config_settings, metadata_directory)
        return platform_wheel.compiled(Path(folder, pure), Path(wheel_directory))


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """Return what an editable build needs beside flit: nothing; it cannot be compiled."""
    if asked(config_settings):
        raise SystemExit(
            "error: an editable installation cannot be compiled: the compiled modules would hide what is edited\n"
            "hint: install with -C compile=yes and without -e, or with -e and without -C compile=yes"
        )
    return list(buildapi.get_requires_for_build_editable(config_settings))


def prepare_metadata_for_build_editable(metadata_directory: str, config_settings: Settings = None) -> str:
    """Write the .dist-info folder of an editable wheel into a folder and return its name."""
    get_requires_for_build_editable(config_settings)
    return str(buildapi.prepare_metadata_for_build_editable(metadata_directory, config_settings))


def build_editable(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    """Build flit's editable wheel in a folder and return its file name."""
    get_requires_for_build_editable(config_settings)
    return str(buildapi.build_editable(wheel_directory, config_settings, metadata_directory))
