"""Operators in any order and strength: plans keep their facts and answers (property 27), levels grow with strength, one
seed gives one level (28), and both executions agree on what scaled tools do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from toolwright.compiler.lower import lower_module
from toolwright.compiler.lower.types import plain
from toolwright.compiler.scale import OPERATORS, ScaledLevel, scale
from toolwright.compiler.scale.draft import Draft
from toolwright.dsl import Program
from toolwright.runtime.bundle import Step, Task, TaskAnswer
from toolwright.runtime.documents import document
from toolwright.runtime.facts import EffectFact, Fact, fact_to_json
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import BUILTINS
from toolwright.runtime.tracing import plain as plain_value
from toolwright.runtime.tracing import traced_parts

from ...conftest import SPECS, Built
from ...dsl.typed import Made, programs
from ...runtime.agreement import Pair
from ...sizes import examples
from ..sources import checked
from .library import draft_of, holds, library, played

REWRITERS = tuple(OPERATORS)
unhurried = settings(deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def levels(draw: st.DrawFn) -> dict[str, int]:
    """Operators with strengths, in any order."""
    names = draw(st.permutations([*REWRITERS, "toolset"]))
    return {name: draw(st.sampled_from((0, 1, 2, 4))) for name in names}


def scaled(draft: Draft, operators: Mapping[str, int], seed: int) -> ScaledLevel:
    """A level of *draft*, held to what every level must be."""
    level = scale("level", operators, draft.module, draft.tasks, draft.rows, (), seed)
    assert problems(level.module, BUILTINS) == []
    assert [(s.id, s.fact, s.answer) for t in level.tasks for s in t.steps] == [
        (s.id, s.fact, s.answer) for t in draft.tasks for s in t.steps
    ]
    holds(as_draft(level, draft))
    return level


def as_draft(level: ScaledLevel, draft: Draft) -> Draft:
    """A scaled level as a draft that can be played."""
    return Draft(level.module, level.tasks, draft.rows, level.samples or {})


def live(level: ScaledLevel, draft: Draft) -> None:
    """Every added parameter is in its tool and changes what its witness gives; both executions agree on both calls."""
    pair = Pair(level.module, draft.rows)
    machine = Machine(level.module, draft.rows)
    for witness in level.witnesses:
        tool = machine.tools[witness.tool]
        assert witness.parameter in {p.name for p in tool.params}
        seen = []
        for arguments in (witness.without, witness.given):
            values = machine.validate(tool.name, arguments)
            assert isinstance(values, dict), (tool.name, arguments, values)
            observed = machine.call(machine.world(), tool.name, json.dumps(arguments))
            seen.append((observed.text, observed.receipt.writes))
        assert seen[0] != seen[1], witness
        if not tool.writes:
            pair.call(tool.name, dict(witness.without))
            pair.call(tool.name, dict(witness.given))


@settings(unhurried, max_examples=examples(12))
@given(levels(), st.integers(0, 5))
def test_the_library_keeps_its_facts_at_any_level(operators: dict[str, int], seed: int) -> None:
    level = scaled(library(), operators, seed)
    live(level, library())


@settings(unhurried, max_examples=examples(5))
@given(st.sampled_from(SPECS), levels(), st.integers(0, 5))
def test_shipped_scenarios_keep_their_facts_at_any_level(
    built: Built, name: str, operators: dict[str, int], seed: int
) -> None:
    draft = draft_of(built[name])
    some = Draft(draft.module, draft.tasks[::24], draft.rows)
    live(scaled(some, operators, seed), some)


# ------------------------------------------------------------------ generated programs


def of_calls(program: Program, made: Made) -> Draft:
    """The calls of a generated program as tasks: each asks for a fact that its call shows."""
    module = lower_module(program, [tool.name for tool in program.tools.values()], [])
    rows = {e.name: [plain(row) for row in e.rows] for e in program.entities.values()}
    machine = Machine(module, rows)
    tasks = []
    for number, (name, arguments) in enumerate(made.calls):
        seen = machine.call(machine.world(), name, json.dumps(arguments))
        if seen.error is not None:
            continue
        fact: Fact
        if seen.receipt.writes:
            fact, answer = EffectFact(seen.receipt.writes), plain_value(seen.result)
        else:
            part = next(iter(traced_parts(seen.result)), None)
            if part is None or machine.tools[name].writes:
                continue
            fact, answer = part.fact, plain_value(part)
        step = Step(id="s", question="?", tool=name, arguments=arguments, fact=fact_to_json(fact), answer=answer)
        tasks.append(
            Task(
                id=f"t/{number}",
                kind="single_hop",
                question="?",
                steps=(step,),
                answer=TaskAnswer(value="x", type="string", computed=ir.Const(value="x")),
                tools=tuple(sorted(tool.name for tool in module.tools)),
                seed=number,
            )
        )
    return Draft(module, tuple(tasks), rows)


@settings(unhurried, max_examples=examples(25))
@given(programs(), levels(), st.integers(0, 3))
def test_generated_programs_keep_their_facts_at_any_level(made: Made, operators: dict[str, int], seed: int) -> None:
    draft = of_calls(checked(made.text), made)
    assume(draft.tasks)
    live(scaled(draft, operators, seed), draft)


DOUBLING = """
library copies { title: "Copies" }
entity Slip key id { "A slip of paper." id: str(1..9), word: str(..9) "What it says." }
data Slip { | id | word | | "s1" | "a" | | "s2" | "b" | }
tool copy_all(word: str(..9) "What the copies say.") -> int
  writes Slip
{
  "Copies every slip."
  for slip in [slip for slip in Slip] { insert Slip { id: next_id("s"), word: word } }
  return count([slip for slip in Slip])
}
"""


def test_a_rewrite_that_makes_calls_too_long_is_not_made() -> None:
    draft = of_calls(checked(DOUBLING), Made(DOUBLING, (("copy_all", {"word": "c"}),)))
    level = scaled(draft, {"types": 4}, 0)  # `batch` would double the slips once for each of its words
    assert [(d.tool, d.rewrite) for d in level.dropped if "grows by more each time around a loop" in d.reason] == [
        ("copy_all", "types: batch")
    ]


# ------------------------------------------------------------------ sizes and seeds


def leaves(schema: Any) -> Iterator[Any]:
    """What a schema of parameters asks for, one by one."""
    for inner in schema.get("properties", {}).values():
        yield from leaves(inner["items"] if inner.get("type") == "array" else inner)
    if "properties" not in schema:
        yield schema


def sizes(level: ScaledLevel) -> tuple[int, int, int]:
    """Tools, values that their parameters hold, and characters of their documents."""
    documents = [document(tool) for tool in level.module.tools]
    asked = sum(len(list(leaves(d["function"]["parameters"]))) for d in documents)
    return len(documents), asked, len(json.dumps(documents))


@pytest.mark.parametrize("operator", [*REWRITERS, "toolset"])
def test_a_level_grows_with_the_strength_of_an_operator(operator: str, built: Built) -> None:
    for draft in (library(), draft_of(built["shop_orders"])):
        made = [sizes(scale("x", {operator: n}, draft.module, draft.tasks, draft.rows, (), 3)) for n in range(5)]
        for smaller, larger in pairwise(made):
            assert all(a <= b for a, b in zip(smaller, larger, strict=True)), made
        assert made[0] < made[1]


def test_one_seed_gives_one_level_and_others_give_others() -> None:
    operators = {"types": 1, "functionality": 1, "parameters": 2}

    def at(seed: int) -> ScaledLevel:
        draft = library()
        return scale("x", operators, draft.module, draft.tasks, draft.rows, (), seed)

    assert at(1) == at(1)
    assert len({at(seed).module.model_dump_json() for seed in range(4)}) > 1


def test_what_was_not_made_says_why() -> None:
    draft = library()
    level = scale("x", {"functionality": 20, "types": 20}, draft.module, draft.tasks, draft.rows, (), 1)
    assert all(d.tool in {t.name for t in draft.module.tools} and d.reason for d in level.dropped)
    assert all(seen.error is None for _, _, seen in played(as_draft(level, draft)))
