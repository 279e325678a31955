"""The hook protocols of coding agents: each event as its agent sends it, each refusal as that agent hears it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from guard.cli import main
from tests.hygiene import assert_no_secret
from tests.pairs import key_text, secret_text

K, S = key_text(1), secret_text(1)
LEAK = f"export BACKPACK_API_KEY={K} BACKPACK_API_SECRET={S}"
CLEAN = "list the files of this folder"


class Said:
    """What the hook said to an event."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.body: Any = json.loads(out) if out else None
        self.err = err


def ask(event: object, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    capfd.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(event).encode())))
    status = main(["hook", "agent"])
    out, err = capfd.readouterr()
    assert_no_secret((out + err).encode())
    return Said(status, out, err)


def claude(name: str, **fields: object) -> dict[str, object]:
    common = {"session_id": "s", "transcript_path": "/tmp/none.jsonl", "cwd": ".", "permission_mode": "default"}
    return {**common, "hook_event_name": name, **fields}


def cursor(name: str, **fields: object) -> dict[str, object]:
    common = {"conversation_id": "c", "generation_id": "g", "cursor_version": "2.0", "workspace_roots": ["."]}
    return {**common, "hook_event_name": name, **fields}


def gemini(name: str, **fields: object) -> dict[str, object]:
    common = {"session_id": "s", "transcript_path": "", "cwd": ".", "timestamp": "2026-01-01T00:00:00Z"}
    return {**common, "hook_event_name": name, **fields}


def windsurf(name: str, **info: object) -> dict[str, object]:
    common = {"trajectory_id": "t", "execution_id": "e", "timestamp": "2026-01-01T00:00:00Z", "model_name": "m"}
    return {**common, "agent_action_name": name, "tool_info": info}


def copilot(**fields: object) -> dict[str, object]:
    return {"timestamp": 1_704_614_600_000, "cwd": ".", **fields}


# agent, the event around a text, where the refusal stands in the answer and what it says there
SHAPES = [
    ("claude-prompt", lambda t: claude("UserPromptSubmit", prompt=t), ("decision",), "block"),
    ("claude-bash", lambda t: claude("PreToolUse", tool_name="Bash", tool_input={"command": t}), ("hookSpecificOutput", "permissionDecision"), "deny"),
    ("claude-write", lambda t: claude("PreToolUse", tool_name="Write", tool_input={"file_path": "new.py", "content": t}), ("hookSpecificOutput", "permissionDecision"), "deny"),
    ("claude-edit", lambda t: claude("PreToolUse", tool_name="MultiEdit", tool_input={"file_path": "x", "edits": [{"old_string": "a", "new_string": t}]}), ("hookSpecificOutput", "permissionDecision"), "deny"),
    ("claude-permission", lambda t: claude("PermissionRequest", tool_name="Bash", tool_input={"command": t}), ("hookSpecificOutput", "decision", "behavior"), "deny"),
    ("claude-result", lambda t: claude("PostToolUse", tool_name="Read", tool_input={"file_path": "x"}, tool_response={"file": {"content": t}}), ("decision",), "block"),
    ("codex-prompt", lambda t: {**claude("UserPromptSubmit", prompt=t), "turn_id": "1", "model": "m"}, ("decision",), "block"),
    ("codex-shell", lambda t: {**claude("PreToolUse", tool_name="Bash", tool_input={"command": t}), "turn_id": "1"}, ("hookSpecificOutput", "permissionDecision"), "deny"),
    ("cursor-shell", lambda t: cursor("beforeShellExecution", command=t, cwd="."), ("permission",), "deny"),
    ("cursor-mcp", lambda t: cursor("beforeMCPExecution", tool_name="q", tool_input=json.dumps({"query": t})), ("permission",), "deny"),
    ("cursor-read", lambda t: cursor("beforeReadFile", file_path="/none/x.env", content=t, attachments=[]), ("permission",), "deny"),
    ("cursor-tab", lambda t: cursor("beforeTabFileRead", file_path="/none/x.env", content=t), ("permission",), "deny"),
    ("cursor-prompt", lambda t: cursor("beforeSubmitPrompt", prompt=t, attachments=[]), ("continue",), False),
    ("cursor-tool", lambda t: cursor("preToolUse", tool_name="Shell", tool_input={"command": t}), ("permission",), "deny"),
    ("cursor-tool-first-form", lambda t: cursor("preToolUse", tool_name="Shell", tool_input={"command": t}), ("decision",), "deny"),
    ("gemini-prompt", lambda t: gemini("BeforeAgent", prompt=t), ("decision",), "deny"),
    ("gemini-tool", lambda t: gemini("BeforeTool", tool_name="run_shell_command", tool_input={"command": t}), ("decision",), "deny"),
    ("gemini-result", lambda t: gemini("AfterTool", tool_name="read_file", tool_input={}, tool_response={"llmContent": t}), ("decision",), "deny"),
    ("gemini-model", lambda t: gemini("BeforeModel", llm_request={"messages": [{"role": "user", "content": t}]}), ("decision",), "deny"),
    ("copilot-tool", lambda t: copilot(toolName="bash", toolArgs=json.dumps({"command": t, "description": "x"})), ("permissionDecision",), "deny"),
    ("copilot-editor", lambda t: {**copilot(sessionId="s"), "hookEventName": "PreToolUse", "tool_name": "createFile", "tool_input": {"content": t}}, ("hookSpecificOutput", "permissionDecision"), "deny"),
]  # fmt: skip
NAMES = [name for name, *_ in SHAPES]


