"""Rows of one entity: the bundle's, which all worlds share, and under them what one world wrote."""

from __future__ import annotations

import operator
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeVar

from .facts import Facts
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


ALL: Final = sys.maxsize
"""The count of a query without a limit."""


@dataclass(frozen=True, eq=False, slots=True)
class Window:
    """A query of a tool that indexes answer, and what is shown of each row that it finds.

    There is one for each place in a tool; it is what tables know the query by.
    """

    keys: SortKeys
    """The order, empty for that of the table."""
    name: str | None
    """The cell that must equal a value, where there is one."""
    comparison: str | None
    """How the first key must compare with a value, where it must."""
    make: Callable[[Any], tuple[str, tuple[Facts], Facts]]
    """Text and facts of what is shown of a row, which the row keeps."""


class Run:
    """Rows in the order of one sort, with the first key of each; where that one descends, the rows stand backwards.

    It keeps what windows show of the rows.
    """

    __slots__ = ("_descending", "_keys", "_shown", "rows")

    def __init__(self, rows: list[Row], keys: SortKeys) -> None:
        """The run of *rows*, which are in the order of *keys* already."""
        self.rows = rows
        self._descending = bool(keys) and keys[0][1]
        values = [row.__dict__[keys[0][0]] for row in rows] if keys else []
        self._keys = values[::-1] if self._descending else values
        self._shown: dict[Window, tuple[list[str | None], list[Facts]]] = {}

    def within(self, comparison: str, value: Any) -> tuple[int, int]:
        """Where the rows stand whose first key compares so with *value*, found by halving: from, to."""
        # What is smaller stands in front of `cut` in the keys, which always ascend.
        cut = (bisect_left if comparison in ("lt", "ge") else bisect_right)(self._keys, value)
        small = comparison in ("lt", "le")
        if self._descending:
            cut = len(self.rows) - cut
            return (cut, len(self.rows)) if small else (0, cut)
        return (0, cut) if small else (cut, len(self.rows))

    def show(self, window: Window, value: Any, count: int) -> tuple[str, Sequence[Facts]]:
        """Text and facts of the rows within a window."""
        shown = self._shown.get(window)
        if shown is None:
            shown = self._shown[window] = [None] * len(self.rows), [frozenset()] * len(self.rows)
        texts, facts = shown
        start, stop = (0, len(texts)) if window.comparison is None else self.within(window.comparison, value)
        if stop - start > count:
            stop = start + max(0, count)
        found = texts[start:stop]
        if None in found:
            for place in range(start, stop):
                if texts[place] is None:
                    row: Any = self.rows[place]
                    texts[place], _, facts[place] = row.kept.get(window.make) or window.make(row)
            found = texts[start:stop]
        return f"[{','.join(found)}]", facts[start:stop]  # type: ignore[arg-type]  # all are made now


def ordered(rows: Iterable[Row], keys: SortKeys) -> list[Row]:
    """*rows* sorted, stable."""
    made = list(rows)
    for name, descending in reversed(keys):
        made.sort(key=_cell(name), reverse=descending)
    return made


def _cell(name: str) -> Callable[[Row], Any]:
    return lambda row: row.__dict__[name]


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
        self._windows: dict[Window, Mapping[Any, Run]] = {}

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
        if equal is None:
            run = self._ordered.get(keys)
            if run is None:
                run = self._ordered[keys] = Run(ordered(self.order, keys), keys)
            return run
        return _looked_up(self._partitioned(keys, equal[0]), equal[1]) or _NO_RUN

    def show(self, window: Window, equal: Any, bound: Any, count: int) -> tuple[str, Sequence[Facts]]:
        """Text and facts of the rows that a window finds."""
        runs = self._windows.get(window)
        if runs is None:
            name = window.name
            runs = {None: self.ordered(window.keys, None)} if name is None else self._partitioned(window.keys, name)
            self._windows[window] = runs
        return (_looked_up(runs, equal) or _NO_RUN).show(window, bound, count)

    def _partitioned(self, keys: SortKeys, name: str) -> Mapping[Any, Run]:
        index = self._both.get((keys, name))
        if index is None:
            parts = _by_value(self.ordered(keys, None).rows, name)
            index = self._both[keys, name] = {found: Run(rows, keys) for found, rows in parts.items()}
        return index


def _by_value(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    index: dict[Any, list[Row]] = {}
    for row in rows:
        index.setdefault(row.__dict__[name], []).append(row)
    return index


_T = TypeVar("_T")
_NO_RUN = Run([], ())


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


def picked(
    rows: Iterable[Row], keys: SortKeys, equal: Equal | None = None, bound: Bound | None = None, count: int = ALL
) -> list[Row]:
    """The first *count* of *rows* in an order, those that are asked for, by looking at each."""
    if equal is not None:
        rows = [row for row in rows if row.__dict__[equal[0]] == equal[1]]
    if bound is not None:
        compare, name = _COMPARE[bound[0]], keys[0][0]
        rows = [row for row in rows if compare(row.__dict__[name], bound[1])]
    return ordered(rows, keys)[: max(0, count)]
