"""Names and documentation of entities and fields as words of a document."""

from __future__ import annotations

import re

from toolwright.runtime.ir.tools import Entity, EntityField


def snake(name: str) -> str:
    """`OrderLine` as `order_line`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def spaced(name: str) -> str:
    """`OrderLine` as `order line`."""
    return snake(name).replace("_", " ")


def field_of(entity: Entity, name: str) -> EntityField:
    """The field of this name, which must be there."""
    return next(field for field in entity.fields if field.name == name)


def field_doc(entity: Entity, name: str) -> str:
    """What a field says, without a full stop: its documentation or its name in words."""
    return (field_of(entity, name).doc or spaced(name)).rstrip(".")


def plural(name: str) -> str:
    """The name of several things of a name: `city` as `cities`."""
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    if name.endswith(("s", "x", "z", "ch", "sh")):
        return f"{name}es"
    return f"{name}s"