def at(body: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("name", "event", "path", "word"), SHAPES, ids=NAMES)
def test_a_secret_is_refused_in_the_agent_s_own_words(
    name: str, event: Any, path: tuple[str, ...], word: object, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ask(event(LEAK), capfd, monkeypatch)
    assert said.status == 0 and at(said.body, path) == word, said.body
    assert K in json.dumps(said.body)
    said = ask(event(CLEAN), capfd, monkeypatch)
    assert said.status == 0 and at(said.body, path) != word, said.body
    assert "deny" not in json.dumps(said.body) and "block" not in json.dumps(said.body)


@pytest.mark.parametrize(("name", "field"), [
    ("pre_user_prompt", "user_prompt"), ("pre_run_command", "command_line"), ("pre_mcp_tool_use", "mcp_tool_arguments"),
])  # fmt: skip
def test_windsurf_hears_the_status_and_shows_standard_error(
    name: str, field: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ask(windsurf(name, **{field: LEAK}), capfd, monkeypatch)
    assert (said.status, said.body) == (2, None) and K in said.err
    said = ask(windsurf(name, **{field: CLEAN}), capfd, monkeypatch)
    assert (said.status, said.body, said.err) == (0, None, "")


@pytest.mark.parametrize("event", [
    claude("PreToolUse", tool_name="Read", tool_input={"file_path": "b.env"}),
    claude("PreToolUse", tool_name="NotebookRead", tool_input={"notebook_path": "b.env"}),
    {**claude("PreToolUse", tool_name="Read", tool_input={"file_path": "b.env"}), "cwd": "../sub"},
    cursor("beforeReadFile", file_path="b.env", content=""),
    cursor("beforeSubmitPrompt", prompt="look", attachments=[{"type": "file", "filePath": "b.env"}]),
    gemini("BeforeTool", tool_name="read_file", tool_input={"absolute_path": "b.env"}),
    copilot(toolName="view", toolArgs=json.dumps({"path": "b.env"})),
    windsurf("pre_read_code", file_path="b.env"),
])  # fmt: skip
def test_a_file_that_is_named_is_looked_into(
    event: dict[str, object], folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder.parent / "sub" if event.get("cwd") == "../sub" else folder
    place.mkdir(exist_ok=True)
    (place / "b.env").write_text(f"BACKPACK_API_KEY={K}\nBACKPACK_API_SECRET={S}\n")
    said = ask(event, capfd, monkeypatch)
    refused = said.status == 2 or any(word in json.dumps(said.body) for word in ("deny", "false"))
    assert refused and K in json.dumps(said.body) + said.err


@pytest.mark.parametrize("command", [
    "cat b.env", "sudo -n head -n 3 b.env", "cd . && tail b.env | grep KEY", "grep -n API ./b.env", "LC_ALL=C sed -n 1p b.env", "while read x; do echo $x; done < b.env",
    "/bin/cat 'b.env'", "echo x; cat b.env", "ls\ncat b.env", "cat 'b.env", "base64 b.env", "git diff --no-index /dev/null x || cat b.env",
])  # fmt: skip
def test_a_command_that_would_show_a_file_is_refused(command: str, folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "b.env").write_text(f"BACKPACK_API_KEY={K}\nBACKPACK_API_SECRET={S}\n")
    said = ask(claude("PreToolUse", tool_name="Bash", tool_input={"command": command}), capfd, monkeypatch)
    assert at(said.body, ("hookSpecificOutput", "permissionDecision")) == "deny", said.body
    assert ask(windsurf("pre_run_command", command_line=command, cwd="."), capfd, monkeypatch).status == 2


@pytest.mark.parametrize("command", ["rm b.env", "git rm --cached b.env", "chmod 600 b.env", "echo b.env >> .gitignore", "ls -l b.env", "test -f b.env && echo yes"])
def test_a_command_that_mends_is_let_through(command: str, folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "b.env").write_text(f"BACKPACK_API_KEY={K}\nBACKPACK_API_SECRET={S}\n")
    said = ask(claude("PreToolUse", tool_name="Bash", tool_input={"command": command}), capfd, monkeypatch)
    assert (said.status, said.body) == (0, {})


def test_what_cannot_be_checked_is_refused(folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / ".git" / "objects").mkdir()
    (folder / ".git" / "refs").mkdir()
    (folder / ".git" / "index").write_bytes(b"DIRC\0\0\0\x02\xff\xff\xff\xffgarbage")
    said = ask(claude("PreToolUse", tool_name="Bash", tool_input={"command": LEAK}), capfd, monkeypatch)
    assert said.status == 0 and said.body["hookSpecificOutput"]["permissionDecision"] == "deny"


def test_odd_events_are_answered(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for event in ({}, {"hook_event_name": 7, "x": LEAK}, {"tool_input": [LEAK], "attachments": "x", "cwd": 3}, {"toolArgs": "{"}):
        said = ask(event, capfd, monkeypatch)
        assert said.status == 0
        assert (K in json.dumps(said.body)) == (LEAK in json.dumps(event))
