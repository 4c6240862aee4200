"""How easily one tool is taken for another, as a number that anybody can work out again.

Five likenesses, each from 0 to 1, are added with these weights:

| weight | likeness |
| --- | --- |
| 0.35 | shared words of the names, of all their words |
| 0.20 | shared words of the documents, small words left out |
| 0.20 | shared parameters, by name and type |
| 0.15 | shared entities that their bodies read |
| 0.10 | the same type of result |
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.ir.types import OptionalType, Type
from toolwright.runtime.ir.verify import walk

from ...english import snake
from ..forms import base_of

# fmt: off
_SMALL = frozenset((
    "a", "an", "and", "at", "by", "for", "from", "has", "in", "is", "it", "its", "of", "on", "one", "or", "that", "the",
    "there", "this", "to", "which", "with",
))
# fmt: on


@dataclass(frozen=True)
class Looks:
    """What a tool is compared by."""

    name: frozenset[str]
    doc: frozenset[str]
    params: frozenset[tuple[str, str]]
    entities: frozenset[str]
    result: str


def confusability(left: Looks, right: Looks) -> float:
    """How easily two tools are taken for each other: 0 for nothing in common, 1 for a twin."""
    return (
        0.35 * _shared(left.name, right.name)
        + 0.20 * _shared(left.doc, right.doc)
        + 0.20 * _shared(left.params, right.params)
        + 0.15 * _shared(left.entities, right.entities)
        + 0.10 * (left.result == right.result)
    )


def looks(tool: Tool) -> Looks:
    """What *tool* is compared by."""
    base = base_of(tool)
    nodes = [node for statement in base.body for node in walk(statement)]
    read = (node.entity for node in nodes if isinstance(node, ir.Rows | ir.Find | ir.Follow | ir.Cell))
    return Looks(
        frozenset(_words(snake(tool.name))),
        frozenset(_words(tool.doc)) - _SMALL,
        frozenset((p.name, _kind(p.value)) for p in tool.params),
        frozenset(read),
        _kind(tool.result),
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _kind(type_: Type) -> str:
    return _kind(type_.item) if isinstance(type_, OptionalType) else type_.type


def _shared(left: frozenset[Hashable], right: frozenset[Hashable]) -> float:
    return len(left & right) / len(left | right) if left | right else 0.0
