"""`install`: real git, real hooks, and nothing of others touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from guard import hooking
from tests.push.kit import PAIR, S, environment, new
from tests.sources.repo import Repo

FOREIGN = "#!/bin/sh\necho foreign\n"


CLEAN = {"a.txt": b"nothing\n"}


def settings(home: Path, **more: str) -> dict[str, str]:
    """Return an environment whose user settings lie in `home` alone."""
    plain = {k: v for k, v in environment().items() if not k.startswith(("XDG_", "GIT_CONFIG"))}
    return {**plain, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", **more}


def install(folder: str | Path, home: Path, *arguments: str, **more: str) -> tuple[int, str, str]:
    """Run `install` as a user does; return its status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "guard", "install", *arguments],
        cwd=folder, env=settings(home, **more), capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def git(folder: str | Path, home: Path, *arguments: str, **more: str) -> tuple[int, str]:
    """Run git with the settings of `home`; return its status and all it said, without a secret."""
    env = settings(home, **more)
    done = subprocess.run(["git", *arguments], cwd=folder, env=env, capture_output=True, check=False, text=True)
    said = done.stdout + done.stderr
    assert S not in said
    assert "Traceback" not in said
    return done.returncode, said


def tree(folder: str | Path) -> dict[str, bytes]:
    """Return the content of every file below a folder, sample hooks apart."""
    files = [path for path in Path(folder).rglob("*") if path.is_file() and path.suffix != ".sample"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def hooks(repo: Repo) -> Path:
    return Path(repo.path, ".git", "hooks")


def test_installed_hooks_refuse_a_commit_a_message_and_a_push(tmp_path: Path, home: Path) -> None:
    server = Repo(str(tmp_path / "server.git"), "--bare")
    repo = new(tmp_path / "repo")
    status, said, _ = install(repo.path, home)
    assert (status, said.count("installed: ")) == (0, 4)
    repo.add({"a.env": PAIR})
    status, said = git(repo.path, home, "commit", "-qm", "bad")
    assert status != 0 and "key-pair" in said
    repo.git("rm", "-qf", "--cached", "a.env")
    repo.add(CLEAN)
    status, said = git(repo.path, home, "commit", "-qm", f"backpack\n\nBACKPACK_API_SECRET={S}\n")
    assert status != 0 and "api-secret" in said
    assert git(repo.path, home, "commit", "-qm", "clean") == (0, "")
    assert git(repo.path, home, "push", "-q", server.path, "main") == (0, "")
    repo.add({"a.env": PAIR})
    assert git(repo.path, home, "commit", "-qnm", "hooks passed over")[0] == 0
    status, said = git(repo.path, home, "push", "-q", server.path, "main")
    assert status != 0 and "key-pair" in said
    assert server.git("ls-tree", "-r", "--name-only", "main") == b"a.txt\n"


def test_a_merge_goes_through_its_own_hook(tmp_path: Path, home: Path) -> None:
    repo = new(tmp_path / "repo")
    repo.git("checkout", "-qb", "side")
    repo.commit({"a.env": PAIR})
    repo.git("checkout", "-q", "main")
    repo.commit(CLEAN)
    assert install(repo.path, home, "--hook-type", "pre-merge-commit")[0] == 0
    status, said = git(repo.path, home, "merge", "-q", "--no-edit", "side")
    assert status != 0 and "key-pair" in said


def test_again_changes_nothing_and_uninstall_removes_it(tmp_path: Path, home: Path) -> None:
    repo = new(tmp_path / "repo")
    before = tree(repo.path)
    assert install(repo.path, home)[0] == 0
    installed = tree(repo.path)
    status, said, _ = install(repo.path, home)
    assert (status, said.count("already installed: "), tree(repo.path)) == (0, 4, installed)
    assert sorted(set(installed) - set(before)) == sorted(f".git/hooks/{stage}" for stage in hooking.STAGES)
    assert install(repo.path, home, "--uninstall")[0] == 0
    assert tree(repo.path) == before
    assert install(repo.path, home, "--uninstall") == (0, "", "")


def test_an_older_hook_of_ours_is_replaced(tmp_path: Path, home: Path) -> None:
    repo = new(tmp_path / "repo")
    assert install(repo.path, home, "-t", "pre-push")[0] == 0
    path = hooks(repo) / "pre-push"
    text = path.read_text()
    path.write_text(text.replace("exec", "exec -a old"))
    path.chmod(0o644)
    assert install(repo.path, home, "-t", "pre-push")[0] == 0
    assert (path.read_text(), os.access(path, os.X_OK)) == (text, True)


@pytest.mark.parametrize("kind", ["file", "link", "broken-link", "folder"])
def test_a_foreign_hook_is_never_touched(tmp_path: Path, home: Path, kind: str) -> None:
    repo = new(tmp_path / "repo")
    path, other = hooks(repo) / "pre-commit", tmp_path / "other"
    path.parent.mkdir(exist_ok=True)
    if kind == "file":
        path.write_text(FOREIGN)
    elif kind == "folder":
        path.mkdir()
    else:
        if kind == "link":
            other.write_text(hooking.script("pre-commit"))  # ours by content, but not here
        path.symlink_to(other)
    before = path.lstat()
    status, said, error = install(repo.path, home)
    assert status == 2
    assert 'backpack-guard hook pre-commit "$@" || exit' in said
    assert "not installed: pre-commit\nhint: " in error
    assert (hooks(repo) / "pre-push").exists()
    assert install(repo.path, home, "--uninstall")[0] == 0
    after = path.lstat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert not (hooks(repo) / "pre-push").exists()


def test_the_printed_lines_work_within_a_foreign_hook(tmp_path: Path, home: Path) -> None:
    server = Repo(str(tmp_path / "server.git"), "--bare")
    repo = new(tmp_path / "repo")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "backpack-guard").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m guard "$@"\n')
    (folder / "backpack-guard").chmod(0o755)
    path = hooks(repo) / "pre-push"
    path.parent.mkdir(exist_ok=True)
    path.write_text(FOREIGN)
    lines = install(repo.path, home, "-t", "pre-push")[1].split("\n", 1)[1]
    path.write_text(f"#!/bin/sh\n{lines}\nprintf '%s' \"$lines\" >seen\n")
    path.chmod(0o755)
    env = {"PATH": f"{folder}:{os.environ['PATH']}"}
    assert git(repo.path, home, "push", "-q", server.path, "main", **env)[0] == 0
    assert Path(repo.path, "seen").read_text().startswith("refs/heads/main ")
    repo.commit({"a.env": PAIR})
    assert git(repo.path, home, "push", "-q", server.path, "main", **env)[0] != 0


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        ("pre-commit", ".pre-commit-config.yaml", "- id: backpack-guard-push"),
        ("prek", "prek.toml", '{ id = "backpack-guard-message" }'),
        ("lefthook", "lefthook.yml", "run: backpack-guard hook pre-push {1} {2}"),
        ("lefthook", ".lefthook.toml", "use_stdin: true"),
        ("husky", ".husky/pre-commit", "# .husky/pre-push\n"),
    ],
)
def test_a_manager_of_hooks_is_told_what_to_add(
    tmp_path: Path, home: Path, name: str, file: str, said: str
) -> None:
    repo = new(tmp_path / "repo")
    repo.write(file, b"")
    before = tree(repo.path)
    status, out, error = install(repo.path, home)
    assert status == 2
    assert out.startswith(f"{name} has charge of the hooks")
    assert said in out
    assert "error: not installed: pre-commit, pre-merge-commit, commit-msg, pre-push\nhint: " in error
    assert tree(repo.path) == before


