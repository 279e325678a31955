"""Settings and the TOML file they are read from: unknown keys are errors with the nearest name."""

from __future__ import annotations

from guard.errors import ConfigError
from guard.model import SEVERITIES

_KEYS = ("watch", "fail-on", "lang", "solana", "accept", "revoked", "limits", "push-bypass")
TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.accept import Entry
    from guard.limits import Limits

BASELINE = ".backpack-guard-baseline.toml"
_LARGEST = 16 << 20  # bytes of a file that is read at all


class Settings:
    """What one run is asked to obey. `watch` holds 32-byte verifying keys."""

    __slots__ = ("accept", "fail_on", "given", "hash_lines", "lang", "limits", "path", "push_bypass", "solana", "thorough", "watch")

    def __init__(self) -> None:
        self.watch: frozenset[bytes] = frozenset()
        self.fail_on = "medium"
        self.lang = ""
        self.solana = False
        self.push_bypass = False
        self.accept: list[Entry] = []
        self.path = ""
        self.given: set[str] = set()  # the keys that its file has
        self.hash_lines = False  # a format of this run asks for line hashes; no key of the file
        self.limits: Limits | None = None
        self.thorough = False  # every form is looked for, whatever is silent (guard.hush); no key of the file

    def told_limits(self) -> Limits | None:
        """Return the limits as a scan takes them: told whether keys are watched."""
        if not self.watch:
            return self.limits
        from guard.limits import Limits

        limits = (self.limits or Limits()).patient(1)
        limits.watching, limits.thorough = True, self.thorough
        return limits


def parse(raw: bytes, where: str, table: str = "", today: str = "") -> Settings:
    """Read TOML bytes; `table` "tool.backpack-guard" picks that table of a pyproject file.

    Raises ConfigError, naming the key and the nearest known one.
    """
    import tomli

    if len(raw) > _LARGEST:
        raise ConfigError(f"{where} is larger than {_LARGEST >> 20} MiB")
    try:
        document: dict[str, object] = tomli.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise _invalid(where, str(error)) from None
    for part in table.split(".") if table else ():
        inner = document.get(part, {})
        document = inner if isinstance(inner, dict) else {}
    settings = Settings()
    settings.path = where
    settings.given = set(document)
    for key, value in document.items():
        if key not in _KEYS:
            raise unknown_key(where, key, _KEYS)
        if key == "watch":
            settings.watch = _watch(where, value)
        elif key == "fail-on":
            if value not in (*SEVERITIES, "never"):
                raise ConfigError(f"{where}: fail-on must be one of critical, high, medium, low, never")
            settings.fail_on = str(value)
        elif key == "lang":
            if value not in ("en", "zh"):
                raise ConfigError(f'{where}: lang must be "en" or "zh"')
            settings.lang = str(value)
        elif key in ("solana", "push-bypass"):
            if not isinstance(value, bool):
                raise ConfigError(f"{where}: {key} must be true or false")
            setattr(settings, key.replace("-", "_"), value)
        elif key == "limits":
            from guard.limits import read_limits

            settings.limits = read_limits(where, value)
        elif key in ("accept", "revoked"):
            from guard.accept import read_entries

            settings.accept += read_entries(where, key, value, today)
    return settings


def _invalid(where: str, said: str) -> ConfigError:
    """Return the error for what is no TOML; of the parser's words only the kind and the line are told, not the text."""
    import re

    found = re.search(r"\(at line (\d{1,7}), column \d+\)$", said)
    line = f" (line {found[1]})" if found else ""
    if said.startswith(("Cannot overwrite", "Cannot declare")):
        return ConfigError(f"{where}: a key is written twice{line}", "leave one of them out")
    return ConfigError(f"{where} is not valid TOML{line}", "check it with any TOML tool")


def merged(first: Settings, later: Settings, keys: set[str]) -> Settings:
    """Return `first` with what a later file says: its lists are added, its other `keys` win."""
    first.watch |= later.watch
    first.accept += later.accept
    for key in keys - {"watch", "accept", "revoked"}:
        name = key.replace("-", "_")
        setattr(first, name, getattr(later, name))
    first.given |= keys
    return first


def add_baseline(settings: Settings, raw: bytes, where: str, today: str) -> None:
    """Add the entries of a baseline file, which may hold nothing else."""
    found = parse(raw, where, "", today)
    if found.given - {"accept"}:
        raise ConfigError(f"{where} may hold accept entries only", "put settings into .backpack-guard.toml")
    for entry in found.accept:
        entry.baseline = True
    settings.accept += found.accept


def unknown_key(where: str, key: str, known: tuple[str, ...]) -> ConfigError:
    """Return the error for a key that is not known, with the nearest name; what may be a secret is not repeated."""
    from difflib import get_close_matches

    from guard.redact import excerpt

    near = get_close_matches(key, known, 1, 0.0)
    return ConfigError(f"{where}: unknown key {excerpt(key, [])[:40]!r}", f"did you mean {near[0]!r}?" if near else "")


def _watch(where: str, value: object) -> frozenset[bytes]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where}: watch must be a list of API keys")
    return frozenset(read_key(item, f"{where}: watch entry {at}") for at, item in enumerate(value, 1))


def read_key(text: str, where: str) -> bytes:
    """Return the 32 bytes of an API key as Backpack writes it; raises ConfigError with the diagnosis."""
    from binascii import a2b_base64

    from guard.keys import api_key, is_point

    hint = "copy the API key (not the secret) from Settings > API Keys: 44 characters ending in ="
    stripped = text.strip()
    if len(stripped) in (64, 66) and not stripped.lower().removeprefix("0x").strip("0123456789abcdef"):
        raise ConfigError(f"{where} is hex, an API key is base64", hint)
    if "-" in stripped or "_" in stripped:
        raise ConfigError(f"{where} uses the URL-safe alphabet", hint)
    if len(stripped) == 43:
        raise ConfigError(f"{where} lacks its padding character =", hint)
    try:
        raw = a2b_base64(stripped.encode("ascii"), strict_mode=True) if _STRICT else a2b_base64(stripped)
    except ValueError:
        raise ConfigError(f"{where} is not base64", hint) from None
    if len(raw) != 32:
        raise ConfigError(f"{where} holds {len(raw)} bytes, an API key has 32", hint)
    if api_key(raw) != stripped:
        raise ConfigError(f"{where} is not canonical base64", hint)
    if not is_point(raw):
        raise ConfigError(f"{where} is not a curve point, so it cannot be an API key (is it the secret?)", hint)
    return raw


def _strict() -> bool:
    import sys

    return sys.version_info >= (3, 11)


_STRICT = _strict()
