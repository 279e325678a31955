"""The pieces for other systems: valid by their systems' schemas, and their shell steps run on a clean clone.

The steps run in a real shell with a real pip, which finds the wheel of this tree in place of an index.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from guard import __version__
from tests.hygiene import assert_no_secret
from tests.push.kit import PAIR, environment
from tests.sources.repo import Repo

ROOT = Path(__file__).parents[2]
PIECES = ROOT / "integrations"
SCHEMAS = {
    "integrations/github.yml": "vendor.github-workflows", "action/action.yml": "vendor.github-actions",
    "integrations/gitlab.yml": "vendor.gitlab-ci", "integrations/azure-pipelines.yml": "vendor.azure-pipelines",
    "integrations/bitbucket-pipelines.yml": "vendor.bitbucket-pipelines",
}  # fmt: skip


def tool(name: str) -> str:
    """Return a program of the test environment; skip where it is not there."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not found:
        pytest.skip(f"{name} is not installed: the pieces are not checked by it")
    return found


def test_nothing_for_zizmor_to_find() -> None:
    command = [tool("zizmor"), "--offline", "--persona=auditor", "--format=json", "action", "integrations/github.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert json.loads(done.stdout) == [], done.stderr.decode()


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_piece_fits_the_schema_of_its_system(path: str) -> None:
    command = [tool("check-jsonschema"), "--regex-variant", "python", "--builtin-schema", SCHEMAS[path], path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_the_pieces_are_tidy_yaml() -> None:
    rules = "{extends: default, rules: {line-length: {max: 140}, document-start: disable, truthy: {check-keys: false}}}"
    done = subprocess.run([tool("yamllint"), "--strict", "-d", rules, "action", "integrations"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_what_is_pinned_is_this_version() -> None:
    for path in [*PIECES.iterdir(), ROOT / "action" / "action.yml"]:
        text = path.read_text(encoding="utf-8")
        for found in re.findall(r"backpack-guard==([0-9.]+)", text) + re.findall(r"backpack-guard/action@\w+ +# v([0-9.]+)", text):
            assert found == __version__, path
        assert "install --quiet backpack-guard\n" not in text
        for reference in re.findall(r"uses: (\S+)", text):
            assert re.search(r"@[0-9a-f]{40}$", reference), reference


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel of this tree."""
    from flit_core.buildapi import build_wheel

    folder = tmp_path_factory.mktemp("wheels")
    here = os.getcwd()
    os.chdir(ROOT)
    try:
        build_wheel(str(folder))
    finally:
        os.chdir(here)
    return folder


class Runner:
    """A machine of a CI system: a clean clone, a Python of its own, and stand-ins for what would reach outside."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.folder = folder
        origin = Repo(str(folder / "origin"))
        self.before = origin.commit({"README": b"a bot for backpack\n"})
        self.after = origin.commit({"a.env": PAIR})
        self.clone = folder / "clone"
        origin.git("clone", "-q", f"file://{origin.path}", str(self.clone))
        self.tools = folder / "bin"
        self.tools.mkdir()
        self.log = folder / "log"
        self._stand_in("apt-get", f'echo "$@" >> {self.log}')
        # dependencies come from the test environment, the guard itself from its wheel
        dependencies = next(path for path in sys.path if path.endswith("site-packages"))
        python = folder / "python"
        venv.create(python, with_pip=True)
        (next(python.glob("lib/python3*/site-packages")) / "dependencies.pth").write_text(dependencies + "\n")
        self._stand_in("python3", f'[ "$1 $2" != "-m venv" ] || {{ mkdir -p "$(dirname "$3")"; exec ln -s {python} "$3"; }}\nexec {python}/bin/python3 "$@"')
        self.python = python
        self.variables = {
            "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_NO_DEPS": "1", "PIP_FORCE_REINSTALL": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PYTHONPATH": "",
            "PATH": f"{self.tools}{os.pathsep}{python / 'bin'}{os.pathsep}{os.environ['PATH']}",
        }  # fmt: skip

    def _stand_in(self, name: str, text: str) -> None:
        (self.tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (self.tools / name).chmod(0o755)

    def run(self, script: str, shell: str = "sh", **variables: str) -> subprocess.CompletedProcess[bytes]:
        """Run lines as the system would: one shell that ends at the first failure."""
        env = {**environment(), **self.variables, **variables}
        done = subprocess.run([shell, "-e", "-c", script], cwd=self.clone, env=env, capture_output=True, check=False)
        assert_no_secret(done.stdout + done.stderr)
        return done


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Iterator[Runner]:
    yield Runner(tmp_path_factory.mktemp("runner"), wheels)


def load(name: str) -> Any:
    return yaml.safe_load((PIECES / name).read_text(encoding="utf-8"))


def test_gitlab(runner: Runner) -> None:
    job = load("gitlab.yml")["backpack-guard"]
    script = "\n".join(job["before_script"] + job["script"])
    done = runner.run(script, GITLAB_CI="true", CI_COMMIT_SHA=runner.after, CI_COMMIT_BEFORE_SHA=runner.before, CI_DEFAULT_BRANCH="main")
    assert done.returncode == 1, done.stderr.decode()
    assert b"range: GitLab CI: push" in done.stdout and b"error[key-pair]" in done.stdout
    assert "install -y -qq git" in runner.log.read_text()
    for path in job["artifacts"]["reports"].values():
        assert json.loads((runner.clone / path).read_text())


def test_azure(runner: Runner) -> None:
    steps = load("azure-pipelines.yml")["steps"]
    script = next(step["script"] for step in steps if "script" in step)
    results = next(step["inputs"]["testResultsFiles"] for step in steps if "task" in step)
    done = runner.run(script, "bash", TF_BUILD="True", BUILD_SOURCEVERSION=runner.after, AGENT_TEMPDIRECTORY=str(runner.folder / "azure"))
    assert done.returncode == 1, done.stderr.decode()
    assert b"range: Azure Pipelines: build" in done.stdout
    assert "<failure" in (runner.clone / results).read_text()


def test_bitbucket(runner: Runner) -> None:
    document = load("bitbucket-pipelines.yml")
    (first,), (second,) = document["pipelines"]["default"], document["pipelines"]["pull-requests"]["**"]
    assert first == second
    done = runner.run("\n".join(first["step"]["script"]), BITBUCKET_BUILD_NUMBER="1", BITBUCKET_COMMIT=runner.after)
    assert done.returncode == 1, done.stderr.decode()
    assert b"range: Bitbucket Pipelines: push" in done.stdout
    assert list((runner.clone / "test-results").glob("*.xml"))


def test_jenkins(runner: Runner) -> None:
    text = (PIECES / "Jenkinsfile").read_text(encoding="utf-8")
    bare = re.sub(r"'''.*?'''|'[^'\n]*'|//[^\n]*", "", text, flags=re.DOTALL)
    assert bare.count("{") == bare.count("}") and bare.count("(") == bare.count(")")
    assert re.sub(r"\s+", " ", bare).startswith(" pipeline { agent any stages { stage() { steps { sh } post { always { junit } } } } }")
    (script,) = re.findall(r"sh '''(.*?)'''", text, re.DOTALL)
    (results,) = re.findall(r"junit '(.*?)'", text)
    done = runner.run(script, JENKINS_URL="http://j", GIT_COMMIT=runner.after, GIT_PREVIOUS_COMMIT=runner.before, WORKSPACE_TMP=str(runner.folder / "jenkins"))
    assert done.returncode == 1, done.stderr.decode()
    assert b"range: Jenkins: build" in done.stdout
    assert "<failure" in (runner.clone / results).read_text()


def test_a_clean_change_passes(runner: Runner) -> None:
    env = {"GITLAB_CI": "true", "CI_COMMIT_SHA": runner.before, "CI_COMMIT_BEFORE_SHA": "0" * 40}
    subprocess.run(["git", "checkout", "-q", runner.before], cwd=runner.clone, check=True, env=environment())
    try:
        job = load("gitlab.yml")["backpack-guard"]
        done = runner.run("\n".join(job["before_script"] + job["script"]), **env)
        assert done.returncode == 0, done.stdout.decode()
    finally:
        subprocess.run(["git", "checkout", "-q", "main"], cwd=runner.clone, check=True, env=environment())


def container() -> list[tuple[str, str]]:
    """Return the (instruction, text) of the container file."""
    lines = (PIECES / "Containerfile").read_text(encoding="utf-8").splitlines()
    found = [line.split(" ", 1) for line in lines if line and not line.startswith("#")]
    return [(word, rest) for word, rest in found]


def test_the_container_is_built_and_started(runner: Runner) -> None:
    steps = container()
    assert [word for word, _ in steps] == ["FROM", "RUN", "COPY", "RUN", "USER", "WORKDIR", "ENTRYPOINT", "CMD"]
    assert not re.fullmatch(r"0(:0)?|root", dict(steps)["USER"])
    image = runner.folder / "image"
    (image / "lists").mkdir(parents=True)
    runs = [text for word, text in steps if word == "RUN"]
    done = runner.run(runs[0].replace("/var/lib/apt/lists/", f"{image}/lists/"))
    assert done.returncode == 0 and "install -y --no-install-recommends git" in runner.log.read_text()
    # COPY . /source: only what is tracked is needed for the build, which takes flit from the test environment
    listed = subprocess.run(["git", "ls-files", "-z", "guard", "building", "pyproject.toml", "README.md", "LICENSE"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0")[:-1]:
        (image / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, image / "source" / name)
    done = runner.run(runs[1].replace("/source", f"{image}/source"), PIP_NO_BUILD_ISOLATION="0")
    assert done.returncode == 0, done.stderr.decode()
    assert not (image / "source").exists()
    entry = [json.loads(text) for word, text in steps if word in ("ENTRYPOINT", "CMD")]
    command = " ".join(f'"{word}"' for words in entry for word in words)
    done = runner.run(command)
    assert done.returncode == 1 and b"error[key-pair]" in done.stdout


def test_the_action_uploads_what_the_step_wrote() -> None:
    document = yaml.safe_load((ROOT / "action" / "action.yml").read_text(encoding="utf-8"))
    scan, upload = document["runs"]["steps"]
    assert set(scan["env"].values()) == {"${{ github.action_path }}/..", "${{ inputs.args }}", "${{ inputs.sarif }}", "${{ inputs.upload }}"}
    assert "always()" in upload["if"] and upload["with"]["sarif_file"] == "${{ steps.scan.outputs.sarif }}"
