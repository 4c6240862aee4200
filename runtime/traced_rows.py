"""Rows as tools of a bundle see them: cells that know their facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from .facts import CellFact, ValueFact
from .python.prelude import Row
from .tracing import TracedInt, linked, plain, traced

_NONE: Mapping[Callable[..., Any], Any] = MappingProxyType({})

_blank = object.__new__


class TracedRow(Row):
    """A row whose cells know their facts."""

    __slots__ = ("_facts", "_text")
    _facts: Mapping[Callable[..., Any], Any]
    """Facts of some of its cells, kept by whoever shows them; they are the same ones whatever the cells hold."""
    _text: str
    """The key as facts write it."""
    _kept: Mapping[Callable[[Any], Any], Any] = {}
    """What was made of the row: nothing, as one world alone sees what it wrote."""

    def __init__(self, entity: str, key: Any, cells: dict[str, Any], text: str) -> None:
        """As `Row`; *text* is the key as facts write it."""
        self._entity = entity
        self._key = key
        self.__dict__ = cells
        self._text = text
        self._facts = _NONE

    def changed(self, cells: Mapping[str, Any]) -> TracedRow:
        """The row with other values in *cells* (by Python name); the others are kept as they are, facts included."""
        held = self.__dict__
        made = held.copy()
        for name, value in cells.items():
            was = held[name]
            if type(value) is int and type(was) is TracedInt:
                made[name] = new = TracedInt(value)
                new.__dict__ = was.__dict__  # which holds the fact, and is never changed
            else:
                fact = CellFact(self._entity, self._text, name.rstrip("_")) if was is None else was.fact
                made[name] = traced(plain(value), fact)
        row = _blank(TracedRow)
        row._entity, row._key, row._text, row._facts = self._entity, self._key, self._text, self._facts
        row.__dict__ = made
        return row


class KeepingRow(TracedRow):
    """A row of the bundle; it keeps what was made of it: the texts and facts that quick functions show of it."""

    __slots__ = ("_kept",)
    _kept: dict[Callable[[Any], Any], Any]

    def __init__(self, entity: str, key: Any, cells: dict[str, Any], text: str) -> None:
        """As `TracedRow`."""
        super().__init__(entity, key, cells, text)
        self._kept = self._facts = {}


class ReachedRow(KeepingRow):
    """A row as a link led to it: the cells that name it show the link, too."""

    __slots__ = ("_origin",)
    _origin: TracedRow
    """The row as it stands in its table."""

    def __init__(self, origin: TracedRow, link: CellFact | ValueFact, names: Sequence[str]) -> None:
        """See *origin* over the link with the fact *link*; *names* are the Python names of the cells that name it."""
        cells = origin.__dict__.copy()
        for name in names:
            cells[name] = linked(cells[name], link)
        super().__init__(origin._entity, origin._key, cells, origin._text)
        self._origin = origin


def traced_cells(entity: str, key: str, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cells of the row with this *key* (as facts write it), each with its cell's fact."""
    return {name: traced(plain(value), CellFact(entity, key, name.rstrip("_"))) for name, value in cells.items()}
