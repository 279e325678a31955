"""Values cut in two at every place, in every way that languages and formats have; and what must not be joined."""

from __future__ import annotations

import pytest

from guard.candidates import unfold
from guard.model import Skip
from tests.pairs import key_text, secret_text, seed, some
from tests.shapes import named, run

JOINED = {
    "plus": 'x = "%s" + "%s"',
    "plus at the end": 'x = "%s" +\n   "%s"',
    "plus in front": 'x = "%s"\n   + "%s"',
    "carriage returns": 'x = "%s" +\r\n   "%s"',
    "python": 'x = ("%s"\n     "%s")',
    "python on one line": "x = '%s' '%s'",
    "python bytes": 'x = b"%s" b"%s"',
    "python formatted": "x = f'%s' f'%s'",
    "python continued": 'x = "%s" \\\n  "%s"',
    "python join": '"".join(["%s", "%s"])',
    "javascript join": '["%s","%s"].join("")',
    "javascript concat": '"%s".concat("%s")',
    "template": '`${"%s"}${"%s"}`',
    "half a template": '`%s${"%s"}`',
    "php": "$x = '%s' . '%s';",
    "lua": 'x = "%s" .. "%s"',
    "visual basic": 'x = "%s" & _\n "%s"',
    "sql": "'%s' || '%s'",
    "rust": 'concat!("%s", "%s")',
    "rust strings": '"%s".to_string() + "%s"',
    "builder": 'sb.append("%s").append("%s")',
    "comment between": 'x = "%s" + // one\n "%s"',
    "inside json": '{"code": "x = \\"%s\\" + \\"%s\\""}',
    "backslash": 'x = "%s\\\n%s"',
    "shell backslash": "export X=%s\\\n%s",
    "caret": "set X=%s^\n%s",
    "backtick": "$x = %s`\n%s",
    "grows": 's = "%s"\ns += "%s"',
    "grows on one line": "s='%s'; s += '%s';",
    "assigned again": 's = "%s";\ns = s + "%s";',
    "shell grows": "S=%s\nS+=%s",
    "shell again": 'S="%s"\nS="${S}%s"',
    "strcat": 'strcpy(s, "%s");\nstrcat(s, "%s");',
    "cdata": "<a><![CDATA[%s]]><![CDATA[%s]]></a>",
    "soft break": "%s=\n%s",
}
BESIDE = {
    "variables": 'S1 = "%s"\nS2 = "%s"',
    "go": 'a := "%s"\n\tb := "%s"',
    "dotenv": "SECRET_1=%s\nSECRET_2=%s",
    "dotenv in lines": 'X="%s\n%s"',
    "array": '["%s", "%s"]',
    "array in lines": '[\n  "%s",\n  "%s"\n]',
    "tuple": "('%s', '%s')",
    "members": '{"a": "%s", "b": "%s"}',
    "yaml list": "- %s\n- %s",
    "yaml folded": "x: >-\n  %s\n  %s",
    "yaml literal": "x: |\n  %s\n  %s",
    "lines": "%s\n%s",
    "carriage returns": "%s\r\n%s",
    "mail": "> %s\n> %s",
    "comments": "# %s\n# %s",
    "docstring": '"""\n%s\n%s\n"""',
    "escaped break": '"%s\\n%s"',
}
ALL = [pytest.param(text, id=name) for name, text in (JOINED | {"beside " + name: text for name, text in BESIDE.items()}).items()]


@pytest.mark.parametrize("form", ALL)
def test_a_value_cut_anywhere_is_found(form: str) -> None:
    for cut in range(1, 43):
        number = f"cut-{cut}"
        secret = secret_text(number)
        text = "first\n\n" + form % (secret[:cut], secret[cut:]) + "\nlast\n"
        found = run({"a.txt": text}, number).findings
        assert [one.api_key for one in found] == [key_text(number)], cut
        assert 3 <= found[0].line <= found[0].end_line < text.count("\n") + 1


