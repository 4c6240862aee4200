"""What all nodes have, those that stand everywhere, and the value that tells two trees apart."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from ...lean import lean_dataclass
from ...source import Span


@lean_dataclass(frozen=True, slots=True, eq=False)
class Node:
    """What every node has."""

    span: Span


@lean_dataclass(frozen=True, slots=True, eq=False)
class Ident(Node):
    """A name as written."""

    text: str


@lean_dataclass(frozen=True, slots=True, eq=False)
class Doc(Node):
    """A documentation string; indentation of long strings is already removed."""

    text: str


def shape(value: object) -> Any:
    """*value* without spans, as nested tuples that compare by content; numbers keep their type."""
    if isinstance(value, Node) and is_dataclass(value):
        parts = ((f.name, shape(getattr(value, f.name))) for f in fields(value))
        return (type(value).__name__, *(p for p in parts if p[0] not in ("span", "path_span")))
    if isinstance(value, tuple):
        return tuple(shape(item) for item in value)
    return (type(value).__name__, value) if isinstance(value, bool | int | float) else value
