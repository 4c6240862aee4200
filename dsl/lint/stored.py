"""Values of simple expressions over stored rows, for rules that look at the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..checking.fit import present
from ..checking.scope import World
from ..checking.types import Row
from ..program import CellValue, Entity, SymbolKind
from ..syntax import nodes

_TEXT: Final[Mapping[str, Callable[[str], str]]] = {"lower": str.lower, "upper": str.upper, "trim": str.strip}


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row, known by its entity and key."""

    entity: str
    key: tuple[CellValue, ...]


Value: TypeAlias = "CellValue | StoredRow"


class NotStored(Exception):
    """The value of an expression needs more than what is stored."""


class Rows:
    """Looks values up in the rows of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_key: dict[str, dict[tuple[CellValue, ...], Mapping[str, CellValue]]] = {}

    def of(self, entity: Entity) -> list[StoredRow]:
        """All rows of *entity*, in their order."""
        return [StoredRow(entity.name, key) for key in self._table(entity.name)]

    def value(self, expr: nodes.Expr, variable: str, row: StoredRow) -> Value:
        """What *expr* gives where *variable* is *row*. Raises NotStored where that takes more than a look."""
        match expr:
            case nodes.Literal(_, value):
                return value
            case nodes.Name(_, name) if name == variable:
                return row
            case nodes.Attribute(_, holder, name):
                found = self.value(holder, variable, row)
                if found is None and expr.safe:
                    return None
                if isinstance(found, StoredRow):
                    return self._field(found, name.text)
            case nodes.Call(_, _, (nodes.Arg(_, None, argument),)):
                symbol = self._world.symbols.get(expr)
                change = _TEXT.get(symbol.name) if symbol and symbol.kind is SymbolKind.BUILTIN else None
                text = self.value(argument, variable, row) if change else None
                if change is not None and isinstance(text, str):
                    return change(text)
            case _:
                pass
        raise NotStored

    def _field(self, row: StoredRow, name: str) -> Value:
        cells = self._table(row.entity).get(row.key)
        entity = self._world.entities[row.entity]
        field = next((field for field in entity.fields if field.name == name), None)
        if cells is None or field is None:
            raise NotStored
        value, type_ = cells.get(name), present(field.type)
        if not isinstance(type_, Row) or value is None:
            return value
        return StoredRow(type_.entity, value if isinstance(value, tuple) else (value,))

    def _table(self, name: str) -> dict[tuple[CellValue, ...], Mapping[str, CellValue]]:
        if name not in self._by_key:
            entity = self._world.entities[name]
            self._by_key[name] = {tuple(row.get(part) for part in entity.key): row for row in entity.rows}
        return self._by_key[name]