@pytest.mark.parametrize("count", [3, 4, 5, 6])
@pytest.mark.parametrize("form", ['"%s"', "'%s'"])
@pytest.mark.parametrize("glue", [" + ", " +\n    ", "\n"])
def test_several_parts(count: int, form: str, glue: str) -> None:
    """One part of 22 characters gives the others away, wherever it stands."""
    secret = secret_text(count)
    for long in range(count):
        sizes = [(44 - 24) // (count - 1)] * count
        sizes[long] = 24
        at, parts = 0, []
        for size in sizes[:-1]:
            parts.append(secret[at : at + size])
            at += size
        text = "x = " + glue.join(form % part for part in [*parts, secret[at:]]) + "\n"
        assert key_text(count) in named(run({"a.py": text}, count), "watched-secret"), (long, text.count(glue))


@pytest.mark.parametrize("size", [7, 8, 11, 14, 20])
@pytest.mark.parametrize("glue", [" + ", "+", " +\n    ", "\n    + ", " + \\\n  "])
def test_parts_that_all_are_short(size: int, glue: str) -> None:
    """Literals joined by a sign need no long part among them."""
    for number in some(8):
        secret = secret_text(f"short-{number}")
        parts = [secret[at : at + size] for at in range(0, 44, size)]
        text = "first\nx = " + glue.join(f'"{part}"' for part in parts) + "\n"
        assert key_text(f"short-{number}") in named(run({"a.js": text}, f"short-{number}"), "watched-secret"), text
        grown = "s = '';\n" + "".join(f"s += '{part}';\n" for part in parts)
        assert key_text(f"short-{number}") in named(run({"a.js": grown}, f"short-{number}"), "watched-secret"), grown


@pytest.mark.parametrize("form", [pytest.param(text, id=name) for name, text in BESIDE.items()])
def test_parts_side_by_side_are_no_finding_without_a_proof(form: str) -> None:
    secret = secret_text(7)
    text = "https://api.backpack.exchange\nbackpack_secret:\n" + form % (secret[:20], secret[20:]) + "\n"
    assert [one.rule for one in run({"a.txt": text}).findings] == []


def test_a_joined_literal_with_a_secrets_name_needs_no_proof() -> None:
    secret = secret_text(7)
    text = f'# https://api.backpack.exchange\nAPI_SECRET = "{secret[:20]}" + \\\n    "{secret[20:]}"\n'
    assert [(one.rule, one.line, one.column) for one in run({"a.py": text}).findings] == [("api-secret", 2, 15)]


ENDS = {"lines": "\n", "carriage returns": "\r\n", "indented": "\n    ", "mail": "\n> ", "comments": "\n# ", "escaped": "\\n"}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("width", [22, 24, 32, 36, 40, 42])
def test_a_file_wrapped_narrowly(width: int, end: str) -> None:
    """Base64 and hex of a whole file, and key files, in lines that are no runs."""
    from base64 import b64encode

    from tests.forms import openssh

    for number in range(3):
        content = f"BACKPACK_API_SECRET={secret_text(number)}\nBACKPACK_API_KEY={key_text(number)}\n"
        key_file = "".join(openssh(number).split("\n")[1:-2])
        for body in (b64encode(content.encode()).decode(), content.encode().hex(), key_file):
            text = ENDS[end].join(["first", *(body[at : at + width] for at in range(0, len(body), width)), "last"])
            report = run({"a.txt": text, "b.txt": key_text(number)}, number)
            assert key_text(number) in named(report, "watched-secret"), text
            assert all(one.line <= text.count("\n") + 1 for one in report.findings)


SHORT = {
    "python": lambda parts: "s = (" + "\n     ".join(f'"{part}"' for part in parts) + ")",
    "python on one line": lambda parts: "s = " + " ".join(f"'{part}'" for part in parts),
    "python bytes": lambda parts: "s = (" + "\n     ".join(f'b"{part}"' for part in parts) + ")",
    "python join": lambda parts: 's = "".join([' + ", ".join(f'"{part}"' for part in parts) + "])",
    "python join, lines": lambda parts: "s = ''.join((\n" + "".join(f"    '{part}',\n" for part in parts) + "))",
    "javascript join": lambda parts: "s = [" + ", ".join(f"'{part}'" for part in parts) + "].join('')",
    "javascript concat": lambda parts: f'"{parts[0]}"' + "".join(f'.concat("{part}")' for part in parts[1:]),
    "template": lambda parts: "`" + "".join("${" + f'"{part}"' + "}" for part in parts) + "`",
    "php": lambda parts: "$s = " + " . ".join(f"'{part}'" for part in parts) + ";",
    "php grows": lambda parts: "$s = '';\n" + "".join(f'$s .= "{part}";\n' for part in parts),
    "c++": lambda parts: "out << " + " << ".join(f'"{part}"' for part in parts) + ";",
    "lua": lambda parts: "s = " + " .. ".join(f'"{part}"' for part in parts),
    "rust": lambda parts: "concat!(" + ", ".join(f'"{part}"' for part in parts) + ")",
    "visual basic": lambda parts: "s = " + " & _\n  ".join(f'"{part}"' for part in parts),
    "sql": lambda parts: "SELECT " + " || ".join(f"'{part}'" for part in parts),
    "builder": lambda parts: "sb" + "".join(f'.append("{part}")' for part in parts) + ";",
    "strcat": lambda parts: "".join(f'strcat(s, "{part}");\n' for part in parts),
    "backslash": lambda parts: 's = "' + "\\\n".join(parts) + '"',
    "shell backslash": lambda parts: "S=" + "\\\n".join(parts) + "\n",
    "yaml folded": lambda parts: "s: >-\n" + "".join(f"  {part}\n" for part in parts),
    "yaml list": lambda parts: "s:\n" + "".join(f"  - {part}\n" for part in parts),
    "variables": lambda parts: "".join(f'part_{at} = "{part}"\n' for at, part in enumerate(parts)),
    "dotenv": lambda parts: "".join(f"PART_{at}={part}\n" for at, part in enumerate(parts)),
    "array": lambda parts: "s = [" + ", ".join(f'"{part}"' for part in parts) + "]",
    "lines": lambda parts: "".join(f"{part}\n" for part in parts),
}


@pytest.mark.parametrize("form", SHORT)
@pytest.mark.parametrize("size", [8, 11, 15, 21])
def test_parts_that_all_are_short_however_they_are_joined(form: str, size: int) -> None:
    for number in some(6):
        for value in (secret_text(number), secret_text(number).rstrip("="), seed(number).hex()):
            parts = [value[at : at + size] for at in range(0, len(value), size)]
            text = f"first\n{SHORT[form](parts)}\nlast\n"
            report = run({"a.txt": text}, number)
            assert named(report, "watched-secret") == {key_text(number)}, text
            assert all(1 < one.line <= one.end_line <= text.count("\n") for one in report.findings)
            beside = run({"a.txt": f"{key_text(number)}\n{text}"})
            assert key_text(number) in named(beside, "key-pair", "foreign-pair") or len(value) == 64


@pytest.mark.parametrize("form", ["python", "python join", "javascript join", "php"])
def test_short_parts_under_a_secrets_name(form: str) -> None:
    for number in some(6):
        parts = [secret_text(number)[at : at + 11] for at in range(0, 44, 11)]
        text = SHORT[form](parts).replace("$s =", "API_SECRET =").replace("s =", "API_SECRET =", 1)
        assert named(run({"a.py": f"# https://api.backpack.exchange\n{text}\n"}), "api-secret") == {key_text(number)}, text


@pytest.mark.parametrize("value", ["escapes", "hex calls"])
def test_escapes_and_calls_over_literals(value: str) -> None:
    for number in some(6):
        quarters = [seed(number)[at : at + 8] for at in range(0, 32, 8)]
        escaped = ['b"' + "".join(f"\\x{byte:02x}" for byte in part) + '"' for part in quarters]
        texts = {
            "escapes": ["b''.join([" + ", ".join(escaped) + "])", "".join(f"s += {one}\n" for one in escaped), "\n".join(escaped)],
            "hex calls": [" + ".join(f'bytes.fromhex("{part.hex()}")' for part in quarters)],
        }[value]
        for text in texts:
            assert named(run({"a.py": f"x\n{text}\n"}, number), "watched-secret") == {key_text(number)}, text


def test_lists_of_words_are_nothing() -> None:
    words = ", ".join(f'"{word}"' for word in ("alphaBeta", "gammaDelta", "epsilonZeta", "etaTheta", "iotaKappa", "lambdaMu") * 9)
    text = f"# https://api.backpack.exchange\nbackpack_secret = [{words}]\napi_secret = ''.join([{words}])\n"
    assert run({"a.py": text}, 1).findings == []


@pytest.mark.parametrize("written", ["\\x{:02x}", "\\{:03o}"])
def test_a_program_with_data_in_escaped_literals_is_read_in_a_few_ways(written: str) -> None:
    """Joined and unescaped in every order, it used up its budget and was not read to its end."""
    noise = b"".join(seed(f"noise {number}") for number in range(2000))
    lines = ["".join(map(written.format, noise[at : at + 16])) for at in range(0, len(noise), 16)]
    text = "static const char data[] =\n" + "".join(f'  "{line}"\n' for line in lines) + ";\n"
    opened = list(unfold(text.encode()))
    assert not [one.reason for one in opened if isinstance(one, Skip)]
    assert len(opened) < 30
    secret = f'char s[] = "{secret_text(1)[:20]}"\n  "{secret_text(1)[20:]}";\nchar k[] = "{key_text(1)}";\n'
    assert key_text(1) in named(run({"a.c": f"// backpack.exchange\n{secret}{text}"}), "key-pair")
