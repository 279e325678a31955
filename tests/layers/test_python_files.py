"""Pickles of every protocol and compiled Python: what the real modules wrote, read without running anything."""

from __future__ import annotations

import pickle
import py_compile
from pathlib import Path

import pytest

from guard.scan import scan
from tests.layers.test_containers import One, report, watch
from tests.pairs import key, key_text, secret_text, seed

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_pair_in_a_pickle(protocol: int) -> None:
    value = [{"exchange": "backpack", "api_key": key_text(1), "api_secret": secret_text(1)}]
    found = scan([One(state_pkl=pickle.dumps(value, protocol))], watch(9)).findings
    assert [finding.rule for finding in found] == ["key-pair"]
    assert found[0].path.startswith("state.pkl")


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("value", [seed(1), bytearray(seed(1)), list(seed(1)), tuple(seed(1)), seed(1) + key(1)])
def test_raw_bytes_and_integers(protocol: int, value: object) -> None:
    found = report(pickle.dumps({"k": value}, protocol)).findings
    assert found or (isinstance(value, list | tuple) and not _reads_integers())


def _reads_integers() -> bool:
    from guard.candidates import encodings
    from guard.model import View

    text = View(str(list(seed(1))).encode())
    return any(found.value == seed(1) for encoding in encodings() for found in encoding.find(text))


def test_a_name_that_is_a_reference_is_told_again() -> None:
    rows = [{"api_secret": "none", "n": 1}, {"api_secret": secret_text(2), "n": 2, "exchange": "backpack"}]
    found = scan([One(state_pkl=pickle.dumps(rows, 4))], watch(9)).findings
    assert [finding.rule for finding in found] in (["api-secret"], ["possible-secret"])


@pytest.mark.parametrize("protocol", PROTOCOLS[2:])
def test_a_pickle_that_is_cut_anywhere_is_read_as_far_as_it_goes(protocol: int) -> None:
    name = "the name of a column"
    whole = pickle.dumps([{name: 1}, {name: secret_text(1)}, {name: key_text(1)}], protocol)
    for size in range(len(whole)):
        assert not [skip for skip in report(whole[:size]).skipped if "internal" in skip.reason], size


def test_nothing_is_unpickled() -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return eval, ("exit(7)",)

    assert report(pickle.dumps([Evil(), secret_text(1)], 4)).findings[0].path == "outer.bin!pickle"


SOURCE = """
import os
class Client:
    SECRET = {secret!r}
    def connect(self, name="backpack"):
        settings = {{"api_key": {key!r}, "api_secret": {secret!r}}}
        return lambda: settings
RAW = {raw!r}
NUMBERS = [{numbers}]
"""


@pytest.mark.parametrize("mode", list(py_compile.PycInvalidationMode))
def test_compiled_python(tmp_path: Path, mode: py_compile.PycInvalidationMode) -> None:
    text = SOURCE.format(
        secret=secret_text(1), key=key_text(1), raw=seed(2), numbers=", ".join(map(str, seed(3)))
    )  # fmt: skip
    (tmp_path / "bot.py").write_text(text)
    made = py_compile.compile(str(tmp_path / "bot.py"), invalidation_mode=mode)
    data = Path(made).read_bytes()
    found = scan([One(bot_pyc=data)], watch(9)).findings
    assert {(finding.rule, finding.path) for finding in found} == {("key-pair", "bot.pyc!constants")}
    assert report(data, watch(2)).findings
