"""All rows of a project: read, checked, and given to their entities."""

from __future__ import annotations

from typing import TypeAlias

from ..checking.scope import World
from ..diagnostics import Label
from ..program import Entity
from ..project.load import Project, Reader
from ..project.unit import Unit
from ..source import Span
from ..syntax import nodes
from .cells import Path
from .files import file_rows
from .generate.rows import Asked, generate_rows
from .rows import Loaded
from .settle import settle_rows
from .tables import table_rows

Given: TypeAlias = dict[str, tuple[Unit, nodes.DataDecl]]
"""Entity to the declaration of its rows, and the file that holds it."""


def load_data(world: World, project: Project) -> None:
    """Read all rows; an entity that has none, and gets none, is told of."""
    given: Given = {}
    for unit in project.units:
        for item in unit.items:
            if isinstance(item, nodes.DataDecl):
                _enter(world, unit, item, given)
    # Where a declaration could not be read, it may be the one with the rows.
    broken = any(unit.broken for unit in project.units)
    loaded = {name: _none(entity, complete=not broken) for name, entity in world.entities.items()}
    asked = []
    for name, (unit, item) in given.items():
        if isinstance(item.source, nodes.Generate):
            asked.append(Asked(unit.scope, item, world.entities[name]))
        else:
            loaded[name] = _load(world, project.reader, unit.path, item.source, world.entities[name])
    loaded |= generate_rows(world, asked, loaded)
    settle_rows(world, loaded)
    # An entity that tools write may well begin empty; what is given but empty is meant so.
    filled = {*given, *(name for tool in world.tools.values() for name in tool.writes)}
    for unit in project.units:
        for item in unit.items:
            if isinstance(item, nodes.EntityDecl) and item.name.text not in filled and not unit.broken:
                name = item.name.text
                world.findings.warning(
                    "TW0508",
                    item.name.span,
                    f"`{name}` has no rows",
                    help=f"give it some: `data {name} {{ ... }}`",
                )


def _none(entity: Entity, complete: bool) -> Loaded:
    def place(_: int, __: str, ___: Path) -> Span:
        return entity.node.name.span

    return Loaded(place, complete=complete)


def _enter(world: World, unit: Unit, item: nodes.DataDecl, given: Given) -> None:
    name = item.entity.text
    decl = unit.scope.type(name)
    if not isinstance(decl, nodes.EntityDecl):
        if decl is not None or name not in unit.scope.poisoned:
            # An entity that has its rows is not the one that was meant.
            filled = {other.entity.text for other in unit.items if isinstance(other, nodes.DataDecl)}
            known = (each for each in unit.scope.types_of(nodes.EntityDecl) if each not in filled)
            world.findings.unknown("TW0211", item.entity.span, f"there is no entity `{name}`", name, known)
        return
    if decl.name.text not in world.entities:
        return
    _, first = given.setdefault(decl.name.text, (unit, item))
    if first is not item:
        world.findings.error(
            "TW0507",
            item.entity.span,
            f"`{name}` has its rows already",
            labels=(Label(first.entity.span, "given here"),),
            help="put all rows in one place",
        )


def _load(world: World, reader: Reader, importer: str, source: nodes.Table | nodes.DataFile, entity: Entity) -> Loaded:
    if isinstance(source, nodes.Table):
        return table_rows(world, entity, source)
    return file_rows(world, entity, reader, importer, source)
