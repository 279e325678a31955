"""Which files a shell command would show: what an agent runs to read, it hands to its model."""

from __future__ import annotations

_READERS = frozenset(
    "cat tac nl head tail less more bat batcat view strings xxd od hexdump base64 base32 cut sort uniq paste fold fmt rev"
    " sed awk gawk perl grep egrep fgrep rg ag jq yq tr tee diff column pr type Get-Content gc".split()
)
_WRAPPERS = frozenset("sudo env command nohup time nice exec xargs busybox".split())
_ENDS = frozenset("; | || & && ( ) |& ;; { } then do else ! \n".split(" "))
_LONGEST = 1 << 16


def shown(command: str) -> list[str]:
    """Return the words of a command that may name files which it would show, in their order.

    A command that cannot be taken apart gives all its words: too many rather than one too few.
    """
    import shlex

    if len(command) > _LONGEST:
        return []
    reader = shlex.shlex(command.replace("\n", " ; "), posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    reader.commenters = ""
    try:
        words = list(reader)
    except ValueError:
        return [word.strip("'\"`()<>;|&") for word in command.split()]
    found: list[str] = []
    reads = first = True
    source = False
    for word in words:
        if word in _ENDS or (word and not word.strip(";|&(){}")):
            reads, first, source = False, True, False
        elif word in ("<", "<<<"):
            source = True
        elif source:
            found.append(word)
            source = False
        elif first and ("=" in word.partition("/")[0] or _program(word) in _WRAPPERS or word.startswith("-")):
            continue
        elif first:
            reads, first = _program(word) in _READERS, False
        elif reads:
            found.append(word)
    return found


def _program(word: str) -> str:
    return word.replace("\\", "/").rpartition("/")[2].removesuffix(".exe")
