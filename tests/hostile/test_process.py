"""The ends of the process: signals, closed and full streams, limits, and a git that is not what it should be."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guard.git import Child, Hung
from tests.hostile.kit import MODES, Guard, environment, leaky, pair, process
from tests.hygiene import assert_no_secret
from tests.pairs import key_text
from tests.sources.repo import Repo


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    return leaky(str(tmp_path_factory.mktemp("process") / "r"))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("clean")
    (folder / "a").write_bytes(b"words\n")
    return str(folder)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder over which a scan takes seconds, shared out to several processes."""
    folder = tmp_path_factory.mktemp("large") / "k"
    folder.mkdir()
    for number in range(1500):
        (folder / f"{number}.env").write_bytes(pair(number))
    return folder


def _shell(folder: str, line: str) -> subprocess.CompletedProcess[bytes]:
    command = line.replace("GUARD", f'"{sys.executable}" -m guard')
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environment(), capture_output=True, check=False)


CLOSED = {">&-": 3, "2>&-": 0, ">&- 2>&-": 3, "<&-": 0, "<&- >&- 2>&-": 3, ">/dev/full": 3, "2>/dev/full": 0}


@pytest.mark.parametrize("streams", CLOSED)
def test_streams_that_take_nothing_keep_the_verdict(streams: str, repo: Repo, clean: str) -> None:
    done = _shell(clean, f"GUARD scan . {streams}")
    assert done.returncode == CLOSED[streams]
    for words in MODES.values():
        done = _shell(repo.path, f"GUARD {' '.join(words)} {streams}")
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr
        if ">&-" in streams.split() and "2>&-" not in streams:
            assert key_text(1).encode() in done.stderr or key_text(2).encode() in done.stderr


def test_a_reader_that_leaves_keeps_the_verdict(large: Path, clean: str) -> None:
    done = _shell(str(large), 'GUARD scan . | head -c1 >/dev/null; echo "${PIPESTATUS[0]}"')
    assert done.stdout.split() == [b"1"]
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr


def test_a_report_that_outgrows_the_disk(repo: Repo, tmp_path: Path) -> None:
    line = f'ulimit -f 1; GUARD scan . {" ".join(f"--format {f}={tmp_path}/{f}" for f in ("html", "sarif"))}'
    done = _shell(repo.path, line)
    assert done.returncode == 1
    assert b"cannot be written" in done.stderr or b"cannot write" in done.stderr
    assert key_text(1).encode() in done.stderr
    for path in tmp_path.iterdir():
        assert path.name == "sarif"
        json.loads(path.read_bytes())


