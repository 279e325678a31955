"""Argument tree, dispatch, errors to exit status: the only place that touches argv, streams and exit."""

from __future__ import annotations

import os
import sys

from guard.errors import Exit, GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from guard.console import Console


_FALLBACKS: dict[str, tuple[str, ...]] = {
    "format": (), "config": (), "fail_on": ("critical", "high", "medium", "low", "never"), "color": ("auto", "always", "never"),
}  # fmt: skip


class Terminated(BaseException):
    """The process was asked to end."""


class Options:
    """What the common options and those of `hook` are when none is given."""

    format: list[str] | None = None
    output = config = fail_on = lang = None
    color = "auto"
    quiet = no_progress = False
    verbose = 0

    def __init__(self, stage: str, arguments: list[str]) -> None:
        self.stage = stage
        self.arguments = arguments


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the command line; a hook without options is spared argparse, which costs half its time."""
    if len(argv) > 1 and argv[0] == "hook" and not any(word.startswith("-") for word in argv):
        from guard.commands.hook import COMMAND

        options = Options(argv[1], list(argv[2:]))
        options.run = COMMAND.run  # type: ignore[attr-defined]  # as argparse's set_defaults does
        return options  # type: ignore[return-value]  # the same attributes as the namespace
    from guard.arguments import parse

    return parse(argv, _columns(80), _out)


def _fall_back(args: argparse.Namespace) -> None:
    """Take from the environment what no option says: BACKPACK_GUARD_FORMAT and its like."""
    from guard import environ

    for name, known in _FALLBACKS.items():
        value = environ.get(f"BACKPACK_GUARD_{name.upper()}")
        if not value:
            continue
        if known and value not in known:
            from guard.arguments import UsageMismatch

            raise UsageMismatch("backpack-guard", f"BACKPACK_GUARD_{name.upper()} takes one of these", ", ".join(known))
        if getattr(args, name) in (None, "auto"):
            setattr(args, name, value.split(os.pathsep) if name == "config" else value if known else value.split())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    console: Console | None = None
    words = sys.argv[1:] if argv is None else argv
    try:
        args = _parse(words)
        _fall_back(args)
        console = _console(args)
        status: int = args.run(args, console)
        return status
    except GuardError as error:
        _tell(error, console.lang if console else _language(words))
        return error.status
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Terminated:
        return Exit.TERMINATED
    except MemoryError:
        _err("backpack-guard: error: out of memory\nhint: scan fewer or smaller files at a time\n")
        return Exit.INCOMPLETE
    except Exception as error:  # noqa: BLE001, RUF100 - nothing foreign may print what it holds
        if isinstance(error, FileNotFoundError) and not _stands_somewhere():
            _err("backpack-guard: error: the current folder does not exist any more\nhint: change to one that does\n")
            return Exit.USAGE
        _err(f"backpack-guard: error: internal error ({type(error).__name__}{_where(error)})\nhint: please report it\n")
        return Exit.INCOMPLETE


def _language(words: Sequence[str]) -> str:
    """Return the language of a command line that does not fit."""
    from guard import environ, texts

    asked = "\n".join(words).replace("--lang\n", "--lang=").partition("--lang=")[2].partition("\n")[0]
    return texts.choose(asked, "", environ.variables())


def _tell(error: GuardError, lang: str) -> None:
    """Tell an error and what to do, without what could be a secret that was given as an argument."""
    from guard import texts
    from guard.phrases import said
    from guard.redact import told

    lines = [("report.error", error.message), *([("report.hint", error.hint)] if error.hint else [])]
    shown = [f"{texts.text(lang, name)}: {said(lang, text)}\n" for name, text in lines]
    _err(told("backpack-guard: " + "".join(shown)))


def _stands_somewhere() -> bool:
    try:
        return bool(os.getcwd())
    except OSError:
        return False


def _console(args: argparse.Namespace) -> Console:
    """Return the streams and what they can show."""
    from guard import environ, texts
    from guard.console import Console
    from guard.terminal import use_color

    environment = environ.variables()
    terminal = _is_terminal(sys.stdout)
    watched = _is_terminal(sys.stderr) and not (args.no_progress or args.quiet or environment.get("CI"))
    return Console(
        out=_out, err=_err, read_stdin=_stdin, read_blocks=_blocks, lang=texts.choose(args.lang or "", "", environment),
        color=use_color(args.color, environment, terminal), quiet=args.quiet, verbose=args.verbose,
        progress=watched and environment.get("TERM") != "dumb", width=max(40, _columns(100)) if terminal else 100,
        interactive=_is_terminal(sys.stdin) and not environment.get("CI"), prompt=_prompt,
    )  # fmt: skip


def _is_terminal(stream: object) -> bool:
    try:
        return stream is not None and bool(stream.isatty())  # type: ignore[attr-defined]  # a text stream
    except ValueError:
        return False  # closed


def _columns(otherwise: int) -> int:
    """Return the columns of the terminal that standard output is, if it is one."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or otherwise
    except (AttributeError, OSError, ValueError):
        return otherwise


