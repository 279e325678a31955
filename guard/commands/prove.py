"""prove: which findings of another scanner's report are proven Backpack secrets."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import Exit, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.peer import Peer, Record
    from guard.proving import Verdict

_LARGEST = 1 << 28


def peers() -> dict[str, Peer]:
    """Return all scanners by name."""
    from guard import registry

    found: list[Peer] = list(registry.load("peers", "PEER").values())  # type: ignore[arg-type]  # the registry is untyped
    return {peer.name: peer for peer in sorted(found, key=lambda peer: (peer.order, peer.name))}


def read_report(raw: bytes) -> tuple[str, list[Record]]:
    """Return (scanner, records) of a JSON report or of JSON lines; UsageError for anything else."""
    import json

    hint = "reports are read of: " + ", ".join(peers())
    if len(raw) > _LARGEST:
        raise UsageError("the report is too large", hint)
    try:
        document = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        try:
            document = [json.loads(line) for line in raw.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            raise UsageError("the report is not JSON", hint) from None
    if document == [] or document is None:
        return "", []
    for name, peer in peers().items():
        records = peer.read(document)
        if records is not None:
            return name, records
    raise UsageError("the report is of no scanner that is known", hint)


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", metavar="REPORT", help="a JSON report of another scanner, - for standard input")
    parser.add_argument("--root", metavar="DIR", default=".", help="the folder it is about: its files may hold the API keys (default .)")


def _content(record: Record, lines: dict[str, list[bytes]], root: str) -> bytes:
    """Return the text of a record; where the report holds a digest only, the value of that digest in its line."""
    import os
    from hashlib import sha1

    from guard.sources.files import read_file

    if not record.digest:
        return record.text.encode("utf-8", "surrogatepass")
    if record.path not in lines:
        try:
            lines[record.path] = read_file(os.path.join(root, record.path)).splitlines()
        except OSError:
            lines[record.path] = []
    import re

    for line in lines[record.path][record.line - 1 : record.line]:
        for run in re.findall(rb"[A-Za-z0-9+/_-]{40,}={0,2}", line):
            if sha1(run, usedforsecurity=False).hexdigest() == record.digest:
                found: bytes = run
                return found
    return b""


def _verdicts(args: argparse.Namespace, console: Console) -> tuple[str, list[Verdict]]:
    from guard.model import Fragment
    from guard.proving import Prover
    from guard.reporting import settings_of
    from guard.sources.files import FilesSource, read_file

    settings = settings_of(args, args.root, console)
    try:
        raw = console.read_stdin() if args.report == "-" else read_file(args.report, follow=True)
    except OSError:
        raise UsageError("the report cannot be read", "check the spelling of its path") from None
    name, records = read_report(raw)
    prover = Prover(settings.watch)
    lines: dict[str, list[bytes]] = {}
    for record in records:
        prover.add(record, _content(record, lines, args.root))
    if records:
        for item in FilesSource([args.root]).fragments():
            if isinstance(item, Fragment):
                prover.around(item)
    return name, prover.verdicts()


def _render(name: str, verdicts: list[Verdict], lang: str) -> str:
    from guard.redact import excerpt
    from guard.texts import text

    lines = []
    for one in verdicts:
        place = f"{excerpt(one.record.path, [])}:{one.record.line}"
        said = text(lang, f"prove.{one.kind}", key=one.api_key)
        lines.append(f"{place}: {excerpt(one.record.rule, [])}: {said}")
    counts = {kind: sum(one.kind == kind for one in verdicts) for kind in ("proven", "public-key", "unproven", "neither")}
    lines.append(
        text(
            lang, "prove.summary", tool=name or "-", count=len(verdicts), proven=counts["proven"], public=counts["public-key"],
            unproven=counts["unproven"], neither=counts["neither"],
        )
    )  # fmt: skip
    return "\n".join(lines) + "\n"


def _json(name: str, verdicts: list[Verdict], status: int) -> str:
    import json

    from guard.redact import excerpt

    listed = [
        {
            "rule": excerpt(one.record.rule, []), "path": excerpt(one.record.path, []), "line": one.record.line,
            "verdict": one.kind, "api_key": one.api_key or None,
        }
        for one in verdicts
    ]  # fmt: skip
    return json.dumps({"version": 1, "scanner": name, "exit": status, "verdicts": listed}, indent=2) + "\n"


def _run(args: argparse.Namespace, console: Console) -> int:
    from guard.reporting import targets, told, write_file

    wanted = targets(args)
    if any(fmt.name not in ("text", "json") for fmt, _ in wanted):
        raise UsageError("prove writes text and json only")
    name, verdicts = _verdicts(args, console)
    status: int = Exit.FINDINGS if any(one.kind == "proven" for one in verdicts) else Exit.CLEAN
    for fmt, path in wanted:
        text = _json(name, verdicts, status) if fmt.name == "json" else _render(name, verdicts, console.lang)
        if path:
            write_file(path, text)
        else:
            status = told(console, text, status)
    return status


COMMAND = Command(
    name="prove", help="tell which findings of another scanner are proven Backpack secrets", configure=_configure, run=_run
)
