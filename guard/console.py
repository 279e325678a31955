"""What a command may use of the outside world, and the record of a command itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


class Console:
    """The streams and choices of one run; `cli` makes the real one, tests make their own.

    `color` and `width` (columns) are those of standard output; `progress` says that a person watches
    standard error.
    """

    __slots__ = ("color", "err", "lang", "out", "progress", "quiet", "read_stdin", "verbose", "width")

    def __init__(
        self, *, out: Callable[[str], None], err: Callable[[str], None], read_stdin: Callable[[], bytes],
        lang: str = "en", color: bool = False, quiet: bool = False, verbose: int = 0,
        progress: bool = False, width: int = 100,
    ) -> None:  # fmt: skip
        self.out = out
        self.err = err
        self.read_stdin = read_stdin
        self.lang = lang
        self.color = color
        self.quiet = quiet
        self.verbose = verbose
        self.progress = progress
        self.width = width


class Command:
    """One subcommand: `configure(parser)` adds arguments, `run(args, console)` gives the status."""

    __slots__ = ("configure", "help", "name", "run")

    def __init__(
        self, *, name: str, help: str, configure: Callable[[argparse.ArgumentParser], None],
        run: Callable[[argparse.Namespace, Console], int],
    ) -> None:  # fmt: skip
        self.name = name
        self.help = help
        self.configure = configure
        self.run = run
