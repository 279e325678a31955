"""accept: record an accepted or a revoked key, by its API key or fingerprint, with the reason."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import ConfigError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.config import Settings
    from guard.model import Report

_REFUSED = "this is an API secret, not an API key"
_DELETE = "it is now in your shell's history: delete its API key on the key page; name keys by their API key"


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="an API key, or a finding's fingerprint (bpg1:...); never a secret")
    parser.add_argument("--reason", metavar="TEXT", help="why it is accepted; asked for when not given")
    parser.add_argument("--expires", metavar="YYYY-MM-DD", help="the last day on which the entry counts (UTC)")
    parser.add_argument("--revoked", action="store_true", help="the key was deleted at Backpack")


def _key(text: str, settings: Settings) -> tuple[str, str]:
    """Return (fingerprint, API key or ""); a value that cannot be an API key or is a known secret is refused."""
    from guard.accept import is_fingerprint
    from guard.config import read_key
    from guard.keys import derive, fingerprint

    if is_fingerprint(text):
        return text, ""
    if text.startswith("bpg1:"):
        raise UsageError("a fingerprint is bpg1: and 32 hex digits")
    try:
        raw = read_key(text, "the key")
    except ConfigError as error:
        raise UsageError(error.message, error.hint) from None
    public = derive(raw)
    if public in settings.watch or any(entry.name == fingerprint(public) for entry in settings.accept):
        raise UsageError(_REFUSED, _DELETE)
    return fingerprint(raw), text.strip()


def _refuse_secrets(report: Report, text: str) -> None:
    """Refuse a value whose own public key is that of a finding."""
    from guard.config import read_key
    from guard.keys import api_key, derive

    public = api_key(derive(read_key(text, "the key")))
    if any(finding.api_key == public for finding in report.findings):
        raise UsageError(_REFUSED, _DELETE)


def reason_of(args: argparse.Namespace, console: Console) -> str:
    """Return the reason given or typed; one that may hold a secret is refused."""
    reason = args.reason
    if reason is None and console.interactive:
        from guard.texts import text

        reason = console.prompt(text(console.lang, "accept.ask"), False)
    reason = " ".join((reason or "").split())
    if not any(character.isalnum() for character in reason):
        raise UsageError("an entry needs a reason", "give it with --reason TEXT")
    from guard.redact import excerpt, safe

    if safe(reason) != reason or any(len(run) >= 43 for run in excerpt(reason, []).split() if run.strip("*=") == ""):
        raise UsageError("the reason holds what may be a secret or cannot be shown", "say it in words")
    return reason


def _run(args: argparse.Namespace, console: Console) -> int:
    from time import gmtime, strftime

    from guard import entries
    from guard.accept import read_day
    from guard.config import parse
    from guard.reporting import root_of, settings_of
    from guard.scan import scan
    from guard.sources.files import FilesSource
    from guard.texts import text

    settings = settings_of(args, ".", console)
    name, key = _key(args.key, settings)
    today = strftime("%Y-%m-%d", gmtime())
    if args.expires is not None and (read_day(args.expires) < today or args.revoked):
        hint = "leave it out with --revoked" if args.revoked else "write a day to come as 2027-01-31"
        raise UsageError("--expires does not fit", hint)
    if any(entry.name == name and not entry.problem for entry in settings.accept):
        raise UsageError("the configuration has an entry for this key already", "change that one")
    root = root_of(".")
    report = scan([FilesSource([root])], settings)
    if key:
        _refuse_secrets(report, key)
    reason = reason_of(args, console)
    path, table = (args.config[-1], "") if args.config else entries.choose_file(root)
    fields = {"api-key": key} if key else {"fingerprint": name}
    fields |= {"reason": reason, "date": today if args.revoked else "", "expires": args.expires or ""}
    kind = "revoked" if args.revoked else "accept"
    content = entries.appended(entries.read(path) or b"", entries.block(table, kind, fields))
    try:
        parse(content, path, table, today)
    except ConfigError:
        raise ConfigError(f"the entry cannot be added to {path[:200]!r}", f"write [[{kind}]] entries one by one there") from None
    entries.replace(path, content)
    count = sum(finding.fingerprint == name for finding in report.findings)
    console.out(text(console.lang, f"accept.{kind}", path=path, count=count) + "\n")
    return 0


COMMAND = Command(
    name="accept", help="record an accepted or a revoked key with its reason", configure=_configure, run=_run
)
