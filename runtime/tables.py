"""Rows of one entity: the bundle's, which all worlds share, and under them what one world wrote."""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from .python.prelude import Row

SortKeys: TypeAlias = tuple[tuple[str, bool], ...]
"""Cells to sort by, the weightiest first: (Python name of the field, descending)."""

Equal: TypeAlias = tuple[str, Any]
"""Rows whose cell equals a value: (Python name of the field, the value)."""

Bound: TypeAlias = tuple[str, Any]
"""Rows whose first sort key compares so with a value: (`lt`, `le`, `gt` or `ge`, the value)."""

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Run:
    """Rows in the order of one sort, with the first key of each; where that one descends, the rows stand backwards."""

    rows: list[Row]
    keys: list[Any]
    descending: bool

    @classmethod
    def of(cls, rows: list[Row], keys: SortKeys) -> Run:
        """The run of *rows*, which are in the order of *keys* already."""
        name, descending = keys[0]
        values = [row.__dict__[name] for row in rows]
        return cls(rows, values[::-1] if descending else values, descending)

    def within(self, bound: Bound) -> list[Row]:
        """The rows within *bound*, found by halving."""
        comparison, value = bound
        # What is smaller stands in front of `cut` in the keys, which always ascend.
        cut = (bisect_left if comparison in ("lt", "ge") else bisect_right)(self.keys, value)
        small = comparison in ("lt", "le")
        if self.descending:
            cut = len(self.rows) - cut
            return self.rows[cut:] if small else self.rows[:cut]
        return self.rows[:cut] if small else self.rows[cut:]


def ordered(rows: Iterable[Row], keys: SortKeys) -> list[Row]:
    """*rows* sorted, stable."""
    made = list(rows)
    for name, descending in reversed(keys):
        made.sort(key=lambda row, name=name: row.__dict__[name], reverse=descending)  # type: ignore[misc]
    return made


class Base:
    """The rows of one entity as the bundle has them; never changed.

    What queries ask for again and again is kept here, made when it is first asked for: rows by the value of a cell,
    rows in an order, and both together.
    """

    def __init__(self, name: str, key_names: tuple[str, ...], rows: Mapping[Any, Row]) -> None:
        """Keep *rows* by key, in their order; *key_names* are the Python names of the key's parts."""
        self.name = name
        self.key_names = key_names
        self.rows = dict(rows)
        self._equal: dict[str, dict[Any, list[Row]]] = {}
        self._ordered: dict[SortKeys, Run] = {}
        self._both: dict[tuple[SortKeys, str], dict[Any, Run]] = {}

    @cached_property
    def order(self) -> list[Row]:
        """The rows, one after the other."""
        return list(self.rows.values())

    @cached_property
    def position(self) -> dict[Any, int]:
        """Key to the place of its row in `order`."""
        return {key: place for place, key in enumerate(self.rows)}

    def equal(self, equal: Equal) -> list[Row]:
        """The rows whose cell equals a value, in their order."""
        name, value = equal
        index = self._equal.get(name)
        if index is None:
            index = self._equal[name] = _by_value(self.order, name)
        return _looked_up(index, value) or []

    def ordered(self, keys: SortKeys, equal: Equal | None) -> Run:
        """The rows in an order, those whose cell equals a value where that is asked for."""
        run = self._ordered.get(keys)
        if run is None:
            run = self._ordered[keys] = Run.of(ordered(self.order, keys), keys)
        if equal is None:
            return run
        name, value = equal
        index = self._both.get((keys, name))
        if index is None:
            parts = _by_value(run.rows, name)
            index = self._both[keys, name] = {found: Run.of(rows, keys) for found, rows in parts.items()}
        return _looked_up(index, value) or _NO_RUN


