"""The reference evaluator on its own: what agreement with the generated code cannot tell.

Where both executions would go wrong together, and which of its own exceptions it ends with.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from toolwright.runtime.facts import CellFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types
from toolwright.runtime.reference import ConstraintViolation, Evaluator, Held, hold, unhold
from toolwright.runtime.reference.builtins import REFERENCE
from toolwright.runtime.reference.held import check_finite, facts_of

from .agreement import Pair

FIELDS = (
    irt.EntityField(name="id", value=types.StrType()),
    irt.EntityField(name="size", value=types.IntType()),
)
THING = irt.Entity(name="Thing", key=("id",), fields=FIELDS)
ERRORS = tuple(irt.DeclaredError(name=name, message=ir.Text(parts=(name,))) for name in ("First", "Last"))


def const(value: Any) -> ir.Const:
    return ir.Const(value=value)


def module(*body: Any, writes: bool = False) -> irt.ToolModule:
    """One tool `go` over things."""
    tool = irt.Tool(
        name="go",
        origin="go",
        doc="Go.",
        params=(),
        result=types.StrType(),
        fails=("First", "Last"),
        writes=("Thing",) if writes else (),
        body=body,
    )
    return irt.ToolModule(entities=(THING,), errors=ERRORS, tools=(tool,))


def pair(*body: Any, keys: tuple[str, ...] = ("a", "b"), writes: bool = False) -> Pair:
    return Pair(module(*body, writes=writes), {"Thing": [{"id": key, "size": 1} for key in keys]})


def evaluator(*body: Any) -> Evaluator:
    return Evaluator(module(*body), {"Thing": {"a": {"id": "a", "size": 1}}})


def test_no_step_is_counted_before_the_first_call() -> None:
    assert evaluator(ir.Return(value=const("x"))).steps == 0


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(TypeError, match="not an expression: int"):
        evaluator().expr(5, {})


def test_a_body_that_ends_without_a_result_breaks_a_rule() -> None:
    with pytest.raises(ConstraintViolation, match="without a result"):
        evaluator().call("go", {})


@pytest.mark.parametrize("what", ["update", "delete"])
def test_a_row_that_is_gone_cannot_be_written(what: str) -> None:
    row = ir.Find(entity="Thing", key=(const("a"),))
    gone = (ir.Let(name="r", value=row), ir.Delete(entity="Thing", row=ir.Var(name="r")))
    size = (ir.Entry(name="size", value=const(2)),)
    again: Any = {
        "update": ir.Update(entity="Thing", row=ir.Var(name="r"), fields=size),
        "delete": ir.Delete(entity="Thing", row=ir.Var(name="r")),
    }[what]
    with pytest.raises(ConstraintViolation, match="is gone"):
        evaluator(*gone, again, ir.Return(value=const("x"))).call("go", {})
    assert pair(*gone, again, ir.Return(value=const("x")), writes=True).call("go", {}).error is not None


def test_an_update_names_the_new_row() -> None:
    row = ir.Let(name="old", value=ir.Find(entity="Thing", key=(const("a"),)))
    size = (ir.Entry(name="size", value=const(2)),)
    update = ir.Update(entity="Thing", row=ir.Var(name="old"), fields=size, name="new")
    for name, shown in (("new", "2"), ("old", "1")):
        cell = ir.Cell(row=ir.Var(name=name), entity="Thing", field="size")
        assert pair(row, update, ir.Return(value=cell), writes=True).call("go", {}).text == shown


def test_values_that_do_not_fit_their_field_are_not_kept() -> None:
    row = ir.Find(entity="Thing", key=(const("a"),))
    update = ir.Update(entity="Thing", row=row, fields=(ir.Entry(name="size", value=const("x")),))
    one = evaluator(update, ir.Return(value=const("x")))
    with pytest.raises(ConstraintViolation, match="does not fit"):
        one.call("go", {})
    assert one.state["Thing"]["a"]["size"] == 1


def test_a_link_that_leads_nowhere_breaks_a_rule() -> None:
    followed = ir.Follow(entity="Thing", key=const("z"))
    with pytest.raises(ConstraintViolation, match="leads nowhere"):
        evaluator(ir.Let(name="r", value=followed), ir.Return(value=const("x"))).call("go", {})


def test_what_names_a_row_shows_the_link_that_led_there_too() -> None:
    name, link = CellFact("City", '"oslo"', "name"), CellFact("Country", '"no"', "capital")
    assert set(facts_of(Held("Oslo", name, link))) == {name, link}
    assert set(facts_of(Held([Held("Oslo", None, link), Held(1, name)]))) == {name, link}
    assert set(facts_of(Held("Oslo"))) == set()


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_results_that_json_cannot_hold_are_refused_however_deep(number: float) -> None:
    for value in (number, [1.0, number], {"a": [{"b": number}]}):
        with pytest.raises(ValueError, match="finite"):
            check_finite(hold(value))
    check_finite(hold({"a": [1.0, 2, "x", None]}))
    grown = ir.Binary(operator="mul", left=const(1e300), right=const(1e300))
    assert pair(ir.Return(value=grown)).call("go", {}).error is not None


def failing(name: str) -> ir.OrFail:
    return ir.OrFail(value=const(None), error=name)


@pytest.mark.parametrize(
    ("builtin", "error"),
    [("contains", "Last"), ("join", "Last"), ("starts_with", "First"), ("split", "First"), ("add_days", "First")],
)
def test_which_of_two_failing_arguments_fails(builtin: str, error: str) -> None:
    """Both executions compute them in one order."""
    call = ir.Builtin(name=builtin, arguments=(failing("First"), failing("Last")))
    seen = pair(ir.Return(value=call)).call("go", {})
    assert seen.error is not None
    assert seen.error.code == error


def test_a_safe_field_of_a_record_that_is_there_is_the_field() -> None:
    record = ir.RecordOf(fields=(ir.Entry(name="a", value=const(7)),))
    for value, shown in ((record, "7"), (const(None), "null")):
        assert pair(ir.Return(value=ir.Get(value=value, name="a", safe=True))).call("go", {}).text == shown
    assert pair(ir.Return(value=ir.Get(value=const(None), name="a"))).call("go", {}).error is not None


def test_a_safe_cell_of_a_row_that_is_there_is_the_cell() -> None:
    for key, shown in (("a", "1"), ("z", "null")):
        row = ir.Find(entity="Thing", key=(const(key),))
        cell = ir.Cell(row=row, entity="Thing", field="size", safe=True)
        assert pair(ir.Return(value=cell)).call("go", {}).text == shown


@pytest.mark.parametrize(
    ("keys", "prefix", "fresh"),
    [
        ((), "n", "n1"),
        (("n1", "n2"), "n", "n3"),
        (("n9", "n10"), "n", "n11"),
        (("x7", "n1"), "n", "n2"),
        (("n", "nn", "n-3", "n²", "n٣"), "n", "n1"),
        (("7", "x"), "", "8"),
    ],
)
def test_the_next_key_is_one_more_than_the_largest(keys: tuple[str, ...], prefix: str, fresh: str) -> None:
    seen = pair(ir.Return(value=ir.NextId(entity="Thing", prefix=const(prefix))), keys=keys).call("go", {})
    assert json.loads(seen.text) == fresh


@pytest.mark.parametrize(
    ("position", "shown"), [(-1, "null"), (0, '"p"'), (1, '"q"'), (2, "null"), (3, "null"), (-2, "null")]
)
def test_places_of_a_list(position: int, shown: str) -> None:
    items = ir.ListOf(items=(const("p"), const("q")))
    assert pair(ir.Return(value=ir.Item(value=items, position=const(position)))).call("go", {}).text == shown


@pytest.mark.parametrize(("clause", "count", "kept"), [("take", -1, []), ("take", 1, [1]), ("skip", -1, [1, 2, 3])])
def test_less_than_nothing_is_nothing(clause: str, count: int, kept: list[int]) -> None:
    cut: Any = {"take": ir.Take(count=const(count)), "skip": ir.Skip(count=const(count))}[clause]
    numbers = ir.ListOf(items=tuple(map(const, (1, 2, 3))))
    query = ir.Query(item=ir.Var(name="n"), clauses=(ir.ForEach(name="n", source=numbers), cut))
    assert json.loads(pair(ir.Return(value=query)).call("go", {}).text) == kept


def reference(builtin: str, *arguments: Any) -> Any:
    return unhold(REFERENCE[builtin](*map(hold, arguments)))


def test_days_are_those_of_the_calendar() -> None:
    """Weekdays, months and distances over eight hundred years."""
    first = day = datetime.date(1601, 1, 1)
    while day.year < 2401:
        text = day.isoformat()
        assert reference("format_date", text, "weekday") == day.strftime("%A")
        assert (reference("year", text), reference("month", text), reference("day", text)) == (
            day.year,
            day.month,
            day.day,
        )
        assert reference("days_between", first.isoformat(), text) == (day - first).days
        day += datetime.timedelta(days=37)


def test_a_moment_is_written_as_its_day() -> None:
    assert reference("format_date", "2026-12-31T23:59:59", "european") == "31.12.2026"
    assert [reference("format_date", f"2024-{month:02}-15", "long") for month in range(1, 13)] == [
        datetime.date(2024, month, 15).strftime("%d %B %Y") for month in range(1, 13)
    ]


def test_a_value_without_fact_shows_none() -> None:
    assert REFERENCE["abs"](Held(0)).fact is None
    assert reference("abs", -3) == 3
    assert reference("abs", 0.5) == 0.5
