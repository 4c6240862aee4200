"""The rows of the file held to the `@check`s of their entities, before anything is run on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolwright.dsl import Diagnostic
from toolwright.dsl.data.tables import literal_value
from toolwright.dsl.diagnostics import Label, error
from toolwright.dsl.program import Entity, Program
from toolwright.dsl.source import Span
from toolwright.dsl.syntax import nodes
from toolwright.runtime.machine import Machine
from toolwright.runtime.reference import Evaluator, Held, RowValue
from toolwright.runtime.world import plain_state


def broken_checks(program: Program, machine: Machine) -> Iterator[Diagnostic]:
    """A finding for each check that a row breaks: at the first such row where it is written out, else at the check."""
    if not any(entity.checks for entity in program.entities.values()):
        return
    evaluator = Evaluator(machine.module, plain_state(machine.world(), program.entities))
    lowered = {entity.name: entity.checks for entity in machine.module.entities}
    for entity in program.entities.values():
        for check, condition in zip(entity.checks, lowered[entity.name], strict=True):
            broken = [
                (key, problem)
                for key, cells in evaluator.state[entity.name].items()
                if (problem := _problem(evaluator, condition, RowValue(entity.name, key, cells))) is not None
            ]
            if broken:
                yield _finding(program, entity, check, *broken[0], more=len(broken) - 1)


def _problem(evaluator: Evaluator, condition: Any, row: RowValue) -> str | None:
    """What is wrong with *row*, empty where the condition is just false; None where it holds."""
    try:
        return None if evaluator.expr(condition, {"row": Held(row)}).value else ""
    except (ArithmeticError, ValueError, TypeError, LookupError) as problem:
        return f"{type(problem).__name__}: {problem}"


def _finding(program: Program, entity: Entity, check: nodes.Expr, key: Any, problem: str, more: int) -> Diagnostic:
    shown = ", ".join(map(str, key if isinstance(key, tuple) else (key,)))
    place = _place(program, entity, key)
    rest = f"{more:,} more row{'s break' if more != 1 else ' breaks'} it" if more else ""
    return error(
        "TW0516",
        place or check.span,
        f"the row `{shown}` of `{entity.name}` breaks a check",
        labels=(Label(check.span, "this does not hold"),) if place else (),
        notes=tuple(filter(None, (problem, rest))),
        help="mend the row, or the condition of `@check`",
    )


def _place(program: Program, entity: Entity, key: Any) -> Span | None:
    """Where the row with this *key* is written out in the checked file."""
    wanted = key if isinstance(key, tuple) else (key,)
    for item in program.module.items:
        match item:
            case nodes.DataDecl(entity=name, source=nodes.Table(columns=columns, rows=rows)) if (
                name.text == entity.name
            ):
                at = {column.text: number for number, column in enumerate(columns)}
                if not all(part in at for part in entity.key):
                    return None
                for row in rows:
                    if tuple(_cell(row.cells[at[part]]) for part in entity.key) == wanted:
                        return row.span
    return None


def _cell(node: nodes.Expr) -> Any:
    """What stands in a cell, as a key holds it."""
    value = literal_value(node)
    return tuple(value) if isinstance(value, list) else value