def _by_value(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    index: dict[Any, list[Row]] = {}
    for row in rows:
        index.setdefault(row.__dict__[name], []).append(row)
    return index


_T = TypeVar("_T")
_NO_RUN = Run([], [], False)


def _looked_up(index: Mapping[Any, _T], value: Any) -> _T | None:
    try:
        return index.get(value)
    except TypeError:  # a list or a record, which equals no stored value
        return None


class Overlay:
    """The rows of a base as one world left them: a mapping in the rows' order, of which only changes are kept.

    A changed row keeps its place, a new one comes last, also under a key that had a row before. Tables make a copy
    before they write (it costs as much as there are changes), so what a transaction or a snapshot holds stays.
    """

    __slots__ = ("_added", "_base", "_changed")

    def __init__(self, base: Base) -> None:
        """Begin without a change."""
        self._base = base
        self._changed: dict[Any, Row | None] = {}
        """Keys of the base whose row is another one now, or None."""
        self._added: dict[Any, Row] = {}

    def copy(self) -> Overlay:
        """The same rows, to be changed apart."""
        made = Overlay(self._base)
        made._changed = dict(self._changed)
        made._added = dict(self._added)
        return made

    def get(self, key: Any, default: Row | None = None) -> Row | None:
        """The row with this key, *default* where there is none."""
        if key in self._added:
            return self._added[key]
        if key in self._changed:
            row = self._changed[key]
            return default if row is None else row
        return self._base.rows.get(key, default)

    def __getitem__(self, key: Any) -> Row:
        row = self.get(key)
        if row is None:
            raise KeyError(key)
        return row

    def __contains__(self, key: Any) -> bool:
        return self.get(key) is not None

    def __len__(self) -> int:
        gone = sum(row is None for row in self._changed.values())
        return len(self._base.rows) - gone + len(self._added)

    def __iter__(self) -> Iterator[Any]:
        for key in self._base.rows:
            if self._changed.get(key, key) is not None:
                yield key
        yield from self._added

    def values(self) -> list[Row]:
        """The rows in their order."""
        if not self._changed:
            return [*self._base.order, *self._added.values()]
        rows: list[Row | None] = list(self._base.order)
        for key, row in self._changed.items():
            rows[self._base.position[key]] = row
        return [*(row for row in rows if row is not None), *self._added.values()]

    def __setitem__(self, key: Any, row: Row) -> None:
        if key not in self._added and key in self._base.rows and self._changed.get(key, row) is not None:
            self._changed[key] = row
        else:
            self._added[key] = row

    def __delitem__(self, key: Any) -> None:
        if key in self._added:
            del self._added[key]
        else:
            self._changed[key] = None

    def changes(self) -> Iterator[tuple[str, Row | None, Row | None]]:
        """What is other than in the base: (operation, row before, row now).

        Deletions and updates come in the order of the base, then insertions in theirs. A row that was deleted and made
        again counts as both, since it stands in another place.
        """
        for key in sorted(self._changed, key=self._base.position.__getitem__):
            row = self._changed[key]
            yield "delete" if row is None else "update", self._base.rows[key], row
        for row in self._added.values():
            yield "insert", None, row


Rows: TypeAlias = dict[Any, Row] | Overlay
"""What a table reads: the base's own rows until the first write."""


class KeepingRow(Row):
    """A row that keeps what was made of it: the texts and facts that quick functions show of it."""

    __slots__ = ("kept", "text")
    text: str
    """The key as facts write it."""
    kept: dict[Callable[[Any], Any], Any]

    def __init__(self, entity: str, key: Any, cells: dict[str, Any], text: str) -> None:
        """As `Row`; *text* is the key as facts write it."""
        self._entity = entity
        self._key = key
        self.__dict__ = cells
        self.text = text
        self.kept = {}


def picked(rows: Iterable[Row], keys: SortKeys, equal: Equal | None, bound: Bound | None) -> list[Row]:
    """*rows* in an order, those that are asked for, by looking at each."""
    if equal is not None:
        rows = [row for row in rows if row.__dict__[equal[0]] == equal[1]]
    if bound is not None:
        compare, name = _COMPARE[bound[0]], keys[0][0]
        rows = [row for row in rows if compare(row.__dict__[name], bound[1])]
    return ordered(rows, keys)
