"""What the name of a stored value says: which half of a pair, of which account, and whether it is Backpack's."""

from __future__ import annotations

from guard import names

_BRAND = frozenset(["backpack", "bpx"])
_QUALIFIERS = frozenset(
    "main prod production test testnet dev development staging live demo account accounts acc acct sub subaccount bot"
    " bots user users trading trader trade mm maker taker hedge grid read readonly ro rw default primary secondary"
    " exchange my the env cfg config auth authentication credentials credential creds file path value base64 b64".split()
)
_ABOUT = frozenset(
    "url uri host name label timeout window version type format dir enabled expiry ttl prefix suffix length size count"
    " rotation days algorithm id broker".split()
)
_HALVES = frozenset(["api", "key", "keys", "secret", "secrets"])


class Role:
    """`kind` is names.SECRET, KEY, OTHER or UNNAMED; `account` the rest of the name, "" for the only one.

    `own` says that the name speaks of Backpack; `plain` that nothing in it speaks of anybody else.
    """

    __slots__ = ("account", "kind", "own", "plain")

    def __init__(self, kind: str, account: str, own: bool, plain: bool) -> None:
        self.kind = kind
        self.account = account
        self.own = own
        self.plain = plain


def role_of(name: str, group: str = "") -> Role:
    """Return the role of a value by its name and the table or section it stands in."""
    words = names.tokens(name)
    around = names.tokens(group)
    own = bool(_BRAND & {*words, *around}) or any(word.startswith(("backpack", "bpx")) for word in (*words, *around))
    kind = names.classify(name) if name else names.UNNAMED
    if not any(_names_half(word) for word in words) or (words and words[-1] in _ABOUT):
        kind = names.OTHER if kind else kind
    rest = [word for word in words if not _is_half(word)]
    plain = all(word in _QUALIFIERS or word.isdigit() or len(word) == 1 for word in rest)
    label = [word for word in rest if word not in ("exchange", "base64", "b64", "value", "file", "env")]
    return Role(kind, "_".join(label), own, plain)


def _names_half(word: str) -> bool:
    """Tell whether a word itself names a half; "api" alone is also part of BACKPACK_API_URL."""
    if word in ("key", "keys") or word in names._SECRET or word in names._KEY:
        return True
    return word.endswith(("key", "secret", "seed", "密钥", "私钥", "公钥", "秘钥", "密鑰", "私鑰"))


def _is_half(word: str) -> bool:
    if word in _HALVES or word in names._SECRET or word in names._KEY or word in _BRAND:
        return True
    return word.startswith(("backpack", "bpx")) or word in ("apikey", "apisecret", "secretkey")


def is_account(name: str) -> bool:
    """Tell whether a text may name an account: it becomes part of a variable's name."""
    return 0 < len(name) <= 40 and name.isascii() and name.replace("-", "").replace("_", "").isalnum()


def join_name(account: str, half: str) -> str:
    """Return the variable for one half of an account: BACKPACK_API_KEY, BACKPACK_MAIN_API_SECRET."""
    words = [word.upper() for word in names.tokens(account)] if account not in ("", "default") else []
    return "_".join(["BACKPACK", *words, "API", half])
