"""Hostile files: too deep, too large, too many of one kind. They are answered, in a time linear in their size."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pytest

from toolwright.dsl.check import analyse, check
from toolwright.dsl.diagnostics import Diagnostic, Severity
from toolwright.dsl.diagnostics.render import render_text
from toolwright.dsl.formatting import format_source
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.lexical import MAX_TEXT
from toolwright.dsl.syntax.parse import decode, parse

from .fuzzing.probe import PATH, InMemory, in_time, probe_text
from .fuzzing.serve import serve

HEAD = 'library l { title: "A" }\n'
TOOL = 'tool t(a: int "A number.") -> int { "Gives it back." return a }\n'
SCENARIO = 'scenario s { title: "A" }\n'


def errors(found: tuple[Diagnostic, ...]) -> set[str]:
    return {each.code for each in found if each.severity is Severity.ERROR}


def each(count: int, unit: str, between: str = "", first: int = 0) -> str:
    """*unit* so many times, with `%i` for its number and `%j` for the next one."""
    return between.join(unit.replace("%j", str(i + 1)).replace("%i", str(i)) for i in range(first, first + count))


# ------------------------------------------------------------- too deep

NESTED: Mapping[str, tuple[str, str, str]] = {
    "round": ("(", "1", ")"),
    "square": ("[", "1", "]"),
    "braces": ("{a: ", "1", "}"),
    "not": ("not ", "true", ""),
    "minus": ("-", "1", ""),
    "spaced minus": ("- ", "1", ""),
    "then": ("if true then ", "1", " else 2"),
    "else": ("if true then 1 else ", "2", ""),
    "plus": ("1 + ", "1", ""),
    "otherwise": ("a ?? ", "b", ""),
    "dots": ("", "a", ".b"),
    "indexes": ("", "a", "[0]"),
    "calls": ("f(", "1", ")"),
    "queries": ("[x for x in ", "xs", "]"),
    "templates": ('$"""{', "a", '}"""'),
}


@pytest.mark.parametrize("name", NESTED)
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
def test_five_thousand_levels_are_told(name: str, closed: bool) -> None:
    before, inner, after = NESTED[name]
    text = f"{HEAD}const A = {before * 5000}{inner}{after * 5000 if closed or not before else ''}\n"
    found = errors(in_time({PATH: text.encode()}))
    assert found and all(code.startswith("TW01") for code in found)


@pytest.mark.parametrize(
    "body",
    [
        "const A: " + "list[" * 5000 + "int" + "]" * 5000 + " = []",
        "const A: " + "{ a: " * 5000 + "int" + " }" * 5000 + " = 1",
        'tool u() -> int { "A." ' + "if true { " * 5000 + "return 1" + " }" * 5000 + " }",
        'tool u() -> int { "A." ' + "if true { return 1 } else " * 5000 + "{ return 2 } }",
        "library m " + "{ a: " * 5000 + "1" + " }" * 5000,
        "const A = " + "1 + " * 30_000 + "1",
    ],
    ids=["lists", "records", "blocks", "else if", "settings", "a chain of thirty thousand"],
)
def test_types_and_statements_nest_as_little(body: str) -> None:
    assert errors(in_time({PATH: f"{HEAD}{body}\n".encode()})) == {"TW0112"}


def test_what_nests_just_as_deep_as_allowed_is_checked() -> None:
    text = f"{HEAD}const A = {'[' * 90}1{']' * 90}\nconst B = {'{ a: ' * 45}1{' }' * 45}\n"
    assert errors(in_time({PATH: text.encode()})) == set()


def chain(count: int, ending: str) -> str:
    fields = "".join(f"record R{n} {{ a: R{n + 1}, b: R{n + 1} }}\n" for n in range(count))
    return f"{HEAD}{fields}record R{count} {{ {ending} }}\n"


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("count", "ending", "code"),
    [(3, "a: int", None), (60, "a: int", "TW0112"), (1100, "a: int", "TW0112"), (1100, "a: R0", "TW0112")],
    ids=["small", "doubled", "long", "endless"],
)
def test_records_in_records(backwards: bool, count: int, ending: str, code: str | None) -> None:
    """Sixty records that hold the next one twice have more parts than there are grains of sand."""
    lines = chain(count, ending).splitlines(keepends=True)
    text = "".join(lines[:1] + lines[:0:-1] if backwards else lines)
    text += 'tool u(a: R0 "A record.") -> R0 { "Gives it back." return a }\n'
    assert errors(in_time({PATH: text.encode()})) == ({code} if code else set())


def test_records_in_a_circle() -> None:
    text = "".join(f"record R{n} {{ a: R{n + 1}, b: R{n + 1} }}\n" for n in range(40))
    text = f'{HEAD}{text}record R40 {{ a: R0, b: R0 }}\ntool u() -> R0 fails E {{ "A." fail E }}\nerror E "A."\n'
    assert "TW0112" in errors(in_time({PATH: text.encode()}))
    small = f'{HEAD}record A {{ a: A, b: list[A], c: A? }}\ntool u(a: A "A.") -> A {{ "Gives it back." return a }}\n'
    assert errors(in_time({PATH: small.encode()})) == {"TW0318"}


@pytest.mark.parametrize(
    "step",
    ["let x{n} = [x{m}]", "let x{n} = {{ a: x{m}, b: x{m} }}"],
)
def test_values_in_values(step: str) -> None:
    lets = " ".join(step.format(n=n + 1, m=n) for n in range(300))
    text = f'{HEAD}tool u() -> int {{ "A." let x0 = [1] {lets} return count(x0) }}\n'
    assert "TW0112" in errors(in_time({PATH: text.encode()}))


def test_groups_of_groups() -> None:
    groups = " ".join(f"group by g{n} as g{n + 1}" for n in range(1000))
    text = f"{HEAD}fn f(g0: list[int]) -> int = count([x for x in g0 {groups}])\n"
    assert errors(in_time({PATH: text.encode()})) == {"TW0112"}


# ------------------------------------------------------------- too large


@pytest.mark.parametrize(
    "unit",
    ["const A = 1\n", "x", '\ufffd({[$"'],
    ids=["declarations", "one line", "garbage"],
)
def test_twenty_megabytes_are_refused(unit: str) -> None:
    data = (HEAD + unit * (20_000_000 // len(unit.encode()))).encode()
    start = time.process_time()
    checked = check(PATH, InMemory({PATH: data}), lints=True)
    assert errors(checked.diagnostics) == {"TW0117"}
    source = decode(PATH, data).source
    assert format_source(source).text is source.text
    assert time.process_time() - start < 5
    assert len(render_text(checked.diagnostics, colour=False)) < 1000


def test_the_largest_file_that_is_read() -> None:
    line = "# a comment of sixty-four characters, which are all in one line\n"
    text = (HEAD + line * (MAX_TEXT // len(line) + 1))[:MAX_TEXT]
    assert parse(Source(PATH, text)).diagnostics == ()
    (found,) = parse(Source(PATH, text + "#")).diagnostics
    assert found.code == "TW0117"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("const {} = 1", "TW0205"),
        ("const A = {}", "TW0201"),
        ('const A: "a" | "b" = "{}"', "TW0310"),
        ('const A = $"""{}"""', None),
        ("const A = 1 # {}", None),
        ("tool t({}: int) -> int {{ return 1 }}", "TW0205"),
        ('import {} from "a.tool"', "TW0901"),
        ('data {} from "a.csv"', "TW0211"),
    ],
)
def test_a_megabyte_in_one_token(text: str, code: str | None) -> None:
    data = f"{HEAD}{text.format('a' * 1_000_000)}\n".encode()
    found = in_time({PATH: data})
    assert code is None or code in errors(found)
    assert all(len(each.message) < 1100 for each in found)


def test_a_megabyte_of_digits() -> None:
    digits = "1" * 1_000_000
    for number in (digits, f"-{digits}", f"{digits}.5"):
        assert errors(in_time({PATH: f"{HEAD}const A = {number}\n".encode()})) == {"TW0107"}
    assert errors(in_time({PATH: f"{HEAD}const A = 1.{digits}\n".encode()})) == set()


# ------------------------------------------------------------- no text


@pytest.mark.parametrize("text", ["\0", "const A = 1\0", '"\ud800"', "\udfff", "# \ud83d\ude00"])
def test_marks_that_are_no_text(text: str) -> None:
    """A pair of surrogates is no character either, where it stands in a text that is one already."""
    source = Source(PATH, HEAD + text)
    probe_text(source)
    assert errors(parse(source).diagnostics) == {"TW0113"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    text = f'{HEAD}# a comment\n\tconst A = 1\n\nconst B = """\n  a\n    b\n  """\nfn f() -> int = A + C\n'
    (found,) = in_time({PATH: ("\ufeff" + text.replace("\n", end)).encode()})
    line, column = found.span.source.position(found.span.start)
    assert (found.code, line, column) == ("TW0201", 9, 21)


def test_line_ends_of_all_kinds_in_one_file() -> None:
    text = f"{HEAD}\r\r\n\tconst A = 1\r# this comment goes on\rto here\n\r\nconst B = 2\r\n\x85\u2028const C = 3"
    assert errors(in_time({PATH: text.encode()})) == {"TW0101"}


# ------------------------------------------------------------- projects


def test_a_thousand_imports_in_a_row() -> None:
    unit = 'library m%i { title: "A" }\nimport A%j from "m%j.tool"\nconst A%i = A%j\n'
    files = {f"fuzz/m{n}.tool": each(1, unit, first=n).encode() for n in range(1000)}
    files["fuzz/m1000.tool"] = b'library m1000 { title: "A" }\nconst A1000 = 1\n'
    assert errors(in_time(files, "fuzz/m0.tool")) == {"TW0918"}
    assert errors(in_time(files, "fuzz/m950.tool")) == set()
    files["fuzz/m1000.tool"] = b'library m1000 { title: "A" }\nimport A950 from "m950.tool"\nconst A1000 = A950\n'
    assert errors(in_time(files, "fuzz/m950.tool")) == {"TW0904"}


# ------------------------------------------------------------- too many


def body(statements: str, params: str = "") -> str:
    return f'error E "A."\ntool u({params}) -> int fails E {{ "A." {statements} return 1 }}\n'


MANY: Mapping[str, Callable[[int], str]] = {
    "declarations": lambda n: each(n, "const A%i = %i\n"),
    "constants by constants": lambda n: each(n, "const A%i = A%j\n"),
    "functions by functions": lambda n: each(n, "fn f%i() -> int = f%j()\n"),
    "functions that call themselves": lambda n: each(n, "fn f%i() -> int = f%i()\n"),
    "functions that call each other": lambda n: each(n, "fn f%i() -> int = g%i()\nfn g%i() -> int = f%i() + f%j()\n"),
    "one name": lambda n: "const A = 1\n" * n,
    "one tool": lambda n: TOOL * (n // 2),
    "one entity": lambda n: "entity A key a { a: int }\n" * n,
    "mistakes": lambda n: each(n, "const A%i = unknown%i\n"),
    "mistakes with a guess": lambda n: each(n, "const A%i = AB%i\n"),
    "unknown types": lambda n: f"record R {{ {each(n, 'a%i: T%i, ')} }}\n",
    "unknown functions": lambda n: each(n, "fn f%i() -> int = g%i()\n"),
    "unknown errors": lambda n: f"tool u() -> int fails {each(n, 'E%i', ', ')} {{ return 1 }}\n",
    "broken declarations": lambda n: "const A = = 1\n" * n,
    "broken statements": lambda n: f"tool u() -> int {{\n{'  let = 1' * n}\n}}\n",
    "misspelt keywords": lambda n: "entitty A key id { id: str }\n" * n,
    "members": lambda n: f"enum E {{ {each(n, 'a%i, ')} }}\n",
    "equal members": lambda n: f"enum E {{ {'a, ' * n} }}\n",
    "literals of a union": lambda n: "const A: " + each(n, '"a%i"', " | ") + " = 1\n",
    "fields": lambda n: f"entity E key a0 {{ {each(n, 'a%i: int, ')} }}\n",
    "arguments": lambda n: f"const A = count({each(n, '%i, ')})\n",
    "named arguments": lambda n: f"const A = count({each(n, 'a%i=1, ')})\n",
    "locals": lambda n: body(each(n, "let a%i = %i ")),
    "unknown locals": lambda n: body(each(n, "let a%i = b%i ")),
    "tests for null": lambda n: body(each(n, "if a%i == null { return 1 } "), each(n, "a%i: int?, ")),
    "requirements": lambda n: body(each(n, "require a%i != null else E "), each(n, "a%i: int?, ")),
    "holes": lambda n: 'const A = $"' + "{a}" * n + '"\n',
    "bad holes": lambda n: 'const A = $"' + "{a:x}" * n + '"\n',
    "braces": lambda n: 'const A = $"' + "{{" * n + '"\n',
    "escapes": lambda n: 'const A = "' + "\\n" * n + '"\n',
    "bad escapes": lambda n: 'const A = "' + "\\x" * n + '"\n',
    "quotes": lambda n: "const A = " + '"' * n,
    "long quotes": lambda n: 'const A = """' + '\\"' * n,
    "backticks": lambda n: "extern python f() -> int {} ```python\n" + "`a" * n,
    "comments": lambda n: "# a\n" * n + "const A = 1\n",
    "comments in a list": lambda n: "const A = [\n" + "1, # a\n" * n + "]\n",
    "allowances": lambda n: "# allow TW0801: it is so\n" * n + "const A = 1\n",
    "regions": lambda n: "# fmt: off\nconst A = 1\n# fmt: on\n" * n,
    "blanks": lambda n: "const A = 1" + " \t" * n,
    "blanks in the middle": lambda n: "const" + " " * n + "A = =",
    "lines": lambda n: "\n" * n,
    "annotations": lambda n: "@a " * n + TOOL,
    "rows": lambda n: ROWS + each(n, '| %i | "b" |\n') + "}\n",
    "equal rows": lambda n: ROWS + "| 1 | 2 |\n" * n + "}\n",
    "cells": lambda n: ROWS + "| 1 " * n + "|\n}\n",
    "columns": lambda n: f"entity A key a {{ a: int }}\ndata A {{ | {each(n, 'b%i | ')}\n}}\n",
    "tables": lambda n: "entity A key a { a: int }\n" + "data A { | a | | 1 | }\n" * n,
    "broken links": lambda n: ROWS.replace("str", "A?") + each(n, "| %i | 9999 |\n") + "}\n",
    "settings": lambda n: f"library m {{ {each(n, 'a%i: 1, ')} }}\n",
    "levels": lambda n: f"scale {{ {each(n, 'level l%i { toolset: 1 } ')} }}\n",
    "imports": lambda n: 'import a from "x.tool"\n' * n,
    "imported names": lambda n: f'import {each(n, "a%i", ", ")} from "x.tool"\n',
    "effects": lambda n: f'error E "A."\ntool u() -> int fails {each(n, "E", ", ")} {{ return 1 }}\n',
    "keys": lambda n: f"entity A key {each(n, 'a', ', ')} {{ a: int }}\n",
    "checks": lambda n: "@check(a > 0) " * n + "entity A key a { a: int }\n",
    "steps": lambda n: f'{TOOL}task x {{ ask "A?" step a0 = t(a=1) {each(n, "step a%j = t(a=a%i) ")} answer a{n} }}\n',
    "tasks": lambda n: TOOL + each(n, 'task x%i { ask "A?" step a = t(a=1) answer a }\n'),
    "tests": lambda n: TOOL + 'test "a" { expect t(a=1) == 1 }\n' * n,
    "words": lambda n: each(n, "word%i\n"),
    "keywords": lambda n: "tool task let if for { } ( ) " * (n // 4),
    "prose": lambda n: 'This is a page of prose, with (brackets) and "quotes".\n' * (n // 4),
}
ROWS = "entity A key a { a: int, b: str }\ndata A { | a | b |\n"


def taken(text: str) -> float:
    """Seconds of one core that checking, printing, formatting and an editor's questions take."""
    files = InMemory({PATH: text.encode()})
    start = time.process_time()
    analysis = analyse(PATH, files, lints=True)
    render_text(analysis.checked.diagnostics, colour=False)
    serve(analysis, PATH, files)
    format_source(Source(PATH, text))
    return time.process_time() - start


FEW, TIMES = 100, 12


@pytest.mark.slow
@pytest.mark.parametrize("name", MANY)
def test_twelve_times_as_many_take_about_twelve_times_as_long(name: str) -> None:
    make, head = MANY[name], HEAD if name not in ("levels", "steps", "tasks") else SCENARIO
    for chance in range(3):
        few, many = taken(head + make(FEW)), taken(head + make(FEW * TIMES))
        if many < 1.75 * TIMES * few + 0.1:
            break
        assert chance < 2, f"{few:.2f} s, and {many:.2f} s for {TIMES} times as many"


def test_ten_thousand_mistakes_are_told() -> None:
    text = HEAD + "".join(f"const A{i} = unknown{i}\n" for i in range(10_000))
    start = time.process_time()
    found = check(PATH, InMemory({PATH: text.encode()})).diagnostics
    assert len(found) == 10_000 and render_text(found, colour=False).count("error[TW0201]") == 10_000
    assert time.process_time() - start < 30
