"""The columns of one entity that is generated: what draws them, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...checking.order import in_order
from ...checking.scope import Scope, World
from ...program import Entity, Field
from ...source import Span
from ...syntax import nodes
from ..cells import Fitter, fitter
from ..rows import MAX_ROWS, header_fields
from .columns import make
from .draws import Column
from .made import Made, Setting, Targets


@dataclass(frozen=True, slots=True)
class Drawn:
    """One column."""

    name: str
    made: Made
    stream: Column
    fit: Fitter


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one entity are drawn."""

    entity: Entity
    node: nodes.DataDecl
    count: int
    first: Sequence[Drawn]
    """The columns of the key, and those that they look at: drawn for all rows before links are."""
    rest: Sequence[Drawn]
    places: Mapping[str, Span]

    def links(self, columns: Iterable[Drawn]) -> set[str]:
        """Entities that *columns* link to."""
        return {link for column in columns for link in column.made.links}


def plan(
    world: World, scope: Scope, node: nodes.DataDecl, entity: Entity, targets: Mapping[str, Targets]
) -> Plan | None:
    """How to draw the rows that *node* asks for; None, with findings, where it does not say."""
    source = node.source
    assert isinstance(source, nodes.Generate)
    findings, before = world.findings, len(world.findings.all)
    if not 1 <= source.count <= MAX_ROWS:
        # Up to the columns: the number has no place of its own.
        head = Span(source.span.source, source.span.start, source.columns.span.start - 1)
        findings.error("TW0525", head, f"1 to {MAX_ROWS:,} rows are generated, not {source.count:,}")
    entries = source.columns.entries
    header = [(entry.name.text, lambda entry=entry: entry.name.span) for entry in entries]
    fields = header_fields(findings, entity, header, lambda: node.entity.span)
    columns = {entry.name.text: entry.value for entry in entries}
    made: dict[str, tuple[Field, Made]] = {}
    for field, entry in zip(fields, entries, strict=True):
        if field is None:
            continue
        setting = Setting(world, scope, entity, source.seed or 0, source.count, columns, targets, field.name)
        found = make(setting, entry.value, field.type)
        if found is not None:
            made[field.name] = (field, found)
    if len(findings.all) > before or len(made) < len(entries):
        return None
    order = _ordered(world, made, columns)
    if order is None:
        return None
    drawn = {
        name: Drawn(name, made[name][1], Column(source.seed or 0, entity.name, name), fitter(world, made[name][0].type))
        for name in order
    }
    early = _closure(made, entity.key)
    return Plan(
        entity,
        node,
        source.count,
        [drawn[name] for name in order if name in early],
        [drawn[name] for name in order if name not in early],
        {entry.name.text: entry.value.span for entry in entries},
    )


def _ordered(
    world: World, made: Mapping[str, tuple[Field, Made]], columns: Mapping[str, nodes.Expr]
) -> Sequence[str] | None:
    """The columns, each after those that it looks at."""
    order = in_order({name: sorted(found.needs) for name, (_, found) in made.items()})
    for circle in order.circles:
        path = " -> ".join(f"`{name}`" for name in (*circle, circle[0]))
        world.findings.error("TW0523", columns[circle[0]].span, f"these columns wait for each other: {path}")
    return None if order.circles else order.names


def _closure(made: Mapping[str, tuple[Field, Made]], names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = [name for name in names if name in made]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(made[name][1].needs)
    return found
