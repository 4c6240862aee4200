"""`neighbour`: what a tool tells of a row it tells of rows that the row links to, too.

Before: `population(city) -> int`. After: `population(city, of: "city" | "country") -> int`; with `country` it gives the
population of the country that the city lies in.

Only fields of one name and one sort of value, so that the tool still says one thing, and only where no task asks for
what is shown then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from toolwright.runtime.cells import stored_type
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import EnumType, RecordField, RecordType, RowType

from ...english import article, field_noun, led_to, sentences, snake, spaced
from ..draft import Rewrite
from ..forms import cases, free_name, with_base
from ..kinds import Proposal, each_value, with_value
from ..shorter import cuts_short
from ..surroundings import Surroundings
from .showing import ROW, Option, Shown, found_apart, kin, own_option, plain_type, reached_from, shown_by, telling

MOST_NEIGHBOURS = 4
"""Rows that one tool tells of, its own among them."""


def neighbour(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """A required parameter `of` says whose field is shown."""
    shown = None if tool.writes else shown_by(around.base(tool))
    if shown is None or (shown.label is not None and tool.core is not None):
        return
    own = _own(shown, tool, around)
    others = [option for option in _others(shown, own, tool, around) if option.name != own.name]
    if not others:
        return
    tried = _proposal(tool, shown, [own, *others], around)
    giving = telling(tried, [own, *others], tool, around)
    name = tried.rewrite.tool.params[-1].name
    against = {o.name: cuts_short(tool, tried.rewrite, {name: o.name}, around) for o in others if o.name not in giving}
    kept = [option for option in others if option.name in against and against[option.name] is None]
    if kept:
        yield _proposal(tool, shown, [own, *kept[: MOST_NEIGHBOURS - 1]], around)
    elif against:
        yield replace(tried, objection=next(iter(against.values())))


def _own(shown: Shown, tool: Tool, around: Surroundings) -> Option:
    own = own_option(shown, tool, around)
    entity = around.entities[shown.entity]
    owner = article(spaced(entity.name))
    if shown.link is None:
        return Option(snake(entity.name), own.value, own.type, f"the {spaced(entity.name)} itself")
    link = next(field for field in entity.fields if field.name == shown.link)
    direct = isinstance(link.value, RowType) and link.value.entity == shown.cell.entity
    said = led_to(link, shown.cell.entity, owner) if direct else f"what the {field_noun(link)} of {owner} leads to"
    return Option(shown.link, own.value, own.type, said)


def _others(shown: Shown, own: Option, tool: Tool, around: Surroundings) -> Iterator[Option]:
    """The field of the same name, of the row itself and of the rows that its links lead to."""
    entity = around.entities[shown.entity]
    golden = around.golden_cells(tool)
    options = [(snake(entity.name), entity, ROW, f"the {spaced(entity.name)} itself")]
    for link in entity.fields:
        if isinstance(link.value, RowType):
            target = around.entities[link.value.entity]
            row: Any = ir.Follow(entity=target.name, key=ir.Cell(row=ROW, entity=entity.name, field=link.name))
            options.append((link.name, target, row, led_to(link, target.name, article(spaced(entity.name)))))
    for name, target, row, said in options:
        field = next((f for f in target.fields if f.name == shown.cell.field), None)
        is_asked = (target.name, shown.cell.field) in golden and target.name != shown.cell.entity
        # What names a row shows the link that led to it, too.
        is_asked = is_asked or bool(golden.get((entity.name, name), set()) - {tool.name})
        if field is None or is_asked or (target is entity and shown.link is None) or name == shown.link:
            continue
        if target.name == shown.cell.entity and golden.get((target.name, field.name), set()) - {tool.name}:
            continue
        type_ = stored_type(field.value, around.entities)
        if kin(type_) == kin(own.type):
            value = ir.Cell(row=row, entity=target.name, field=field.name)
            yield Option(name, value, type_, said)


def _proposal(tool: Tool, shown: Shown, options: Sequence[Option], around: Surroundings) -> Proposal:
    own = options[0]
    name = free_name(tool, "of", "of_whom")
    before, row = found_apart(shown, tool, around.base(tool))
    chosen = cases(name, [(own.name, reached_from(shown, row)), *((o.name, _put(o.value, row)) for o in options[1:])])
    value, result = chosen, tool.result if tool.core else plain_type(options)
    if shown.label is not None:
        value = ir.RecordOf(fields=(ir.Entry(name=shown.label, value=chosen),))
        doc = tool.result.fields[0].doc if isinstance(tool.result, RecordType) else ""
        result = RecordType(fields=(RecordField(name=shown.label, value=plain_type(options), doc=doc),))
    members = tuple(option.name for option in options)
    noun = field_noun(next(f for f in around.entities[shown.cell.entity].fields if f.name == shown.cell.field))
    param = Param(
        name=name,
        value=EnumType(members=members, docs=tuple(option.doc for option in options)),
        doc=f"Whose {noun} to show.",
        required=False,
        default=own.name,
    )
    made = with_base(tool, (*before, ir.Return(value=value)), (param,), around.has_computed_facts(tool))
    doc = sentences(tool.doc, f"`{name}` says whose {noun} to show: {' or '.join(o.doc for o in options)}")
    return Proposal(
        Rewrite(made.model_copy(update={"doc": doc, "result": result}), partial(with_value, name, own.name)),
        partial(each_value, name, members),
    )


def _put(cell: Any, row: ir.Var) -> ir.Cell:
    """*cell* with the tool's own variable where the option's row stands."""
    if cell.row is ROW:
        return ir.Cell(row=row, entity=cell.entity, field=cell.field)
    link = cell.row.key.model_copy(update={"row": row})
    return ir.Cell(row=cell.row.model_copy(update={"key": link}), entity=cell.entity, field=cell.field)
