"""explain: what a rule means and what to do."""

from __future__ import annotations

from guard.console import Command, Console
from guard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from guard.rule import Rule


def _rules() -> dict[str, Rule]:
    from guard import registry

    rules: list[Rule] = list(registry.load("rules", "RULE").values())  # type: ignore[arg-type]  # the registry is untyped
    return {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.order)}


def overview(lang: str) -> str:
    """Return one line for each rule: id, severity, confidence, title."""
    from guard.texts import rule_text

    rows = [f"{one.id:17} {one.severity:9} {one.confidence:9} {rule_text(lang, one, 'title')}" for one in _rules().values()]
    return "\n".join(rows) + "\n"


def explain(rule: Rule, lang: str) -> str:
    """Return the page of one rule."""
    from textwrap import fill

    from guard.texts import rule_text, text

    def block(words: str) -> str:
        return fill(words, 100, break_long_words=False, break_on_hyphens=False) if lang == "en" else words

    lines = [
        f"{rule.id} ({text(lang, f'explain.{rule.severity}')}, {text(lang, f'explain.{rule.confidence}')})",
        rule_text(lang, rule, "title"),
        "",
        block(rule_text(lang, rule, "why")),
        "",
        block(rule_text(lang, rule, "fix")),
        "",
        text(lang, "explain.found-in"),
        *(f"    {line}" for example in rule.examples for line in _shown(example)),
        "",
        text(lang, "explain.silent-in"),
        *(f"    {line}" for example in rule.counter_examples for line in _shown(example)),
        "",
        text(lang, f"explain.{_way(rule)}", rule=rule.id),
        text(lang, "explain.guide", address=text(lang, "guide.address")),
    ]
    return "\n".join(lines) + "\n"


def _way(rule: Rule) -> str:
    if rule.policy:
        return "accept-policy"
    return "accept-proven" if rule.confidence == "proven" else "accept"


def _shown(example: str) -> list[str]:
    for mark, word in (("{seed}", "<SECRET>"), ("{key}", "<API KEY>"), ("{", "<"), ("}", ">")):
        example = example.replace(mark, word)
    return example.splitlines()


def _foreign(name: str) -> str:
    """Return our pattern in the syntax of another scanner."""
    from guard.commands.prove import peers

    known = {peer.name: peer.rule for peer in peers().values() if peer.rule}
    if name not in known:
        raise UsageError("no rule for that scanner", "known scanners: " + ", ".join(known))
    return known[name]


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", nargs="?", metavar="RULE", help="a rule's id; without one, all rules are listed")
    parser.add_argument("--rule-for", metavar="SCANNER", help="print our pattern as a rule of another scanner")


def _run(args: argparse.Namespace, console: Console) -> int:
    if args.rule_for:
        console.out(_foreign(args.rule_for))
        return 0
    if not args.rule:
        console.out(overview(console.lang))
        return 0
    rules, name = _rules(), args.rule.lower().replace("_", "-")
    if name not in rules:
        from difflib import get_close_matches

        near = get_close_matches(name, rules, 1, 0.0)[0]
        raise UsageError("no such rule", f"did you mean {near}? `backpack-guard explain` lists them all")
    console.out(explain(rules[name], console.lang))
    return 0


COMMAND = Command(name="explain", help="say what a rule means and what to do", configure=_configure, run=_run)
