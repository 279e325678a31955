"""A safe place to put a pair into: what a keeper plug-in offers."""

from __future__ import annotations

from guard.accounts import join_name
from guard.keys import Seed, api_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Pair:
    """A checked pair and the account it is stored under ("default" for the only one)."""

    __slots__ = ("account", "key", "seed")

    def __init__(self, seed: Seed, account: str = "default") -> None:
        self.seed = seed
        self.account = account
        self.key = api_key(seed.verifying_key())

    def __repr__(self) -> str:
        return f"Pair({self.key})"

    @property
    def key_name(self) -> str:
        """The variable of the API key."""
        return join_name(self.account, "KEY")

    @property
    def secret_name(self) -> str:
        """The variable of the API secret."""
        return join_name(self.account, "SECRET")

    def secret_text(self) -> str:
        """Return the API secret as Backpack writes it, for the one place that stores it."""
        return api_key(self.seed.reveal())

    def lines(self) -> str:
        """Return both halves as lines of a .env file."""
        return f"{self.key_name}={self.key}\n{self.secret_name}={self.secret_text()}\n"


class Wishes:
    """What the user said: the file, the recipient of an encryption, and how to ask for consent."""

    __slots__ = ("consent", "environment", "file", "interactive", "recipient")

    def __init__(
        self, *, file: str, recipient: str, consent: Callable[[str], bool], environment: dict[str, str], interactive: bool
    ) -> None:
        self.file = file
        self.recipient = recipient
        self.consent = consent
        self.environment = environment
        self.interactive = interactive


class Keeper:
    """One kind of safe place. `save(pair, wishes)` stores and returns (text name, values) lines to tell.

    It raises StoreError with the reason where it cannot; nothing is stored then. `needs_pair` False
    says that it only tells how to do it.
    """

    __slots__ = ("name", "needs_pair", "save")

    def __init__(
        self, name: str, save: Callable[[Pair, Wishes], list[tuple[str, dict[str, str]]]], needs_pair: bool = True
    ) -> None:
        self.name = name
        self.save = save
        self.needs_pair = needs_pair
