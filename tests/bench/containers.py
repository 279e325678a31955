"""What the container layers cost on a plain tree: python -m tests.bench.containers FOLDER

Scans the folder with all layers, and with those of the containers taken out, in turn; prints the ratio of
the best times.
"""

from __future__ import annotations

import sys
from time import perf_counter

from guard import candidates, registry
from guard.candidates import layers
from guard.config import Settings
from guard.scan import scan
from guard.sources.files import FilesSource


def best(folder: str, chosen: dict[str, object], rounds: int = 5) -> float:
    """Return the best time of several scans with these layers."""
    registry._loaded[("layers", "LAYER")] = chosen
    candidates._heads.clear()
    times = []
    for _ in range(rounds):
        began = perf_counter()
        scan([FilesSource([folder])], Settings())
        times.append(perf_counter() - began)
    return min(times)


def main() -> None:
    """Print both times and their ratio."""
    folder = sys.argv[1]
    every = {layer.name: layer for layer in layers()}
    without = {name: layer for name, layer in every.items() if not layer.container}
    best(folder, dict(every), 1)
    slow = fast = float("inf")
    for _ in range(4):  # in turn, so that a busy machine strikes both
        slow = min(slow, best(folder, dict(every), 3))
        fast = min(fast, best(folder, dict(without), 3))
    print(f"with containers {slow:.3f} s, without {fast:.3f} s, ratio {slow / fast:.3f}")


if __name__ == "__main__":
    main()
