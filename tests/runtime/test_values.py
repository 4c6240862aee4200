"""Every builtin and operator by example, in both meanings: what it gives, and which cells the result shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolwright.runtime.facts import CellFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types
from toolwright.runtime.reference import hold, unhold
from toolwright.runtime.reference.builtins import REFERENCE

from .agreement import Pair, typed

FIELDS: dict[str, Any] = {
    "id": types.StrType(),
    "size": types.IntType(),
    "price": types.FloatType(),
    "note": types.OptionalType(item=types.StrType()),
    "tags": types.ListType(item=types.StrType()),
}
ROWS = [
    {"id": "a", "size": 2, "price": 1.5, "note": None, "tags": ["x", "y"]},
    {"id": "b", "size": 1, "price": 1.5, "note": "n", "tags": []},
    {"id": "c", "size": 2, "price": 0.5, "note": "m", "tags": ["y"]},
    {"id": "d", "size": 1, "price": 0.5, "note": None, "tags": ["x"]},
]


def expression(value: Any) -> Any:
    """A plain value as an expression."""
    if isinstance(value, list):
        return ir.ListOf(items=tuple(map(expression, value)))
    if isinstance(value, dict):
        return ir.RecordOf(fields=tuple(ir.Entry(name=n, value=expression(v)) for n, v in value.items()))
    return value if hasattr(value, "op") else ir.Const(value=value)


def pair_of(value: Any) -> Pair:
    """A world of four things and a tool that returns *value*."""
    tool = irt.Tool(
        name="go", origin="go", doc="Go.", params=(), result=types.StrType(), body=(ir.Return(value=value),)
    )
    fields = tuple(irt.EntityField(name=n, value=t) for n, t in FIELDS.items())
    entity = irt.Entity(name="Thing", key=("id",), fields=fields)
    return Pair(irt.ToolModule(entities=(entity,), tools=(tool,)), {"Thing": ROWS})


def given(value: Any) -> tuple[Any, set[str]]:
    """What an expression gives in both meanings, and the cells that it shows as `key.field`."""
    seen = pair_of(expression(value)).call("go", {})
    assert seen.error is None, seen.text
    cells = {f"{json.loads(f.key)}.{f.field}" for f in seen.receipt.facts if isinstance(f, CellFact)}
    return json.loads(seen.text), cells


def builtin(name: str, *arguments: Any) -> Any:
    return ir.Builtin(name=name, arguments=tuple(map(expression, arguments)))


def binary(operator: Any, left: Any, right: Any) -> Any:
    return ir.Binary(operator=operator, left=expression(left), right=expression(right))


def column(field: str, *clauses: Any) -> Any:
    """A field of all things, after *clauses*."""
    every = ir.ForEach(name="t", source=ir.Rows(entity="Thing"))
    return ir.Query(item=ir.Cell(row=ir.Var(name="t"), entity="Thing", field=field), clauses=(every, *clauses))


def cell(field: str) -> Any:
    return ir.Cell(row=ir.Var(name="t"), entity="Thing", field=field)


RECORDS = [{"k": 2, "n": "a"}, {"k": None, "n": "b"}, {"k": 1, "n": "c"}, {"k": 2, "n": "d"}, {"k": None, "n": "e"}]
VALUES: list[tuple[Any, Any]] = [
    (builtin("count", []), 0),
    (builtin("count", [1, 2]), 2),
    (builtin("sum", []), 0),
    (builtin("sum", [1, 2]), 3),
    (builtin("sum", [1, 2.0]), 3.0),
    (builtin("sum", [0.1] * 10), 1.0),
    (builtin("avg", [1, 2]), 1.5),
    (builtin("min", []), None),
    (builtin("min", [2, 1, 3]), 1),
    (builtin("max", [2, 3, 1]), 3),
    (builtin("first", []), None),
    (builtin("first", ["a", "b"]), "a"),
    (builtin("last", []), None),
    (builtin("last", ["a", "b"]), "b"),
    (builtin("round", 2.5), 2),
    (builtin("round", 3.5), 4),
    (builtin("round", 2.344, 2), 2.34),
    (builtin("round", 0, 2), 0),
    (builtin("abs", -2), 2),
    (builtin("abs", 0), 0),
    (builtin("abs", -0.5), 0.5),
    (builtin("floor", -1.5), -2),
    (builtin("ceil", -1.5), -1),
    (builtin("year", "2026-01-02T03:04:05"), 2026),
    (builtin("month", "2026-01-02T03:04:05"), 1),
    (builtin("month", "2024-10-12"), 10),
    (
        ir.Query(
            item=ir.Var(name="x"),
            clauses=(
                ir.ForEach(name="x", source=expression([3, 1, 2])),
                ir.ForEach(name="y", source=expression([1, 2])),
                ir.SortBy(keys=(ir.SortKey(value=ir.Var(name="y")),)),
            ),
        ),
        [3, 1, 2, 3, 1, 2],
    ),
    (builtin("days_between", "2024-02-28T23:00:00", "2024-03-01T00:00:00"), 2),
    (builtin("add_days", "2024-02-28T23:00:00", 2), "2024-03-01"),
    (builtin("format_date", "2024-02-09T23:00:00", "us"), "2/9/2024"),
    (builtin("lower", "Ab"), "ab"),
    (builtin("upper", "Ab"), "AB"),
    (builtin("trim", " a "), "a"),
    (builtin("length", "abc"), 3),
    (builtin("contains", "abc", "a"), True),
    (builtin("contains", "abc", "d"), False),
    (builtin("starts_with", "abc", "ab"), True),
    (builtin("starts_with", "abc", "bc"), False),
    (builtin("starts_with", "a", "ab"), False),
    (builtin("ends_with", "abc", "bc"), True),
    (builtin("ends_with", "abc", "ab"), False),
    (builtin("ends_with", "c", "abc"), False),
    (builtin("ends_with", "abc", ""), True),
    (builtin("join", ["a", "b"], "-"), "a-b"),
    (builtin("split", "a-b", "-"), ["a", "b"]),
    (builtin("distinct", [1, 1.0, 2]), [1, 2]),
    (builtin("distinct", [{"a": 1}, {"a": 1}, {"a": 2}]), [{"a": 1}, {"a": 2}]),
    (builtin("distinct", [[1], [1]]), [[1]]),
    (builtin("reverse", [1, 2]), [2, 1]),
    (builtin("any", [False, True]), True),
    (builtin("any", []), False),
    (builtin("all", [False, True]), False),
    (builtin("all", []), True),
    (builtin("text", True), "true"),
    (builtin("text", False), "false"),
    (builtin("text", 2.0), "2"),
    (builtin("text", 0.0), "0"),
    (builtin("text", -0.0), "0"),
    (builtin("text", 2.5), "2.5"),
    (builtin("text", 1e15), "1000000000000000.0"),
    (builtin("text", 1e14), "100000000000000"),
    (builtin("text", -1e15), "-1000000000000000.0"),
    (builtin("text", 7), "7"),
    (builtin("year", "2024-02-29"), 2024),
    (builtin("month", "2024-02-29"), 2),
    (builtin("day", "2024-02-29"), 29),
    (builtin("day", "2024-02-29T01:02:03"), 29),
    (builtin("days_between", "2024-02-28", "2024-03-01"), 2),
    (builtin("days_between", "2024-03-01T23:00:00", "2024-02-28"), -2),
    (builtin("add_days", "2024-02-28", 2), "2024-03-01"),
    (builtin("add_days", "2024-03-01T23:00:00", -2), "2024-02-28"),
    (builtin("to_float", 2), 2.0),
    (builtin("to_float", 2.5), 2.5),
    (builtin("shorten", "abc", 2), "ab"),
    (builtin("shorten", "abc", 0), ""),
    (builtin("shorten", "abc", -1), ""),
    (builtin("format_date", "2026-03-01", "european"), "1.3.2026"),
    (builtin("format_date", "2026-03-01", "us"), "3/1/2026"),
    (builtin("format_date", "2026-12-31", "long"), "31 December 2026"),
    (builtin("format_date", "2026-01-01", "long"), "1 January 2026"),
    *((builtin("format_date", f"2024-02-{27 + i}", "weekday"), day) for i, day in enumerate(("Tuesday", "Wednesday"))),
    (builtin("format_date", "2024-02-29", "weekday"), "Thursday"),
    (builtin("format_date", "2024-03-01", "weekday"), "Friday"),
    (builtin("format_date", "2000-01-01", "weekday"), "Saturday"),
    (builtin("format_date", "1999-12-31", "weekday"), "Friday"),
    (builtin("format_date", "1900-02-28", "weekday"), "Wednesday"),
    (builtin("format_date", "2026-11-22", "weekday"), "Sunday"),
    (builtin("format_date", "2026-11-23", "weekday"), "Monday"),
    (builtin("keys", ir.MapOf(entries=(ir.MapEntry(key="a", value=ir.Const(value=1)),))), ["a"]),
    (builtin("values", ir.MapOf(entries=(ir.MapEntry(key="a", value=ir.Const(value=1)),))), [1]),
    (ir.At(value=ir.MapOf(entries=(ir.MapEntry(key="a", value=ir.Const(value=1)),)), key=ir.Const(value="a")), 1),
    (ir.At(value=ir.MapOf(entries=()), key=ir.Const(value="a")), None),
    (builtin("select_fields", {"a": 1, "b": 2, "c": 3}, ["c", "a"]), {"a": 1, "c": 3}),
    (builtin("merge_records", {"a": 1, "b": 2}, {"b": 3, "c": 4}), {"a": 1, "b": 3, "c": 4}),
    (
        ir.Query(
            item=ir.Get(value=ir.Var(name="r"), name="n"),
            clauses=(ir.ForEach(name="r", source=builtin("sort_records", RECORDS, "k", False)),),
        ),
        ["c", "a", "d", "b", "e"],
    ),
    (
        ir.Query(
            item=ir.Get(value=ir.Var(name="r"), name="n"),
            clauses=(ir.ForEach(name="r", source=builtin("sort_records", RECORDS, "k", True)),),
        ),
        ["a", "d", "c", "b", "e"],
    ),
    *((binary(o, 7, 2), value) for o, value in (("add", 9), ("sub", 5), ("mul", 14), ("div", 3.5))),
    *((binary(o, -7, 2), value) for o, value in (("floordiv", -4), ("mod", 1))),
    *((binary(o, 1, 2), v) for o, v in (("lt", True), ("le", True), ("gt", False), ("ge", False), ("eq", False))),
    *((binary(o, 2, 2), v) for o, v in (("lt", False), ("le", True), ("gt", False), ("ge", True), ("ne", False))),
    (binary("in", 1, [1, 2]), True),
    (binary("not_in", 1, [1, 2]), False),
    (binary("add", [1], [2]), [1, 2]),
    (binary("add", "a", "b"), "ab"),
    *((binary("and", a, b), a and b) for a in (True, False) for b in (True, False)),
    *((binary("or", a, b), a or b) for a in (True, False) for b in (True, False)),
    (ir.Not(value=ir.Const(value=True)), False),
    (ir.Neg(value=ir.Neg(value=ir.Const(value=2))), 2),
    (ir.Neg(value=ir.Const(value=-2)), 2),
    *((ir.Item(value=expression([5, 6]), position=ir.Const(value=i)), v) for i, v in ((0, 5), (1, 6), (2, None))),
    (ir.Item(value=expression([5, 6]), position=ir.Const(value=-1)), None),
    (ir.Coalesce(left=ir.Const(value=None), right=ir.Const(value=1)), 1),
    (ir.Coalesce(left=ir.Const(value=0), right=ir.Const(value=1)), 0),
    (ir.Choose(condition=ir.Const(value=True), then=ir.Const(value=1), otherwise=ir.Const(value=2)), 1),
    (ir.Choose(condition=ir.Const(value=False), then=ir.Const(value=1), otherwise=ir.Const(value=2)), 2),
    (ir.Get(value=ir.Const(value=None), name="x", safe=True), None),
    (ir.Text(parts=("a", ir.Hole(value=ir.Const(value=1234567), format=","))), "a1,234,567"),
    (
        ir.Text(parts=(ir.Hole(value=ir.Const(value=2.0)), "{", ir.Hole(value=ir.Const(value=2.5), format=".2f"))),
        "2{2.50",
    ),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_both_meanings_give_what_the_example_says(value: Any, expected: Any) -> None:
    assert typed(given(value)[0]) == typed(expected)


def sort(field: str, descending: bool = False) -> Any:
    return ir.SortBy(keys=(ir.SortKey(value=cell(field), descending=descending),))


SHOWN: list[tuple[Any, Any, set[str]]] = [
    (builtin("min", column("size")), 1, {"b.size"}),  # the first of equal ones
    (builtin("max", column("size")), 2, {"a.size"}),
    (builtin("first", column("id")), "a", {"a.id"}),
    (builtin("last", column("id")), "d", {"d.id"}),
    (builtin("distinct", column("price")), [1.5, 0.5], {"a.price", "c.price"}),
    (builtin("reverse", column("size")), [1, 2, 1, 2], {f"{k}.size" for k in "abcd"}),
    (builtin("to_float", builtin("first", column("price"))), 1.5, {"a.price"}),
    (builtin("to_float", builtin("first", column("size"))), 2.0, set()),
    (builtin("sum", column("size")), 6, set()),
    (builtin("count", ir.Rows(entity="Thing")), 4, set()),
    (column("id", sort("size")), ["b", "d", "a", "c"], {f"{k}.id" for k in "abcd"}),
    (column("id", sort("size", True)), ["a", "c", "b", "d"], {f"{k}.id" for k in "abcd"}),
    (column("id", sort("price"), sort("size")), ["d", "b", "c", "a"], {f"{k}.id" for k in "abcd"}),
    (column("id", ir.Take(count=ir.Const(value=1))), ["a"], {"a.id"}),
    (column("id", ir.Take(count=ir.Const(value=0))), [], set()),
    (column("id", ir.Take(count=ir.Const(value=-1))), [], set()),
    (column("id", ir.Skip(count=ir.Const(value=3))), ["d"], {"d.id"}),
    (column("id", ir.Skip(count=ir.Const(value=-1))), list("abcd"), {f"{k}.id" for k in "abcd"}),
    (column("id", ir.Where(condition=binary("eq", cell("note"), None))), ["a", "d"], {"a.id", "d.id"}),
    (column("id", ir.Where(condition=binary("ne", cell("note"), None))), ["b", "c"], {"b.id", "c.id"}),
    (column("note"), [None, "n", "m", None], {"b.note", "c.note"}),
    (builtin("first", column("tags")), ["x", "y"], {"a.tags"}),
    (ir.Coalesce(left=builtin("last", column("note")), right=builtin("first", column("id"))), "a", {"a.id"}),
    (
        ir.Query(
            item=expression({"size": ir.Var(name="s"), "n": builtin("count", ir.Var(name="t"))}),
            clauses=(
                ir.ForEach(name="t", source=ir.Rows(entity="Thing")),
                ir.GroupBy(key=cell("size"), name="s", variables=("t",)),
            ),
        ),
        [{"size": 2, "n": 2}, {"size": 1, "n": 2}],
        {"a.size", "b.size"},
    ),
    (
        ir.Cell(row=ir.Find(entity="Thing", key=(ir.Const(value="b"),)), entity="Thing", field="size"),
        1,
        {"b.size"},
    ),
    (
        ir.Cell(row=ir.Find(entity="Thing", key=(ir.Const(value="z"),)), entity="Thing", field="size", safe=True),
        None,
        set(),
    ),
    (
        builtin(
            "first", builtin("sort_records", ir.ListOf(items=(expression({"k": 1, "c": column("id")}),)), "k", True)
        ),
        {"k": 1, "c": list("abcd")},
        {f"{k}.id" for k in "abcd"},
    ),
]


@pytest.mark.parametrize(("value", "expected", "cells"), SHOWN)
def test_both_meanings_show_the_cells_that_the_example_says(value: Any, expected: Any, cells: set[str]) -> None:
    assert given(value) == (expected, cells)


def test_samples_are_different_choices_in_the_order_of_the_list() -> None:
    """`samples` is for tasks and tests alone."""

    def drawn(items: Any, size: int, count: int, seed: int = 1) -> Any:
        return unhold(REFERENCE["samples"](hold(items), hold(size), hold(count), hold(seed)))

    found = drawn(list("abcde"), 2, 6)
    assert len(found) == 6
    assert len({tuple(choice) for choice in found}) == 6
    assert all(choice == sorted(choice) and len(set(choice)) == 2 for choice in found)
    assert drawn(list("ab"), 2, 5) == [["a", "b"]]
    assert drawn(list("ab"), 3, 5) == []
    assert len(drawn(list("abcdef"), 3, 20)) == 20  # all that there are, within the draws that are made
    assert drawn(list("abcde"), 2, 6) != drawn(list("abcde"), 2, 6, seed=2)


def test_a_division_by_zero_says_so() -> None:
    seen = pair_of(binary("div", 1, 0)).call("go", {})
    assert seen.error is not None
    assert seen.error.code == "division_by_zero"
    assert "division by zero" in seen.error.message


def test_a_broken_rule_of_the_world_is_told_in_its_own_words() -> None:
    fields = (irt.EntityField(name="id", value=types.StrType()),)
    again = ir.Insert(entity="Thing", fields=(ir.Entry(name="id", value=ir.Const(value="a")),))
    tool = irt.Tool(
        name="go",
        origin="go",
        doc="Go.",
        params=(),
        result=types.StrType(),
        writes=("Thing",),
        body=(again, ir.Return(value=ir.Const(value="x"))),
    )
    entity = irt.Entity(name="Thing", key=("id",), fields=fields)
    seen = Pair(irt.ToolModule(entities=(entity,), tools=(tool,)), {"Thing": [{"id": "a"}]}).call("go", {})
    assert seen.error is not None
    assert (seen.error.code, seen.error.path) == ("constraint", "")
    assert seen.error.message == "Thing has a row with this key already; nothing was changed"
