"""What `explore` sees of a world: entities whose rows can be named, links both ways, shared words, measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from toolwright.dsl.checking import types
from toolwright.dsl.program import Entity, Field, Program

from ..english import is_participle, words
from ..labels import SPEAKING, label_of

LONGEST_NAME: Final = 80
"""Longer texts do not name a row in a question."""
MOST_SHARED: Final = 40
"""A field with more different texts than this sorts rows into no groups that one would ask about."""
_NO_SUM: Final = words("""
    year rank rating score age latitude longitude lat lon elevation altitude temperature percent percentage share ratio
    index number level floor version zip code position grade order rate density speed height limit id month day hour
    """)
"""Last words of fields whose values do not add up to anything."""


@dataclass(frozen=True)
class Column:
    """A scalar field or a link of an entity."""

    entity: str
    name: str
    type: types.Type
    """Without null."""
    nullable: bool
    field: Field

    @property
    def link(self) -> str | None:
        """The entity that it leads to."""
        return self.type.entity if isinstance(self.type, types.Row) else None

    @property
    def number(self) -> bool:
        """Whether it holds numbers that are no years."""
        return isinstance(self.type, types.Int | types.Float) and not self.year

    @property
    def year(self) -> bool:
        """Whether it holds years."""
        counts = self.field.doc.startswith(("How", "Number"))
        named = "year" in self.name.split("_") or (is_participle(self.name) and not counts)
        return isinstance(self.type, types.Int) and (named or self.type.unit == "year")

    @property
    def moment(self) -> bool:
        """Whether it holds points in time."""
        return self.year or isinstance(self.type, types.Date | types.Datetime)

    @property
    def adds_up(self) -> bool:
        """Whether a sum of it means something."""
        return self.number and not any(word in _NO_SUM for word in self.name.split("_"))


@dataclass(frozen=True)
class Table:
    """An entity with its rows; rows are known by their place in *rows*."""

    entity: Entity
    columns: Mapping[str, Column]
    label: Column
    """The field that names a row."""
    rows: Sequence[Mapping[str, Any]]
    by_name: Mapping[Any, int]
    """Rows that their name alone tells apart, in the order of keys."""
    by_key: Mapping[Any, int]

    @cached_property
    def named(self) -> Sequence[int]:
        """Places of the rows that a question may name."""
        return tuple(self.by_name.values())

    def name_of(self, place: int) -> Any:
        """What names a row; None where another row has the same name."""
        name = self.rows[place][self.label.name]
        return name if self.by_name.get(name) == place else None


@dataclass(frozen=True)
class Group:
    """Rows of one entity that belong together: they link to one row, or share a word.

    `column` is the link or the field; `members` gives the places of the rows for a key of the linked row, or a word.
    """

    column: Column
    members: Mapping[Any, Sequence[int]] = field(repr=False, compare=False)

    @property
    def entity(self) -> str:
        """The entity whose rows are grouped."""
        return self.column.entity

    @property
    def link(self) -> bool:
        """Whether rows belong together by what they link to."""
        return self.column.link is not None


@dataclass(frozen=True)
class World:
    """All that can be walked."""

    tables: Mapping[str, Table]
    groups: Sequence[Group]
    names: Mapping[str, int]
    """How many rows of all entities a name has, in small letters."""


def world_of(program: Program) -> World:
    """The walkable part of *program*, whose rows are in the order of their keys."""
    tables = {entity.name: table for entity in program.entities.values() if entity.rows and (table := _table(entity))}
    names = Counter(str(name).casefold() for table in tables.values() for name in table.by_name)
    return World(tables, [group for table in tables.values() for group in _groups(table, tables)], names)


def _table(entity: Entity) -> Table | None:
    columns = {f.name: column for f in entity.fields if (column := _column(entity.name, f))}
    called = label_of(entity)
    if called is None:
        return None
    label = columns[called]
    rows = entity.rows
    folded = Counter(str(row[label.name]).casefold() for row in rows)
    by_name: dict[Any, int] = {
        name: place
        for place, row in enumerate(rows)
        if folded[str(name := row[label.name]).casefold()] == 1 and _can_name(name)
    }
    keys = {_key(entity.key, row): place for place, row in enumerate(rows)}
    return Table(entity, columns, label, rows, by_name, keys) if by_name else None


def _key(names: Sequence[str], row: Mapping[str, Any]) -> Any:
    parts = tuple(row[name] for name in names)
    return parts[0] if len(parts) == 1 else parts


def _column(entity: str, of: Field) -> Column | None:
    nullable = isinstance(of.type, types.Optional)
    type_ = of.type.item if isinstance(of.type, types.Optional) else of.type
    walkable = types.Str | types.Int | types.Float | types.Date | types.Datetime | types.Enum | types.Row
    return Column(entity, of.name, type_, nullable, of) if isinstance(type_, walkable) else None


def _can_name(value: Any) -> bool:
    if isinstance(value, int):
        return True
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_NAME
        and value == " ".join(value.split())
        and not any(c in value for c in '"{}`<>')
        and value[-1] not in ".,:;?!"
    )


def _groups(table: Table, tables: Mapping[str, Table]) -> list[Group]:
    made = []
    for column in table.columns.values():
        if column.link is not None:
            if column.link not in tables:
                continue
        elif column.name in (*table.entity.key, *SPEAKING) or column is table.label or not _shared(column, table):
            continue
        members: dict[Any, list[int]] = {}
        for place, row in enumerate(table.rows):
            if row[column.name] is not None:
                members.setdefault(row[column.name], []).append(place)
        made.append(Group(column, members))
    return made


def _shared(column: Column, table: Table) -> bool:
    """Whether the words of a field sort its rows into groups that one would ask about."""
    if not isinstance(column.type, types.Str | types.Enum):
        return False
    values = Counter(row[column.name] for row in table.rows if row[column.name] is not None)
    return 2 <= len(values) <= MOST_SHARED and 2 * len(values) <= sum(values.values()) and all(map(_can_name, values))
