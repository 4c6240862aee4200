"""`field`: one field of a row becomes any field of it.

Before: `population(city) -> int`. After: `population(city, field: "population" | "elevation_m") -> int`; where the
fields differ in type, the result is an object with the chosen one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool
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
)

from ...english import field_said, sentences, spaced
from ..draft import Rewrite
from ..forms import builtin, cases, free_name, var, with_base
from ..kinds import Proposal, each_value, with_value
from ..surroundings import Surroundings
from .showing import ROW, Option, Shown, found_apart, kin, own_option, plain_type, reached_from, shown_by, telling

MOST_FIELDS = 8
"""More to choose from makes a document long and a tool shapeless."""
_SCALARS = (StrType, IntType, FloatType, BoolType, DateType, DatetimeType, EnumType)


def field(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """A required parameter `field` says which field of the row is shown."""
    shown = None if tool.writes else shown_by(around.base(tool))
    if shown is None:
        return
    own = own_option(shown, tool, around)
    others = list(_others(shown, own, tool, around))
    plain_ones = [o for o in others if kin(o.type) == kin(own.type)]
    # What other operators did to a plain result, they can do to any result of its type; a record is another matter.
    if shown.label is None and (tool.core is not None or len(plain_ones) == len(others)):
        others = plain_ones
    elif tool.core is not None:
        return
    if not others:
        return
    proposal = _proposal(tool, shown, [own, *others], around)
    given_away = telling(proposal, [own, *others], tool, around)
    kept = [option for option in others if option.name not in given_away][: MOST_FIELDS - 1]
    if kept:
        yield _proposal(tool, shown, [own, *kept], around)


def _others(shown: Shown, own: Option, tool: Tool, around: Surroundings) -> Iterator[Option]:
    """The row's other stored fields, those first that no task asks for.

    A field that tasks ask another tool for is left out, unless that tool finds its rows the same way, so that nothing
    is nearer through this one.
    """
    entity = around.entities[shown.entity]
    golden = around.golden_cells(tool)
    ways = around.ways_in(tool)
    free: list[Option] = []
    asked: list[Option] = []
    for column in entity.fields:
        is_own = shown.link is None and column.name == shown.cell.field
        is_given = ways == {(entity.name, column.name)}
        if is_own or is_given or column.name == own.name or not isinstance(column.value, _SCALARS):
            continue
        value = ir.Cell(row=ROW, entity=entity.name, field=column.name)
        option = Option(column.name, value, column.value, field_said(column))
        tools = golden.get((entity.name, column.name), set()) - {tool.name}
        if not tools:
            free.append(option)
        elif ways and all(around.ways_in(around.draft.tool(name)) == ways for name in tools):
            asked.append(option)
    yield from free or (asked if tool.name not in around.draft.module.distractors else ())


def _proposal(tool: Tool, shown: Shown, options: Sequence[Option], around: Surroundings) -> Proposal:
    base = around.base(tool)
    own = options[0]
    name = free_name(tool, "field", "shown_field")
    before, row = found_apart(shown, tool, base)
    values = [(o.name, o.value.model_copy(update={"row": row})) for o in options[1:]]
    values.insert(0, (own.name, reached_from(shown, row)))
    kinds = {kin(option.type) for option in options}
    value: Any
    if shown.label is None and len(kinds) == 1:
        value, result = cases(name, values), tool.result if tool.core else plain_type(options)
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
