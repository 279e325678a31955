"""Plug-points: list a folder of the package and take one value from each module.

Of encodings and layers a hook needs few. What decides which (`Known`) stands in guard.known, so that only those
a text asks for are imported; a module that is not in the table is imported to be asked.
"""

from __future__ import annotations

import os
import sys

_loaded: dict[tuple[str, str], dict[str, object]] = {}
_known: dict[str, list[Known]] = {}


def names(package: str) -> list[str]:
    """Return the module names in folder `package` (for example "encodings"), sorted."""
    folder = os.path.join(os.path.dirname(__file__), package)
    found = [entry[:-3] for entry in os.listdir(folder) if entry.endswith(".py")]
    return sorted(name for name in found if not name.startswith("_"))


def module(package: str, name: str) -> object:
    """Return one module of a folder; importlib itself would cost a hook more than most of them."""
    path = f"guard.{package}.{name}"
    __import__(path)
    return sys.modules[path]


def load(package: str, attribute: str) -> dict[str, object]:
    """Return {module name: its `attribute`} for every module of the folder that has it."""
    wanted = (package, attribute)
    if wanted not in _loaded:
        table: dict[str, object] = {}
        for name in names(package):
            value = getattr(module(package, name), attribute, None)
            if value is not None:
                table[name] = value
        _loaded[wanted] = table
    return _loaded[wanted]


class Known:
    """What is known of an encoding or a layer without its module; the names are those of guard.model.Layer."""

    __slots__ = ("_value", "always", "container", "heads", "module", "rests")

    def __init__(
        self, module: str, rests: int = 0, heads: tuple[bytes, ...] = (), container: bool = False, always: bool = False,
        value: object = None,
    ) -> None:  # fmt: skip
        self.module = module
        self.rests = rests
        self.heads = heads
        self.container = container
        self.always = always or container
        self._value = value

    def may_hold(self, data: bytes) -> bool:
        """Tell whether content begins as this layer's does."""
        return not self.heads or data.startswith(self.heads)

    def value(self, package: str, attribute: str) -> object:
        """Return the encoding or layer itself."""
        if self._value is None:
            self._value = getattr(module(package, self.module), attribute)
        return self._value


def may_begin(heads: tuple[bytes, ...], byte: int) -> bool:
    """Tell whether content with this first byte can begin with one of `heads`; none stand for anything."""
    return not heads or any(head[0] == byte for head in heads)


def known(package: str, attribute: str) -> list[Known]:
    """Return what is known of every module of a folder that has `attribute`, in the order of `load`."""
    whole = _loaded.get((package, attribute))
    if whole is not None:  # all are here, and a test may have changed them
        return [_asked(name, value) for name, value in whole.items()]
    if package not in _known:
        from guard.known import KNOWN

        table, found = KNOWN[package], []
        for name in names(package):
            if name in table:
                found.append(Known(name, *table[name]))
            elif (value := getattr(module(package, name), attribute, None)) is not None:
                found.append(_asked(name, value))
        _known[package] = found
    return _known[package]


def _asked(name: str, value: object) -> Known:
    heads, container = getattr(value, "heads", ()), getattr(value, "container", False)
    return Known(name, value.rests, heads, container, value.always, value)  # type: ignore[attr-defined]  # the registry is untyped
