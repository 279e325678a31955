"""Commits and pushes through the real pre-commit and the real prek, from a tagged copy of this checkout.

One test for each framework: both build an environment first, which takes seconds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from guard import registry, snippets
from tests.push.kit import PAIR, ROOT, K, S, environment
from tests.sources.repo import Repo

MANIFEST = os.path.join(ROOT, ".pre-commit-hooks.yaml")
TYPES = [word for stage in snippets.IDS for word in ("-t", stage)]
STAGES = {*snippets.IDS, "manual"}
IDS = list(dict.fromkeys(snippets.IDS.values()))
PROVEN = f"API secret of key {K}"


def program(name: str) -> str:
    """Return the path of a framework, which stands beside the interpreter."""
    found = shutil.which(name, path=os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
    assert found, f"{name} is in the extra `test`"
    return found


class Bench:
    """A tagged copy of this checkout and a repository that uses it through one framework."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.env = environment(PRE_COMMIT_HOME=str(folder / "cache"), PREK_HOME=str(folder / "cache"))
        del self.env["PYTHONPATH"]
        self.server = Repo(str(folder / "server.git"), "--bare")
        self.repo = Repo(str(folder / "repo"))
        self.repo.git("remote", "add", "origin", self.server.path)
        ids = "".join(f"      - id: {one}\n" for one in IDS)
        config = f"repos:\n  - repo: {self.copy()}\n    rev: v1.0.0\n    hooks:\n{ids}"
        self.repo.write(".pre-commit-config.yaml", config.encode())
        done = self.run(program(name), "install", "--install-hooks", *TYPES)
        if done[0] and not self.has_index():
            pytest.skip("no package index can be reached, so no framework can build an environment")
        assert done[0] == 0, done[1]

    def copy(self) -> str:
        """Return a repository of the files that git tracks here, as they are, with a tag."""
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, env=environment(), capture_output=True, check=False)
        if listed.returncode:
            pytest.skip("this is no checkout, so there is nothing to make a hook repository of")
        hooks = Repo(str(self.folder / "hooks"))
        for name in filter(None, listed.stdout.decode("utf-8", "surrogateescape").split("\0")):
            path = os.path.join(ROOT, name)
            if os.path.isfile(path) and not name.startswith("tests/"):
                hooks.write(name, Path(path).read_bytes())
        hooks.git("add", "-Af", ".")
        hooks.git("commit", "-qm", "m")
        hooks.git("tag", "v1.0.0")
        return hooks.path

    def has_index(self) -> bool:
        probe = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(self.folder / "probe"), "flit_core"]
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0

    def run(self, *command: str) -> tuple[int, str]:
        """Run a program in the repository; return its status and all it said, without a secret."""
        done = subprocess.run(command, cwd=self.repo.path, env=self.env, capture_output=True, check=False)
        said = (done.stdout + done.stderr).decode()
        assert S not in said
        assert "Traceback" not in said
        return done.returncode, said

    def refused(self, *command: str) -> str:
        """Run git, which must fail by a hook of ours; return what was said."""
        status, said = self.run("git", *command)
        assert status != 0
        assert "Failed" in said and "- hook id: backpack-guard" in said
        return said

    def passed(self, *command: str) -> None:
        """Run git, which must do as it was told."""
        status, said = self.run("git", *command)
        assert status == 0, said

    def branch(self, name: str, files: dict[str, bytes], start: str = "main") -> None:
        """Make a branch with one commit that no hook has seen."""
        self.passed("checkout", "-q", "-b", name, start)
        self.repo.add(files)
        self.passed("commit", "-qnm", name)

    def pushed(self) -> str:
        """Return the branches of the server."""
        return self.server.git("for-each-ref", "--format=%(refname:short)").decode()


@pytest.mark.parametrize("name", ["pre-commit", "prek"])
def test_what_the_frameworks_let_through_and_what_not(tmp_path: Path, name: str) -> None:
    bench = Bench(tmp_path, name)
    bench.repo.git("add", ".")
    bench.passed("commit", "-qm", "clean")
    bench.passed("push", "-q", "origin", "main")
    commits(bench)
    merges(bench)
    pushes(bench, f"{name} does not say which branches are pushed")
    for path in (tmp_path / "cache").rglob("*"):
        assert not path.is_file() or S.encode() not in path.read_bytes(), path