def test_a_report_is_private_whatever_was_there(repo: Repo, tmp_path: Path) -> None:
    target = tmp_path / "r.json"
    target.write_text("old")
    target.chmod(0o644)
    assert _shell(repo.path, f"umask 0; GUARD hook pre-commit --format json -o {target}").returncode == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert json.loads(target.read_bytes())["exit"] == 1
    link = tmp_path / "link.json"
    link.symlink_to(target)
    before = target.read_bytes()
    assert _shell(repo.path, f"GUARD hook pre-commit --format json -o {link}").returncode == 2
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, {143}), (signal.SIGINT, {130}), (signal.SIGHUP, {143})]
)  # fmt: skip
@pytest.mark.parametrize("group", [True, False], ids=["group", "process"])
def test_a_signal_ends_it_with_all_its_children(
    number: int, status: set[int], group: bool, large: Path, tmp_path: Path
) -> None:
    words = [sys.executable, "-m", "guard", "scan", ".", "--format", "json", "-o", str(tmp_path / "r.json")]
    ended = 0
    for delay in (0.25, 0.4, 0.6):
        run = subprocess.Popen(
            words, cwd=large, env=environment(TMPDIR=str(tmp_path)), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(delay)
        (os.killpg if group else os.kill)(run.pid, number)
        out, err = run.communicate(timeout=20)
        assert_no_secret(err)
        if run.returncode in status:
            ended += 1
            assert (out, err) == (b"", b"")
            assert not list(tmp_path.iterdir())
        else:  # it came before the start of the program, or after its end
            assert run.returncode in (-number, 1, 130), err
        assert not _members(run.pid), "no child outlives it"
        (tmp_path / "r.json").unlink(missing_ok=True)
    assert ended


def _members(group: int) -> list[str]:
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = Path("/proc", name, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[2] == str(group) and fields[0] != "Z":
                found.append(name)
    return found


def test_no_core_file_can_hold_what_was_scanned(tmp_path: Path) -> None:
    program = (
        "import resource, sys, guard.cli\n"
        "guard.cli.main = lambda: print(resource.getrlimit(resource.RLIMIT_CORE)) or 0\n"
        "guard.cli.entry()"
    )
    line = f"ulimit -c unlimited 2>/dev/null; \"{sys.executable}\" -c '{program}'"
    assert _shell(str(tmp_path), line).stdout.strip() == b"(0, 0)"


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp936"}, {"TERM": "dumb", "NO_COLOR": "1"}, {"COLUMNS": "0"},
    ],
)  # fmt: skip
def test_no_locale_stops_a_report(variables: dict[str, str], tmp_path: Path) -> None:
    for name in ("文件.env".encode(), b"\xff.env"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as stream:
            stream.write(pair(1))
    for language in ("en", "zh"):
        done = process(str(tmp_path), "scan", ".", "--lang", language, env=variables)
        assert (done.returncode, done.stderr) == (1, b"")
        assert "文件.env".encode() in done.stdout and b"%FF.env" in done.stdout


STUBS = {
    "absent": None, "refuses": "exit 127", "silent": "exit 1", "killed": "kill -9 $$", "noise": "echo rubbish; exit 1",
    "lies": "echo rubbish", "half": 'case "$*" in *cat-file*) printf "%s blob 99\\nshort" "$(head -n1 | cut -d" " -f1)";; *) exec GIT "$@";; esac',
    "dies": 'case "$*" in *cat-file*) kill -9 $$;; *) exec GIT "$@";; esac',
    "mute": 'case "$*" in *cat-file*) exit 0;; *) exec GIT "$@";; esac',
    "wrong-id": 'case "$*" in *cat-file*) echo "1234 blob 3"; echo abc;; *) exec GIT "$@";; esac',
    "huge": 'case "$*" in *cat-file*) printf "%s blob -7\\n" "$(head -n1)";; *) exec GIT "$@";; esac',
}  # fmt: skip


@pytest.mark.parametrize("name", STUBS)
def test_a_git_that_fails_is_never_clean(
    name: str, tmp_path: Path, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    repo = leaky(str(tmp_path / "r"))
    repo.git("gc", "-q")
    real = shutil.which("git") or ""
    (tmp_path / "bin").mkdir()
    body = STUBS[name]
    if body is not None:
        (tmp_path / "bin" / "git").write_text("#!/bin/sh\n" + body.replace("GIT", real) + "\n")
        (tmp_path / "bin" / "git").chmod(0o755)
    path = str(tmp_path / "bin") + ("" if body is None else os.pathsep + os.environ["PATH"])
    monkeypatch.setattr("guard.git._program", [])
    for mode, words in MODES.items():
        result = guard(repo.path, *words, env={"PATH": path})
        assert result.status == 1 if mode == "scan" else result.status in (1, 2, 3), mode
        if result.status == 1 and mode != "scan":
            assert result.places(1 if mode == "range" else 2)
    monkeypatch.setattr("guard.git._program", [])


def test_a_git_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "git"
    stub.write_text("#!/bin/sh\nexec sleep 60\n")
    stub.chmod(0o755)
    monkeypatch.setattr("guard.git._program", [str(stub)])
    child = Child(["ls-files"], {}, timeout=0.2)
    with pytest.raises(Hung):
        child.rest()
    with pytest.raises(ChildProcessError):
        os.waitpid(child.pid, 0)
