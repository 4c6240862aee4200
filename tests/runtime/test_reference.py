"""The reference evaluator and the generated Python mean the same; a call that fails changes nothing.

`Pair.call` holds both to the same result, error, facts, writes and state afterwards, and a failed or
read-only call to the state before it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from toolwright.runtime import Bundle
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types
from toolwright.runtime.ir.tools import Param

from ..conftest import SPECS, Built
from ..sizes import examples
from .agreement import Pair, distinct_calls
from .queries import query_samples
from .strategies import Sample, samples

many = settings(max_examples=examples(250), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@many
@given(samples())
def test_both_agree_on_random_programs(sample: Sample) -> None:
    pair = Pair(sample.module, sample.rows)
    for tool, arguments in sample.calls:
        pair.call(tool, arguments)


@settings(many, max_examples=examples(200))
@given(query_samples())
def test_both_agree_on_random_queries(sample: Sample) -> None:
    pair = Pair(sample.module, sample.rows)
    for tool, arguments in sample.calls:
        pair.call(tool, arguments)


@given(samples())
@settings(many, max_examples=examples(60))
def test_worlds_of_one_machine_do_not_touch_each_other(sample: Sample) -> None:
    pair = Pair(sample.module, sample.rows)
    other = pair.machine.world()
    fresh = pair.state()
    for tool, arguments in sample.calls:
        pair.call(tool, arguments)
    pair.world = other
    assert pair.state() == fresh


# ------------------------------------------------------------------ the shipped scenarios


@pytest.mark.parametrize("level", ["base", "scaled"])
@pytest.mark.parametrize("name", SPECS)
def test_both_agree_on_golden_calls(name: str, level: str, built: Built) -> None:
    pair = Pair(built[name].level(level).module, built[name].rows, watch=False)
    start = pair.state()
    tasks = built[name].level(level).tasks.values()
    calls = distinct_calls((step.tool, step.arguments) for task in tasks for step in task.steps)
    for tool, arguments in random.Random(name).sample(calls, min(40, len(calls))):
        pair.call(tool, arguments)
    assert (pair.state() == start) == (name != "shop_orders")


@pytest.mark.parametrize("level", ["base", "scaled"])
@pytest.mark.parametrize("name", SPECS)
def test_both_agree_on_random_calls(name: str, level: str, built: Built) -> None:
    loaded = built[name].level(level)
    pair, pick = Pair(loaded.module, built[name].rows, watch=False), random.Random(level)
    texts = sorted(
        {v for rows in built[name].rows.values() for row in rows for v in row.values() if isinstance(v, str)}
    )
    ended = {"well": 0, "badly": 0}
    for tool in loaded.module.tools:
        for _ in range(10):
            golden = _golden(built[name], level, tool.name, pick)
            arguments = {
                p.name: golden[p.name]
                if p.name in golden and pick.random() < 0.8
                else random_value(p.value, texts, pick)
                for p in tool.params
                if p.required or pick.random() < 0.5
            }
            if isinstance(pair.machine.validate(tool.name, arguments), dict):
                ended["badly" if pair.call(tool.name, arguments).error else "well"] += 1
    assert ended["well"] >= 10
    assert ended["badly"] >= 1


def _golden(bundle: Bundle, level: str, tool: str, pick: random.Random) -> Mapping[str, Any]:
    """The arguments of some golden call of a tool, or of another one that shares its parameters' names."""
    tasks = list(bundle.level(level).tasks.values())
    steps = [step for task in pick.sample(tasks, 20) for step in task.steps]
    own = [step for step in steps if step.tool == tool] or steps
    return pick.choice(own).arguments


def random_value(type_: Any, texts: list[str], pick: random.Random) -> Any:
    """A value that probably fits a parameter's type."""
    match type_:
        case types.OptionalType(item=item):
            return random_value(item, texts, pick)
        case types.ListType(item=item):
            return [random_value(item, texts, pick) for _ in range(pick.randint(1, 2))]
        case types.RecordType(fields=fields):
            return {field.name: random_value(field.value, texts, pick) for field in fields}
        case types.EnumType(members=members):
            return pick.choice(members)
        case types.IntType(low=low, high=high):
            return pick.randint(low or 0, max(low or 0, min(high or 99, 99)))
        case types.FloatType():
            return pick.choice([0.5, 3, 12.25])
        case types.BoolType():
            return pick.random() < 0.5
    return pick.choice(texts)


