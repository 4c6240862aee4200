"""Rows of one entity: the bundle's, which all worlds share, and under them what one world wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, TypeAlias

from .python.prelude import Row


class Base:
    """The rows of one entity as the bundle has them; never changed."""

    def __init__(self, name: str, key_names: tuple[str, ...], rows: Mapping[Any, Row]) -> None:
        """Keep *rows* by key, in their order; *key_names* are the Python names of the key's parts."""
        self.name = name
        self.key_names = key_names
        self.rows = dict(rows)

    @cached_property
    def order(self) -> list[Row]:
        """The rows, one after the other."""
        return list(self.rows.values())

    @cached_property
    def position(self) -> dict[Any, int]:
        """Key to the place of its row in `order`."""
        return {key: place for place, key in enumerate(self.rows)}


class Overlay:
    """The rows of a base as one world left them: a mapping in the rows' order, of which only changes are kept.

    A changed row keeps its place, a new one comes last, also under a key that had a row before. Tables make a copy before
    they write (`copy` costs as much as there are changes), so an overlay that a transaction or a snapshot holds stays.
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
