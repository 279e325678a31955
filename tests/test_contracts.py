"""Contracts over the registries: a new file in one of the folders is covered here by itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import pytest

from guard import phrases, registry, texts
from guard.config import Settings, parse
from guard.loosened import changes
from guard.model import SEVERITIES, Encoding, Evidence, Finding, Report, Skip
from guard.rendering import Format, RenderContext
from guard.rule import Rule
from guard.scan import scan
from guard.sources.stdin import StdinSource
from tests.hygiene import assert_no_secret
from tests.pairs import key, key_text, secret_text, seed

RULES: dict[str, Rule] = registry.load("rules", "RULE")  # type: ignore[assignment]
FORMATS: dict[str, Format] = registry.load("formats", "FORMAT")  # type: ignore[assignment]
ENCODINGS: dict[str, Encoding] = registry.load("encodings", "ENCODING")  # type: ignore[assignment]
OF_OTHERS = {  # said by the operating system, or by argparse
    "permission denied", "is a directory", "no such file or directory", "too many levels of symbolic links", "input/output error",
    "argument {}: expected one argument", "range: no CI system recognised; all that {} reaches is scanned",  # put together of two
}  # fmt: skip
PREFIX = bytes.fromhex("302e020100300506032b657004220420")


def fill(example: str) -> bytes:
    """Fill in the placeholders of a rule's example."""
    from base64 import b64encode

    values = {
        "seed": secret_text(1), "key": key_text(1), "other": secret_text(2), "seedhex": seed(1).hex(),
        "keyhex": key(1).hex(), "expanded": b64encode(seed(1) + key(1)).decode(),
        "unproven64": b64encode(seed(1) + seed(2)).decode(), "pkcs8": b64encode(PREFIX + seed(1)).decode(),
        "spki": b64encode(bytes.fromhex("302a300506032b6570032100") + key(1)).decode(),
    }  # fmt: skip
    return example.format(**values).encode()


def rules_of(rule: Rule, example: str) -> set[str]:
    if rule.policy:
        return {rule.id} if list(changes(Settings(), parse(fill(example), "a configuration"))) else set()
    settings = Settings()
    settings.solana = rule.id == "solana-keypair"
    if rule.id == "watched-secret":
        settings.watch = frozenset([key(1)])
    report = scan([StdinSource(fill(example))], settings)
    return {finding.rule for finding in report.findings}


@pytest.mark.parametrize("module", RULES)
def test_a_rule_finds_its_examples_and_nothing_in_its_counter_examples(module: str) -> None:
    rule = RULES[module]
    assert rule.id == module.replace("_", "-")
    assert rule.severity in SEVERITIES
    assert rule.confidence in ("proven", "likely", "possible")
    assert rule.examples and rule.counter_examples
    for example in rule.examples:
        assert rule.id in rules_of(rule, example), example
    for example in rule.counter_examples:
        assert rule.id not in rules_of(rule, example), example


def test_rules_take_turns() -> None:
    assert len({rule.order for rule in RULES.values()}) == len(RULES) >= 9


def test_a_fingerprint_stays_when_lines_move_and_forms_change() -> None:
    text = f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={secret_text(1)}\n"
    moved = "\n" * 9 + text.replace(secret_text(1), seed(1).hex())
    names = {
        finding.fingerprint
        for content in (text, moved)
        for finding in scan([StdinSource(content.encode())], Settings()).findings
    }
    assert len(names) == 1
    assert re.fullmatch("bpg1:[0-9a-f]{32}", names.pop())


def areas(lang: str) -> list[str]:
    return registry.names(f"messages/{lang}")


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", [lang for lang in texts.languages() if lang != "en"])
def test_a_language_has_every_text_with_the_same_placeholders(lang: str) -> None:
    assert set(areas(lang)) - {"rules", "phrases"} == set(areas("en"))
    for area in areas("en"):
        english, other = texts.table("en", area), texts.table(lang, area)
        assert set(other) == set(english)
        for name, text in english.items():
            assert placeholders(other[name]) == placeholders(text), name
    rules = texts.table(lang, "rules")
    fields = ("title", "why", "fix", "message")
    assert set(rules) == {f"{rule.id}.{field}" for rule in RULES.values() for field in fields}
    for rule in RULES.values():
        assert placeholders(rules[f"{rule.id}.message"]) == placeholders(rule.message)


