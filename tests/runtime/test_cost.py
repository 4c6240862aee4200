"""What the intermediate form says of the work of a call is never less than what the call takes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from toolwright.runtime.bundle import Bundle
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir.cost.estimate import Estimate
from toolwright.runtime.ir.cost.limit import expression_excess, tables_of, too_much_work
from toolwright.runtime.ir.cost.sizes import Size, UnboundedError, Usual, digits_of, field_of
from toolwright.runtime.ir.types import FloatType, IntType, RecordField, RecordType
from toolwright.runtime.machine import BROKEN_RULES
from toolwright.runtime.reference import ConstraintViolation, Evaluator

from ..conftest import SPECS, Built
from .queries import query_samples
from .strategies import Sample, samples, state_of

many = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
some = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def parts(value: Any) -> Iterator[Any]:
    """*value* and everything in it."""
    yield value
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from parts(part)


def usual_for(arguments: Mapping[str, Any]) -> Usual:
    """Limits that hold for *arguments*, so that nothing is taken for granted."""
    held = [*parts(arguments), *(key for part in parts(arguments) if isinstance(part, dict) for key in part)]
    return Usual(
        items=max((len(part) for part in held if isinstance(part, list | dict)), default=0),
        characters=max((len(part) for part in held if isinstance(part, str)), default=0),
        digits=max((len(str(abs(part))) for part in held if isinstance(part, int)), default=1),
    )


def fits(value: Any, size: Size) -> bool:
    """Whether *value* is at most as large as *size* says."""
    match value:
        case None:
            return True
        case bool() | float():
            return abs(value) <= size.most
        case int():
            return len(str(abs(value))) <= digits_of(size) and (math.isinf(size.most) or abs(value) <= size.most)
        case str():
            return len(value) <= size.text
        case dict():
            return all(fits(part, field_of(size, name)) for name, part in value.items())
    return len(value) <= size.length and all(size.item is not None and fits(part, size.item) for part in value)


def plain_rows(evaluator: Evaluator) -> dict[str, list[dict[str, Any]]]:
    """The world as rows."""
    return {name: list(rows.values()) for name, rows in evaluator.state.items()}


def holds(module: irt.ToolModule, evaluator: Evaluator, tool: str, arguments: Mapping[str, Any]) -> bool:
    """Run a call and hold it to its bound; False where there is none."""
    declared = next(each for each in module.tools if each.name == tool)
    usual = usual_for({**{p.name: p.default for p in declared.params}, **arguments})
    estimate = Estimate(module, tables_of(plain_rows(evaluator)), usual)
    try:
        work, size = estimate.call(declared)
    except UnboundedError:
        work = None
    try:
        outcome = evaluator.call(tool, arguments)
    except (ConstraintViolation, *BROKEN_RULES):
        outcome = None
    if work is None:
        return False
    assert evaluator.steps <= work.steps
    if outcome is not None and outcome.error is None:
        assert fits(outcome.value, size)
        assert len(json.dumps(outcome.value, ensure_ascii=False)) <= 8 * size.weight + 8
        for name, rows in plain_rows(evaluator).items():
            assert len(rows) <= estimate.tables.rows.get(name, 0)
            for row in rows:
                assert all(fits(cell, estimate.tables.cells[name][field]) for field, cell in row.items())
    return True


@many
@given(samples())
def test_no_call_takes_more_than_its_bound(sample: Sample) -> None:
    evaluator = Evaluator(sample.module, state_of(sample))
    for tool, arguments in sample.calls:
        holds(sample.module, evaluator, tool, arguments)


@some
@given(query_samples())
def test_no_query_takes_more_than_its_bound(sample: Sample) -> None:
    evaluator = Evaluator(sample.module, state_of(sample))
    for tool, arguments in sample.calls:
        assert holds(sample.module, evaluator, tool, arguments)


@pytest.mark.parametrize("name", SPECS)
def test_golden_calls_of_all_levels_stay_within_their_bounds(name: str, built: Built) -> None:
    bundle: Bundle = built[name]
    for level in bundle.level_names:
        module = bundle.level(level).module
        assert too_much_work(module, bundle.rows)[0] == []
        keys = {entity.name: entity for entity in module.entities}
        tasks = list(bundle.level(level).tasks.values())
        for task in tasks[:: len(tasks) // 5]:
            state = state_of(Sample(module, bundle.rows, ()))
            evaluator = Evaluator(module, state)
            for step in task.steps:
                assert holds(module, evaluator, step.tool, step.arguments)
        assert keys


SUM_OF_TWO = ir.Binary(operator="add", left=ir.Const(value=-1.5), right=ir.Const(value=-1.5))


@pytest.mark.parametrize(("name", "argument"), [("sum", ir.ListOf(items=())), ("round", SUM_OF_TWO)])
def test_whole_numbers_come_of_what_is_none(name: str, argument: ir.Expr) -> None:
    """The sum of no numbers, and a number that was a double."""
    body = (ir.Return(value=ir.Builtin(name=name, arguments=(argument,))),)
    tool = irt.Tool(name="none", origin="none", doc="", params=(), result=FloatType(), body=body)
    module = irt.ToolModule(entities=(), tools=(tool,))
    assert holds(module, Evaluator(module, state_of(Sample(module, {}, ()))), "none", {})


def test_an_answer_computes_with_the_result_of_a_step_and_not_with_a_list_of_results() -> None:
    result = RecordType(fields=(RecordField(name="people", value=IntType(low=0, high=10**9)),))
    body = (ir.Return(value=ir.RecordOf(fields=(ir.Entry(name="people", value=ir.Const(value=7)),))),)
    tool = irt.Tool(name="people", origin="people", doc="", params=(), result=result, body=body)
    module = irt.ToolModule(entities=(), tools=(tool,))
    doubled = ir.Binary(operator="mul", left=ir.Const(value=2), right=ir.Get(value=ir.Var(name="n"), name="people"))
    assert expression_excess(module, doubled, tables_of({}), {"n": "people"}) is None
    whole = ir.Binary(operator="mul", left=ir.Const(value=10**12), right=ir.Var(name="n"))
    for steps in ({"n.1": "people", "n.2": "people"}, {"n": "people"}):
        said = expression_excess(module, whole, tables_of({}), steps)
        assert said == "it computes mul of what may be no number"