def _where(error: Exception) -> str:
    """Return where an error arose, names of our own files and line numbers only, and which are of a compiled build."""
    places = []
    at = error.__traceback__
    while at is not None:
        name = at.tb_frame.f_code.co_filename
        if name.startswith("guard/"):  # as mypyc was told it, on the machine where it was compiled
            places.append(f"{name[6:]}:{at.tb_lineno} (compiled)")
        elif f"{os.sep}guard{os.sep}" in name:
            places.append(f"{name.rpartition(f'{os.sep}guard{os.sep}')[2]}:{at.tb_lineno}")
        at = at.tb_next
    return " at " + " > ".join(places[-4:]) if places else ""


def _out(text: str) -> None:
    if sys.stdout is None:
        raise GuardError("standard output is closed")
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except OSError:
        # what is left in the buffer would be written again, and fail again, when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise GuardError("standard output cannot be written") from None


def _err(text: str) -> None:
    if sys.stderr is not None:
        try:
            sys.stderr.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))
            sys.stderr.flush()
        except (OSError, ValueError, UnicodeError):
            return  # nobody listens; the exit status still tells


def _stdin() -> bytes:
    if sys.stdin is None:
        raise GuardError("standard input is closed")
    try:
        return sys.stdin.buffer.read()
    except OSError:
        raise GuardError("standard input cannot be read") from None


def _blocks() -> Iterator[bytes]:
    """Yield standard input in pieces."""
    if sys.stdin is None:
        raise GuardError("standard input is closed")
    try:
        while block := sys.stdin.buffer.read(1 << 20):
            yield block
    except OSError:
        raise GuardError("standard input cannot be read") from None


def _prompt(question: str, hidden: bool) -> str:
    """Ask on the terminal; what is typed at a hidden prompt is not shown."""
    try:
        if hidden:
            from getpass import getpass

            return getpass(question)
        _err(question)
        answer = sys.stdin.readline()
        if answer:
            return answer.rstrip("\r\n")
    except (EOFError, OSError, ValueError):
        pass  # told below
    raise GuardError("the input ended before an answer was given", "nothing was stored") from None


def _terminate(signal: int, frame: object) -> None:
    raise Terminated


def entry() -> None:
    """Run as the console script."""
    status: int
    try:
        _begin()
        status = main()
        _finish()
    except KeyboardInterrupt:
        status = Exit.INTERRUPTED
    except Terminated:
        status = Exit.TERMINATED
    _finish()
    _leave(status)
    sys.exit(status)


def _begin() -> None:
    """Leave no core file behind, and end in an orderly way when asked to."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what was scanned
    except (ImportError, ValueError, OSError):
        pass  # not offered here
    try:
        import _signal  # type: ignore[import-not-found]  # `signal` itself imports enum, which costs more than the rest of this start

        ending = [_signal.SIGTERM]
        if _signal.getsignal(_signal.SIGHUP) == _signal.SIG_DFL:  # nohup stays in force
            ending.append(_signal.SIGHUP)
        for number in ending:
            _signal.signal(number, _terminate)
        if _signal.getsignal(_signal.SIGINT) != _signal.SIG_IGN:
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)  # guard.__main__ had its own until now
    except (AttributeError, ImportError, ValueError):
        pass  # not offered here


def _leave(status: int) -> None:
    """End the process here where nothing but memory is left to tidy up: taking modules apart costs a hook more than git."""
    if "threading" in sys.modules or "multiprocessing" in sys.modules:
        return
    import atexit

    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except (OSError, ValueError):
        return  # Python tells it in its own way
    atexit._run_exitfuncs()
    os._exit(status)


def _finish() -> None:
    """Let no signal disturb the tidying up: what was found is told by now."""
    try:
        import _signal

        for number in (_signal.SIGINT, _signal.SIGTERM, _signal.SIGHUP):
            _signal.signal(number, _signal.SIG_IGN)
    except (AttributeError, ImportError, ValueError):
        pass  # not offered here
