"""What the parameters of a tool are held against, wherever in its body that happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Entity, Tool
from toolwright.runtime.ir.verify import walk

from ..forms import base_of

Way = tuple[str, str, str]
"""Entity, field and operator (`eq`, `gt`, ...), the cell on the left."""


def ways_of(tool: Tool, entities: Mapping[str, Entity]) -> dict[str, Way]:
    """Parameter to the stored cell that it is compared with; a key that is looked up is compared with, too."""
    base = base_of(tool)
    params = {p.name for p in base.params}
    found: dict[str, Way] = {}
    for name, way in (pair for s in base.body for node in walk(s) for pair in _in(node, entities)):
        if name in params:
            found.setdefault(name, way)
    return found


def sample_calls(tool: Tool, entities: Mapping[str, Entity], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Any:
    """Some calls of a tool with stored values for all its parameters; none where they are not held against cells."""
    ways = ways_of(tool, entities)
    if not all(p.name in ways for p in tool.params):
        return ()
    columns = {name: [row[field] for row in rows.get(entity, ())] for name, (entity, field, _) in ways.items()}
    calls = (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=False))
    made = [call for call in calls if all(value is not None for value in call.values())]
    # Some from the middle, too: below the first of all bounds there may be nothing.
    return (*made[:4], *made[len(made) // 2 :][:4])


def _in(node: Any, entities: Mapping[str, Entity]) -> Iterator[tuple[str, Way]]:
    match node:
        case ir.Find(entity=entity, key=(ir.Var(name=name),)):
            yield name, (entity, entities[entity].key[0], "eq")
        case ir.Binary(operator="eq" | "lt" | "le" | "gt" | "ge" as operator):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                match _plain(one), _plain(other):
                    case ir.Cell(entity=entity, field=field), ir.Var(name=name):
                        yield name, (entity, field, operator)


def _plain(e: Any) -> Any:
    while isinstance(e, ir.Builtin) and e.name in ("lower", "upper", "trim"):
        e = e.arguments[0]
    return e
