"""What a rule sees: one file's nodes by kind, and what the whole project uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from ..checking.fit import present
from ..checking.scope import World
from ..checking.types import List, Optional, Record, Row, Type, Unknown
from ..diagnostics import Fix, Label
from ..program import SymbolKind
from ..project.unit import Unit
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import children, walk

HOLE: Final = re.compile(r"\{\s*([a-z_]\w*)((?:\.[a-z_]\w*)*)(?::[^{}]*)?\}")
"""What looks like a hole with a path in it; the first group is where the path begins."""

N = TypeVar("N", bound=nodes.Node)


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule says; its code and severity stand in the registry."""

    span: Span
    message: str
    help: str | None = None
    notes: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Uses:
    """What the files of a project refer to, by declared names."""

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


@dataclass(frozen=True, slots=True)
class View:
    """One file as the rules see it."""

    world: World
    unit: Unit
    units: tuple[Unit, ...]
    uses: Uses
    by_kind: Mapping[type[nodes.Node], list[nodes.Node]]
    parents: Mapping[nodes.Node, nodes.Node]

    @property
    def scenario(self) -> bool:
        """Whether this is the scenario that is checked: what a library has is there for others."""
        header = self.unit.header
        return self.unit.root and header is not None and not header.library

    def of(self, kind: type[N]) -> Iterator[N]:
        """All nodes of *kind* outside tables, in the order of the file."""
        return (node for node in self.by_kind.get(kind, ()) if isinstance(node, kind))

    def type(self, node: nodes.Node) -> Type:
        """Type of an expression, Unknown where it has none."""
        return self.world.types.get(node, Unknown())

    def names(self, node: nodes.Node, kind: SymbolKind) -> str | None:
        """What *node* stands for, where that is of this *kind*."""
        symbol = self.world.symbols.get(node)
        return symbol.name if symbol is not None and symbol.kind is kind else None

    def toolset(self) -> bool:
        """Whether some level of the scenario offers distractors."""
        return any(
            setting.name.text == "toolset" and isinstance(setting.value, nodes.Literal) and bool(setting.value.value)
            for level in self.of(nodes.Level)
            for setting in level.settings.items
        )


def views(world: World, units: tuple[Unit, ...]) -> Iterator[View]:
    """A view of each of *units*."""
    indexed = [(unit, *_index(unit)) for unit in units]
    uses = _uses(world, [(unit, by_kind) for unit, by_kind, _ in indexed])
    return (View(world, unit, units, uses, by_kind, parents) for unit, by_kind, parents in indexed)


def names_below(root: nodes.Node) -> set[str]:
    """Names that *root* reads, those of templates whose `$` was forgotten too."""
    found: set[str] = set()
    for node in walk(root):
        if isinstance(node, nodes.Name):
            found.add(node.id)
        elif isinstance(node, nodes.Template) and not node.span.text.startswith("$"):
            found.update(hole[1] for hole in HOLE.finditer(node.span.text))
    return found


_ByKind = dict[type[nodes.Node], list[nodes.Node]]


def _index(unit: Unit) -> tuple[_ByKind, dict[nodes.Node, nodes.Node]]:
    by_kind: _ByKind = {}
    parents: dict[nodes.Node, nodes.Node] = {}
    waiting: list[nodes.Node] = list(reversed(unit.items))
    while waiting:
        node = waiting.pop()
        by_kind.setdefault(type(node), []).append(node)
        if isinstance(node, nodes.DataDecl):
            # Tables are large, and their cells are literals.
            continue
        below = list(children(node))
        for child in below:
            parents[child] = node
        waiting.extend(reversed(below))
    return by_kind, parents


def _uses(world: World, units: list[tuple[Unit, _ByKind]]) -> Uses:
    types: set[str] = set()
    raised: set[str] = set()
    inserted: set[str] = set()
    updated: set[tuple[str, str]] = set()
    stepped: set[str] = set()
    derived: set[tuple[str, str]] = set()
    for unit, by_kind in units:

        def declared(name: nodes.Ident, unit: Unit = unit) -> str:
            decl = unit.scope.types.get(name.text)
            return decl.name.text if decl is not None else name.text

        types |= {declared(node.name) for node in by_kind.get(nodes.NamedType, ()) if isinstance(node, nodes.NamedType)}
        raised |= {declared(node.error) for node in by_kind.get(nodes.Failure, ()) if isinstance(node, nodes.Failure)}
        inserted |= {declared(node.entity) for node in by_kind.get(nodes.Insert, ()) if isinstance(node, nodes.Insert)}
        for node in by_kind.get(nodes.Update, ()):
            row = world.types.get(node.row) if isinstance(node, nodes.Update) else None
            if isinstance(node, nodes.Update) and isinstance(row, Row):
                updated |= {(row.entity, entry.name.text) for entry in node.record.entries}
        for node in by_kind.get(nodes.Step, ()):
            symbol = world.symbols.get(node.call) if isinstance(node, nodes.Step) else None
            if symbol is not None:
                stepped.add(symbol.name)
        for node in by_kind.get(nodes.Derive, ()):
            for part in walk(node):
                row = present(world.types.get(part.value, Unknown())) if isinstance(part, nodes.Attribute) else None
                if isinstance(part, nodes.Attribute) and isinstance(row, Row):
                    derived.add((row.entity, part.name.text))
    used = (SymbolKind.CONST, SymbolKind.FN, SymbolKind.EXTERN, SymbolKind.TOOL)
    read = {entity for type_ in set(world.types.values()) for entity in _rows(type_)}
    read |= {symbol.name for symbol in world.symbols.values() if symbol.kind is SymbolKind.ENTITY}
    return Uses(
        values=frozenset(symbol.name for symbol in world.symbols.values() if symbol.kind in used),
        types=frozenset(types),
        raised=frozenset(raised),
        read=frozenset(read),
        stepped=frozenset(stepped),
        inserted=frozenset(inserted),
        updated=frozenset(updated),
        derived=frozenset(derived),
        explored=any(nodes.ExploreDecl in by_kind for _, by_kind in units),
    )


def _rows(type_: Type) -> Iterator[str]:
    match type_:
        case Row(entity):
            yield entity
        case List(item) | Optional(item):
            yield from _rows(item)
        case Record(fields):
            for _, field in fields:
                yield from _rows(field)
        case _:
            pass
