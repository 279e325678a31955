"""How each coding agent hears a decision: the shapes of their hook protocols.

Claude Code and Codex (code.claude.com/docs/en/hooks), Cursor (cursor.com/docs/agent/hooks), Gemini CLI
(geminicli.com/docs/hooks/reference), Copilot (docs.github.com, "Hooks configuration"), Windsurf
(docs.windsurf.com/windsurf/cascade/hooks).
"""

from __future__ import annotations

from guard.errors import Exit

REFUSED = 2  # the status that every agent takes for a refusal
_CURSOR = (
    "beforeShellExecution", "beforeMCPExecution", "beforeReadFile", "beforeTabFileRead", "preToolUse", "subagentStart",
)  # fmt: skip
_GEMINI = ("BeforeTool", "AfterTool", "BeforeAgent", "BeforeModel", "AfterModel")

TYPE_CHECKING = False
if TYPE_CHECKING:
    Event = dict[str, object]


class Answer:
    """What is said to an agent: `body` is JSON for standard output, `error` the text for standard error."""

    __slots__ = ("body", "error", "status")

    def __init__(self, body: dict[str, object] | None, error: str = "", status: int = Exit.CLEAN) -> None:
        self.body = body
        self.error = error
        self.status = status


def name_of(event: Event) -> str:
    """Return the name of an event, "" where the agent sends none."""
    for member in ("hook_event_name", "hookEventName", "agent_action_name"):
        name = event.get(member)
        if isinstance(name, str):
            return name
    return ""


def answer(event: Event, reason: str) -> Answer:
    """Return the answer to an event; the reason "" lets it pass.

    A decision is read from a hook that ends with 0; Windsurf reads the status alone.
    """
    name = name_of(event)
    if "agent_action_name" in event and "hook_event_name" not in event:
        return Answer(None, reason, REFUSED) if reason else Answer(None)
    if name in _CURSOR:
        return Answer(_cursor(name, reason))
    if name == "beforeSubmitPrompt":
        return Answer({"continue": not reason, **({"user_message": reason} if reason else {})})
    if not reason:
        return Answer({})
    if name in _GEMINI:
        return Answer({"decision": "deny", "reason": reason})
    if name == "PreToolUse":
        return Answer({"hookSpecificOutput": {"hookEventName": name, **_denied(reason)}})
    if name == "PermissionRequest":
        told = {"behavior": "deny", "message": reason}
        return Answer({"hookSpecificOutput": {"hookEventName": name, "decision": told}})
    if not name and ("toolName" in event or "toolArgs" in event):
        return Answer(_denied(reason))
    return Answer({"decision": "block", "reason": reason})


def _denied(reason: str) -> dict[str, object]:
    return {"permissionDecision": "deny", "permissionDecisionReason": reason}


def _cursor(name: str, reason: str) -> dict[str, object]:
    """Return the answer that Cursor reads; its preToolUse had other names for the same at first."""
    if not reason:
        return {"permission": "allow"}
    older = {"decision": "deny", "reason": reason} if name == "preToolUse" else {}
    return {"permission": "deny", "user_message": reason, "agent_message": reason, **older}
