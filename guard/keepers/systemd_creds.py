"""A credential that systemd decrypts for one service: `systemd-creds encrypt`, secret on standard input."""

from __future__ import annotations

import os

from guard.errors import StoreError
from guard.keeper import Keeper, Pair, Wishes


def _save(pair: Pair, wishes: Wishes) -> list[tuple[str, dict[str, str]]]:
    from guard import programs
    from guard.mend import write_private

    program = programs.find("systemd-creds")
    if not program:
        raise StoreError("systemd-creds is not installed", "it comes with systemd 250 and later; choose another place")
    name = pair.secret_name.lower()
    path = wishes.file or f"{name}.cred"
    sealed = programs.feed([program, "encrypt", f"--name={name}", "-", "-"], pair.secret_text().encode())
    write_private(path, sealed)
    unit = f"LoadCredentialEncrypted={name}:{os.path.abspath(path)}"
    return [
        ("kept-encrypted", {"place": path}),
        ("use-unit", {"line": unit, "file": f"$CREDENTIALS_DIRECTORY/{name}", "key": f"{pair.key_name}={pair.key}"}),
    ]


KEEPER = Keeper("systemd-creds", _save)
