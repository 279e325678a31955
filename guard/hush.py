"""Where nothing speaks of Backpack, little can be reported: a pair as Backpack writes it. Nothing else is looked for there.

By the rules (guard.rules) what is found in texts that say nothing of Backpack counts where something else does: the
repository as a whole, or a text with a secret whose API key may stand anywhere, in any form. So everything is looked at
lightly first: for base64, in texts and behind what is `always` asked of them (guard.model). A text that speaks is looked
at as ever. When all was heard, `wants_more` tells whether that was not enough; then, and where anything is found,
everything is looked at once more, for every form.
"""

from __future__ import annotations

from guard import context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.config import Settings

_Heard = tuple[int, bool]


def may_hush(settings: Settings) -> bool:
    """Tell whether silence counts: a watched key's secret is looked for in any form, and so is a wallet where asked for."""
    return not (settings.watch or settings.solana or settings.thorough)


class Hush:
    """What was heard: `level`, how much the texts of a scan speak of Backpack, and whether one that does is `telling`.

    A text that speaks is telling if it holds what may be reported without a proof, and so might be proven.
    """

    __slots__ = ("level", "telling")
    NOTE = "nothing speaks of Backpack: pairs were looked for in base64 only (--thorough looks for every form)"

    def __init__(self) -> None:
        self.level = context.NONE
        self.telling = False

    @property
    def wants_more(self) -> bool:
        """Whether values in texts that say nothing may count."""
        return self.telling or self.level > context.WEAK

    def hear(self, level: int) -> bool:
        """Take in how much a text speaks; tell whether it does."""
        self.level = max(self.level, level)
        return level > context.NONE

    def export(self) -> _Heard:
        """Return what `absorb` takes."""
        return self.level, self.telling

    def absorb(self, heard: _Heard) -> None:
        """Add what was heard elsewhere."""
        self.level = max(self.level, heard[0])
        self.telling = self.telling or heard[1]
