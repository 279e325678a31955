"""Compiles modules by mypyc; a process of its own, since mypy ends the process on errors and setuptools changes the one it is in.

Run in a folder with the sources: `compiling.py build PATH ...` leaves the libraries under `compiled/`, `compiling.py tag` prints the tag of their wheel.
Paths stay relative, so that nothing of the machine they were compiled on is in them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from setuptools import Distribution, Extension  # before mypyc, which takes distutils where setuptools is not loaded
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext
from setuptools.errors import BaseError, CCompilerError

OPTIONS = [
    "--config-file=", "--cache-dir=cache", "--ignore-missing-imports",  # the dependencies are not installed where wheels are built
    "--follow-imports=silent",  # errors of modules that are not compiled are for the tests to find
]  # fmt: skip
# mypyc (2.4 and before) takes a slice that ends before it begins for one of a negative size
_NAME = "bytes_ops.c"
_SLICE = "Py_ssize_t slice_len = endn - startn;"
_MENDED = "Py_ssize_t slice_len = endn > startn ? endn - startn : 0;"
_CHECK = "import sys; sys.path.insert(0, 'compiled'); from guard.loops import compiled; sys.exit(not compiled.is_sound())"


def build(paths: list[str]) -> None:
    """Compile modules into libraries under `compiled/`, all in one group: calls between them are direct."""
    from mypyc.build import mypycify

    extensions = mypycify([*OPTIONS, *paths], group_name="guard._compiled", target_dir="made", debug_level="0")
    _mend()
    for one in extensions:
        one.include_dirs.insert(0, "made")
        if sys.platform != "win32":
            one.extra_compile_args.append("-Wno-error")  # another compiler's warnings are none of the user's business
        if sys.platform == "linux":
            one.extra_link_args.append("-Wl,--strip-all")
    command = build_ext(Distribution({"name": "backpack-guard", "ext_modules": extensions}))
    command.build_lib, command.build_temp = "compiled", "made"
    command.ensure_finalized()
    try:
        command.run()
    except (BaseError, CCompilerError) as error:  # the compiler itself has said more
        raise SystemExit(f"error: {error}") from None
    if subprocess.run([sys.executable, "-I", "-S", "-c", _CHECK], check=False).returncode:
        raise SystemExit("error: this version of mypyc makes code that is not sound")


def _mend() -> None:
    """Lay a sound version of what mypyc's code includes beside that code, where it is looked for first."""
    from mypyc.build import include_dir
    from mypyc.common import RUNTIME_C_FILES

    assert _NAME in RUNTIME_C_FILES
    text = Path(include_dir(), _NAME).read_text(encoding="utf-8").replace(_SLICE, _MENDED)
    Path("made", _NAME).write_text(text, encoding="utf-8")


def tag() -> str:
    """Return the tag of a wheel that holds what is compiled here."""
    command = bdist_wheel(Distribution({"name": "backpack-guard", "ext_modules": [Extension("guard", [])]}))
    command.ensure_finalized()
    return "-".join(command.get_tag())


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(sys.argv[2:])
    else:
        print(tag())
