"""What to write into the files of those who have charge of a repository's hooks."""

from __future__ import annotations

IDS = {
    "pre-commit": "backpack-guard",
    "pre-merge-commit": "backpack-guard",
    "commit-msg": "backpack-guard-message",
    "pre-push": "backpack-guard-push",
}


def _framework(tool: str, stages: list[str]) -> str:
    from guard import __version__

    ids = "".join(f"      - id: {one}\n" for one in dict.fromkeys(IDS[stage] for stage in stages if stage in IDS))
    types = "".join(f" -t {stage}" for stage in stages if stage in IDS)
    return (
        "repos:\n  - repo: <the git repository of backpack-guard>\n"
        f"    rev: v{__version__}\n    hooks:\n{ids}\n{tool} install{types}\n"
    )


def _prek_toml(stages: list[str]) -> str:
    from guard import __version__

    ids = ", ".join(f'{{ id = "{one}" }}' for one in dict.fromkeys(IDS[stage] for stage in stages if stage in IDS))
    types = "".join(f" -t {stage}" for stage in stages if stage in IDS)
    return (
        '[[repos]]\nrepo = "<the git repository of backpack-guard>"\n'
        f'rev = "v{__version__}"\nhooks = [{ids}]\n\nprek install{types}\n'
    )


def _lefthook(stages: list[str]) -> str:
    arguments = {"commit-msg": " {1}", "pre-push": " {1} {2}"}
    out = []
    for stage in stages:
        out.append(f"{stage}:\n  jobs:\n    - name: backpack-guard\n      run: backpack-guard hook {stage}")
        out.append(arguments.get(stage, "") + "\n" + ("      use_stdin: true\n" if stage == "pre-push" else ""))
    return "".join(out) + "\nlefthook install\n"


def plain(stage: str) -> str:
    """Return the lines for a hook file of somebody else; standard input is kept for what follows."""
    if stage in ("pre-push", "pre-receive"):
        return (
            "lines=$(cat)\n"
            f"printf '%s\\n' \"$lines\" | backpack-guard hook {stage} \"$@\" || exit\n"
            '# hand "$lines" on to what reads standard input below\n'
        )
    return f'backpack-guard hook {stage} "$@" || exit\n'


def snippet(manager: str, stages: list[str]) -> str:
    """Return what to write for a manager of `hooking.MANAGERS`, or for plain hook files."""
    if manager == "prek":
        return _prek_toml(stages)
    if manager == "pre-commit":
        return _framework(manager, stages)
    if manager == "lefthook":
        return _lefthook(stages)
    folder = ".husky/" if manager == "husky" else ""
    return "\n".join(f"# {folder}{stage}\n{plain(stage)}" for stage in stages)
