"""What a lookup shows, and what it could show in its place: what the kinds `field` and `neighbour` share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.cells import stored_type
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, Tool
from toolwright.runtime.ir.types import FloatType, IntType, RecordType, StrType, Type
from toolwright.runtime.ir.verify import walk
from toolwright.runtime.jsontext import canonical
from toolwright.runtime.tracing import plain

from ...english import field_of, field_said
from ..asked import leaves
from ..draft import Arguments
from ..forms import free_name
from ..kinds import Proposal
from ..lookups import row_entity, row_variables
from ..surroundings import Surroundings
from ..trials import observed

LOOKED_AT = 24
"""Golden calls on which fields are looked at for values that tell what other steps ask for."""


@dataclass(frozen=True)
class Shown:
    """What the only `return` of a base tool shows: a cell of a row, or of the row that the row's links lead to."""

    cell: ir.Cell
    row: Any
    """The expression of the row where the way to the cell begins."""
    entity: str
    link: str | None
    """The first link of the way; None where the cell is one of the row's own."""
    label: str | None
    """The name of the cell in the record that is returned; None where the cell is returned as it is."""


@dataclass(frozen=True)
class Option:
    """A value that a tool may show in place of its own."""

    name: str
    value: Any
    type: Type
    doc: str


def shown_by(base: CoreTool) -> Shown | None:
    """What *base* shows, if that is one cell."""
    returns = [node for s in base.body for node in walk(s) if isinstance(node, ir.Return)]
    if len(returns) != 1 or returns[0] is not base.body[-1]:
        return None
    value: Any = returns[0].value
    label = None
    if isinstance(value, ir.RecordOf) and len(value.fields) == 1:
        label, value = value.fields[0].name, value.fields[0].value
    if not isinstance(value, ir.Cell) or value.safe:
        return None
    row: Any = value.row
    link: str | None = None
    while isinstance(row, ir.Follow) and isinstance(row.key, ir.Cell) and not row.key.safe:
        row, link = row.key.row, row.key.field
    entity = row_entity(row, row_variables(base))
    if entity is None or not isinstance(row, ir.Var | ir.OrFail):
        return None
    return Shown(value, row, entity, link, label)


def own_option(shown: Shown, tool: Tool, around: Surroundings) -> Option:
    """What *tool* shows already."""
    name = shown.label or shown.link or shown.cell.field
    entity = around.entities[shown.cell.entity]
    type_ = stored_type(field_of(entity, shown.cell.field).value, around.entities)
    doc = field_said(field_of(entity, shown.cell.field))
    if isinstance(tool.result, RecordType) and tool.core is None and tool.result.fields[0].name == shown.label:
        type_, doc = tool.result.fields[0].value, tool.result.fields[0].doc or doc
    return Option(name, shown.cell, type_, doc)


ROW = ir.Var(name="row")
"""Where the row of an option stands, until the tool's own variable is put there."""


def kin(type_: Type) -> Any:
    """What two types have in common whose values can stand for each other in a result."""
    return (type_.type, getattr(type_, "unit", None), getattr(type_, "members", None))


def plain_type(options: Sequence[Option]) -> Type:
    """The type of any of the options, which are of one kin: without the bounds of each."""
    match options[0].type:
        case IntType(unit=unit):
            return IntType(unit=unit)
        case FloatType(unit=unit):
            return FloatType(unit=unit)
        case StrType():
            return StrType()
        case other:
            return other


def found_apart(shown: Shown, tool: Tool, base: CoreTool) -> tuple[list[Any], ir.Var]:
    """The statements of *base* before its `return`, the row that *shown* begins at in a variable, and that variable."""
    before = list(base.body[:-1])
    if isinstance(shown.row, ir.Var):
        return before, shown.row
    row = ir.Var(name=free_name(tool, "found", "found_row"))
    return [*before, ir.Let(name=row.name, value=shown.row)], row


def reached_from(shown: Shown, row: ir.Var) -> Any:
    """The cell, reached from *row*."""

    def moved(e: Any) -> Any:
        if e is shown.row:
            return row
        if isinstance(e, ir.Cell):
            return e.model_copy(update={"row": moved(e.row)})
        return e.model_copy(update={"key": moved(e.key)})

    return moved(shown.cell)


def telling(proposal: Proposal, options: Sequence[Option], tool: Tool, around: Surroundings) -> set[str]:
    """Fields whose values say what other steps, or the task, ask for: they would make those steps needless."""
    calls: list[tuple[list[Arguments], list[str]]] = []
    for task, step in around.uses(tool, LOOKED_AT):
        wanted = {_text(v) for s in task.steps if s.id != step.id for v in leaves(s.answer)}
        wanted |= {_text(v) for v in leaves(task.answer_data.value)}
        wanted -= {_text(v) for v in leaves(step.answer)}
        calls.append((list(proposal.variations(proposal.rewrite.translate(step.arguments))), sorted(wanted)))

    def made() -> list[str]:
        machine = around.trials.machine(proposal.rewrite)
        found: set[str] = set()
        for variations, wanted in calls:
            for option, other in zip(options, variations, strict=True):
                seen = observed(machine, tool.name, other)
                if seen.error is None and any(_text(value) in wanted for value in leaves(plain(seen.result))):
                    found.add(option.name)
        return sorted(found)

    names = [option.name for option in options]
    return set(around.trials.once("telling", proposal.rewrite, [canonical([names, calls])], made))


def _text(value: Any) -> str:
    return str(value).casefold()
