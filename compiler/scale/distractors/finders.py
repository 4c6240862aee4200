"""How rows of an entity are found: as tools that are there find them, or by a field that tells all rows apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import DeclaredError, Entity, EntityField, Param, Tool, ToolModule
from toolwright.runtime.ir.types import IntType, StrType
from toolwright.runtime.ir.verify import walk

from ...english import SPEAKING, field_doc, field_noun, snake, spaced
from ..forms import base_of
from ..lookups import matches, row_variables

FOUND = "found"
"""The variable of a row that was found, where no tool says another one."""


@dataclass(frozen=True)
class Finder:
    """A statement that finds one row of an entity, or fails."""

    entity: Entity
    by: str
    """The field that its parameter is held against."""
    params: tuple[Param, ...]
    statement: ir.Let
    """Binds the row that is found."""
    fails: tuple[str, ...]
    error: DeclaredError | None = None
    """The error that it fails with, where the module does not declare it yet."""


def finders(module: ToolModule, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Finder]]:
    """Entity to the ways in which one of its rows is found: those of tools first, then by speaking fields, by others.

    There is one way for each field.
    """
    entities = {entity.name: entity for entity in module.entities}
    found: dict[str, dict[str, Finder]] = {entity.name: {} for entity in module.entities}
    for tool in module.tools:
        borrowed = _borrowed(tool, entities)
        if borrowed is not None:
            found[borrowed.entity.name].setdefault(borrowed.by, borrowed)
    taken = {t.name for t in module.tools} | {e.name for e in module.errors} | {f.name for f in module.functions}
    for entity in module.entities:
        for field in _identifying(entity, rows.get(entity.name, ())):
            # A key that no tool asks for says nothing to anybody, where there is a better way.
            if field.name not in found[entity.name] and not (found[entity.name] and field.name in entity.key):
                own = _own(entity, field)
                if own.error is not None and own.error.name not in taken:
                    found[entity.name][field.name] = own
    return {name: list(ways.values()) for name, ways in found.items()}


def _borrowed(tool: Tool, entities: Mapping[str, Entity]) -> Finder | None:
    """The way in which *tool* finds its first row, if one parameter tells which."""
    first = tool.body[0]
    if tool.core is not None or not isinstance(first, ir.Let):
        return None
    entity = row_variables(base_of(tool)).get(first.name)
    held = [match for match in matches(base_of(tool), entities) if any(node is match.node for node in walk(first))]
    read = {node.name for node in walk(first) if isinstance(node, ir.Var)} & {p.name for p in tool.params}
    if entity is None or len(held) != 1 or held[0].operator != "eq" or held[0].entity != entity:
        return None
    # One of several rows that are found, the first of an order, is not what the parameter names.
    if read != {held[0].param} or any(isinstance(node, ir.Apply | ir.SortBy) for node in walk(first)):
        return None
    params = tuple(p for p in tool.params if p.name in read)
    fails = tuple(dict.fromkeys(node.error for node in walk(first) if isinstance(node, ir.OrFail)))
    return Finder(entities[entity], held[0].field, params, first, fails) if fails and params[0].required else None


def _identifying(entity: Entity, rows: Sequence[Mapping[str, Any]]) -> Iterator[EntityField]:
    """Fields that tell every row apart, speaking ones first, keys last."""
    fields = [f for f in entity.fields if isinstance(f.value, StrType | IntType)]
    fields.sort(key=lambda f: (f.name not in SPEAKING, isinstance(f.value, IntType), f.name in entity.key))
    for field in fields:
        values = [row[field.name] for row in rows]
        is_key = (field.name,) == entity.key
        if values and len(set(values)) == len(values) and (isinstance(field.value, StrType) or is_key):
            yield field


def _own(entity: Entity, field: EntityField) -> Finder:
    thing, noun = spaced(entity.name), field_noun(field)
    name = snake(entity.name) if field.name in SPEAKING else field.name
    param = Param(name=name if name != FOUND else f"{name}_value", value=field.value, doc=field_doc(entity, field))
    row = ir.Var(name="row" if param.name != "row" else "other")
    cell = ir.Cell(row=row, entity=entity.name, field=field.name)
    held: Any = ir.Binary(operator="eq", left=cell, right=ir.Var(name=param.name))
    query = ir.Query(
        item=row,
        clauses=(ir.ForEach(name=row.name, source=ir.Rows(entity=entity.name)), ir.Where(condition=held)),
    )
    error = f"No{entity.name}" if field.name in SPEAKING else f"No{entity.name}With{_camel(field.name)}"
    declared = DeclaredError(name=error, message=ir.Text(parts=(f"There is no {thing} with this {noun}.",)))
    first = ir.Builtin(name="first", arguments=(query,))
    return Finder(
        entity, field.name, (param,), ir.Let(name=FOUND, value=ir.OrFail(value=first, error=error)), (error,), declared
    )


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))
