"""What the project uses: the side of lints that looks beyond one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..checking.fit import present, rows_in
from ..checking.scope import Scope, World
from ..checking.types import Row, Unknown
from ..program import SymbolKind, Tool
from ..syntax import nodes
from ..syntax.walk import walk

Nodes = Callable[[type[nodes.Node]], Iterator[nodes.Node]]
"""All nodes of one kind in the file that is checked."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What the checked file refers to, and what all tools write, by declared names."""

    values: frozenset[str]
    """Constants, functions and tools."""
    types: frozenset[str]
    """Enums, records and entities that are written as types."""
    raised: frozenset[str]
    """Errors that something fails with."""
    read: frozenset[str]
    """Entities whose rows some expression holds."""
    stepped: frozenset[str]
    """Tools that steps call."""
    inserted: frozenset[str]
    """Entities that tools add rows to."""
    updated: frozenset[tuple[str, str]]
    """Fields (entity, field) that tools change."""
    derived: frozenset[tuple[str, str]]
    """Fields (entity, field) that steps without a tool read."""
    explored: bool
    """Whether tasks are looked for in the relations between the entities."""


_USED = (SymbolKind.CONST, SymbolKind.FN, SymbolKind.EXTERN, SymbolKind.TOOL)


def uses(world: World, scope: Scope, of: Nodes) -> Uses:
    """What is used where *scope* is that of the file whose nodes *of* gives."""

    def declared(name: nodes.Ident) -> str:
        decl = scope.types.get(name.text)
        return decl.name.text if decl is not None else name.text

    symbols = world.symbols
    read = {entity for type_ in set(world.types.values()) for entity in rows_in(type_)}
    read |= {symbol.name for symbol in symbols.values() if symbol.kind is SymbolKind.ENTITY}
    written = list(_written(world))
    return Uses(
        values=frozenset(symbol.name for symbol in symbols.values() if symbol.kind in _USED),
        types=frozenset(declared(node.name) for node in of(nodes.NamedType) if isinstance(node, nodes.NamedType)),
        raised=frozenset(declared(node.error) for node in of(nodes.Failure) if isinstance(node, nodes.Failure)),
        read=frozenset(read),
        stepped=frozenset(
            symbols[node.call].name for node in of(nodes.Step) if isinstance(node, nodes.Step) and node.call in symbols
        ),
        inserted=frozenset(entity for entity, field in written if field is None),
        updated=frozenset((entity, field) for entity, field in written if field is not None),
        derived=frozenset(read_field for node in of(nodes.Derive) for read_field in _fields(world, node)),
        explored=any(True for _ in of(nodes.ExploreDecl)),
    )


def _written(world: World) -> Iterator[tuple[str, str | None]]:
    """Entity and field of every update, in whatever file; the field is None where a row is added."""
    for tool in world.tools.values():
        yield from (each for node in walk(tool.node) if tool.writes for each in _written_at(world, tool, node))


def changed_by(world: World, tool: Tool) -> Iterator[tuple[str, str | None]]:
    """Entity and field of what calls of *tool* change; the field is None where rows are added or removed."""
    for node in walk(tool.node):
        row = world.types.get(node.row) if isinstance(node, nodes.Delete) else None
        if isinstance(row, Row):
            yield row.entity, None
        yield from _written_at(world, tool, node)


def _written_at(world: World, tool: Tool, node: nodes.Node) -> Iterator[tuple[str, str | None]]:
    if isinstance(node, nodes.Insert):
        # Under another name than its own, an entity may be any of those that the tool writes.
        known = node.entity.text in tool.writes
        yield from ((name, None) for name in ((node.entity.text,) if known else tool.writes))
    elif isinstance(node, nodes.Update):
        row = world.types.get(node.row)
        if isinstance(row, Row):
            yield from ((row.entity, entry.name.text) for entry in node.record.entries)


def _fields(world: World, root: nodes.Node) -> Iterator[tuple[str, str]]:
    for node in walk(root):
        if isinstance(node, nodes.Attribute):
            row = present(world.types.get(node.value, Unknown()))
            if isinstance(row, Row):
                yield row.entity, node.name.text
