"""Texts for people by name, in the language asked for; which language that is."""

from __future__ import annotations

import os

ENGLISH = "en"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.rule import Rule


def languages() -> list[str]:
    """Return the languages that have a folder of texts."""
    folder = os.path.join(os.path.dirname(__file__), "messages")
    return sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)) and name[0] != "_")


def table(lang: str, area: str) -> dict[str, str]:
    """Return the texts of one area, for example "report"; an area is imported when first asked for."""
    from guard.registry import module

    texts: dict[str, str] = module(f"messages.{lang}", area).TEXTS  # type: ignore[attr-defined]  # a module
    return texts


def text(lang: str, name: str, **values: object) -> str:
    """Return text "area.key" in language `lang`, with `values` in its placeholders."""
    area, _, key = name.partition(".")
    return table(lang, area)[key].format(**values)


def rule_text(lang: str, rule: Rule, field: str) -> str:
    """Return "title", "why", "fix" or "message" of a rule; English stands in the rule's own file."""
    if lang == ENGLISH:
        return str(getattr(rule, field))
    return table(lang, "rules")[f"{rule.id}.{field}"]


def leak_steps(lang: str) -> tuple[str, str, str]:
    """Return what to do about a leak, in order: delete the key, create a new one, store it."""
    page, address = text(lang, "guide.key-page"), text(lang, "guide.address")
    return (
        text(lang, "guide.help-delete", page=page), text(lang, "guide.help-create"),
        text(lang, "guide.help-store", address=address),
    )  # fmt: skip


def choose(option: str, configured: str, environment: Mapping[str, str]) -> str:
    """Return the language: option, BACKPACK_GUARD_LANG, configuration, then the locale's variables."""
    for said in (option, environment.get("BACKPACK_GUARD_LANG", ""), configured):
        if said and said in languages():
            return said
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        said = environment.get(name, "")
        if said:
            return _of_locale(said.partition(":")[0])
    return _of_locale(_system_locale()) if os.name == "nt" else ENGLISH


def _of_locale(name: str) -> str:
    """Return a language of ours for a locale name; traditional Chinese readers are served by zh too."""
    short = name.replace("-", "_").lower()
    return "zh" if short == "zh" or short.startswith(("zh_", "zh.", "chinese")) else ENGLISH


def _system_locale() -> str:
    import locale

    return locale.getlocale()[0] or ""
