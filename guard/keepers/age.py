"""A file encrypted by the program age for a recipient; the pair goes through its standard input."""

from __future__ import annotations

from guard.errors import StoreError, UsageError
from guard.keeper import Keeper, Pair, Wishes


def _save(pair: Pair, wishes: Wishes) -> list[tuple[str, dict[str, str]]]:
    from guard import programs
    from guard.mend import write_private

    program = programs.find("age")
    if not program:
        raise StoreError("age is not installed", "install it (for example apt install age), or choose another place")
    if not wishes.recipient:
        raise UsageError("age needs a recipient", "--recipient age1..., or the file of an SSH public key")
    option = "-R" if "/" in wishes.recipient or wishes.recipient.endswith((".pub", ".txt")) else "-r"
    path = wishes.file or "backpack.env.age"
    sealed = programs.feed([program, "-a", option, wishes.recipient], pair.lines().encode())
    write_private(path, sealed)
    return [("kept-encrypted", {"place": path}), ("use-decrypt", {"command": f"age -d -i KEYFILE {path}"})]


KEEPER = Keeper("age", _save)