def commits(bench: Bench) -> None:
    """A pair in the index and one in the message are refused."""
    bench.repo.add({"a.env": PAIR})
    assert PROVEN in bench.refused("commit", "-qm", "bad")
    bench.repo.git("rm", "-qf", "a.env")
    bench.repo.add({"a.txt": b"nothing\n"})
    message = bench.folder / "message"
    message.write_bytes(b"The keys\n\n" + PAIR)
    assert PROVEN in bench.refused("commit", "-qF", str(message))
    bench.passed("commit", "-qm", "good")
    assert bench.repo.git("rev-list", "--count", "HEAD") == b"2\n"


def merges(bench: Bench) -> None:
    """A merge that would bring a pair is refused."""
    bench.branch("side", {"a.env": PAIR}, "HEAD~1")
    bench.passed("checkout", "-q", "main")
    assert PROVEN in bench.refused("merge", "-q", "--no-edit", "side")
    bench.passed("merge", "--abort")
    bench.passed("branch", "-qD", "side")


def pushes(bench: Bench, note: str) -> None:
    """Every branch of a push counts, and what its commits hold though their last tree does not."""
    bench.branch("bad", {"a.env": PAIR})
    bench.branch("good", {"b.txt": b"nothing\n"})
    said = bench.refused("push", "-q", "origin", "good", "bad")
    assert PROVEN in said and note in said
    assert bench.repo.git("rev-parse", "--short=12", "bad").strip().decode() in said
    assert PROVEN in bench.refused("push", "-q", f"file://{bench.server.path}", "bad", "good")
    bench.passed("branch", "-qD", "bad")
    bench.passed("push", "-q", "origin", "good")
    bench.branch("back", {"a.env": PAIR}, "good")
    bench.repo.git("rm", "-qf", "a.env")
    bench.passed("commit", "-qnm", "taken out again")
    assert PROVEN in bench.refused("push", "-q", "origin", "back")
    assert bench.pushed() == "good\nmain\n"


@pytest.mark.parametrize("name", ["pre-commit", "prek"])
def test_the_manifest_is_valid(name: str) -> None:
    done = subprocess.run(
        [program(name), "validate-manifest", MANIFEST], env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_hook_reads_for_itself_and_always() -> None:
    yaml = pytest.importorskip("yaml", reason="pre-commit brings it")
    entries = {entry["id"]: entry for entry in yaml.safe_load(Path(MANIFEST).read_text(encoding="utf-8"))}
    commands = set(registry.names("commands"))
    wanted = {*IDS} | {f"backpack-guard-{i}" for c, i in (("check", "stored-keys"), ("audit", "audit")) if c in commands}
    assert set(entries) == wanted
    for entry in entries.values():
        fixed = {"language": "python", "pass_filenames": False, "always_run": True, "require_serial": True}
        assert entry.items() >= fixed.items()
        assert set(entry) == {*fixed, "id", "name", "description", "entry", "stages", "minimum_pre_commit_version"}
        words = entry["entry"].split()
        assert words[0] == "backpack-guard" and words[1] in commands
        assert set(entry["stages"]) <= STAGES and entry["minimum_pre_commit_version"] == "3.2.0"
        assert entry["description"].strip()
    for stage, one in snippets.IDS.items():
        assert stage in entries[one]["stages"]


@pytest.mark.parametrize(
    ("manager", "name", "file"),
    [("pre-commit", "pre-commit", ".pre-commit-config.yaml"), ("pre-commit", "prek", ".pre-commit-config.yaml"), ("prek", "prek", "prek.toml")],
)
def test_what_install_prints_is_a_valid_configuration(tmp_path: Path, manager: str, name: str, file: str) -> None:
    config, command = snippets.snippet(manager, list(snippets.IDS)).strip().rsplit("\n\n", 1)
    (tmp_path / file).write_text(config + "\n")
    done = subprocess.run(
        [program(name), "validate-config", str(tmp_path / file)], cwd=tmp_path, env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert command == " ".join([manager, "install", *TYPES])


def test_what_install_prints_for_lefthook_is_yaml() -> None:
    yaml = pytest.importorskip("yaml", reason="pre-commit brings it")
    text = snippets.snippet("lefthook", list(snippets.IDS)).rsplit("\n\n", 1)[0]
    assert yaml.safe_load(text) == {
        stage: {"jobs": [{"name": "backpack-guard", **job}]}
        for stage, job in {
            "pre-commit": {"run": "backpack-guard hook pre-commit"},
            "pre-merge-commit": {"run": "backpack-guard hook pre-merge-commit"},
            "commit-msg": {"run": "backpack-guard hook commit-msg {1}"},
            "pre-push": {"run": "backpack-guard hook pre-push {1} {2}", "use_stdin": True},
        }.items()
    }
