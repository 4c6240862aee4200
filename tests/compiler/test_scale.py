"""Scaling: added parameters do something and nothing when left out; distractors never give a fact away."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from toolwright.compiler.scale.flow import shown_cells
from toolwright.runtime import Bundle
from toolwright.runtime.facts import CellFact, EffectFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.machine import Machine

from ..conftest import SPECS, Built
from ..runtime.strategies import Sample, samples
from ..runtime.test_reference import random_value
from ..sizes import examples
from .sources import compiled


def golden_arguments(bundle: Bundle, tool: str) -> list[dict[str, Any]]:
    """Arguments of golden calls of a tool."""
    steps = (step for task in bundle.level().tasks.values() for step in task.steps if step.tool == tool)
    return [json.loads(text) for text in {json.dumps(s.arguments, sort_keys=True): None for s in steps}]


def added(tool: Tool) -> list[str]:
    """The parameters that scaling added."""
    return [change.removeprefix("parameters: ") for change in tool.added if change.startswith("parameters: ")]


@pytest.mark.parametrize("name", SPECS)
def test_golden_calls_give_at_a_scaled_level_what_they_gave(name: str, built: Built) -> None:
    base, scaled = (built[name].environment(level).machine for level in ("base", "scaled"))
    for tool in base.tools:
        for arguments in golden_arguments(built[name], tool)[:30]:
            text = json.dumps(arguments)
            one, other = base.call(base.world(), tool, text), scaled.call(scaled.world(), tool, text)
            assert (one.text, one.receipt) == (other.text, other.receipt)
            assert one.error is None


@pytest.mark.parametrize("name", SPECS)
def test_every_added_parameter_changes_a_result(name: str, built: Built) -> None:
    bundle = built[name]
    machine = bundle.environment("scaled").machine
    samples = json.loads(bundle.files["levels/scaled/samples.json"])
    assert {tool.name: set(added(tool)) for tool in machine.tools.values() if added(tool)} == {
        tool: set(params) for tool, params in samples.items()
    }
    for tool, params in samples.items():
        for param, calls in params.items():
            texts = [
                machine.call(machine.world(), tool, json.dumps(calls[which])).text for which in ("without", "given")
            ]
            assert texts[0] != texts[1], (tool, param)


@pytest.mark.parametrize("name", SPECS)
def test_the_levels_are_as_rich_as_the_spec_asks(name: str, built: Built) -> None:
    bundle = built[name]
    wanted = dict(bundle.manifest.levels[1].operators)
    module = bundle.level("scaled").module
    assert wanted.keys() == {"parameters", "toolset"}
    assert all(len(added(tool)) <= wanted["parameters"] for tool in module.tools)
    assert sum(bool(added(tool)) for tool in module.tools) >= len(module.tools) / 2
    base = {task.id: set(task.tools) for task in bundle.level().tasks.values()}
    for task in bundle.level("scaled").tasks.values():
        more = set(task.tools) - base[task.id]
        assert 0 < len(more) <= wanted["toolset"]
        assert more <= set(module.distractors)


@pytest.mark.parametrize("name", SPECS)
def test_no_call_of_a_distractor_shows_a_golden_fact(name: str, built: Built) -> None:
    bundle, pick = built[name], random.Random(1)
    environment = bundle.environment("scaled")
    machine = environment.machine
    texts = sorted({v for rows in bundle.rows.values() for row in rows for v in row.values() if isinstance(v, str)})
    receipts: dict[str, list[Any]] = {}
    for distractor in machine.module.distractors:
        tool = machine.tools[distractor]
        golden = [a for t in machine.tools for a in golden_arguments(bundle, t)]
        for _ in range(150):
            example = pick.choice(golden)
            arguments = {
                p.name: example[p.name] if p.name in example else random_value(p.value, texts, pick)
                for p in tool.params
                if p.required or pick.random() < 0.3
            }
            seen = machine.call(machine.world(), distractor, json.dumps(arguments))
            receipts.setdefault(distractor, []).append(seen.receipt)
    assert all(any(r.facts or r.writes for r in found) for found in receipts.values())
    for task in environment.tasks.values():
        facts = [step.golden_fact for step in task.steps]
        offered = [r for name in task.tools for r in receipts.get(name, ())]
        assert offered
        assert not any(receipt.holds(fact) for fact in facts for receipt in offered)
        if any(isinstance(fact, EffectFact) for fact in facts):
            assert not any(receipt.writes for receipt in offered)


# ------------------------------------------------------------------ the flow analysis behind it


@settings(max_examples=examples(120), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(samples())
def test_no_call_shows_a_cell_that_the_analysis_rules_out(sample: Sample) -> None:
    machine = Machine(sample.module, sample.rows)
    world = machine.world()
    for name, arguments in sample.calls:
        seen = machine.call(world, name, json.dumps(arguments))
        shown = {(f.entity, f.field) for f in seen.receipt.facts if isinstance(f, CellFact)}
        assert shown <= shown_cells(machine.tools[name], sample.module)


def test_a_cell_that_wanders_through_many_variables_in_a_loop_is_found() -> None:
    """Each turn moves the cell one variable on, so that it comes out many turns after it went in."""
    names = [f"x{i}" for i in range(12)]
    cell = ir.Cell(row=ir.Find(entity="T", key=(ir.Const(value="a"),)), entity="T", field="secret")
    moves = [ir.Let(name=a, value=ir.Var(name=b)) for a, b in pairwise(names)]
    turns = ir.ListOf(items=tuple(ir.Const(value=i) for i in range(20)))
    tool = irt.Tool(
        name="go",
        origin="go",
        doc="Go.",
        params=(),
        result=types.StrType(),
        body=(
            *(ir.Let(name=n, value=ir.Const(value="")) for n in names),
            ir.For(name="turn", source=turns, body=(*moves, ir.Let(name=names[-1], value=cell))),
            ir.Return(value=ir.Var(name=names[0])),
        ),
    )
    fields = tuple(irt.EntityField(name=n, value=types.StrType()) for n in ("id", "secret"))
    module = irt.ToolModule(entities=(irt.Entity(name="T", key=("id",), fields=fields),), tools=(tool,))
    machine = Machine(module, {"T": [{"id": "a", "secret": "s"}]})
    facts = machine.call(machine.world(), "go", "{}").receipt.facts
    assert facts == {CellFact("T", '"a"', "secret")}
    assert shown_cells(tool, module) == {("T", "secret")}


GIVES_AWAY = """
scenario leaky { title: "Leaky", domain: test, version: "1.0.0", license: "CC0-1.0" }

