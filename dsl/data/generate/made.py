"""What generators are made of while rows are drawn: the place they are made for, and what they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from ...checking.scope import Scope, World
from ...program import CellValue, Entity
from ...source import Span
from ...syntax import nodes
from .draws import Draws

Cells: TypeAlias = Mapping[str, CellValue]
"""The cells of a row that are drawn already."""
Draw: TypeAlias = Callable[[Draws, Cells], object]
"""The value of a cell, from its stream and from the other cells that it needs."""


@dataclass(slots=True)
class Targets:
    """The keys that links to one entity can have, in the order of its rows."""

    keys: list[CellValue]
    positions: dict[CellValue, int] = field(init=False)

    def __post_init__(self) -> None:
        """Note where each key stands."""
        self.positions = {key: position for position, key in enumerate(self.keys)}

    def add(self, key: CellValue) -> None:
        """One more row."""
        self.positions[key] = len(self.keys)
        self.keys.append(key)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a generator may look at while it is made."""

    world: World
    scope: Scope
    entity: Entity
    seed: int
    count: int
    columns: Mapping[str, nodes.Expr]
    """All generated columns of the entity."""
    targets: Mapping[str, Targets]
    """The keys of all entities; those of entities that are still to be drawn are filled in before they are used."""
    column: str
    """The column, with the names of record fields after dots."""


@dataclass(frozen=True, slots=True)
class Made:
    """A generator that is ready to draw."""

    draw: Draw
    blame: Span
    """What in the spec is wrong where a value does not fit."""
    space: int | None = None
    """How many different values it has, at most; None where nobody knows."""
    pool: Targets | None = None
    """Where its values come from, if each is the key of a row: then there are as many as rows."""
    needs: frozenset[str] = frozenset()
    """Columns of the same row that it looks at."""
    links: frozenset[str] = frozenset()
    """Entities whose rows it links to."""
    unique: bool = False
    """Whether no two rows may have the same."""


@dataclass(frozen=True, slots=True)
class Given:
    """One argument."""

    value: object
    span: Span


@dataclass(frozen=True, slots=True)
class Bound:
    """The arguments of one call, by parameter."""

    span: Span
    """The whole call."""
    given: Mapping[str, Given]

    def value(self, name: str, otherwise: object = None) -> object:
        """The argument *name*, or what it is where it is left out."""
        return self.given[name].value if name in self.given else otherwise

    def whole(self, name: str, otherwise: int) -> int:
        """The argument *name* as a whole number."""
        value = self.value(name, otherwise)
        assert isinstance(value, int)
        return value

    def number(self, name: str) -> int | float | None:
        """The argument *name* as a number, None where it is left out."""
        value = self.value(name)
        return value if isinstance(value, int | float) else None

    def text(self, name: str, otherwise: str = "") -> str:
        """The argument *name* as a text."""
        return str(self.value(name, otherwise))

    def items(self, name: str) -> Sequence[object]:
        """The argument *name* as a list."""
        value = self.value(name)
        return value if isinstance(value, list) else []

    def at(self, name: str) -> Span:
        """Where the argument *name* stands; the whole call where it is left out."""
        return self.given[name].span if name in self.given else self.span
