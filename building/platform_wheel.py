"""Makes the compiled wheel out of the pure one: the same files, and beside the hot modules what the compiler made of them.

All is done in a temporary folder on the files of the pure wheel; the source tree is only read.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from base64 import urlsafe_b64encode
from pathlib import Path

HERE = Path(__file__).parent
FAILED = """
error: the compiled build (-C compile=yes) failed, as told above
hint: it needs a C compiler and the header files of Python (on Debian: gcc python3-dev)
hint: install without -C compile=yes: nothing is compiled then, and only audits of long histories take longer"""


def modules() -> list[str]:
    """Return the paths of the modules to compile, relative to the root of the sources."""
    lines = (HERE / "modules.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _run(folder: Path, *arguments: str) -> str:
    """Run the compiling script in a folder and return what it says; ends the build (SystemExit) with all it said if it fails."""
    command = [sys.executable, str(HERE / "compiling.py"), *arguments]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        raise SystemExit(done.stdout + FAILED)
    return done.stdout


def tag() -> str:
    """Return the tag of wheels compiled by this Python on this machine, for example "cp311-cp311-linux_x86_64"."""
    return _run(HERE, "tag").split()[-1]


def retagged(about: str, tag: str) -> str:
    """Return the text of a WHEEL file for one platform."""
    return re.sub(r"(?m)^Tag: .*$", f"Tag: {tag}", about.replace("Root-Is-Purelib: true", "Root-Is-Purelib: false"))


def compiled(pure: Path, folder: Path) -> str:
    """Compile the hot modules of a pure wheel, write the compiled wheel into a folder and return its file name."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        with zipfile.ZipFile(pure) as wheel:
            wheel.extractall(place)
        _run(place, "build", *modules())
        own = tag()
        name = pure.name.replace("py3-none-any", own)
        _write(pure, folder / name, place / "compiled", own)
    return name


def _write(pure: Path, target: Path, libraries: Path, tag: str) -> None:
    """Write a wheel with the files of the pure one, the compiled modules, and what tells of them."""
    with zipfile.ZipFile(pure) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
        record, about = (next(one for one in source.infolist() if one.filename.endswith(f".dist-info/{name}")) for name in ("RECORD", "WHEEL"))
        lines: list[str] = []

        def add(info: zipfile.ZipInfo, content: bytes) -> None:
            wheel.writestr(info, content, zipfile.ZIP_DEFLATED)
            digest = urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            lines.append(f"{info.filename},sha256={digest},{len(content)}\n")

        for info in source.infolist():
            if info is not record and info is not about:
                add(info, source.read(info))
        for path in sorted(path for path in libraries.rglob("*") if path.is_file()):
            made = zipfile.ZipInfo(path.relative_to(libraries).as_posix(), record.date_time)  # flit's: fixed, or SOURCE_DATE_EPOCH
            made.external_attr = 0o100755 << 16
            add(made, path.read_bytes())
        add(about, retagged(source.read(about).decode(), tag).encode())
        wheel.writestr(record, "".join([*lines, f"{record.filename},,\n"]), zipfile.ZIP_DEFLATED)
