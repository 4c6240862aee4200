"""Walking over trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from .nodes import Node


def children(node: Node) -> Iterator[Node]:
    """The nodes right below *node*, in the order of the text."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def walk(node: Node) -> Iterator[Node]:
    """*node* and everything below it, parents first; a deep tree is no danger to the stack."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(list(children(current))))
