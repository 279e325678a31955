"""Throw-away real repositories."""
from __future__ import annotations

import os
import subprocess

WHO = {
    "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@example.invalid", "GIT_COMMITTER_NAME": "t",
    "GIT_COMMITTER_EMAIL": "t@example.invalid", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
}  # fmt: skip


class Repo:
    """A repository in a folder, driven with plain git."""

    def __init__(self, path: str, *options: str) -> None:
        self.path = path
        os.makedirs(path, exist_ok=True)
        self.git("init", "-q", "-b", "main", *options, ".")

    def git(self, *arguments: str, check: bool = True, env: dict[str, str] | None = None, data: bytes = b"") -> bytes:
        """Run git in the folder."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, env={**plain, **WHO, **(env or {})}, input=data,
            capture_output=True, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stderr
        return done.stdout

    def write(self, name: str, content: bytes) -> None:
        """Write one file."""
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(content)

    def add(self, files: dict[str, bytes], env: dict[str, str] | None = None) -> None:
        """Write and stage files."""
        for name, content in files.items():
            self.write(name, content)
        self.git("add", "-f", "--", *files, env=env)

    def commit(self, files: dict[str, bytes], message: str = "m") -> str:
        """Stage and commit files; return the commit's id."""
        self.add(files)
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD").strip().decode()
