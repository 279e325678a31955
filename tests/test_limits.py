"""The [limits] table: every key, its units, its errors, and the budget it makes."""

from __future__ import annotations

import pytest

from guard.config import parse
from guard.errors import ConfigError
from guard.limits import FLOOR, Limits

GOOD = [
    ("member-size", "1_000", 1000),
    ("member-size", '"512 MiB"', 512 << 20),
    ("member-size", '"3k"', 3 << 10),
    ("total-size", '"4GB"', 4 << 30),
    ("members", "7", 7),
    ("depth", "3", 3),
    ("seconds", "0.5", 0.5),
    ("ratio", "1000", 1000),
]
BAD = [
    ("member-size", "0"), ("member-size", "-1"), ("member-size", "true"), ("member-size", '"much"'),
    ("member-size", '"9999999999999999999"'), ("member-size", '"1 XB"'), ("member-size", '""'), ("total-size", "[1]"),
    ("members", '"7"'), ("members", "1.5"), ("depth", "0"), ("depth", "65"), ("seconds", "0"), ("seconds", "nan"),
    ("seconds", "inf"), ("ratio", "0.5"), ("ratio", "true"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "text", "value"), GOOD)
def test_every_key_is_read(key: str, text: str, value: float) -> None:
    limits = parse(f"[limits]\n{key} = {text}\n".encode(), "x.toml").limits
    assert limits is not None
    assert getattr(limits, key.replace("-", "_")) == value


@pytest.mark.parametrize(("key", "text"), BAD)
def test_wrong_types_and_ranges_are_errors(key: str, text: str) -> None:
    with pytest.raises(ConfigError, match=key):
        parse(f"[limits]\n{key} = {text}\n".encode(), "x.toml")


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        parse(b"[limits]\nmember-sizes = 1\n", "x.toml")
    assert "member-size" in (caught.value.hint or "")
    with pytest.raises(ConfigError):
        parse(b"limits = 3\n", "x.toml")


def test_the_budget_follows_the_size_of_the_file() -> None:
    limits = Limits()
    assert limits.budget(10).bytes == FLOOR
    assert limits.budget(4 << 20).bytes == 512 << 20
    assert limits.budget(1 << 30).bytes == limits.total_size
    limits.ratio = 1
    budget = limits.budget(1 << 20)
    assert not budget.take(FLOOR + 1)
    assert "limits.ratio" in budget.spent
    budget = limits.budget(4 << 30)
    assert not budget.take((2 << 30) + 1)
    assert "limits.total-size" in budget.spent
    budget = limits.budget(1)
    assert budget.take(1, 1) and not budget.spent
    assert not budget.take(0, 10**6)
    assert "limits.members" in budget.spent


def test_looking_again_has_more_time_and_the_same_room() -> None:
    limits = Limits()
    limits.members, limits.seconds = 7, 3.0
    again = limits.patient()
    assert (again.members, again.ratio, again.seconds) == (7, limits.ratio, 30.0)


def test_the_readme_tells_the_defaults() -> None:
    from pathlib import Path

    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    told = parse(text[text.index("[limits]") : text.index("```", text.index("[limits]"))].encode(), "README.md").limits
    assert told is not None
    for name in Limits.__slots__:
        assert getattr(told, name) == getattr(Limits(), name), name
    assert FLOOR == 256 << 20
