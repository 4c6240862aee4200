"""A task in the making, and how expressions of its plan are computed for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolwright.dsl import Diagnostic
from toolwright.dsl.diagnostics import error
from toolwright.dsl.program import Program
from toolwright.dsl.source import Span
from toolwright.dsl.syntax import nodes
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.python.prelude import World
from toolwright.runtime.reference import ConstraintViolation, DeclaredFailure, Evaluator, Held, RowValue
from toolwright.runtime.tracing import TracedBool, plain

from .dag import Dependencies, children
from .golden import GoldenStep
from .lower import Expressions


class Refused(Exception):
    """A task cannot be made; its diagnostic says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(frozen=True)
class Instance:
    """One task in the making: what its names stand for, and which steps' results went into them."""

    env: Mapping[str, Held]
    sources: Dependencies
    formulas: Mapping[str, Any] = field(default_factory=dict)
    """How each name that hangs on steps comes from their results: expressions over variables named for steps."""
    given: Mapping[str, Held] = field(default_factory=dict)
    """What the golden calls of each step gave: what `formulas` are over."""
    about: tuple[str, ...] = ()
    steps: tuple[GoldenStep, ...] = ()
    questions: tuple[str, ...] = ()
    evaluator: Evaluator | None = None
    world: World | None = None
    pristine: bool = True


@dataclass(frozen=True)
class Made:
    """What a golden call gave."""

    result: Held
    """The result of the tool that the spec asks for."""
    given: Held
    """The result of the call that was made, which holds the other at *field* (is the other where that is None)."""
    field: str | None


class Computing:
    """Computes the expressions of a program's plans."""

    def __init__(self, program: Program) -> None:
        """Nothing is lowered yet."""
        self._program = program
        self._expressions = Expressions(program)

    def evaluate(self, node: nodes.Expr | nodes.Template, at: Instance, span: Span) -> Held:
        """What *node* is for the task *at*. Raises Refused where it cannot be computed."""
        lowered = (
            self._expressions.template(node) if isinstance(node, nodes.Template) else self._expressions.value(node)
        )
        return self.guarded(lowered, at, span)

    def guarded(self, lowered: Any, at: Instance, span: Span) -> Held:
        """What an expression of the intermediate form is for the task *at*. Raises Refused."""
        assert at.evaluator is not None
        try:
            return at.evaluator.expr(lowered, at.env)
        except (
            DeclaredFailure,
            ConstraintViolation,
            ArithmeticError,
            ValueError,
            TypeError,
            LookupError,
        ) as problem:
            text = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
            raise Refused(error("TW0658", span, "this cannot be computed in this task", notes=(text,))) from None

    def formula(self, at: Instance, node: nodes.Expr) -> Any:
        """*node* over the results of steps alone: all other names stand for what they are in this task."""
        constants = {name: constant(at.env[name]) for name in _names(node) if name in at.env}
        return Expressions(self._program, {**constants, **at.formulas}).value(node)


def from_traced(value: Any) -> Held:
    """A result of generated code as a value of the reference evaluator, facts kept."""
    fact = getattr(value, "fact", None)
    if isinstance(value, dict):
        return Held({name: from_traced(part) for name, part in value.items()}, fact)
    if isinstance(value, list):
        return Held([from_traced(part) for part in value], fact)
    if isinstance(value, TracedBool):
        return Held(bool(value), fact)
    return Held(plain(value), fact, getattr(value, "link", None))


def _names(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Name):
        yield node.id
    for child in children(node):
        yield from _names(child)


def constant(held: Held) -> Any:
    """*held* as an expression of the intermediate form."""
    value = held.value
    if isinstance(value, RowValue):
        parts = value.key if isinstance(value.key, tuple) else (value.key,)
        return ir.Find(entity=value.entity, key=tuple(ir.Const(value=part) for part in parts))
    if isinstance(value, list):
        return ir.ListOf(items=tuple(map(constant, value)))
    if isinstance(value, dict):
        return ir.RecordOf(fields=tuple(ir.Entry(name=n, value=constant(v)) for n, v in value.items()))
    return ir.Const(value=value)