# ------------------------------------------------------------------ one mistake each, once made

NUMBER = ir.Var(name="x")
ROW = ir.Find(entity="Thing", key=(ir.Const(value="a"),))


def cell(name: str, row: Any = ROW) -> ir.Cell:
    return ir.Cell(row=row, entity="Thing", field=name)


def binary(operator: Any, left: Any, right: Any) -> ir.Binary:
    return ir.Binary(operator=operator, left=left, right=right)


def pair_of(*body: Any, checks: tuple[Any, ...] = (), writes: bool = False, errors: tuple[str, ...] = ()) -> Pair:
    """A world of two things and one tool `go(x)`."""
    fields = {
        "id": types.StrType(),
        "flag": types.BoolType(),
        "size": types.IntType(),
        "tags": types.ListType(item=types.StrType()),
        "next": types.RowType(entity="Thing"),
        "self": types.StrType(),
        "row": types.IntType(),
    }
    made = tuple(irt.EntityField(name=n, value=v) for n, v in fields.items())
    tool = irt.Tool(
        name="go",
        origin="go",
        doc="Go.",
        params=(Param(name="x", value=types.IntType()),),
        result=types.StrType(),
        fails=errors,
        writes=("Thing",) if writes else (),
        body=body,
    )
    module = irt.ToolModule(
        entities=(irt.Entity(name="Thing", key=("id",), fields=made, checks=checks),),
        errors=tuple(irt.DeclaredError(name=n, message=ir.Text(parts=(n,))) for n in errors),
        tools=(tool,),
    )
    rows = [
        {"id": n, "flag": n == "a", "size": 3, "tags": ["t"], "next": "b", "self": "me", "row": 7} for n in ("a", "b")
    ]
    return Pair(module, {"Thing": rows})


def test_a_stored_truth_value_reads_true_in_a_text() -> None:
    text = ir.Text(
        parts=(ir.Hole(value=cell("flag")), ir.Hole(value=ir.Builtin(name="text", arguments=(cell("flag"),))))
    )
    assert pair_of(ir.Return(value=text)).call("go", {"x": 1}).text == '"truetrue"'


def test_and_makes_a_new_truth_value_that_shows_no_cell() -> None:
    seen = pair_of(ir.Return(value=binary("and", ir.Const(value=True), cell("flag")))).call("go", {"x": 1})
    assert {type(fact).__name__ for fact in seen.receipt.facts} == {"ValueFact"}


def test_an_update_to_the_same_truth_value_is_no_write() -> None:
    update = ir.Update(entity="Thing", row=ROW, fields=(ir.Entry(name="flag", value=ir.Const(value=True)),))
    seen = pair_of(update, ir.Return(value=ir.Const(value="x")), writes=True).call("go", {"x": 1})
    assert not seen.receipt.writes


def test_a_list_of_all_items_of_a_stored_list_is_a_new_one() -> None:
    query = ir.Query(item=ir.Var(name="t"), clauses=(ir.ForEach(name="t", source=cell("tags")),))
    seen = pair_of(ir.Return(value=query)).call("go", {"x": 1})
    assert {type(fact).__name__ for fact in seen.receipt.facts} == {"ValueFact"}


@pytest.mark.parametrize("field", ["self", "row"])
def test_fields_may_be_called_as_the_prelude_calls_its_own(field: str) -> None:
    value: ir.Const = ir.Const(value="you" if field == "self" else 8)
    update = ir.Update(entity="Thing", row=ROW, fields=(ir.Entry(name=field, value=value),))
    entries = {"id": "c", "flag": True, "size": 1, "next": "a", "self": "s", "row": 1}
    insert = ir.Insert(
        entity="Thing",
        fields=(
            *(ir.Entry(name=n, value=ir.Const(value=v)) for n, v in entries.items()),
            ir.Entry(name="tags", value=ir.ListOf(items=())),
        ),
    )
    seen = pair_of(update, insert, ir.Return(value=cell(field)), writes=True).call("go", {"x": 1})
    assert json.loads(seen.text) == value.value
    assert len(seen.receipt.writes) == 2


def test_a_result_with_more_digits_than_json_has_is_an_error_and_not_a_crash() -> None:
    pair = pair_of(ir.Return(value=binary("mul", NUMBER, NUMBER)))
    seen = pair.call("go", {"x": 10**4000})
    assert seen.error is not None


