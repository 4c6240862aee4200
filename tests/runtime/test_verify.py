"""The verifier: what passes can run, whoever wrote it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from toolwright.runtime.errors import CallError
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types
from toolwright.runtime.ir.kinds import ANY, BOOL, FLOAT, INT, NULL, TEXT, ListKind, MaybeKind, RecordKind, goes, joined
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.ir.verify import goal_problems, problems
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import BUILTINS

from ..conftest import SPECS, Built
from ..sizes import examples
from .strategies import Sample, samples

some = settings(max_examples=examples(120), deadline=None, suppress_health_check=list(HealthCheck))
ONE, WORD, YES, NOTHING = (ir.Const(value=v) for v in (1, "a", True, None))
ROW = ir.Find(entity="Thing", key=(WORD,))
THING = irt.Entity(
    name="Thing",
    key=("id",),
    fields=(
        irt.EntityField(name="id", value=types.StrType()),
        irt.EntityField(name="size", value=types.IntType()),
        irt.EntityField(name="next", value=types.OptionalType(item=types.RowType(entity="Thing"))),
    ),
)


def found(*body: Any, result: Any = None) -> list[str]:
    """What is wrong with a tool of this body."""
    tool = irt.Tool(
        name="go",
        origin="go",
        doc="Go.",
        params=(irt.Param(name="x", value=types.IntType()),),
        result=result or types.IntType(),
        writes=("Thing",),
        fails=("No",),
        body=body,
    )
    error = irt.DeclaredError(
        name="No", params=(irt.Param(name="who", value=types.StrType()),), message=ir.Text(parts=("No.",))
    )
    return problems(irt.ToolModule(entities=(THING,), errors=(error,), tools=(tool,)), BUILTINS)


def gives(value: Any) -> tuple[Any, ...]:
    """A body that computes *value* and returns something else."""
    return (ir.Let(name="y", value=value), ir.Return(value=ONE))


def binary(operator: Any, left: Any, right: Any) -> Any:
    return ir.Binary(operator=operator, left=left, right=right)


def query(*clauses: Any, source: Any = None) -> Any:
    every = ir.ForEach(name="t", source=source or ir.Rows(entity="Thing"))
    return ir.Query(item=ir.Var(name="t"), clauses=(every, *clauses))


def builtin(name: str, *arguments: Any) -> Any:
    return ir.Builtin(name=name, arguments=arguments)


NUMBERS = ir.ListOf(items=(ONE,))
WRONG: dict[str, tuple[Any, ...]] = {
    "a text minus a number": gives(binary("sub", WORD, ONE)),
    "a text plus a number": gives(binary("add", WORD, ONE)),
    "a list plus a number": gives(binary("add", NUMBERS, ONE)),
    "a text below a number": gives(binary("lt", WORD, ONE)),
    "truth values in order": gives(binary("lt", YES, YES)),
    "a number and a truth value": gives(binary("and", ONE, YES)),
    "part of a number": gives(binary("in", ONE, ONE)),
    "not a number": gives(ir.Not(value=ONE)),
    "minus a text": gives(ir.Neg(value=WORD)),
    "a cell of a number": gives(ir.Cell(row=ONE, entity="Thing", field="size")),
    "a field of a number": gives(ir.Get(value=ONE, name="x")),
    "a field that is not there": gives(ir.Get(value=ir.RecordOf(fields=(ir.Entry(name="a", value=ONE),)), name="b")),
    "items of a number": gives(query(source=ONE)),
    "an item of a text": gives(ir.Item(value=WORD, position=ONE)),
    "a position that is a text": gives(ir.Item(value=NUMBERS, position=WORD)),
    "a number by key": gives(ir.At(value=ONE, key=WORD)),
    "a key of another type": gives(ir.Find(entity="Thing", key=(YES,))),
    "a link that is a number": gives(ir.Follow(entity="Thing", key=ONE)),
    "a condition that is a number": gives(query(ir.Where(condition=ONE))),
    "rows in order": gives(query(ir.SortBy(keys=(ir.SortKey(value=ir.Var(name="t")),)))),
    "as many as a text": gives(query(ir.Take(count=WORD))),
    "a choice by number": gives(ir.Choose(condition=ONE, then=ONE, otherwise=ONE)),
    "a list in a text": gives(ir.Text(parts=(ir.Hole(value=NUMBERS),))),
    "a text as money": gives(ir.Text(parts=(ir.Hole(value=WORD, format=".2f"),))),
    "the length of a number": gives(builtin("length", ONE)),
    "too many arguments": gives(builtin("length", WORD, WORD)),
    "too few arguments": gives(builtin("days_between", WORD)),
    "the sum of texts": gives(builtin("sum", ir.ListOf(items=(WORD,)))),
    "a prefix that is a number": gives(ir.NextId(entity="Thing", prefix=ONE)),
    "an error about a number": (ir.Fail(error="No", arguments=(ir.Entry(name="who", value=ONE),)),),
    "a required number": (
        ir.Require(condition=ONE, error="No", arguments=(ir.Entry(name="who", value=WORD),)),
        ir.Return(value=ONE),
    ),
    "a branch by text": (ir.If(condition=WORD, then=(ir.Return(value=ONE),)), ir.Return(value=ONE)),
    "a loop over a number": (ir.For(name="i", source=ONE, body=()), ir.Return(value=ONE)),
    "a cell of another type": (
        ir.Update(entity="Thing", row=ROW, fields=(ir.Entry(name="size", value=WORD),)),
        ir.Return(value=ONE),
    ),
    "a number deleted": (ir.Delete(entity="Thing", row=ONE), ir.Return(value=ONE)),
    "another result": (ir.Return(value=WORD),),
    "another result in a branch": (ir.If(condition=YES, then=(ir.Return(value=WORD),)), ir.Return(value=WORD)),
    "a variable that changed": (
        ir.Let(name="y", value=ONE),
        ir.Let(name="y", value=WORD),
        ir.Return(value=ir.Neg(value=ir.Var(name="y"))),
    ),
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_what_values_cannot_do_is_refused(body: tuple[Any, ...]) -> None:
    assert found(*body)


RIGHT: dict[str, tuple[Any, ...]] = {
    "whole numbers are numbers": gives(binary("add", ONE, ir.Const(value=1.5))),
    "null is compared with anything": gives(binary("eq", ONE, NOTHING)),
    "a null that is looked at": gives(ir.Cell(row=ROW, entity="Thing", field="size", safe=True)),
    "an empty list of anything": gives(builtin("sum", ir.ListOf(items=()))),
    "one or the other": gives(ir.Choose(condition=YES, then=ONE, otherwise=WORD)),
    "a link followed": gives(ir.Follow(entity="Thing", key=ir.Cell(row=ROW, entity="Thing", field="next", safe=True))),
    "a loop that changes a variable": (
        ir.Let(name="y", value=ONE),
        ir.For(name="i", source=NUMBERS, body=(ir.Let(name="y", value=binary("add", ir.Var(name="y"), ONE)),)),
        ir.Return(value=ir.Var(name="y")),
    ),
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_what_values_can_do_passes(body: tuple[Any, ...]) -> None:
    assert found(*body) == []


def test_loops_in_loops_are_looked_at_once_and_what_grows_in_them_has_an_end() -> None:
    grown = ir.RecordOf(fields=(ir.Entry(name="a", value=ir.Var(name="y")),))
    body: tuple[Any, ...] = (ir.Let(name="y", value=grown),)
    for number in range(40):
        body = (ir.For(name=f"i{number}", source=NUMBERS, body=body),)
    start = ir.Let(name="y", value=ir.RecordOf(fields=()))
    assert not any("is no list" in line for line in found(start, *body, ir.Return(value=ONE)))


def test_a_goal_is_true_or_false() -> None:
    module = irt.ToolModule(entities=(THING,), tools=())
    assert goal_problems(module, ONE, BUILTINS)
    assert goal_problems(module, YES, BUILTINS) == []
    assert goal_problems(module, ONE, BUILTINS, {"step"}) == []


def test_kinds_are_joined_to_what_holds_both() -> None:
    assert joined(INT, FLOAT) == FLOAT
    assert joined(INT, TEXT) == ANY
    assert joined(NULL, INT) == MaybeKind(INT)
    assert joined(ListKind(INT), ListKind(FLOAT)) == ListKind(FLOAT)
    some_fields, more = RecordKind((("a", INT),)), RecordKind((("a", INT), ("b", BOOL)))
    both = joined(some_fields, more)
    assert both == RecordKind((("a", INT), ("b", BOOL)), is_open=True)
    assert goes(both, some_fields)
    assert not goes(more, some_fields)
    assert goes(INT, FLOAT)
    assert not goes(FLOAT, INT)


@pytest.mark.parametrize("name", SPECS)
def test_all_levels_of_shipped_scenarios_are_legal(name: str, built: Built) -> None:
    for level in built[name].level_names:
        assert problems(built[name].level(level).module, BUILTINS) == []


# ------------------------------------------------------------------ hostile edits

_WORDS = ("world", "Thing", "Item", "Maker", "a", "price", "len", "do_it", "x" * 130, "", "__class__", "Missing")


def _places(value: Any) -> list[tuple[Any, Any]]:
    """(container, key) of everything in a JSON value."""
    found_ = []
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        found_.append((value, key))
        if isinstance(part, dict | list):
            found_ += _places(part)
    return found_


@st.composite
def edited(draw: st.DrawFn) -> tuple[Sample, str]:
    """A module in which a stranger changed some places."""
    sample = draw(samples())
    data = json.loads(sample.module.model_dump_json())
    for _ in range(draw(st.integers(1, 3))):
        places = _places(data)
        container, key = draw(st.sampled_from(places))
        other_container, other_key = draw(st.sampled_from(places))
        part = json.loads(json.dumps(container[key]))
        match draw(st.sampled_from(("swap", "drop", "copy", "deepen", "rename", "value"))):
            case "swap":
                container[key] = json.loads(json.dumps(other_container[other_key]))
            case "drop":
                del container[key]
            case "copy" if isinstance(container, list):
                container.append(part)
            case "deepen":
                for _ in range(draw(st.sampled_from((1, 30, 120)))):
                    part = {"op": "neg", "value": part}
                container[key] = part
            case "rename" if isinstance(part, str):
                container[key] = draw(st.sampled_from(_WORDS))
            case _:
                container[key] = draw(st.sampled_from((None, True, -1, 10**30, 1.5, "a", [], {})))
    return sample, json.dumps(data)


@some
@given(edited())
def test_whatever_a_stranger_changes_is_refused_or_runs_as_any_tool(made: tuple[Sample, str]) -> None:
    sample, text = made
    try:
        module = ToolModule.model_validate_json(text)
    except ValidationError:
        return
    if problems(module, BUILTINS):
        return
    try:
        machine = Machine(module, sample.rows)
    except (KeyError, TypeError, AttributeError, ValueError, SyntaxError, RecursionError, MemoryError):
        return  # what `Bundle.environment` turns into a BundleError
    for tool, arguments in sample.calls:
        world = machine.world()
        seen = machine.call(world, tool, json.dumps(arguments))
        assert seen.error is None or isinstance(seen.error, CallError)
