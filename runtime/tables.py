"""Rows of one entity as the bundle has them, which all worlds share, and what queries ask of them."""

from __future__ import annotations

import operator
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
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


Shown: TypeAlias = tuple[str, None, Sequence[Facts], tuple[()]]
"""What a call that shows some rows is seen to give: its text, no error, the facts of each row, no writes."""

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
    make: Callable[[Any], Shown]
    """Text and facts of what is shown of a row, which the row keeps."""


_KEPT: Final = 8
"""How often a run keeps what windows show of a row; what is asked for beyond that is made each time."""


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
        self._shown: dict[Window, _Shown] = {}

    def span(self, bound: Bound | None) -> tuple[int, int]:
        """Where the rows within *bound* stand, found by halving: from, to."""
        if bound is None:
            return 0, len(self.rows)
        comparison, value = bound
        # What is smaller stands in front of `cut` in the keys, which always ascend.
        cut = (bisect_left if comparison in ("lt", "ge") else bisect_right)(self._keys, value)
        small = comparison in ("lt", "le")
        if self._descending:
            cut = len(self.rows) - cut
            return (cut, len(self.rows)) if small else (0, cut)
        return (0, cut) if small else (cut, len(self.rows))

    def show(self, window: Window, bound: Any, count: int) -> Shown:
        """What the first *count* rows within a window show, whose first key is compared with *bound*."""
        shown = self._shown.get(window)
        if shown is None:
            shown = self._shown[window] = _Shown(_KEPT * len(self.rows))
        start, stop = self.span(None if window.comparison is None else (window.comparison, bound))
        if stop - start > count:
            stop = start + max(0, count)
        found = shown.found.get((start, stop))
        if found is None:
            rows: list[Any] = self.rows[start:stop]
            found = shown_rows(window, rows)
            shown.room -= stop - start
            if shown.room >= 0:
                shown.found[start, stop] = found
        return found


class _Shown:
    """What one window showed of a run's rows, from here to there."""

    __slots__ = ("found", "room")

    def __init__(self, room: int) -> None:
        self.found: dict[tuple[int, int], Shown] = {}
        self.room = room
        """How many rows more are kept, each as often as it is shown."""


def shown_rows(window: Window, rows: Iterable[Any]) -> Shown:
    """What *window* shows of rows of a world."""
    make = window.make
    pieces = [row._kept.get(make) or make(row) for row in rows]
    return f"[{','.join([piece[0] for piece in pieces])}]", None, tuple([piece[2][0] for piece in pieces]), ()


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

    def __init__(
        self, name: str, key_names: tuple[str, ...], rows: Mapping[Any, Row], naming: tuple[str, ...] = ()
    ) -> None:
        """Keep *rows* by key, in their order; *key_names* are the Python names of the key's parts, *naming* those of
        the cells that name a row.
        """
        self.name = name
        self.key_names = key_names
        self.naming = naming
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

    def show(self, window: Window, equal: Any, bound: Any, count: int) -> Shown:
        """What the rows that a window finds show."""
        runs = self._windows.get(window)
        if runs is None:
            name = window.name
            runs = {None: self.ordered(window.keys, None)} if name is None else self._partitioned(window.keys, name)
            self._windows[window] = runs
        run = _looked_up(runs, equal)
        return _NO_ROWS if run is None else run.show(window, bound, count)

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
_NO_ROWS: Shown = ("[]", None, (), ())


def _looked_up(index: Mapping[Any, _T], value: Any) -> _T | None:
    try:
        return index.get(value)
    except TypeError:  # a list or a record, which equals no stored value
        return None


def picked(
    rows: Iterable[Row], keys: SortKeys, equal: Equal | None = None, bound: Bound | None = None, count: int = ALL
) -> list[Row]:
    """The first *count* of *rows* in an order, those that are asked for, by looking at each."""
    return ordered([row for row in rows if is_asked(row, keys, equal, bound)], keys)[: max(0, count)]


def is_asked(row: Row, keys: SortKeys, equal: Equal | None, bound: Bound | None) -> bool:
    """Whether a row is one of those that are asked for."""
    if equal is not None and row.__dict__[equal[0]] != equal[1]:
        return False
    return bound is None or _COMPARE[bound[0]](row.__dict__[keys[0][0]], bound[1])