@pytest.mark.parametrize("lang", [lang for lang in texts.languages() if lang != "en"])
def test_a_language_has_phrases_for_what_the_program_says_in_english(lang: str) -> None:
    known = texts.table(lang, "phrases")
    guard = Path(phrases.__file__).parent
    program = "\n".join(path.read_text(encoding="utf-8") for path in guard.rglob("*.py") if "messages" not in path.parts)
    for phrase, other in known.items():
        assert re.findall(r"\{\+?\}", phrase) == re.findall(r"\{\+?\}", other), phrase
        words = max(re.split(r"\{\+?\}", phrase), key=len).strip(" ;:,.()")
        assert words in program or phrase in OF_OTHERS, phrase
    for encoding in registry.load("encodings", "ENCODING").values():
        assert phrases.said(lang, encoding.label) in known.values(), encoding.label  # type: ignore[attr-defined]


@pytest.mark.parametrize(("text", "said"), [
    ("no such file or folder: encrypted", "没有这个文件或文件夹：encrypted"), ("did you mean --staged?; see backpack-guard scan --help", "是不是 --staged？；参见 backpack-guard scan --help"),
    ("the command line does not fit: there is no such option", "命令行不正确：没有这个选项"), ("limit reached: larger than 5 bytes (limits.member-size)", "达到上限：大于 5 字节（limits.member-size）"),
    ("range: {} {+} to x", "范围：{} {+} to x"), ("nothing that is known", "nothing that is known"), ("", ""),
])  # fmt: skip
def test_phrases_leave_what_varies_as_it_is(text: str, said: str) -> None:
    assert phrases.said("zh", text) == said
    assert phrases.said("en", text) == text


def hostile() -> Report:
    """Return a report with everything a repository can put into one."""
    path = "a\u202e\x1b]0;x\x07<b>\"'&|%0A::error file=x::y\n.env"
    from guard.redact import display_path

    shown = display_path(path.encode())
    names = {"api_key": key_text(1), "fingerprint": "bpg1:" + "0" * 32}
    found = [
        Finding(
            rule=rule.id, severity=rule.severity, confidence=rule.confidence, encoding="base64", origin="file",
            path=shown, line=at + 1, column=1, end_line=at + 1, end_column=45, message=rule.message.format(key=key_text(1), detail="fail-on"),
            detail="fail-on" if rule.policy else "", evidence=(Evidence(shown, 1, "api-key"),), state=state, **names,
        )
        for at, rule in enumerate(RULES.values())
        for state in ("new", "existing", "accepted", "revoked", "documented")
    ]  # fmt: skip
    return Report(found, requested=3, read=2, size=99, skipped=[Skip(shown, "permission denied")], notes=["a note"])


@pytest.mark.parametrize("lang", texts.languages())
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_stable_and_safe(name: str, lang: str) -> None:
    fmt = FORMATS[name]
    context = RenderContext(lang)
    assert fmt.name == name
    text = fmt.render(hostile(), context)
    assert text == fmt.render(hostile(), context)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert fmt.render(Report([]), context) or name == "github"
    if fmt.media_type == "application/json":
        json.loads(text)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_shows_no_secret(name: str) -> None:
    texts_of = [
        f"BACKPACK_API_KEY={key_text(1)}\nBACKPACK_API_SECRET={encoding.encode(seed(1), key(1)).decode('latin-1')}\n"
        for encoding in ENCODINGS.values()
    ]
    for text in [*texts_of, f"x{secret_text(1)}{secret_text(2)} backpack api secret {secret_text(3)}\n"]:
        report = scan([StdinSource(text.encode("latin-1"))], Settings())
        for verbose in (0, 2):
            assert_no_secret(FORMATS[name].render(report, RenderContext(verbose=verbose)).encode())


def test_commands_and_hooks_are_found() -> None:
    assert {"scan", "hook", "explain", "guide"} <= set(registry.names("commands"))
