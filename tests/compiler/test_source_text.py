"""Expressions of the intermediate form read as text of the language, which means them again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from toolwright.compiler.lower import Expressions, lower_module
from toolwright.compiler.source_text import source_text
from toolwright.dsl import Program
from toolwright.runtime.ir import expressions as ir

from ..dsl.typed import Made, programs
from ..dsl.typed_world import GIVEN, HEAD, KEYS
from ..sizes import examples
from .sources import checked

ROWS = """
data Maker { | code | name | rating | since | size | | "a" | "A" | null | "2024-02-29" | "small" | }
data Item { | id | maker | backup | price | tags | sold | | 1 | "a" | null | 2.0 | ["t"] | true | }
"""
WORLD = f'library world {{ title: "World" }}\n{HEAD}{GIVEN}\n{ROWS}'


def asked(program: Program, name: str = "asked") -> Any:
    """What function *name* of *program* gives, lowered."""
    function = program.fns[name]
    return Expressions(program).value(function.node.value, function.result)


def read(program: Program, expression: Any) -> str:
    return source_text(expression, lower_module(program, [], []).entities)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('(Item[1]?.maker?.name ?? "") == "Ä \\"quoted\\" \\\\ \\n"', "bool"),
        ("(Item[1]?.price ?? 0.0) > 0.5 and not (n == 1 or n in [1, 2]) and n not in [3]", "bool"),
        ("(if n > 1 then n else -n) - (2 - n) * -3 // (n % 5)", "int"),
        ("n - 1 - 1 == n - (1 - 1)", "bool"),
        ("[i.price for i in Item for t in i.tags if t != item.tags[0] sort by i.price desc, t skip 1 take 2]",
         "list[float]"),
        ("[text(s) for i in Item group by i.maker.size as s if count(i) == 1 skip 1]", "list[str]"),
        ('$"{{{item.price:,.2f}}} of {n:,}{n}"', "str"),
        ('$"""{text("a")}"""', "str"),
        ('rates({ a: 1.5, "b b": 2.0 })["a"] ?? 1.0e+20', "float"),
        ("Item[n]?.backup?.rating", "float?"),
        ("maker?.rating", "float?"),
        ("null", "str?"),
        ("[true, false]", "list[bool]"),
        ('days_between(one_date(), "2024-02-29")', "int"),
    ],
)  # fmt: skip
def test_what_somebody_wrote_reads_as_it_was_written(text: str, result: str) -> None:
    program = checked(
        f"{WORLD}fn rates(of: map[str, float]) -> map[str, float] = of\n"
        f"fn asked(item: Item, maker: Maker?, n: int) -> {result} = {text}"
    )
    assert read(program, asked(program)) == text


def test_rows_are_compared_by_their_keys() -> None:
    program = checked(
        f"{WORLD}fn asked(item: Item, maker: Maker?) -> bool ="
        "  item.backup == maker and item.maker == Maker[item.maker.code]"
    )
    text = "item.backup?.code == maker?.code and item.maker.code == Maker[item.maker.code]?.code"
    assert read(program, asked(program)) == text


def by_key(e: Any) -> Any:
    """*e* with the key of a row that a link leads to as what the link holds, which is the same."""
    match e:
        case ir.Cell(row=ir.Follow(entity=entity, key=key), field=field) if KEYS[entity][0] == field:
            return by_key(key)
        case BaseModel():
            return type(e), {name: by_key(value) for name, value in e if name != "safe"}
        case tuple():
            return tuple(map(by_key, e))
    return e


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(writing=False))
def test_what_is_read_means_the_same(made: Made) -> None:
    program = checked(made.text)
    for name, function in program.fns.items():
        before = asked(program, name)
        span = function.node.value.span
        # A map that stands alone would be taken for a record; in a program it is a constant.
        text = read(program, before).replace('{ a: 1.5, "b b": 2.0 }', "RATES")
        text = f"{made.text[: span.start]}{text}{made.text[span.end :]}"
        again = checked(text)
        assert by_key(asked(again, name)) == by_key(before)