@pytest.mark.parametrize("where", ["local", "global", "xdg", "included"])
def test_hooks_elsewhere_are_left_to_their_owner(tmp_path: Path, home: Path, where: str) -> None:
    repo = new(tmp_path / "repo")
    other = tmp_path / 'oth"er'
    other.mkdir()
    line = '[core]\n\thooksPath = "' + str(other).replace('"', '\\"') + '"\n'
    if where == "local":
        git(repo.path, home, "config", "core.hooksPath", str(other))
    elif where == "global":
        (home / ".gitconfig").write_text(line)
    elif where == "xdg":
        (home / ".gitconfig").write_text("[user]\n\tname = t\n")
        (home / ".config" / "git").mkdir(parents=True)
        (home / ".config" / "git" / "config").write_text(line)
    else:
        (home / "more").write_text(line)
        (home / ".gitconfig").write_text("[include]\n\tpath = more\n")
    before = tree(repo.path)
    status, out, _ = install(repo.path, home)
    assert status == 2
    assert out.startswith("core.hooksPath (") and "# pre-push\n" in out
    assert (tree(repo.path), list(other.iterdir())) == (before, [])


def test_a_hooks_path_that_names_the_usual_folder_is_no_hindrance(tmp_path: Path, home: Path) -> None:
    repo = new(tmp_path / "repo")
    git(repo.path, home, "config", "core.hooksPath", ".git/hooks")
    assert install(repo.path, home)[0] == 0
    repo.add({"a.env": PAIR})
    assert git(repo.path, home, "commit", "-qm", "bad")[0] != 0


