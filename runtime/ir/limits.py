"""How large a module may be: what comes after may then look at every part of it, and walk into it, without care."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import BaseModel

from .tools import DeclaredError, Entity, Extern, Function, Tool, ToolModule, helpers

MAX_DECLARATIONS: Final = 5_000
"""Most entities, most errors, most helper functions, most tools."""
MAX_MEMBERS: Final = 500
"""Most fields of an entity, parameters of a tool, errors of a tool."""
MAX_NODES: Final = 20_000
"""Most nodes of one tool: expressions, statements, types."""
MAX_ALL_NODES: Final = 2_000_000
"""Most nodes of a module."""
MAX_DEPTH: Final = 60
"""Most nodes in nodes; Python itself reads no more than some ninety brackets in brackets."""


def size_problem(module: ToolModule) -> str | None:
    """Why *module* is too large, None where it is not."""
    parts: dict[str, Sequence[Entity] | Sequence[DeclaredError] | Sequence[Function | Extern] | Sequence[Tool]] = {
        "entity": module.entities,
        "error": module.errors,
        "function": helpers(module),
        "tool": module.tools,
    }
    total = 0
    for kind, declared in parts.items():
        if len(declared) > MAX_DECLARATIONS:
            return f"it has more than {MAX_DECLARATIONS:,} declarations of one kind"
        for part in declared:
            nodes = _count(part)
            if isinstance(nodes, str):
                return f"{kind} {part.name}: {nodes}"
            if any(len(group) > MAX_MEMBERS for group in _groups(part)):
                return f"{kind} {part.name}: it has more than {MAX_MEMBERS} parts of one kind"
            total += nodes
    return f"it has more than {MAX_ALL_NODES:,} nodes" if total > MAX_ALL_NODES else None


def expression_size_problem(expression: BaseModel) -> str | None:
    """Why a goal or an answer is too large, None where it is not."""
    nodes = _count(expression)
    return nodes if isinstance(nodes, str) else None


def _count(part: BaseModel) -> int | str:
    """How many nodes *part* has, or why they are too many."""
    nodes = 0
    for depth, _ in _nodes(part):
        nodes += 1
        if depth > MAX_DEPTH:
            return f"it is nested deeper than {MAX_DEPTH} levels"
        if nodes > MAX_NODES:
            return f"it has more than {MAX_NODES:,} nodes"
    return nodes


def _groups(part: BaseModel) -> Iterator[tuple[object, ...]]:
    """What stands in lists of *part*, but for its statements."""
    for held in (part, part.core) if isinstance(part, Tool) and part.core else (part,):
        for name, value in held.__dict__.items():
            if isinstance(value, tuple) and name not in ("body", "added"):
                yield value


def _nodes(whole: BaseModel) -> Iterator[tuple[int, BaseModel]]:
    """Every node with how deep it stands, without recursion."""
    waiting: list[tuple[int, BaseModel]] = [(0, whole)]
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        for value in node.__dict__.values():
            parts = value if isinstance(value, tuple) else (value,)
            waiting.extend((depth + 1, part) for part in parts if isinstance(part, BaseModel))
