"""The house: layers import downwards only, the outside world has one home each, files stay small."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from guard import registry
from guard.known import KNOWN
from tests import known

GUARD = Path(__file__).parents[1] / "guard"
MODULES = {path.relative_to(GUARD.parent).with_suffix("").as_posix().replace("/", "."): path for path in GUARD.rglob("*.py")}
KEEPING = {"places", "place", "whereabouts", "collect", "keepers", "keeper", "mend", "publickey", "intake", "literals", "progress"}
ROWS = [
    {"cli", "__main__", "arguments"},
    {"commands"},
    {"formats", "sources", "rules", "stores", "reporting", "staged", "audit", "ranges", "pushes", "hooking", "hooking_global", "snippets", "systems", "entries", "ci", "cirange", "treescan", "fetching", "peer", "peers"} | KEEPING,
    {"scan", "second", "diagnosis", "judge", "examine", "trail", "sift", "sharing", "sweep", "check", "accept", "config", "policy", "loosened", "proving", "pathnames"},
    {"candidates", "windows", "prove", "context", "hush", "names", "naming", "allow", "overlap", "owners", "doubts", "accounts"},
    {"encodings", "layers", "messages"},
]
NETWORK = {"socket", "ssl", "urllib", "http", "ftplib", "smtplib", "asyncio", "requests", "xmlrpc", "socketserver"}
HOMES = {
    "nacl": {"guard.keys"},
    "sys.exit": {"guard.cli"},
    "print": set(),
    "input": set(),
    "eval": set(),
    "exec": set(),
    "os.environ": {"guard.environ"},
    "os.system": set(),
    "os.popen": set(),
}


def row(module: str) -> int:
    """Return the row of a module, 99 for the ground that all stand on."""
    part = module.split(".")[1] if "." in module else ""
    return next((number for number, names in enumerate(ROWS) if part in names), 99)


def imports(source: str) -> list[tuple[str, bool]]:
    """Return (module, whether only for type checkers) of every import of a source text."""
    found: list[tuple[str, bool]] = []

    def walk(node: ast.AST, typing_only: bool) -> None:
        for child in ast.iter_child_nodes(node):
            inside = typing_only or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and child in node.body)
            if isinstance(child, ast.Import):
                found.extend((alias.name, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                name = child.module or ""
                found.append((name, inside))
                if name == "guard":
                    found.extend((f"guard.{alias.name}", inside) for alias in child.names)
            walk(child, inside)

    walk(ast.parse(source), False)
    return found


def upward(module: str, source: str) -> list[str]:
    """Return the imports of a module that lead to a row above its own."""
    return [name for name, typing_only in imports(source) if not typing_only and name.startswith("guard.") and row(name) < row(module)]


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_downwards_and_opens_no_socket(module: str) -> None:
    source = MODULES[module].read_text(encoding="utf-8")
    assert upward(module, source) == []
    assert not {name.split(".")[0] for name, _ in imports(source)} & NETWORK


def test_a_planted_upward_import_is_seen() -> None:
    assert upward("guard.keys", "def f():\n    from guard.commands.scan import COMMAND\n") == ["guard.commands.scan"]
    assert upward("guard.scan", "from guard import cli\n") == ["guard.cli"]
    assert upward("guard.scan", "if TYPE_CHECKING:\n    from guard import cli\n") == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_the_outside_world_has_one_home(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    used = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    used |= {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {name.split(".")[0] for name, _ in imports(MODULES[module].read_text(encoding="utf-8"))}
    assert {name for name, homes in HOMES.items() if name in used and module not in homes} == set()


def test_no_file_is_large_and_every_module_says_what_it_is_for() -> None:
    sizes = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in MODULES.items()}
    sizes |= {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in Path(__file__).parent.rglob("*.py")}
    assert {module: size for module, size in sizes.items() if size > 300} == {}
    assert not [module for module, path in MODULES.items() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]


def test_there_is_no_import_cycle_at_load() -> None:
    """Imports inside functions may go round; those that run when a module is loaded may not."""
    graph: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        top = ast.parse(path.read_text(encoding="utf-8"))
        text = "\n".join(ast.unparse(node) for node in top.body if isinstance(node, ast.Import | ast.ImportFrom))
        graph[module] = {name for name, _ in imports(text) if name in MODULES}
    while True:
        leaves = {module for module, below in graph.items() if not below & set(graph)}
        if not leaves:
            break
        for module in leaves:
            del graph[module]
    assert set(graph) == set()


def test_every_public_name_has_a_docstring() -> None:
    bare = []
    for module, path in MODULES.items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for one in [node, *(node.body if isinstance(node, ast.ClassDef) else [])]:
                public = isinstance(one, ast.FunctionDef | ast.ClassDef) and not one.name.startswith("_")
                if public and not node.name.startswith("_") and not ast.get_docstring(one):  # type: ignore[attr-defined]
                    bare.append(f"{module}:{one.name}")  # type: ignore[attr-defined]
    assert bare == []


@pytest.mark.parametrize("package", known.FOLDERS)
def test_the_table_of_forms_says_what_their_modules_say(package: str) -> None:
    """A form that is not in the table only costs time. One that is there must be right: python -m tests.known."""
    modules = known.said(package)
    assert wrong_entries(package, modules) == {}


def wrong_entries(package: str, modules: dict[str, known.Facts]) -> dict[str, object]:
    """Return the entries of the table that are not what the modules say."""
    table = {name: known.facts(registry.Known(name, *entry)) for name, entry in KNOWN[package].items()}
    return {name: entry for name, entry in table.items() if entry != modules.get(name)}


def test_a_wrong_entry_is_seen() -> None:
    modules = known.said("layers")
    rests, *rest = modules["gzip"]
    assert [*wrong_entries("layers", {**modules, "gzip": (rests, (), *rest[1:])})] == ["gzip"]
    assert [*wrong_entries("layers", {**modules, "gzip": (rests | 1, *rest)})] == ["gzip"]
    assert [*wrong_entries("layers", {**modules, "url": (*modules["url"][:3], False)})] == ["url"]
    assert [*wrong_entries("layers", {name: one for name, one in modules.items() if name != "gzip"})] == ["gzip"]
