"""Explored tasks after stage 3: their calls translated to the merged tools, and made again.

Before: `city_population(city="Oslo")` gives 709037.
After:  `city_details(city="Oslo", detail="population")` gives `{population: 709037}`, the same cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.types import Model
from toolwright.runtime.machine import Machine
from toolwright.runtime.tracing import facts_of, plain

from ..golden import GoldenStep, GoldenTask
from ..integrate import Integration, TranslatedCall


def integrated(
    tasks: Sequence[GoldenTask], integration: Integration, rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[GoldenTask]:
    """*tasks* over the tools of *integration*, whose world has these *rows*.

    Raises AssertionError where a translated call gives something else: then integration is wrong.
    """
    machine = Machine(integration.module, rows)
    for task in tasks:
        calls = {step.id: integration.translated(step.tool, step.arguments) for step in task.steps}
        fields = {name: call.field for name, call in calls.items() if call.field is not None}
        yield replace(
            task,
            steps=tuple(_made(step, calls[step.id], machine) for step in task.steps),
            answer=task.answer.model_copy(update={"computed": _within(task.answer.computed, fields)}),
            offered=tuple(sorted({_now(name, integration) for name in task.offered})),
        )


def _now(tool: str, integration: Integration) -> str:
    found = integration.translation(tool)
    return found.tool if found else tool


def _made(step: GoldenStep, call: TranslatedCall, machine: Machine) -> GoldenStep:
    if call.tool == step.tool:
        return step
    seen = machine.call(machine.world(), call.tool, json.dumps(call.arguments), pristine=True)
    assert seen.error is None, f"the merged tool for `{step.tool}` refuses its call: {seen.error.message}"
    shown = seen.result if call.field is None else seen.result[call.field]
    assert plain(shown) == step.answer, f"the merged tool for `{step.tool}` gives something else"
    fact = step.fact if step.fact in facts_of(shown) else shown.fact
    return replace(step, tool=call.tool, arguments=call.arguments, fact=fact)


def _within(node: Any, fields: Mapping[str, str]) -> Any:
    """*node* with each step's result taken from its field in the merged tool's result."""
    if isinstance(node, ir.Var) and node.name in fields:
        return ir.Get(value=node, name=fields[node.name])
    if isinstance(node, Model):
        return node.model_copy(update={name: _within(value, fields) for name, value in node})
    if isinstance(node, tuple):
        return tuple(_within(each, fields) for each in node)
    return node
