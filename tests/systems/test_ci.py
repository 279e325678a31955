"""The ci command: range and tree, the system's own reports, and a policy that a pull request cannot bend."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text
from tests.push.kit import PAIR, environment
from tests.sources.repo import Repo


class Run:
    """One run of `ci` in a folder."""

    def __init__(self, folder: Path, *arguments: str, event: object = None, **variables: str) -> None:
        self.files = folder.parent / f"{folder.name}.out"
        self.files.mkdir(exist_ok=True)
        more = dict(variables)
        if event is not None:
            path = self.files / "event.json"
            path.write_text(event if isinstance(event, str) else json.dumps(event))
            more |= {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(path), "GITHUB_STEP_SUMMARY": str(self.files / "summary")}
            more["GITHUB_OUTPUT"] = str(self.files / "output")
        kept = {k: v for k, v in environment().items() if not k.startswith(("GITHUB", "GITLAB", "JENKINS", "TF_"))}
        command = [sys.executable, "-m", "guard", "ci", *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={**kept, **more})
        self.status, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in self.err
        assert_no_secret(done.stdout + done.stderr)
        for path in self.files.iterdir():
            assert_no_secret(path.read_bytes())

    def file(self, name: str) -> str:
        path = self.files / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(str(tmp_path / "r"))
    commit(made, "README", b"a bot for backpack\n")
    made.git("checkout", "-q", "-b", "topic")
    return made


def commit(repo: Repo, name: str, content: bytes, message: str = "x") -> str:
    path = Path(repo.path) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", message)
    return repo.git("rev-parse", "HEAD").decode().strip()


def pull(repo: Repo) -> dict[str, object]:
    base, head = (repo.git("rev-parse", name).decode().strip() for name in ("main", "topic"))
    return {"pull_request": {"base": {"sha": base, "ref": "main"}, "head": {"sha": head}}}


def test_a_leak_that_was_taken_back_within_the_pull_request_is_found(repo: Repo) -> None:
    commit(repo, "a.env", PAIR)
    repo.git("rm", "-q", "a.env")
    repo.git("commit", "-q", "-m", "back")
    done = Run(Path(repo.path), event=pull(repo), GITHUB_EVENT_NAME="pull_request")
    assert done.status == 1
    assert done.out.startswith("::error title=backpack-guard")
    assert "range%3A" not in done.out and "range: GitHub Actions: pull request: " in done.out
    assert "| --- |" in done.file("summary") and key_text(1)[:20] in done.file("summary")
    assert done.file("output") == "exit=1\nfindings=1\nproven=1\ncomplete=true\n"


def test_a_pull_request_cannot_excuse_its_own_leak(repo: Repo) -> None:
    config = f'fail-on = "never"\n[[accept]]\napi-key = "{key_text(1)}"\nreason = "trust me"\n[limits]\nmember-size = "64 KiB"\n'
    commit(repo, ".backpack-guard.toml", config.encode())
    commit(repo, ".backpack-guard-baseline.toml", f'accept = [{{ api-key = "{key_text(1)}", reason = "old" }}]\n'.encode())
    line = f'k = "{key_text(1)}"\ns = "{secret_text(1)}"  # backpack-guard: allow[key-pair] a test\n'
    commit(repo, "backpack.py", line.encode())
    done = Run(Path(repo.path), event=pull(repo), GITHUB_EVENT_NAME="pull_request")
    assert done.status == 1
    assert done.file("output").startswith("exit=1\nfindings=5\nproven=1\n")
    for word in ("would loosen the policy: fail-on = never (base: medium)", "accept bpg1:", "baseline: +1"):
        assert word in done.out


def test_the_policy_of_the_base_holds(repo: Repo) -> None:
    repo.git("checkout", "-q", "main")
    commit(repo, ".backpack-guard.toml", f'[[accept]]\napi-key = "{key_text(1)}"\nreason = "deleted"\n'.encode())
    repo.git("checkout", "-q", "topic")
    repo.git("rebase", "-q", "main")
    commit(repo, "a.env", PAIR)
    assert Run(Path(repo.path), event=pull(repo), GITHUB_EVENT_NAME="pull_request").status == 0
    org = Path(repo.path).parent / "org.toml"
    org.write_text("watch = []\n")
    assert Run(Path(repo.path), "--config", str(org), event=pull(repo), GITHUB_EVENT_NAME="pull_request").status == 1


def test_the_tree_is_scanned_even_where_the_range_is_clean(repo: Repo) -> None:
    repo.git("checkout", "-q", "main")
    commit(repo, "old.env", PAIR)
    before = commit(repo, "x", b"x")
    after = commit(repo, "y", b"y")
    done = Run(Path(repo.path), event={"before": before, "after": after}, GITHUB_EVENT_NAME="push")
    assert done.status == 1 and "file=old.env" in done.out


@pytest.mark.parametrize("event", ["{", "[]", "[" * 100_000, '{"before": 1e999}'])
def test_a_malformed_event_widens_the_range_and_is_told(repo: Repo, event: str) -> None:
    commit(repo, "a.env", PAIR)
    repo.git("rm", "-q", "a.env")
    repo.git("commit", "-q", "-m", "back")
    done = Run(Path(repo.path), event=event, GITHUB_EVENT_NAME="push")
    assert done.status == 1
    assert "left main" in done.out


def test_a_shallow_clone_is_incomplete_until_it_is_fetched(repo: Repo, tmp_path: Path) -> None:
    before = commit(repo, "a", b"a")
    commit(repo, "a.env", PAIR)
    repo.git("rm", "-q", "a.env")
    repo.git("commit", "-q", "-m", "back")
    after = commit(repo, "b", b"b")
    shallow = tmp_path / "shallow"
    repo.git("clone", "-q", "--depth", "1", "--branch", "topic", f"file://{repo.path}", str(shallow))
    event = {"before": before, "after": after}
    done = Run(shallow, event=event, GITHUB_EVENT_NAME="push")
    assert done.status == 3
    assert f"shallow: base {before}" in done.out and "fetch-depth" in done.out
    assert Run(shallow, "--fetch", event=event, GITHUB_EVENT_NAME="push").status == 1
    assert Run(shallow, event=event, GITHUB_EVENT_NAME="push").status == 1


def test_gitlab_and_jenkins_get_their_files(repo: Repo) -> None:
    head = commit(repo, "a.env", PAIR)
    folder = Path(repo.path)
    done = Run(folder, GITLAB_CI="true", CI_COMMIT_SHA=head, CI_COMMIT_BEFORE_SHA="0" * 40)
    assert done.status == 1 and "key-pair" in done.out
    assert json.loads((folder / "gl-secret-detection-report.json").read_text())["vulnerabilities"]
    assert json.loads((folder / "gl-code-quality-report.json").read_text())
    assert Run(folder, JENKINS_URL="http://j", GIT_COMMIT=head).status == 1
    assert "<failure" in (folder / "backpack-guard-junit.xml").read_text()
    assert Run(folder, BITBUCKET_BUILD_NUMBER="1", BITBUCKET_COMMIT=head).status == 1
    assert (folder / "test-results" / "backpack-guard.xml").exists()


def test_without_a_system_the_default_branch_is_the_base(repo: Repo) -> None:
    commit(repo, "a.env", PAIR)
    done = Run(Path(repo.path), "--format", "json")
    assert done.status == 1
    (note,) = json.loads(done.out)["notes"]
    assert note == "range: no CI system recognised; from where it left main", note
    assert Run(Path(repo.path), "--range", "main..topic").status == 1
    assert Run(Path(repo.path), "--range", "main..nowhere").status == 2


def test_outside_a_repository_it_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert Run(tmp_path / "plain").status == 2


def test_a_summary_that_cannot_be_written_keeps_the_verdict(repo: Repo, tmp_path: Path) -> None:
    commit(repo, "clean", b"x")
    event = tmp_path / "e.json"
    event.write_text(json.dumps(pull(repo)))
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(event), "GITHUB_EVENT_NAME": "pull_request"}
    assert Run(Path(repo.path), GITHUB_STEP_SUMMARY="/dev/full", **variables).status == 3
    commit(repo, "a.env", PAIR)
    event.write_text(json.dumps(pull(repo)))
    assert Run(Path(repo.path), GITHUB_STEP_SUMMARY="/dev/full", **variables).status == 1
