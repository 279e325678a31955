"""What a command may use of the outside world, and the record of a command itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from guard.terminal import Progress


def _nobody(question: str, hidden: bool) -> str:
    from guard.errors import UsageError

    raise UsageError("there is no terminal to ask on", "use --from FILE, or pipe the pair in")


class Console:
    """The streams and choices of one run; `cli` makes the real one, tests make their own.

    `color` and `width` (columns) are those of standard output; `progress` says that a person watches
    standard error. `read_blocks` gives standard input in pieces. `interactive` says that a person can answer; `prompt(question, hidden)` then returns
    the answer, and raises GuardError at the end of input.
    """

    __slots__ = (
        "color", "err", "interactive", "lang", "out", "progress", "prompt", "quiet", "read_blocks", "read_stdin", "verbose",
        "width",
    )  # fmt: skip

    def __init__(
        self, *, out: Callable[[str], None], err: Callable[[str], None], read_stdin: Callable[[], bytes],
        lang: str = "en", color: bool = False, quiet: bool = False, verbose: int = 0,
        progress: bool = False, width: int = 100, interactive: bool = False,
        prompt: Callable[[str, bool], str] | None = None, read_blocks: Callable[[], Iterable[bytes]] | None = None,
    ) -> None:  # fmt: skip
        self.read_blocks = read_blocks or (lambda: [read_stdin()])
        self.interactive = interactive and prompt is not None
        self.prompt = prompt or _nobody
        self.out = out
        self.err = err
        self.read_stdin = read_stdin
        self.lang = lang
        self.color = color
        self.quiet = quiet
        self.verbose = verbose
        self.progress = progress
        self.width = width

    def watching(self, name: str) -> _Watch:
        """Return a context manager that gives a callable (inputs, bytes) to tell progress to, or None.

        `name` is a text with the placeholders {done} and {size} (megabytes).
        """
        return _Watch(self, name)


class _Watch:
    """A progress line for the time of a `with` block, where a person watches."""

    __slots__ = ("_console", "_line", "_name")

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        self._name = name
        self._line: Progress | None = None

    def __enter__(self) -> Callable[[int, int], None] | None:
        if not self._console.progress:
            return None
        from guard.terminal import Progress

        self._line = Progress(self._console.err)
        return self._show

    def _show(self, done: int, size: int) -> None:
        from guard.texts import text

        if self._line:
            self._line.show(text(self._console.lang, self._name, done=done, size=size // 1_000_000))

    def __exit__(self, *_: object) -> None:
        if self._line:
            self._line.clear()


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
