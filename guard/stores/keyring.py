"""The system's keyring through the package `keyring`: `keyring:SERVICE` or `keyring:SERVICE/USER`.

Back ends that keep nothing, keep plain text or always fail are refused. A locked keyring is not asked
where nobody can answer its prompt.
"""

from __future__ import annotations

import os

from guard.errors import StoreError
from guard.store import Access, Entry, Reading, Store

SERVICE = "backpack-guard"
INDEX = "accounts"
_PLAIN = "it keeps secrets as plain text"
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def may_hold(environment: dict[str, str]) -> bool:
    """Tell without the package, which is slow to load and runs a compiler, whether a keyring can hold anything here."""
    import sys
    from importlib.util import find_spec

    if find_spec("keyring") is None:
        return False
    chosen = environment.get("PYTHON_KEYRING_BACKEND", "")
    if chosen or sys.platform in ("darwin", "win32", "cygwin"):
        return not chosen.startswith("keyring.backends.fail")
    if environment.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    beside = environment.get("XDG_CONFIG_HOME") or os.path.join(environment.get("HOME", ""), ".config")
    bus = os.path.join(environment.get("XDG_RUNTIME_DIR") or os.devnull, "bus")
    return os.path.exists(bus) or os.path.exists(os.path.join(beside, "python_keyring", "keyringrc.cfg"))


def _backend(interactive: bool) -> Any:
    """Return a back end fit for secrets; raises StoreError with the reason where there is none."""
    try:
        import keyring
    except ImportError:
        hint = "install the extra: pip install 'backpack-guard[keyring]'"
        raise StoreError("the package keyring is not installed", hint) from None
    try:
        backend = keyring.get_keyring()
    except Exception as error:  # what a foreign back end raises is not foreseeable
        raise StoreError(f"the keyring cannot be started ({type(error).__name__})") from None
    for one in getattr(backend, "backends", None) or [backend]:
        reason = refusal(type(one).__module__, type(one).__name__)
        if reason:
            hint = "unlock or install a desktop keyring (gnome-keyring, KWallet, Keychain), or use `store --to age`"
            raise StoreError(f"this keyring is not used: {reason}", hint)
        if not interactive and may_prompt(type(one).__module__):
            raise StoreError("this keyring asks for a passphrase and nobody is here to answer", "run this on a terminal")
        break  # a chain writes to its first
    if not interactive and _is_locked(backend):
        raise StoreError("the keyring is locked and nobody is here to unlock it", "unlock it, then run this again")
    return backend


def refusal(module: str, name: str) -> str:
    """Return why a back end of this class is not fit for secrets; "" where it is."""
    low = f"{module}.{name}".lower()
    if module.startswith("keyring.backends.fail"):
        return "no back end works here (no desktop session, or no D-Bus)"
    if module.startswith("keyring.backends.null"):
        return "the null back end keeps nothing"
    if "plaintext" in low or (module.startswith("keyrings.alt") and "encrypted" not in low):
        return _PLAIN
    return ""


def may_prompt(module: str) -> bool:
    """Tell whether a back end may ask on the terminal itself, as those that encrypt a file do."""
    return module.startswith("keyrings.")


def _is_locked(backend: Any) -> bool:
    """Tell whether a Secret Service is locked, without making it ask."""
    chain = getattr(backend, "backends", None) or [backend]
    if not type(chain[0]).__module__.startswith("keyring.backends.SecretService"):
        return False
    try:
        import secretstorage

        connection = secretstorage.dbus_init()
        try:
            return bool(secretstorage.get_default_collection(connection).is_locked())
        finally:
            connection.close()
    except Exception as error:  # D-Bus absent, service gone: foreign errors of many kinds
        raise StoreError(f"the Secret Service does not answer ({type(error).__name__})") from None


class Keyring:
    """The entries of one service; the secret alone is kept, its API key follows from it."""

    def __init__(self, service: str = SERVICE, interactive: bool = True) -> None:
        self.service = service
        self._backend = _backend(interactive)

    def _call(self, verb: str, *arguments: str) -> str | None:
        try:
            found: str | None = getattr(self._backend, verb)(self.service, *arguments)
            return found
        except Exception as error:  # locked, dismissed prompts, D-Bus faults: no text of theirs is told
            raise StoreError(f"the keyring refused ({type(error).__name__})", "is it unlocked?") from None

    def get(self, account: str) -> str | None:
        """Return the secret of an account, None where there is none."""
        return self._call("get_password", account)

    def accounts(self) -> dict[str, str]:
        """Return {account: API key} of what this guard stored."""
        import json

        try:
            found = json.loads(self._call("get_password", INDEX) or "{}")
        except ValueError:
            return {}
        return {str(name): str(key) for name, key in found.items()} if isinstance(found, dict) else {}

    def put(self, account: str, secret: str, api_key: str) -> None:
        """Store a secret and enter its account into the list."""
        self._call("set_password", account, secret)
        self._list({**self.accounts(), account: api_key})

    def remove(self, account: str) -> None:
        """Delete a secret and its account."""
        if self.get(account) is not None:
            self._call("delete_password", account)
        self._list({name: key for name, key in self.accounts().items() if name != account})

    def _list(self, accounts: dict[str, str]) -> None:
        import json

        self._call("set_password", INDEX, json.dumps(accounts, sort_keys=True))


def _fetch(rest: str, access: Access) -> Reading:
    """Read the account named after the slash, or all accounts of the service that the guard made."""
    service, _, account = rest.partition("/")
    ring = Keyring(service or SERVICE, access.interactive)
    reading = Reading()
    accounts = ring.accounts()
    for name in [account] if account else sorted(accounts):
        secret = ring.get(name)
        if secret is None:
            raise StoreError("the keyring has no such entry", "list what is there: backpack-guard store --list")
        prefix = "" if name == "default" else f"{name}_"
        reading.entries.append(Entry(f"{prefix}API_SECRET", secret, group=name))
        if accounts.get(name):
            reading.entries.append(Entry(f"{prefix}API_KEY", accounts[name], group=name))
    return reading


STORE = Store(name="keyring", scheme="keyring", fetch=_fetch)
