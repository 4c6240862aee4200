"""Tools that look up the same row and show different fields of it: a parameter chooses the field.

At most `MOST_FIELDS` fields go into one tool: a tool that answers everything would leave no choice of tools to learn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.cells import naming
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import EnumType, RecordField, RecordType

from ..document.called import Called
from ..document.naming import rows_of, unused
from ..document.uses import World
from ..english import article, snake, spaced
from ..terms import canonical, rename
from .merge import Fixed, Merge, Passed, Source, Translation
from .types import joined

MOST_FIELDS = 8
"""Most fields that one merged tool chooses among."""


@dataclass(frozen=True)
class Lookup:
    """A tool that finds a row and shows one thing of it."""

    tool: Tool
    entity: str
    names: Mapping[str, str]
    """Its parameters and variables to names that say only where they stand."""
    before: tuple[Any, ...]
    """What finds the row, in such names."""
    shown: Any
    """What is shown, in such names."""
    member: str
    """What is shown, as a word."""
    result: Any
    """Type of what is shown."""
    doc: str
    record: bool
    """Whether the result is a record with this one field."""


def lookup(tool: Tool, world: World) -> Lookup | None:
    """*tool* as a lookup, None where it is none."""
    if tool.writes or not tool.body or not all(isinstance(s, ir.Let | ir.Require) for s in tool.body[:-1]):
        return None
    last = tool.body[-1]
    if not isinstance(last, ir.Return) or not all(p.required for p in tool.params):
        return None
    value: Any = last.value
    record = isinstance(value, ir.RecordOf) and len(value.fields) == 1
    shown = value.fields[0].value if record else value
    root = _root(shown)
    rows = rows_of(tool.body, world)
    if root is None or root not in rows:
        return None
    names, body = canonical([p.name for p in tool.params], tool.body)
    end: Any = body[-1]
    if record:
        kind: Any = tool.result
        (only,) = kind.fields
        doc = only.doc or tool.doc
        return Lookup(tool, rows[root], names, body[:-1], end.value.fields[0].value, only.name, only.value, doc, True)
    member = _field(shown, world) or "_".join(Called(world.entities, world.functions, {}, rows).name(shown))
    return Lookup(tool, rows[root], names, body[:-1], end.value, member, tool.result, _said(shown, tool, world), False)


def merged(lookups: Sequence[Lookup], world: World, free: Callable[[Sequence[str]], str]) -> tuple[Tool, Merge] | None:
    """One tool for *lookups* that find the same row, or None where types of their parameters do not agree."""
    first = lookups[0]
    params = _params(lookups)
    if params is None:
        return None
    own = [p.name for p in first.tool.params]
    choice = unused("detail", {*own, *first.names})
    back = {place: name for name, place in first.names.items()}
    results = [each.result for each in lookups]
    plain = None if first.record else joined(results)
    body: list[Any] = [*rename(first.before, back)]
    for each in lookups[:-1]:
        asked = ir.Binary(operator="eq", left=ir.Var(name=choice), right=ir.Const(value=each.member))
        body.append(ir.If(condition=asked, then=(_returned(each, back, plain is None),)))
    body.append(_returned(lookups[-1], back, plain is None))
    members = tuple(each.member for each in lookups)
    noun, thing = snake(first.entity), spaced(first.entity)
    docs = tuple(each.doc.rstrip(". ") for each in lookups)
    tool = Tool(
        name=(name := free([f"{noun}_details", f"{noun}_details_by_{'_and_'.join(own)}"])),
        origin=name,
        doc=f"One detail of {article(thing)}: the one that `{choice}` names{'' if plain else ', alone'}.",
        params=(
            *params,
            Param(name=choice, value=EnumType(members=members, docs=docs), doc=f"Which detail of the {thing}."),
        ),
        result=plain or _record(lookups, results),
        fails=tuple(sorted({error for each in lookups for error in each.tool.fails})),
        body=tuple(body),
    )
    old = {each.tool.name: _translation(each, first, name, choice, plain is None) for each in lookups}
    return tool, Merge("field", old, name, f"the same lookup of {article(thing)}, another field, now `{choice}`")


def _root(value: Any) -> str | None:
    """The variable that a chain of fields and links begins at."""
    while isinstance(value, ir.OrFail | ir.Cell | ir.Follow):
        value = value.value if isinstance(value, ir.OrFail) else value.row if isinstance(value, ir.Cell) else value.key
    return value.name if isinstance(value, ir.Var) else None


def _field(shown: Any, world: World) -> str:
    """The field of the row itself that is shown, a link where what names the other row is; empty where none is."""
    cell = _present(shown)
    if not isinstance(cell, ir.Cell):
        return ""
    if isinstance(cell.row, ir.Follow) and cell.field in naming(world.entities[cell.entity]):
        cell = _present(cell.row.key)
    return cell.field if isinstance(cell, ir.Cell) and isinstance(cell.row, ir.Var) else ""


def _present(value: Any) -> Any:
    """What a tool shows where it does not fail for want of it."""
    return value.value if isinstance(value, ir.OrFail) else value


def _said(shown: Any, tool: Tool, world: World) -> str:
    """What the documentation of the field says, where a field of the row itself is shown; else that of the tool."""
    value = _present(shown)
    if isinstance(value, ir.Cell) and isinstance(value.row, ir.Var):
        return world.use(value.entity, value.field).field.doc or tool.doc
    return tool.doc


def _params(lookups: Sequence[Lookup]) -> list[Param] | None:
    first = lookups[0]
    made = []
    for param in first.tool.params:
        place = first.names[param.name]
        same = [next(p for p in each.tool.params if each.names[p.name] == place) for each in lookups]
        type_ = joined([p.value for p in same])
        if type_ is None:
            return None
        made.append(param.model_copy(update={"value": type_}))
    return made


def _returned(each: Lookup, back: Mapping[str, str], record: bool) -> ir.Return:
    value = rename(each.shown, back)
    return ir.Return(value=ir.RecordOf(fields=(ir.Entry(name=each.member, value=value),)) if record else value)


def _record(lookups: Sequence[Lookup], results: Sequence[Any]) -> RecordType:
    fields = (
        RecordField(name=each.member, value=result, absent=True) for each, result in zip(lookups, results, strict=True)
    )
    return RecordType(fields=tuple(fields))


def _translation(each: Lookup, first: Lookup, new: str, choice: str, record: bool) -> Translation:
    own = {each.names[p.name]: p.name for p in each.tool.params}
    arguments: dict[str, Source] = {p.name: Passed(own[first.names[p.name]]) for p in first.tool.params}
    arguments[choice] = Fixed(each.member)
    return Translation(new, arguments, each.member if record and not each.record else None)
