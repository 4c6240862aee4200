from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from toolwright.dsl.formatting.layout import WIDTH
from toolwright.dsl.formatting.printer import print_expr, print_module, print_type
from toolwright.dsl.source import Source
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.nodes import shape
from toolwright.dsl.syntax.parse import parse

from ..sizes import examples
from . import strategies

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.tool"))

thorough = settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read(text: str) -> nodes.Module:
    parsed = parse(Source("printed.tool", text))
    assert [d.message for d in parsed.diagnostics] == []
    return parsed.module


def expression(text: str) -> Any:
    (item,) = read(f"const A = {text}").items
    assert isinstance(item, nodes.ConstDecl)
    return item.value


@thorough
@given(strategies.expressions)
def test_printed_expressions_read_back_as_they_were(expr: nodes.Expr) -> None:
    assert shape(expression(print_expr(expr))) == shape(expr)


@thorough
@given(strategies.types)
def test_printed_types_read_back_as_they_were(type_: nodes.TypeNode) -> None:
    (item,) = read(f"const A: {print_type(type_)} = 1").items
    assert isinstance(item, nodes.ConstDecl)
    assert shape(item.type) == shape(type_)


@thorough
@given(strategies.modules)
def test_printed_modules_read_back_as_they_were_and_print_the_same(module: nodes.Module) -> None:
    text = print_module(module)
    again = read(text)
    assert shape(again) == shape(module)
    assert print_module(again) == text


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples_keep_their_tree(path: Path) -> None:
    module = read(path.read_text(encoding="utf-8"))
    text = print_module(module)
    again = read(text)
    assert shape(again) == shape(module)
    assert print_module(again) == text
    assert text.endswith("}\n")
    assert not any(line.endswith(" ") for line in text.split("\n"))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("((1+2))*3", "(1 + 2) * 3"),
        ("1+(2*3)", "1 + 2 * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1-2)-3", "1 - 2 - 3"),
        ("a ?? (b ?? c)", "a ?? b ?? c"),
        ("(a ?? b) ?? c", "(a ?? b) ?? c"),
        ("not (a and b)", "not (a and b)"),
        ("(not a) and b", "not a and b"),
        ("(a == b) == c", "(a == b) == c"),
        ("-(-1)", "--1"),
        ("(-1).x", "(-1).x"),
        ("(if a then b else c) + 1", "(if a then b else c) + 1"),
        ("[x for x in (if a then b else c)]", "[x for x in (if a then b else c)]"),
        ("[x for x in xs sort by x asc, y desc take 3,]".replace(",]", "]"), None),
        ("2_102_650 + 1e5".replace("1e5", "1.0e5"), "2_102_650 + 100000.0"),
        ('"""\n  a\n    b\n  """', '"""\na\n  b\n"""'),
        ('"a\\u{1F600}\\u{202E}"', '"a😀\\u{202e}"'),
        ('$"{ {a: 1}.a }{{x}}"', '$"{ { a: 1 }.a}{{x}}"'),
        ('$"""{City["x"].name:,.2f}"""', '$"""{City["x"].name:,.2f}"""'),
        ('$""" {f("a")}"""', '$"""{f("a")}"""'),
        ('$"""{f($"b {c}")}"""', '$"""{f($"b {c}")}"""'),
        ("f(a,)", "f(a)"),
    ],
)
def test_one_style(written: str, printed: str | None) -> None:
    expected = printed or "[x for x in xs sort by x, y desc take 3]"
    assert print_expr(expression(written)) == expected


def test_lists_break_where_they_do_not_fit() -> None:
    names = [f"name_number_{i}" for i in range(12)]
    text = print_expr(expression(f"[{', '.join(names)}]"))
    assert text.split("\n") == ["[", *(f"  {name}," for name in names), "]"]
    assert len(print_expr(expression(f"[{', '.join(names[:6])}]"))) <= WIDTH


def test_tables_are_aligned() -> None:
    module = read('data A { | id | name | | "a" | -1.5 | | "long" | ["x", null] | }')
    assert print_module(module) == (
        'data A {\n  | id     | name        |\n  | "a"    | -1.5        |\n  | "long" | ["x", null] |\n}\n'
    )


def test_a_tool_prints_effects_on_lines_of_their_own() -> None:
    text = 'tool f(a: int) -> int fails B, C writes D { "doc" let x: int = insert D {} return x }'
    assert print_module(read(text)) == (
        'tool f(a: int) -> int\n  fails B, C\n  writes D\n{\n  "doc"\n  let x: int = insert D {}\n  return x\n}\n'
    )
