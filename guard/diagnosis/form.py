"""In which form a value is written, and how that differs from what Backpack's clients take.

They take standard base64 of 32 bytes with its padding: 44 characters (RFC 4648, section 4).
"""

from __future__ import annotations

from guard.problem import ERROR, WARNING, Problem

_BLANK = " \t\r\n\f\v"
_QUOTES = "\"'`\u201c\u201d\u2018\u2019\u300c\u300d"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00a0\u00ad\u3000\u200e\u200f\u202a\u202c"
_STANDARD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_URL_SAFE = frozenset("-_")


class Decoded:
    """A value as bytes, with all that is wrong with its form.

    `value` holds the 32 bytes, or None; `size` the bytes that were decoded; `half` the last 32 of 64
    bytes. `private` and `public` say that the form itself tells which it is. `body` is the text
    without its wrapping, for the search of a wrong character.
    """

    __slots__ = ("body", "form", "half", "private", "problems", "public", "size", "value")

    def __init__(self) -> None:
        self.value: bytes | None = None
        self.half = b""
        self.form = ""
        self.size = 0
        self.private = self.public = False
        self.problems: list[Problem] = []
        self.body = ""

    def __repr__(self) -> str:
        return f"Decoded({self.form}, redacted)"

    def take(self, raw: bytes, form: str) -> None:
        """Take decoded bytes: 32, or 64 of which the first half counts."""
        self.form = form
        self.size = len(raw)
        if len(raw) == 32:
            self.value = raw
        elif len(raw) == 64:
            self.value, self.half = raw[:32], raw[32:]

    def say(self, id: str, severity: str = ERROR, *, certain: bool = True, **values: object) -> None:
        """Add a problem of form; most are certain, because the bytes are known."""
        self.problems.append(Problem(id, severity, certain=certain, **values))


def decode(text: str, loose: bool = False, whole: bool = False) -> Decoded:
    """Return the bytes that a value means, and every difference from the wanted form."""
    found = Decoded()
    body = _unwrap(text, loose, whole, found)
    found.body = body
    if body:
        for reader in (_hex, _structured, _base64, _packed):
            if reader(body, found):
                break
    if found.half:
        _sixty_four(found)
    return found


def _unwrap(text: str, loose: bool, whole: bool, found: Decoded) -> str:
    """Take off what does not belong to a value, and name it."""
    body = text
    if body.startswith("\ufeff"):
        found.say("bom")
        body = body[1:]
    if "\r" in body.rstrip(" \t\n") + body[len(body.rstrip(_BLANK)) :]:
        found.say("carriage-return", WARNING if loose else ERROR)
    body = body.replace("\r", "")
    if body != body.strip(_BLANK):
        bare = body.strip(_BLANK)
        if body == bare + "\n":
            found.say("newline", WARNING if whole else ERROR)
        elif not loose:
            found.say("whitespace")
        body = bare
    if any(mark in body for mark in _INVISIBLE):
        found.say("invisible")
        body = "".join(one for one in body if one not in _INVISIBLE).strip(_BLANK)
    if body[:1] in _QUOTES and body[-1:] in _QUOTES and len(body) > 1:
        found.say("quotes")
        body = body.strip(_QUOTES).strip(_BLANK)
    elif body and body[:2] not in ("b'", 'b"') and (body[0] in _QUOTES or body[-1] in _QUOTES):
        found.say("quotes")
        body = body.strip(_QUOTES)
    low = body.lower()
    for label in ("base64:", "ed25519:", "b64:"):
        if low.startswith(label):
            found.say("label", label=label)
            body = body[len(label) :]
    return body


def _hex(body: str, found: Decoded) -> bool:
    digits = body[2:] if body[:2] in ("0x", "0X") else body
    plain = digits.replace(":", "").replace(" ", "").replace("-", "")
    if len(plain) not in (64, 128) or plain.strip("0123456789abcdefABCDEF"):
        return False
    found.take(bytes.fromhex(plain), "hex")
    found.say("hex-0x" if digits != body else "hex")
    return True


