"""Every letter of the shapes in every form that makes sense: python -m tests.bench.matrix [--pairs 2].

Each row is a letter, with how many files (or repositories, for the letters K) were made with keys made at run time
and how many were found; for the letters L how many stayed silent. It ends with status 1 if any was missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.pairs import key_text
from tests.shapes import FORMS, UNSPLIT, fill, named, run, shapes
from tests.shapes import test_places_by_letter as places
from tests.shapes.test_by_letter import ALONE, CONTEXT, PAIRS, WIDE, dotenv, scanned
from tests.shapes.test_silence import PLACEHOLDERS
from tests.sources.repo import Repo

Case = tuple[str, Callable[[], bool]]
ATTRIBUTES = ("-diff", "binary", "export-ignore")


def _pair(text: str, number: int) -> bool:
    return key_text(number) in named(run({"a.txt": text, "README": CONTEXT}), "key-pair")


def _alone(text: str, number: int) -> bool:
    return named(run({"a.txt": text}, number), "watched-secret") >= {key_text(number)}


def _quiet(text: str) -> bool:
    return not [one for one in run({"a.txt": text}).findings if one.severity not in ("low", "medium")]


def cases(number: int) -> Iterator[Case]:
    """Yield (letter, what tells whether it is found) for pair `number`."""
    for name, mark, text in shapes():
        letter = name.partition(" ")[0]
        if mark == "K":
            yield letter, lambda text=text: _quiet(fill(text, number))  # type: ignore[misc]  # bound at once
            continue
        for form in FORMS:
            if not ("[:22]" in text and form in UNSPLIT):
                filled, told = fill(text, number, form), _pair if mark == "P" else _alone
                yield letter, lambda filled=filled, told=told: told(filled, number)  # type: ignore[misc]
    for name, build in PAIRS.items():
        content = build(number)
        yield name.partition(" ")[0], lambda content=content: key_text(number) in named(scanned(content, README=CONTEXT), "key-pair")  # type: ignore[misc]
    for name, build in ALONE.items():
        content = build(number)
        yield name.partition(" ")[0], lambda content=content: named(scanned(content, number), "watched-secret") == {key_text(number)}  # type: ignore[misc]
    for codec in WIDE:
        wide = (CONTEXT + dotenv(number)).encode(codec)
        yield "I16", lambda wide=wide: key_text(number) in named(scanned(wide), "key-pair")  # type: ignore[misc]
    for name, text in PLACEHOLDERS.items():
        yield name, lambda text=text: not run({"a.env": text}).findings  # type: ignore[misc]
    watched = f"{CONTEXT}X-API-Key: {key_text(number)}\n"
    yield "L11", lambda: not run({"a": watched}, number).findings


def repositories() -> Iterator[Case]:
    """Yield (letter, what tells whether it is found) for the places of a repository."""
    plain: list[tuple[str, Callable[[Repo, str], None], list[str]]] = [
        ("K1", places.test_key_and_secret_in_two_files, places.WRITTEN),
        ("K2", places.test_a_secret_that_comes_after_its_key, places.WRITTEN),
        ("K3", places.test_a_commit_message_and_a_note, places.WRITTEN),
        ("K4", places.test_a_commit_message_and_a_note, places.WRITTEN),
        ("K5", places.test_a_file_name, places.IN_NAMES),
        ("K6", places.test_only_in_history, places.WRITTEN),
        ("K8", places.test_places_outside_of_files, places.IN_NAMES),
    ]
    for letter, test, forms in plain:
        for form in forms:
            yield letter, lambda test=test, form=form: _holds(lambda repo: test(repo, form))  # type: ignore[misc]
    for attribute in ATTRIBUTES:
        for form in places.WRITTEN:
            yield "K7", lambda form=form, attribute=attribute: _holds(  # type: ignore[misc]
                lambda repo: places.test_attributes_hide_nothing(repo, form, attribute)
            )
    yield "K9", lambda: _holds(places.test_both_versions_of_a_rotated_pair)


def _holds(test: Callable[[Repo], None]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(str(Path(folder) / "r"))
        repo.commit({"README": b"A bot for api.backpack.exchange\n"}, "start")
        try:
            test(repo)
        except AssertionError:
            return False
    return True


def main() -> int:
    """Print the matrix."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=2)
    parser.add_argument("--places", action=argparse.BooleanOptionalAction, default=True, help="the letters K, on repositories")
    options = parser.parse_args()
    for name in [one for one in os.environ if one.startswith("GIT_")]:
        del os.environ[name]
    made: dict[str, list[int]] = {}
    found = [case for number in range(1, options.pairs + 1) for case in cases(number)]
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        for letter, test in [*found, *(repositories() if options.places else ())]:
            row = made.setdefault(letter, [0, 0])
            row[0] += 1
            row[1] += test()
    for letter, (count, right) in sorted(made.items(), key=lambda item: (item[0][0], int(item[0][1:]))):
        print(f"{letter:4} {right:5} of {count:5}{'' if right == count else '  MISSED'}")
    every, right = (sum(row[at] for row in made.values()) for at in (0, 1))
    print(f"{len(made)} letters, {right} of {every} as they should be")
    return 0 if every == right else 1


if __name__ == "__main__":
    sys.exit(main())
