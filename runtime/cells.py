"""Stored cells: which type a cell has, which links a row holds, whether a row fits its entity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .arguments import compile_validator
from .errors import CallError
from .ir.tools import Entity, Param
from .ir.types import IntType, ListType, OptionalType, RowType, Type
from .tracing import TracedInt, plain


def row_key(entity: Entity, cells: Mapping[str, Any]) -> Any:
    """The key of a row: the value itself, or a tuple where it has several parts."""
    parts = tuple(cells[name] for name in entity.key)
    return parts[0] if len(parts) == 1 else parts


def links(entity: Entity) -> tuple[tuple[str, str], ...]:
    """The entity's links: (field, entity that it leads to)."""
    found = []
    for field in entity.fields:
        inner = field.value.item if isinstance(field.value, OptionalType) else field.value
        if isinstance(inner, RowType):
            found.append((field.name, inner.entity))
    return tuple(found)


def naming(entity: Entity) -> tuple[str, ...]:
    """The fields that say by themselves which row of the entity is meant: its label, and its key where that is one."""
    alone = entity.key if len(entity.key) == 1 else ()
    return tuple(dict.fromkeys((*alone, *((entity.label,) if entity.label else ()))))


def stored_type(type_: Type, entities: Mapping[str, Entity]) -> Type:
    """The type of a cell: a link is stored as the other row's key."""
    match type_:
        case RowType(entity=name):
            target = entities[name]
            keys = {field.name: field.value for field in target.fields}
            return stored_type(keys[target.key[0]], entities)
        case OptionalType(item=item):
            return OptionalType(item=stored_type(item, entities))
        case ListType(item=item):
            return type_.model_copy(update={"item": stored_type(item, entities)})
        case _:
            return type_


def cell_validator(
    entity: Entity, entities: Mapping[str, Entity]
) -> Callable[[Mapping[str, object]], dict[str, Any] | CallError]:
    """A function that holds a row's cells to the types of their fields."""
    params = [Param(name=field.name, value=stored_type(field.value, entities)) for field in entity.fields]
    return compile_validator(params)


def fitting(entity: Entity, entities: Mapping[str, Entity]) -> dict[str, Callable[[Any], bool]]:
    """Field to a function that says whether a value, with or without its fact, fits it, as `cell_validator` would."""
    return {field.name: _fits(field.name, stored_type(field.value, entities)) for field in entity.fields}


def _fits(name: str, kind: Type) -> Callable[[Any], bool]:
    validate = compile_validator([Param(name=name, value=kind)])

    def fits(value: Any) -> bool:
        return not isinstance(validate({name: plain(value)}), CallError)

    if isinstance(kind, IntType):
        low, high = kind.low, kind.high
        # Written most; asked first because it takes a fraction of the time.
        return lambda value: (
            (type(value) in _WHOLE and (low is None or low <= value) and (high is None or value <= high)) or fits(value)
        )
    return fits


_WHOLE = (int, TracedInt)
