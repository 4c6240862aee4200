"""What one world wrote over the rows of an entity that all worlds share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any, Final, TypeAlias, cast

from .python.prelude import Row
from .tables import Base, Bound, Equal, SortKeys, is_asked
from .traced_rows import TracedRow

Undo: TypeAlias = list[tuple[Any, Any, Any]]
"""What one transaction changed in overlays, in its order: (a mapping, a key, what stood there before or ABSENT), or
(an overlay, None, its new rows before)."""

ABSENT: Final = object()


class Overlay:
    """The rows of a base as one world left them: a mapping in the rows' order, of which only changes are kept.

    A changed row keeps its place, a new one comes last, also under a key that had a row before. What a write changes
    is noted, so that it can be undone. Tables make a copy before they write what a snapshot holds, too. Of a write that
    nothing can undo the row is made when it is asked for: most rows that an episode writes it never reads again.
    """

    __slots__ = ("_added", "_base", "_changed", "_undo")

    def __init__(self, base: Base, undo: Undo) -> None:
        """Begin without a change; writes are noted in *undo*."""
        self._base = base
        self._changed: dict[Any, Any] = {}
        """Keys of the base to the row that is there now; to the write that left it (as `world.Written`) where
        nobody has asked for it yet; to None where there is none."""
        self._added: dict[Any, Row] = _NO_ROWS
        self._undo = undo

    def copy(self, undo: Undo) -> Overlay:
        """The same rows, to be changed apart; none may be left to be made."""
        made = Overlay(self._base, undo)
        made._changed = self._changed.copy()
        made._added = self._added.copy() if self._added else _NO_ROWS
        return made

    @property
    def unchanged(self) -> bool:
        """Whether it holds what the base holds."""
        return not self._changed and not self._added

    def make(self) -> None:
        """Make the rows that are to be made; who shares the overlay never sees one that is not."""
        for key, row in self._changed.items():
            if type(row) is tuple:
                self._changed[key] = self._made(row)

    def _made(self, write: tuple[str, str, Any, Mapping[str, Any]]) -> Row:
        """The row that *write* left of the base's."""
        _, _, key, cells = write
        return cast("TracedRow", self._base.rows[key]).changed(cells)

    def get(self, key: Any, default: Row | None = None) -> Row | None:
        """The row with this key, *default* where there is none."""
        if key in self._added:
            return self._added[key]
        if key in self._changed:
            row = self._changed[key]
            if type(row) is tuple:
                row = self._changed[key] = self._made(row)
            return default if row is None else cast("Row", row)
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
        self.make()
        if not self._changed:
            return [*self._base.order, *self._added.values()]
        rows: list[Row | None] = list(self._base.order)
        for key, row in self._changed.items():
            rows[self._base.position[key]] = row
        return [*(row for row in rows if row is not None), *self._added.values()]

    def __setitem__(self, key: Any, row: Row) -> None:
        where: dict[Any, Any] = self._changed
        if key in self._added or key not in self._base.rows or where.get(key, row) is None:
            if self._added is _NO_ROWS:
                self._added = {}
            where = self._added
        self._undo.append((where, key, where.get(key, ABSENT)))
        where[key] = row

    def replace(self, key: Any, row: Row) -> None:
        """Put *row* in the place of one that was read."""
        where: dict[Any, Any] = self._added if key in self._added else self._changed
        self._undo.append((where, key, where.get(key, ABSENT)))
        where[key] = row

    def put(self, key: Any, row: Row) -> None:
        """As `replace`, where nothing can fail any more that would undo it."""
        if self._added and key in self._added:
            self._added[key] = row
        else:
            self._changed[key] = row

    def __delitem__(self, key: Any) -> None:
        if key in self._added:
            # Put back, the row would stand last; so the rows are kept as they are.
            self._undo.append((self, None, self._added))
            self._added = self._added.copy()
            del self._added[key]
        else:
            self._undo.append((self._changed, key, self._changed.get(key, ABSENT)))
            self._changed[key] = None

    def equal(self, equal: Equal) -> list[Row]:
        """The rows whose cell equals a value, in their order."""
        self.make()
        name, value = equal
        rows: list[Row] = self._kept(self._base.equal(equal))
        found = [row for row in self._changed.values() if row is not None and row.__dict__[name] == value]
        if found:
            place = self._base.position
            rows += found
            rows.sort(key=lambda row: place[row._key])
        rows += [row for row in self._added.values() if row.__dict__[name] == value]
        return rows

    def ordered(self, keys: SortKeys, equal: Equal | None, bound: Bound | None, count: int) -> list[Row]:
        """The first *count* rows in an order, those asked for: the base's, and among them those of this world."""
        self.make()
        run, position = self._base.ordered(keys, equal), self._base.position
        start, stop = run.span(bound)
        placed = [(row, position[key]) for key, row in self._changed.items() if row is not None]
        placed += [(row, len(position) + i) for i, row in enumerate(self._added.values())]
        mine = [(_place(keys, row, i), row) for row, i in placed if is_asked(row, keys, equal, bound)]
        rows: list[Row] = []
        for place, row in sorted(mine, key=itemgetter(0)):
            here = bisect_left(run.rows, place, start, stop, key=lambda row: _place(keys, row, position[row._key]))
            rows += self._kept(run.rows[start:here])
            rows.append(row)
            start = here
        # Of the rows to come as many may be other ones now as were changed.
        rows += self._kept(run.rows[start : min(stop, start + max(0, count) + len(self._changed))])
        return rows[: max(0, count)]

    def _kept(self, rows: list[Row]) -> list[Row]:
        """Those *rows* of the base that are as they were."""
        changed = self._changed
        return [row for row in rows if row._key not in changed]

    def changes(self) -> Iterator[tuple[str, Row | None, Row | None]]:
        """What is other than in the base: (operation, row before, row now).

        Deletions and updates come in the order of the base, then insertions in theirs. A row that was deleted and made
        again counts as both, since it stands in another place.
        """
        self.make()
        for key in sorted(self._changed, key=self._base.position.__getitem__):
            row = self._changed[key]
            yield "delete" if row is None else "update", self._base.rows[key], row
        for row in self._added.values():
            yield "insert", None, row


_NO_ROWS: dict[Any, Row] = {}


def undone(undo: Undo) -> None:
    """Take back what *undo* notes."""
    while undo:
        where, key, before = undo.pop()
        if before is ABSENT:
            del where[key]
        elif type(where) is Overlay:
            where._added = before
        else:
            where[key] = before


def _place(keys: SortKeys, row: Row, position: int) -> tuple[Any, ...]:
    """What a row is compared by in the order of *keys*; rows that tie stand by their *position* in the table."""
    cells = row.__dict__
    return (*(_Descending(cells[name]) if descending else cells[name] for name, descending in keys), position)


class _Descending:
    """A value that stands the other way round in comparisons."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(self._value == other._value)

    def __lt__(self, other: _Descending) -> bool:
        return bool(other._value < self._value)


Rows: TypeAlias = dict[Any, TracedRow] | Overlay
"""What a table reads: the base's own rows until the first write."""
