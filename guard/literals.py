"""Replace a leaked literal in source code by a reference to the environment; the diff shows no secret."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_QUOTES = b"\"'`"


def _python(name: str, prefix: str) -> str:
    return f'os.environ["{name}"]' + (".encode()" if "b" in prefix.lower() else "")


def _rust(name: str, prefix: str) -> str:
    return f'&std::env::var("{name}").expect("{name} is not set")'


def _import_python(data: bytes) -> bytes:
    """Enter `import os` below the module's docstring and its future imports."""
    import ast
    import re

    if re.search(rb"(?m)^import os\b|^import .*\bos\b", data):
        return data
    line = 0
    try:
        for node in ast.parse(data).body:
            text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            if not text and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
                break
            line = node.end_lineno or 0
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        line = 1 if data.startswith(b"#!") else 0
    lines = data.splitlines(keepends=True)
    return b"".join([*lines[:line], b"import os\n", *lines[line:]])


def _import_go(data: bytes) -> bytes:
    import re

    if re.search(rb'(?m)^\s*(?:import\s+)?"os"', data):
        return data
    return re.sub(rb"(?m)^(package \w+[^\n]*\n)", rb'\1\nimport "os"\n', data, count=1)


class Language:
    """How one language refers to a variable. `reference(name, prefix)` is the code that takes the place of
    a literal with its quotation marks; `keep_quotes` says that only the inside is replaced."""

    __slots__ = ("finish", "keep_quotes", "prefixes", "reference")

    def __init__(
        self, reference: Callable[[str, str], str], *, keep_quotes: bool = False, prefixes: bytes = b"",
        finish: Callable[[bytes], bytes] | None = None,
    ) -> None:  # fmt: skip
        self.reference = reference
        self.keep_quotes = keep_quotes
        self.prefixes = prefixes
        self.finish = finish


_SCRIPT = Language(lambda name, prefix: f"process.env.{name}")
_TYPED = Language(lambda name, prefix: f"process.env.{name}!")
_PLAIN = Language(lambda name, prefix: f"${{{name}}}", keep_quotes=True)
LANGUAGES = {
    "py": Language(_python, prefixes=b"bBrRuU", finish=_import_python),
    "js": _SCRIPT, "jsx": _SCRIPT, "mjs": _SCRIPT, "cjs": _SCRIPT, "ts": _TYPED, "tsx": _TYPED, "mts": _TYPED,
    "go": Language(lambda name, prefix: f'os.Getenv("{name}")', finish=_import_go),
    "rs": Language(_rust), "yaml": _PLAIN, "yml": _PLAIN, "json": _PLAIN, "env": _PLAIN,
}  # fmt: skip


class Change:
    """A file as it is and as it would be. `by_hand` are lines with a literal that cannot be replaced safely."""

    __slots__ = ("after", "before", "by_hand", "path", "spans")

    def __init__(self, path: str, before: bytes) -> None:
        self.path = path
        self.before = before
        self.after = before
        self.by_hand: list[int] = []
        self.spans: list[tuple[int, int]] = []

    def __repr__(self) -> str:
        return f"Change({self.path!r})"


def kind_of(path: str) -> str:
    """Return the language of a file by its name, "" where it is none that is known here."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    if name.startswith(".env") or name.endswith(".env"):
        return "env"
    ending = name.rpartition(".")[2]
    return ending if ending in LANGUAGES and ending != "env" else ""


def propose(path: str, data: bytes, secret: bytes, name: str) -> Change | None:
    """Return the change that takes a 32-byte secret out of a file; None where the file does not hold it."""
    spans = _spans(data, secret)
    if not spans:
        return None
    change = Change(path, data)
    change.spans = spans
    language = LANGUAGES.get(kind_of(path))
    edits = []
    for start, end in spans:
        edit = _edit(data, start, end, language, name, kind_of(path)) if language else None
        if edit:
            edits.append(edit)
        else:
            change.by_hand.append(data.count(b"\n", 0, start) + 1)
    for start, end, new in reversed(edits):
        change.after = change.after[:start] + new + change.after[end:]
    if edits and language and language.finish:
        change.after = language.finish(change.after)
    return change


def _spans(data: bytes, secret: bytes) -> list[tuple[int, int]]:
    """Return where a text writes the secret, in any encoding; of overlapping places the widest."""
    from guard.candidates import encodings
    from guard.model import View

    view = View(data)
    found = sorted(
        (one.start, -one.end) for encoding in encodings() for one in encoding.find(view) if one.value[:32] == secret
    )
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if not spans or start >= spans[-1][1]:
            spans.append((start, -end))
    return spans


def _edit(data: bytes, start: int, end: int, language: Language, name: str, kind: str) -> tuple[int, int, bytes] | None:
    if kind == "env":
        return _comment_out(data, start, end, name)
    before, after = data[start - 1 : start], data[end : end + 1]
    quoted = bool(before) and before in _QUOTES and before == after
    if language.keep_quotes:
        bare = before in (b" ", b"\t", b"=", b":") and after in (b"", b"\n", b"\r", b" ") and kind != "json"
        return (start, end, language.reference(name, "").encode()) if quoted or bare else None
    if not quoted or data[start - 3 : start] == before * 3:
        return None
    first = start - 1
    while first and data[first - 1 : first] in [bytes([one]) for one in language.prefixes]:
        first -= 1
    if first and (data[first - 1 : first].isalnum() or data[first - 1 : first] == b"_"):
        return None  # a prefix of another meaning
    prefix = data[first : start - 1].decode("ascii", "replace")
    return first, end + 1, language.reference(name, prefix).encode()


def _comment_out(data: bytes, start: int, end: int, name: str) -> tuple[int, int, bytes] | None:
    """Take the line out of a .env file: a reference to itself would be a circle."""
    first = data.rfind(b"\n", 0, start) + 1
    last = data.find(b"\n", end)
    last = len(data) if last < 0 else last
    if b"=" not in data[first:start]:
        return None
    return first, last, f"# {name} is kept elsewhere; start with: backpack-guard run -- CMD".encode()


def diff(change: Change) -> str:
    """Return the change as a unified diff, secrets in it replaced by asterisks of the same width."""
    from difflib import unified_diff

    from guard.redact import safe

    hidden = bytearray(change.before)
    for start, end in change.spans:
        for at in range(start, end):
            if hidden[at : at + 1] != b"\n":
                hidden[at] = 42
    old = hidden.decode("utf-8", "replace").splitlines()
    after = change.after
    if change.by_hand:  # what stays is hidden in both
        for start, end in reversed(change.spans):
            after = after.replace(change.before[start:end], b"*" * (end - start))
    new = after.decode("utf-8", "replace").splitlines()
    lines = unified_diff(old, new, f"a/{change.path}", f"b/{change.path}", lineterm="", n=2)
    return "\n".join(safe(line) for line in lines) + "\n"