entity City key id { "A city." id: str, people: int, area: int, code: str }
data City {
  | id  | people | area | code |
  | "a" | 555    | 111  | "k"  |
  | "b" | 777    | 222  | "l"  |
}
error Unknown(id: str) $"Nothing is called {id}."

tool people(city: str "City.") -> int
  fails Unknown
{
  "Inhabitants of a city."
  let c = City[city] ?? fail Unknown(city)
  return c.people
}

@distractor
tool people_by_code(code: str "Code.") -> { found: int }
  fails Unknown
{
  "Inhabitants of the city with a code."
  let c = first([c for c in City if c.code == code]) ?? fail Unknown(code)
  return { found: c.people }
}

@distractor
tool largest() -> int {
  "Inhabitants of the largest city."
  let best = [c.people for c in City sort by c.people desc take 1]
  return first(best) ?? 0
}

@distractor
tool area(city: str "City.") -> int
  fails Unknown
{
  "Area of a city."
  let c = City[city] ?? fail Unknown(city)
  return c.area
}

task people_of_a_city {
  each c in City
  ask $"How many people live in {c.id}?"
  step n = people(city=c.id)
    asks $"How many people live in {c.id}?"
  answer n
}

scale { seed 1 level more { toolset: 9 } }
"""


def test_a_distractor_that_shows_what_a_task_asks_for_is_not_offered() -> None:
    found = compiled(GIVES_AWAY)
    assert found.files is not None, [d.message for d in found.diagnostics]
    for line in found.files["levels/more/tasks.jsonl"].splitlines():
        offered = set(json.loads(line)["tools"])
        assert {"people", "area"} <= offered
        assert offered.isdisjoint({"people_by_code", "largest"})
        assert not {name for name in offered if "people" in name} - {"people"}
