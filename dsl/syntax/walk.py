"""Walking over trees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from .nodes import Node


def children(node: Node) -> list[Node]:
    """The nodes right below *node*, in the order of the text."""
    return _values(node, _names(type(node)))


def _values(node: Node, names: tuple[str, ...]) -> list[Node]:
    found: list[Node] = []
    for name in names:
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            found.extend([item for item in value if isinstance(item, Node)])
    return found


def _names(kind: type[Node]) -> tuple[str, ...]:
    """Attributes of a *kind* of nodes that may hold nodes."""
    names = _NAMES.get(kind)
    if names is None:
        known = {field.name: set(re.findall(r"\w+", str(field.type))) for field in fields(kind)}
        names = _NAMES[kind] = tuple(name for name, types in known.items() if not types <= _PLAIN)
    return names


_PLAIN: Final = {"Span", "str", "int", "float", "bool", "None", "tuple"}
_NAMES: Final[dict[type[Node], tuple[str, ...]]] = {}


def walk(node: Node) -> Iterator[Node]:
    """*node* and everything below it, parents first; a deep tree is no danger to the stack."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        if names := _names(type(current)):
            waiting.extend(reversed(_values(current, names)))


def below(node: Node, levels: int) -> Node | None:
    """The first node that lies *levels* levels below *node*, None where none does; a deep tree is no danger here."""
    layer = [node]
    for room in range(levels, 0, -1):
        # A node is longer than what stands in it, or wraps it (an argument, a key to sort by) without a mark of its
        # own, and no wrapper stands right in another: so what is short is not deep, and that is nearly everything.
        layer = [
            child for each in layer if 2 * (each.span.end - each.span.start) + 2 >= room for child in children(each)
        ]
    return layer[0] if layer else None
