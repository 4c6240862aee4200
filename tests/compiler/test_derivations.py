"""Derived steps drawn at random: their tools give what their expressions give, within the checker's estimate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, assume, given, settings

from toolwright.compiler.document import document
from toolwright.compiler.lower import Expressions
from toolwright.compiler.lowered import lowered, with_module
from toolwright.dsl import Program
from toolwright.dsl.cost.estimate import most_steps_to_derive
from toolwright.dsl.cost.expressions import Declared
from toolwright.dsl.cost.sizes import Sizes
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.walk import walk
from toolwright.runtime.reference import Evaluator
from toolwright.runtime.reference.held import Held, RowValue, hold, unhold

from ..runtime.agreement import Pair
from ..sizes import examples
from .derivations import Derivation, derivations
from .sources import checked
from .test_language import parts


def most(
    program: Program, derive: nodes.Derive, lets: Mapping[str, Any], pair: Pair, arguments: Mapping[str, Any]
) -> float:
    """The checker's estimate for a call of a derived tool, at the sizes that its arguments and the world have."""
    held = list(parts([*arguments.values(), *pair.state().values()]))
    sizes = Sizes(
        rows={name: len(rows) for name, rows in pair.state().items()},
        items=max((len(part) for part in held if isinstance(part, list | tuple | dict)), default=0),
        characters=max((len(part) for part in held if isinstance(part, str)), default=0),
    )
    declared = Declared(program.types, program.symbols, program.entities, program.consts, program.fns)
    return most_steps_to_derive(derive.value, lets, declared, sizes).steps.total


many = settings(max_examples=examples(80), deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(derivations())
def test_a_derived_tool_gives_what_the_expression_gives(made: Derivation) -> None:
    program = checked(made.text)
    items, makers = program.entities["Item"].rows, program.entities["Maker"].rows
    assume(items)
    ready = lowered(program)
    documents = document(program, ready.module)
    ready = with_module(ready, documents.added_to(ready.module))
    (tool,) = documents.tools
    (derive,) = (n for n in walk(program.tasks["t"].node) if isinstance(n, nodes.Derive))
    lets = {n.name.text: n.value for n in program.tasks["t"].node.items if isinstance(n, nodes.Let)}
    expressions = Expressions(program)
    state = {
        entity.name: {row[entity.key[0]]: dict(row) for row in ready.rows[entity.name]}
        for entity in program.entities.values()
    }
    evaluator = Evaluator(ready.module, state)
    pair = Pair(ready.module, ready.rows)
    for maker, item, number in [(makers[0], items[0], 2), (makers[-1], items[-1], 5), (makers[0], items[-1], 2)]:
        env: dict[str, Held] = {
            "m": Held(RowValue("Maker", maker["code"], state["Maker"][maker["code"]])),
            "i": Held(RowValue("Item", item["id"], state["Item"][item["id"]])),
            "n": hold(number),
            "w": hold("x y"),
        }
        for name, value in lets.items():
            assert not isinstance(value, nodes.Insert)
            env[name] = evaluator.expr(expressions.value(value), env)
        try:
            wanted = unhold(evaluator.expr(expressions.value(derive.value), env))
            arguments = {e.name: unhold(evaluator.expr(e.value, env)) for e in documents.calls[derive].arguments}
        except (ArithmeticError, ValueError, TypeError, LookupError):
            continue
        assert set(arguments) == {p.name for p in tool.params}
        seen = pair.call(tool.name, arguments)
        assert seen.error is None
        assert json.loads(seen.text) == wanted
        assert pair.evaluator.steps <= most(program, derive, lets, pair, arguments)
