"""`field`: one field of a row becomes any field of it.

Before: `population(city) -> int`. After: `population(city, field: "population" | "elevation_m") -> int`; where the
fields differ in type, the result is an object with the chosen one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from toolwright.runtime.cells import stored_type
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, Param, Tool
from toolwright.runtime.ir.types import (
    BoolType,
    DatetimeType,
    DateType,
    EnumType,
    FloatType,
    IntType,
    RecordField,
    RecordType,
    StrType,
    Type,
)
from toolwright.runtime.ir.verify import walk
from toolwright.runtime.tracing import plain

from ...english import field_of, field_said, sentences, spaced
from ..asked import leaves
from ..draft import Rewrite
from ..forms import builtin, cases, free_name, var, with_base
from ..kinds import Proposal, each_value, with_value
from ..lookups import row_entity, row_variables
from ..surroundings import Surroundings
from ..trials import observed

MOST_FIELDS = 8
"""More to choose from makes a document long and a tool shapeless."""
LOOKED_AT = 24
"""Golden calls on which fields are looked at for values that tell what other steps ask for."""
_SCALARS = (StrType, IntType, FloatType, BoolType, DateType, DatetimeType, EnumType)


@dataclass(frozen=True)
class _Shown:
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
class _Option:
    name: str
    value: Any
    type: Type
    doc: str


def field(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """A required parameter `field` says which field of the row is shown."""
    shown = None if tool.writes else _shown(around.base(tool))
    if shown is None:
        return
    own = _own(shown, tool, around)
    others = list(_others(shown, own, tool, around))
    plain_ones = [o for o in others if _kin(o.type) == _kin(own.type)]
    # What other operators did to a plain result, they can do to any result of its type; a record is another matter.
    if shown.label is None and (tool.core is not None or len(plain_ones) == len(others)):
        others = plain_ones
    elif tool.core is not None:
        return
    if not others:
        return
    proposal = _proposal(tool, shown, [own, *others], around)
    telling = _telling(proposal, [own, *others], tool, around)
    kept = [option for option in others if option.name not in telling][: MOST_FIELDS - 1]
    if kept:
        yield _proposal(tool, shown, [own, *kept], around)


def _shown(base: CoreTool) -> _Shown | None:
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
    return _Shown(value, row, entity, link, label)


def _own(shown: _Shown, tool: Tool, around: Surroundings) -> _Option:
    name = shown.label or shown.link or shown.cell.field
    entity = around.entities[shown.cell.entity]
    type_ = stored_type(field_of(entity, shown.cell.field).value, around.entities)
    doc = field_said(field_of(entity, shown.cell.field))
    if isinstance(tool.result, RecordType) and tool.core is None and tool.result.fields[0].name == shown.label:
        type_, doc = tool.result.fields[0].value, tool.result.fields[0].doc or doc
    return _Option(name, shown.cell, type_, doc)


def _others(shown: _Shown, own: _Option, tool: Tool, around: Surroundings) -> Iterator[_Option]:
    """The row's other stored fields, those first that no task asks for.

    A field that tasks ask another tool for is left out, unless that tool finds its rows the same way, so that nothing
    is nearer through this one.
    """
    entity = around.entities[shown.entity]
    golden = around.golden_cells(tool)
    ways = around.ways_in(tool)
    free: list[_Option] = []
    asked: list[_Option] = []
    for column in entity.fields:
        is_own = shown.link is None and column.name == shown.cell.field
        is_given = ways == {(entity.name, column.name)}
        if is_own or is_given or column.name == own.name or not isinstance(column.value, _SCALARS):
            continue
        value = ir.Cell(row=_ROW, entity=entity.name, field=column.name)
        option = _Option(column.name, value, column.value, field_said(field_of(entity, column.name)))
        tools = golden.get((entity.name, column.name), set()) - {tool.name}
        if not tools:
            free.append(option)
        elif ways and all(around.ways_in(around.draft.tool(name)) == ways for name in tools):
            asked.append(option)
    yield from free or (asked if tool.name not in around.draft.module.distractors else ())


_ROW = ir.Var(name="row")


def _kin(type_: Type) -> Any:
    """What two types have in common whose values can stand for each other in a result."""
    return (type_.type, getattr(type_, "unit", None), getattr(type_, "members", None))


def _plain(options: Sequence[_Option]) -> Type:
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


def _proposal(tool: Tool, shown: _Shown, options: Sequence[_Option], around: Surroundings) -> Proposal:
    base = around.base(tool)
    own = options[0]
    name = free_name(tool, "field", "shown_field")
    before = list(base.body[:-1])
    row = shown.row
    if not isinstance(row, ir.Var):
        row = var(free_name(tool, "found", "found_row"))
        before.append(ir.Let(name=row.name, value=shown.row))
    values = [(o.name, o.value.model_copy(update={"row": row})) for o in options[1:]]
    values.insert(0, (own.name, _from(shown, row)))
    kin = {_kin(option.type) for option in options}
    value: Any
    if shown.label is None and len(kin) == 1:
        value, result = cases(name, values), tool.result if tool.core else _plain(options)
    else:
        record = ir.RecordOf(fields=tuple(ir.Entry(name=n, value=v) for n, v in values))
        value = builtin("select_fields", record, ir.ListOf(items=(var(name),)))
        fields = (RecordField(name=o.name, value=o.type, doc=o.doc, absent=True) for o in options)
        result = RecordType(fields=tuple(fields))
    thing = spaced(shown.entity)
    param = Param(
        name=name,
        value=EnumType(members=tuple(o.name for o in options), docs=tuple(o.doc for o in options)),
        doc=f"What to show of the {thing}.",
        required=False,
        default=own.name,
    )
    made = with_base(tool, (*before, ir.Return(value=value)), (param,), around.has_computed_facts(tool))
    doc = sentences(tool.doc, f"`{name}` says whether to show this or something else about the {thing}")
    made = made.model_copy(update={"doc": doc, "result": result})
    return Proposal(
        Rewrite(made, partial(with_value, name, own.name)), partial(each_value, name, [o.name for o in options])
    )


def _from(shown: _Shown, row: ir.Var) -> Any:
    """The cell, reached from *row*."""

    def moved(e: Any) -> Any:
        if e is shown.row:
            return row
        if isinstance(e, ir.Cell):
            return e.model_copy(update={"row": moved(e.row)})
        return e.model_copy(update={"key": moved(e.key)})

    return moved(shown.cell)


def _telling(proposal: Proposal, options: Sequence[_Option], tool: Tool, around: Surroundings) -> set[str]:
    """Fields whose values say what other steps, or the task, ask for: they would make those steps needless."""
    machine = around.trials.machine(proposal.rewrite)
    found: set[str] = set()
    for task, step in around.uses(tool, LOOKED_AT):
        wanted = {_text(v) for s in task.steps if s.id != step.id for v in leaves(s.answer)}
        wanted |= {_text(v) for v in leaves(task.answer_data.value)}
        wanted -= {_text(v) for v in leaves(step.answer)}
        arguments = proposal.rewrite.translate(step.arguments)
        for option, other in zip(options, proposal.variations(arguments), strict=True):
            seen = observed(machine, tool.name, other)
            if seen.error is None and any(_text(value) in wanted for value in leaves(plain(seen.result))):
                found.add(option.name)
    return found


def _text(value: Any) -> str:
    return str(value).casefold()
