"""How a task ends: its answer, how that comes from the results of its calls, and the goal that the world must reach."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from toolwright.dsl.checking import types
from toolwright.dsl.diagnostics import error
from toolwright.dsl.program import Program
from toolwright.dsl.syntax import nodes
from toolwright.runtime.answers import AnswerType
from toolwright.runtime.bundle import TaskAnswer
from toolwright.runtime.reference import hold, unhold

from .instance import Computing, Instance, Refused, constant
from .lower import Expressions


def answer_of(program: Program, computing: Computing, at: Instance, node: nodes.Answer) -> TaskAnswer:
    """The answer of the task *at*, whose steps have run. Raises Refused where it is null or cannot be computed."""
    held = computing.evaluate(node.value, at, node.span)
    value = unhold(held)
    if value is None:
        raise Refused(error("TW0655", node.value.span, "the answer is null in this task"))
    type_ = program.types[node.value]
    aliases: tuple[str, ...] = ()
    if node.phrased is not None:
        phrased = replace(at, env={**at.env, "answer": held})
        aliases = (str(computing.evaluate(node.phrased, phrased, node.phrased.span).value),)
    return TaskAnswer(
        value=value,
        type=_answer_type(type_),
        tolerance=None if node.within is None else float(node.within),
        unordered=node.unordered,
        aliases=aliases,
        computed=_computed(computing, at, node.value, value),
    )


def _computed(computing: Computing, at: Instance, node: nodes.Expr, value: Any) -> Any:
    """How the answer comes from the results of the golden calls, so that it can be computed again without the spec.

    What the plan overwrote later cannot be read again at its end; such an answer stands as the value that it had.
    """
    formula = computing.formula(at, node)
    try:
        if unhold(computing.guarded(formula, replace(at, env=at.given), node.span)) == value:
            return formula
    except Refused:
        pass
    return constant(hold(value))


def goal_of(program: Program, computing: Computing, at: Instance, node: nodes.Goal | None) -> Any:
    """The goal as an expression over the world alone. Raises Refused where the plan does not reach it."""
    if node is None:
        return None
    # The instance's own names are settled now; what is left reads the world alone, rows as they are in the end.
    constants = {name: constant(held) for name, held in at.env.items()}
    lowered = Expressions(program, constants).value(node.condition)
    if not computing.guarded(lowered, at, node.span).value:
        instead = "add the step that is missing, or state the goal as it is after the last step"
        raise Refused(error("TW0656", node.condition.span, "the plan does not reach the goal", help=instead))
    return lowered


def _answer_type(type_: types.Type) -> AnswerType:
    match type_:
        case types.Optional(item):
            return _answer_type(item)
        case types.Int():
            return "integer"
        case types.Float():
            return "number"
        case types.Bool():
            return "boolean"
        case types.Date():
            return "date"
        case types.Datetime():
            return "datetime"
        case types.List():
            return "list"
        case _:
            return "string"
