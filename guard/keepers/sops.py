"""A .env file encrypted by the program sops; the pair goes through its standard input."""

from __future__ import annotations

from guard.errors import StoreError
from guard.keeper import Keeper, Pair, Wishes


def _save(pair: Pair, wishes: Wishes) -> list[tuple[str, dict[str, str]]]:
    from guard import programs
    from guard.mend import write_private

    program = programs.find("sops")
    if not program:
        raise StoreError("sops is not installed", "install it, or choose another place")
    path = wishes.file or "backpack.enc.env"
    recipient = ["--age", wishes.recipient] if wishes.recipient else []
    form = ["--input-type", "dotenv", "--output-type", "dotenv"]
    sealed = programs.feed([program, "--encrypt", *form, *recipient, "/dev/stdin"], pair.lines().encode())
    write_private(path, sealed)
    return [("kept-encrypted", {"place": path}), ("use-decrypt", {"command": f"sops exec-env {path} CMD"})]


KEEPER = Keeper("sops", _save)