def test_a_folder_of_hooks_that_is_a_link_is_not_written_to(tmp_path: Path, home: Path) -> None:
    repo = new(tmp_path / "repo")
    shutil.rmtree(hooks(repo), ignore_errors=True)
    (tmp_path / "shared").mkdir()
    hooks(repo).symlink_to(tmp_path / "shared")
    assert install(repo.path, home)[0] == 2
    assert list((tmp_path / "shared").iterdir()) == []


def test_a_linked_worktree_gets_the_hooks_of_its_repository(tmp_path: Path, home: Path) -> None:
    repo = new(tmp_path / "repo")
    repo.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    assert install(tmp_path / "linked", home)[0] == 0
    Path(tmp_path, "linked", "a.env").write_bytes(PAIR)
    git(tmp_path / "linked", home, "add", "-f", "a.env")
    status, said = git(tmp_path / "linked", home, "commit", "-qm", "bad")
    assert status != 0 and "key-pair" in said
    assert (hooks(repo) / "pre-commit").exists()


def test_a_bare_repository_gets_the_hook_that_receives(tmp_path: Path, home: Path) -> None:
    server = Repo(str(tmp_path / "server.git"), "--bare")
    assert install(server.path, home)[0] == 0
    assert set(tree(Path(server.path, "hooks"))) == {"pre-receive"}
    repo = new(tmp_path / "repo")
    assert git(repo.path, home, "push", "-q", server.path, "main")[0] == 0
    repo.commit({"a.env": PAIR})
    status, said = git(repo.path, home, "push", "-q", server.path, "main")
    assert status != 0 and "remote: backpack-guard: push refused" in said
    assert install(server.path, home, "--uninstall")[0] == 0
    assert tree(Path(server.path, "hooks")) == {}


def test_a_program_that_is_gone_refuses(tmp_path: Path, home: Path) -> None:
    repo = new(tmp_path / "repo")
    assert install(repo.path, home, "-t", "pre-commit")[0] == 0
    path = hooks(repo) / "pre-commit"
    path.write_text(path.read_text().replace(os.path.dirname(sys.executable), str(tmp_path / "gone")))
    repo.add(CLEAN)
    found = shutil.which("git")
    assert found
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").symlink_to(found)
    status, said = git(repo.path, home, "commit", "-qm", "m", PATH=str(folder))
    assert status != 0
    assert "error: the program was not found, so nothing was checked\nhint: install" in said


def test_the_program_in_the_path_stands_in(tmp_path: Path, home: Path) -> None:
    repo = new(tmp_path / "repo")
    assert install(repo.path, home, "-t", "commit-msg")[0] == 0
    path = hooks(repo) / "commit-msg"
    path.write_text(path.read_text().replace(os.path.dirname(sys.executable), str(tmp_path / "gone")))
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "backpack-guard").write_text('#!/bin/sh\nprintf "%s|" "$@" >seen\n')
    (folder / "backpack-guard").chmod(0o755)
    repo.add(CLEAN)
    assert git(repo.path, home, "commit", "-qm", "m", PATH=f"{folder}:{os.environ['PATH']}")[0] == 0
    assert Path(repo.path, "seen").read_text() == "hook|commit-msg|.git/COMMIT_EDITMSG|"


def test_without_a_script_beside_the_interpreter_the_interpreter_runs(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = new(tmp_path / "repo")
    monkeypatch.setattr(hooking.os.path, "isfile", lambda path: False)
    text = hooking.script("pre-commit")
    monkeypatch.undo()
    assert "from guard.__main__ import entry" in text
    path = hooks(repo) / "pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    repo.add({"a.env": PAIR, "guard/__init__.py": b"raise SystemExit(0)\n"})
    status, said = git(repo.path, home, "commit", "-qm", "bad")
    assert status != 0 and "key-pair" in said


def test_outside_a_repository_it_is_an_error_of_use(tmp_path: Path, home: Path) -> None:
    status, _, error = install(tmp_path, home)
    assert status == 2 and "error: " in error
    assert install(tmp_path, home, "-t", "post-checkout")[0] == 2
    assert install(tmp_path, home, "--global", "-t", "pre-receive")[0] == 2
