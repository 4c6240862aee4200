"""Rows as tools of a bundle see them: cells that know their facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .facts import CellFact, ValueFact
from .python.prelude import Row
from .tracing import linked


class TracedRow(Row):
    """A row whose cells know their facts."""

    __slots__ = ("_text",)
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


class KeepingRow(TracedRow):
    """A row of the bundle; it keeps what was made of it: the texts and facts that quick functions show of it."""

    __slots__ = ("_kept",)
    _kept: dict[Callable[[Any], Any], Any]

    def __init__(self, entity: str, key: Any, cells: dict[str, Any], text: str) -> None:
        """As `TracedRow`."""
        super().__init__(entity, key, cells, text)
        self._kept = {}


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