def _structured(body: str, found: Decoded) -> bool:
    """Read PEM, OpenSSH, JWK and arrays of integers, as the encodings of the scan do."""
    from guard.diagnosis.keyforms import read_structured

    form = read_structured(body)
    if form is None:
        return False
    found.problems = [one for one in found.problems if one.id not in ("newline", "whitespace", "carriage-return")]
    found.private, found.public = form.private, form.public
    if form.value is not None:
        found.take(form.value, form.name)
    found.form = form.name
    found.say(form.name, certain=form.value is not None)
    return True


def _base64(body: str, found: Decoded) -> bool:
    """Read base64 of 32 or 64 bytes, or of another wrapping around them."""
    compact = "".join(body.split())
    core = compact.rstrip("=")
    pads = len(compact) - len(core)
    if not core or not set(core) <= _STANDARD | _URL_SAFE:
        return False
    raw = _bytes(core)
    if len(core) in (58, 59, 60, 64) and _inner(raw, found):
        return True
    if len(core) not in (43, 86):
        return False
    if compact != body:
        found.say("whitespace-inside")
    url = bool(set(core) & _URL_SAFE)
    if url:
        found.say("url-safe", certain=not set(core) & {"+", "/"})
    wanted = -len(core) % 4
    if pads < wanted:
        found.say("padding-missing")
    elif pads > wanted:
        found.say("padding-extra")
    found.take(raw, "base64url" if url else "base64")
    if _canonical(raw).rstrip("=") != core.translate(_TO_STANDARD):
        found.say("non-canonical", at=len(core))
    return True


_TO_STANDARD = str.maketrans("-_", "+/")


def _bytes(core: str) -> bytes:
    from binascii import a2b_base64

    try:
        return a2b_base64(core.translate(_TO_STANDARD) + "=" * (-len(core) % 4))
    except ValueError:
        return b""


def _canonical(raw: bytes) -> str:
    from binascii import b2a_base64

    return b2a_base64(raw, newline=False).decode("ascii")


def _inner(raw: bytes, found: Decoded) -> bool:
    """Read base64 of a base64 text, or of PKCS#8 and SPKI bytes (RFC 8410)."""
    from guard.diagnosis.keyforms import PKCS8, SPKI

    if len(raw) == 48 and raw.startswith(PKCS8):
        found.take(raw[16:], "der")
        found.private = True
        found.say("der")
        return True
    if len(raw) == 44 and raw.startswith(SPKI):
        found.take(raw[12:], "der-public")
        found.public = True
        found.say("der-public")
        return True
    try:
        inside = raw.decode("ascii").strip()
    except UnicodeDecodeError:
        return False
    core = inside.rstrip("=")
    if len(core) == 43 and set(core) <= _STANDARD | _URL_SAFE:
        found.take(_bytes(core), "double-base64")
        found.say("double-base64")
        return True
    return False


def _packed(body: str, found: Decoded) -> bool:
    """Read base58 of 64 bytes, and of 32 where base64 cannot be meant."""
    from guard.diagnosis.keyforms import base58

    raw = base58(body) if 43 <= len(body) <= 90 else b""
    if len(raw) not in (32, 64):
        return False
    found.take(raw, "base58")
    found.say("base58")
    return True


def _sixty_four(found: Decoded) -> None:
    from guard.keys import derive

    if found.value is not None and derive(found.value) == found.half:
        found.private = True
        found.say("expanded")
    else:
        found.say("sixty-four", certain=False)


def length_problem(body: str) -> Problem | None:
    """Return what is wrong with the length or the characters of a text that is nearly base64."""
    core = body.rstrip("=")
    bad = [at for at, one in enumerate(core, 1) if one not in _STANDARD and one not in _URL_SAFE]
    if 30 <= len(core) - len(bad) <= 60 and 0 < len(bad) <= 3:
        return Problem("illegal-character", at=bad[0], count=len(bad))
    if bad or not core:
        return None
    if 30 <= len(core) < 43:
        return Problem("truncated", count=43 - len(core), length=len(core))
    if 43 < len(core) <= 60:
        return Problem("too-long", count=len(core) - 43, length=len(core))
    return None