def test_a_variable_that_was_not_set_is_an_error_and_not_a_crash() -> None:
    late = ir.If(condition=binary("gt", NUMBER, ir.Const(value=9)), then=(ir.Let(name="y", value=NUMBER),))
    pair = pair_of(late, ir.Return(value=ir.Var(name="y")))
    assert pair.call("go", {"x": 1}).error is not None
    assert pair.call("go", {"x": 10}).text == "10"


def test_a_check_that_reads_another_row_is_held_when_that_row_is_written() -> None:
    key = ir.Cell(row=ir.Var(name="row"), entity="Thing", field="next")
    check = binary("gt", cell("size", ir.Follow(entity="Thing", key=key)), ir.Const(value=0))
    other = ir.Find(entity="Thing", key=(ir.Const(value="b"),))
    update = ir.Update(entity="Thing", row=other, fields=(ir.Entry(name="size", value=NUMBER),))
    unlink = ir.Update(entity="Thing", row=other, fields=(ir.Entry(name="next", value=ir.Const(value="a")),))
    pair = pair_of(unlink, update, ir.Return(value=ir.Const(value="x")), checks=(check,), writes=True)
    assert pair.call("go", {"x": 5}).error is None
    assert pair.call("go", {"x": -5}).error is not None


def test_the_first_row_that_fails_decides_which_error_it_is() -> None:
    one = ir.OrFail(value=ir.Const(value=None), error="Item")
    choose = ir.Choose(
        condition=binary("eq", ir.Var(name="n"), ir.Const(value=1)),
        then=ir.Const(value=True),
        otherwise=ir.OrFail(value=ir.Const(value=None), error="Where"),
    )
    numbers = ir.ListOf(items=(ir.Const(value=1), ir.Const(value=2)))
    query = ir.Query(item=one, clauses=(ir.ForEach(name="n", source=numbers), ir.Where(condition=choose)))
    seen = pair_of(ir.Return(value=query), errors=("Item", "Where")).call("go", {"x": 1})
    assert seen.error is not None
    assert seen.error.code == "Item"


def test_the_key_of_the_only_row_is_computed_too() -> None:
    rows = ir.ListOf(items=(NUMBER,))
    key = ir.SortKey(value=binary("floordiv", ir.Const(value=1), ir.Var(name="n")))
    query = ir.Query(item=ir.Var(name="n"), clauses=(ir.ForEach(name="n", source=rows), ir.SortBy(keys=(key,))))
    pair = pair_of(ir.Return(value=query))
    assert pair.call("go", {"x": 0}).error is not None
    assert pair.call("go", {"x": 1}).error is None


@pytest.mark.parametrize("ending", ["error", "duplicate", "link", "check", "type"])
def test_a_call_that_fails_after_a_write_changes_nothing(ending: str) -> None:
    def update(name: str, value: Any) -> ir.Update:
        return ir.Update(entity="Thing", row=ROW, fields=(ir.Entry(name=name, value=ir.Const(value=value)),))

    cells = {"id": "a", "flag": True, "size": 1, "next": "a", "self": "s", "row": 1}
    twice = ir.Insert(
        entity="Thing",
        fields=(
            *(ir.Entry(name=n, value=ir.Const(value=v)) for n, v in cells.items()),
            ir.Entry(name="tags", value=ir.ListOf(items=())),
        ),
    )
    last: dict[str, Any] = {
        "error": ir.Fail(error="No"),
        "duplicate": twice,
        "link": update("next", "nobody"),
        "check": update("size", -1),
        "type": update("size", "large"),
    }
    check = binary("ge", cell("size", ir.Var(name="row")), ir.Const(value=0))
    body = (update("self", "you"), last[ending], ir.Return(value=ir.Const(value="x")))
    pair = pair_of(*body, checks=(check,), writes=True, errors=("No",))
    before = pair.state()
    assert pair.call("go", {"x": 1}).error is not None
    assert pair.state() == before


def test_a_row_that_others_lead_to_cannot_be_deleted() -> None:
    other = ir.Find(entity="Thing", key=(ir.Const(value="b"),))
    pair = pair_of(ir.Delete(entity="Thing", row=other), ir.Return(value=ir.Const(value="x")), writes=True)
    assert pair.call("go", {"x": 1}).error is not None
