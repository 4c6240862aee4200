"""Keys of entities: what a row is looked up by, and what stands for it outside of the world."""

from __future__ import annotations

from ..program import Entity, Field
from .scope import World
from .types import List, Optional, Record, Row, Type, Unknown


def key_fields(entity: Entity) -> tuple[Field, ...]:
    """The fields of the key in the order of the key; one that is not declared is left out."""
    by_name = {field.name: field for field in entity.fields}
    return tuple(by_name[name] for name in entity.key if name in by_name)


def key_value(world: World, entity: str) -> Type | None:
    """The type of the value that stands for a row of *entity*: its key with links followed.

    None where the key has several parts, Unknown where the entity is broken.
    """
    declared = world.entities.get(entity)
    # A key that leads back to itself is reported, and forgotten, where entities are declared.
    while declared is not None and len(declared.key) == 1:
        parts = key_fields(declared)
        if len(parts) != 1 or not isinstance(parts[0].type, Row):
            return parts[0].type if parts else Unknown()
        declared = world.entities.get(parts[0].type.entity)
    return Unknown() if declared is None or not declared.key else None


def outside(world: World, type_: Type) -> Type:
    """*type_* as a caller of a tool sees it: keys in the place of rows."""
    match type_:
        case Row(entity):
            return key_value(world, entity) or Unknown()
        case List(item, low, high):
            return List(outside(world, item), low, high)
        case Optional(item):
            return Optional(outside(world, item))
        case Record(fields, name):
            seen = tuple((n, outside(world, t)) for n, t in fields)
            return Record(seen, name if seen == fields else None, type_.places)
        case _:
            return type_
