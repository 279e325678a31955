"""Values that are no key at all: empty, placeholders, references to another place, ciphertext."""

from __future__ import annotations

from guard.problem import ERROR, NOTE, Problem

_PATTERNS: list[object] = []
_AES_GCM = bytes.fromhex("20000000010000000c00000010000000")  # key, block, nonce and tag size


def _compiled() -> list[object]:
    if not _PATTERNS:
        import re

        _PATTERNS.extend(
            [
                re.compile(
                    r"(?:op|vault|sm|gcpsm|awssm|azkv|ref|secretref|bws|doppler|infisical|pass|keyring|ssm)(?:\+\w+)?:"
                    r"|arn:aws:(?:secretsmanager|ssm):|projects/[^/]+/secrets/|\$\{\{.*\}\}$|\{\{.*\}\}$|\$\(.*\)$"
                    r"|\$\{[^}]+\}$|\$[A-Za-z_]\w*$|%[A-Za-z_]\w*%$|!vault\b|(?:~|\.{0,2})/[\w./-]*[./][\w./-]*$"
                    r"|process\.env\b|os\.environ\b"
                ),
                re.compile(
                    r"ENC\[AES256_GCM,|-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE)-----|age-encryption\.org/|\$ANSIBLE_VAULT"
                    r"|encrypted:[A-Za-z0-9+/]"
                ),
                re.compile(
                    r"<[^>]*>$|\[[A-Za-z _-]+\]$|(?:your|my|insert|paste|enter|put|add|fill|replace|change|todo|fixme|"
                    r"example|sample|dummy|fake|placeholder|redacted|secret|api|private|public|none|null|undefined|test)"
                    r"(?:[ _.\-]?[a-z]{1,16}){0,8}[ .!]*$|x{3,}$|\*{3,}$|\.{3,}$|_{3,}$|-{3,}$|…+$|.*(?:你的|您的|请填|填写|替换|粘贴)",
                    re.IGNORECASE,
                ),
                re.compile(r"\$\{([A-Za-z_]\w*)(?::?-[^}]*)?\}$|\$([A-Za-z_]\w*)$"),
            ]
        )
    return _PATTERNS


def examine(text: str) -> Problem | None:
    """Return what kind of no-key a value is, None where it may be a key."""
    bare = text.strip(" \t\r\n\"'`\ufeff")
    reference, cipher, placeholder, _ = _compiled()
    if not bare:
        return Problem("empty", ERROR)
    if cipher.match(bare) or _is_systemd(bare):  # type: ignore[attr-defined]  # a compiled pattern
        return Problem("encrypted", NOTE)
    if "-----BEGIN" in bare or (len(bare.rstrip("=")) == 43 and "/" in bare and bare[0] not in "/.~"):
        return None
    if reference.match(bare):  # type: ignore[attr-defined]  # a compiled pattern
        return Problem("reference", NOTE)
    if placeholder.match(bare) and not _is_value(bare):  # type: ignore[attr-defined]  # a compiled pattern
        return Problem("placeholder", ERROR)
    return None


def _is_systemd(text: str) -> bool:
    """Tell whether a text is what `systemd-creds encrypt` writes: after the key's id, the sizes of AES-256-GCM."""
    from binascii import a2b_base64

    if not 100 < len(text) < 100_000 or not text.isascii():
        return False
    try:
        return a2b_base64("".join(text.split())[:64])[16:32] == _AES_GCM
    except ValueError:
        return False


def _is_value(text: str) -> bool:
    """Tell whether a text that begins like a placeholder is random all the same."""
    core = text.rstrip("=")
    return len(core) >= 40 and core != core.lower() and core != core.upper() and " " not in core


def variable(text: str) -> str:
    """Return the name in a value that is nothing but ${NAME} or $NAME; "" otherwise."""
    match = _compiled()[3].match(text.strip())  # type: ignore[attr-defined]  # a compiled pattern
    return (match.group(1) or match.group(2)) if match else ""
