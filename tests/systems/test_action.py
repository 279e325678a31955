"""The action's own step, run as a runner would: from the folder it is pinned in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.hygiene import assert_no_secret
from tests.push.kit import PAIR, environment
from tests.sources.repo import Repo

ROOT = Path(__file__).parents[2]


def test_the_step_scans_and_fails(tmp_path: Path) -> None:
    repo = Repo(str(tmp_path / "r"))
    before = repo.commit({"README": b"backpack\n"})
    after = repo.commit({"a.env": PAIR})
    tools = tmp_path / "bin"
    tools.mkdir()
    fake = tools / "python3"  # stands in for `python3 -m venv`: no registry is asked in a test
    fake.write_text(
        f'#!/bin/sh\nmkdir -p "$3/bin"\nprintf "#!/bin/sh\\nexit 0\\n" > "$3/bin/pip"\n'
        f'printf \'#!/bin/sh\\nexec {sys.executable} -m guard "$@"\\n\' > "$3/bin/backpack-guard"\nchmod +x "$3"/bin/*\n'
    )
    fake.chmod(0o755)
    (tmp_path / "event.json").write_text(json.dumps({"before": before, "after": after}))
    variables = {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "GUARD_SOURCE": str(ROOT), "GUARD_ARGS": "--fail-on=high\n",
        "GUARD_SARIF": str(tmp_path / "r.sarif"), "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"), "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }  # fmt: skip
    done = subprocess.run(["bash", str(ROOT / "action" / "run.sh")], cwd=repo.path, env=environment(**variables), capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith(b"::error ")
    assert json.loads((tmp_path / "r.sarif").read_text())["runs"][0]["results"]
    told = (tmp_path / "output").read_text()
    assert "findings=1\n" in told and f"sarif={tmp_path / 'r.sarif'}\n" in told
    assert_no_secret(done.stdout + done.stderr)
    variables |= {"GUARD_SARIF": "", "GUARD_UPLOAD": "true", "RUNNER_TEMP": str(tmp_path / "bin")}
    subprocess.run(["bash", str(ROOT / "action" / "run.sh")], cwd=repo.path, env=environment(**variables), capture_output=True, check=False)
    assert f"sarif={tmp_path / 'bin' / 'backpack-guard.sarif'}\n" in (tmp_path / "output").read_text()
    assert (tmp_path / "bin" / "backpack-guard.sarif").exists()


def test_no_input_is_pasted_into_a_script() -> None:
    text = (ROOT / "action" / "action.yml").read_text()
    assert all("${{" not in line for line in text.splitlines() if line.strip().startswith("run:"))
