"""What generated functions stand on: rows, tables, the world, declared errors and the builtins.

Of this module every `tools.py` holds what its tools use (so it imports the standard library only,
and is no wider than generated code), and the runtime itself runs on it. Everything in it is pure,
apart from `Table`'s three writes.
"""

from __future__ import annotations

import datetime
import json
import keyword
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, overload

_T = TypeVar("_T")
_Row = TypeVar("_Row", bound="Row")


class ToolError(Exception):
    """A declared error: the call fails with this text and changes nothing."""


class ConstraintError(Exception):
    """A write that the world does not allow: a key that is taken, a row that is gone."""


class Row:
    """A row as it was when it was read: its cells are attributes, a link is the other row's key."""

    __slots__ = ("__dict__", "_entity", "_key")

    def __init__(self, entity: str, key: Any, cells: dict[str, Any]) -> None:
        self._entity = entity
        self._key = key
        self.__dict__ = cells

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self._entity == other._entity and self._key == other._key

    def __hash__(self) -> int:
        return hash((self._entity, self._key))

    def __repr__(self) -> str:
        return f"<{self._entity} {self._key!r}>"


class Write(NamedTuple):
    """One change of a row; *cells* are the values that changed (all of them for an insert)."""

    operation: str
    entity: str
    key: Any
    cells: dict[str, Any]


class Table(Generic[_Row]):
    """The rows of one entity by key, in their order; shared with other worlds until written."""

    __slots__ = ("_journal", "_key_names", "_name", "_rows", "_shared")

    def __init__(
        self,
        name: str,
        key_names: tuple[str, ...],
        rows: dict[Any, _Row],
        journal: list[Write],
    ) -> None:
        self._name = name
        self._key_names = key_names
        self._rows = rows
        self._journal = journal
        self._shared = True

    def __iter__(self) -> Iterator[_Row]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, *key: Any) -> _Row | None:
        """The row with this key, None where there is none."""
        return self._rows.get(key[0] if len(key) == 1 else key)

    @overload
    def follow(self, key: None) -> None: ...

    @overload
    def follow(self, key: str | int) -> _Row: ...

    def follow(self, key: str | int | None) -> _Row | None:
        """The row that a link leads to; None for an empty link."""
        return None if key is None else self._rows[key]

    def next_id(self, prefix: str) -> str:
        """*prefix* and one more than the largest number that follows it in a key."""
        numbers = (key[len(prefix) :] for key in self._rows if str(key).startswith(prefix))
        highest = max((int(n) for n in numbers if n.isascii() and n.isdigit()), default=0)
        return f"{prefix}{highest + 1}"

    def insert(self, /, **cells: Any) -> _Row:
        """Add a row and return it."""
        parts = tuple(cells[name] for name in self._key_names)
        key = parts[0] if len(parts) == 1 else parts
        if key in self._rows:
            raise ConstraintError(f"{self._name} has a row with this key already")
        row: _Row = self._row(key, cells)
        self._own()[key] = row
        self._journal.append(Write("insert", self._name, key, cells))
        return row

    def update(self, row: _Row, /, **cells: Any) -> _Row:
        """Change cells of a row and return the new one."""
        old = self._current(row)
        changed = {n: v for n, v in cells.items() if not same(old.__dict__[n], v)}
        if not changed:
            return old
        new: _Row = self._row(row._key, {**old.__dict__, **changed})
        self._own()[row._key] = new
        self._journal.append(Write("update", self._name, row._key, changed))
        return new

    def delete(self, row: _Row) -> None:
        """Remove a row."""
        self._current(row)
        del self._own()[row._key]
        self._journal.append(Write("delete", self._name, row._key, {}))

    def _row(self, key: Any, cells: dict[str, Any]) -> Any:
        return Row(self._name, key, cells)

    def _current(self, row: _Row) -> _Row:
        if row._key not in self._rows:
            raise ConstraintError(f"this row of {self._name} is gone")
        return self._rows[row._key]

    def _own(self) -> dict[Any, _Row]:
        if self._shared:
            self._rows = dict(self._rows)
            self._shared = False
        return self._rows


class World:
    """All tables by entity name, as attributes; *journal* lists the writes of the current call."""

    __slots__ = ("__dict__", "_tables", "journal")
    table_class: type[Table[Any]] = Table

    def __init__(self, tables: dict[str, tuple[tuple[str, ...], dict[Any, Row]]]) -> None:
        self.journal: list[Write] = []
        self._tables = {n: self.table_class(n, *t, self.journal) for n, t in tables.items()}
        self.__dict__ = self._tables

    @classmethod
    def load(cls, folder: str | Path | None = None) -> World:
        """A world from a bundle's folder, that which this file stands in when None.

        `manifest.json` names the keys, `data/<entity>.jsonl` holds the rows.
        """
        root = Path(__file__).resolve().parents[2] if folder is None else Path(folder)
        keys = json.loads((root / "manifest.json").read_text("utf-8"))["keys"]
        tables = {}
        for name, key_names in keys.items():
            rows = {}
            for line in (root / "data" / f"{name}.jsonl").read_text("utf-8").splitlines():
                cells = {python_name(field): value for field, value in json.loads(line).items()}
                parts = tuple(cells[python_name(key_name)] for key_name in key_names)
                key = parts[0] if len(parts) == 1 else parts
                rows[key] = Row(name, key, cells)
            tables[name] = (tuple(python_name(key_name) for key_name in key_names), rows)
        return cls(tables)

    def begin(self) -> dict[str, dict[Any, Row]]:
        """Start a transaction: what `rollback` needs to undo everything since."""
        self.journal.clear()
        for table in self._tables.values():
            table._shared = True
        return {name: table._rows for name, table in self._tables.items()}

    def rollback(self, before: dict[str, dict[Any, Row]]) -> None:
        """Put everything back as it was at `begin`."""
        self.journal.clear()
        for name, rows in before.items():
            self._tables[name]._rows = rows
            self._tables[name]._shared = True


KEYWORDS = frozenset(keyword.kwlist)


def python_name(name: str) -> str:
    """*name* as a Python attribute: keywords get an underscore (a name never ends in one)."""
    return name + "_" if name in KEYWORDS else name


def same(left: Any, right: Any) -> bool:
    """Equality that keeps true and 1 apart."""
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return bool(left == right)


def or_fail(value: _T | None, error: Callable[[], ToolError]) -> _T:
    """*value*; where it is None, the call fails with the declared error."""
    if value is None:
        raise error()
    return value


def coalesce(value: _T | None, otherwise: Callable[[], _T]) -> _T:
    """*value*; where it is None, the other one."""
    return otherwise() if value is None else value


def item(values: list[_T], position: int) -> _T | None:
    """The item at a position from 0, None where there is none."""
    return values[position] if 0 <= position < len(values) else None


def take(values: list[_T], count: int) -> list[_T]:
    """At most the first *count* values."""
    return values[: max(0, count)]


def skip(values: list[_T], count: int) -> list[_T]:
    """All but the first *count* values."""
    return values[max(0, count) :]


def group_by(pairs: Iterable[tuple[Any, tuple[Any, ...]]]) -> list[tuple[Any, Any]]:
    """Rows with a key, as groups in the order of their first row; each variable becomes a list."""
    groups: dict[Any, tuple[Any, tuple[list[Any], ...]]] = {}
    for key, values in pairs:
        identity = frozen(key)
        if identity not in groups:
            groups[identity] = (key, tuple([] for _ in values))
        for members, value in zip(groups[identity][1], values, strict=True):
            members.append(value)
    return list(groups.values())


def row_key(pair: tuple[Any, Any]) -> Any:
    """Sort key of a (key, row) pair."""
    return pair[0]


def to_float(value: float) -> float:
    """A whole number as a float."""
    return value if isinstance(value, float) else float(value)


def text(value: Any) -> str:
    """A value in words: whole floats without their fraction, true and false in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def total(values: Iterable[_T]) -> _T:
    """The sum; exact for whole numbers, correctly rounded for floats whatever their order."""
    numbers: list[Any] = list(values)
    add: Any = math.fsum if any(isinstance(n, float) for n in numbers) else sum
    result: _T = add(numbers)
    return result


def average(values: Iterable[float]) -> float:
    """The arithmetic mean; fails where there are no values."""
    numbers = list(values)
    return math.fsum(numbers) / len(numbers)


def smallest(values: Iterable[_T]) -> _T | None:
    """The smallest value, the first of equal ones; None where there is none."""
    ordered: list[Any] = list(values)
    found: _T | None = min(ordered, default=None)
    return found


def largest(values: Iterable[_T]) -> _T | None:
    """The largest value, the first of equal ones; None where there is none."""
    ordered: list[Any] = list(values)
    found: _T | None = max(ordered, default=None)
    return found


def first(values: Iterable[_T]) -> _T | None:
    """The first value, None where there is none."""
    return next(iter(values), None)


def last(values: Iterable[_T]) -> _T | None:
    """The last value, None where there is none."""
    found = list(values)
    return found[-1] if found else None


def distinct(values: Iterable[_T]) -> list[_T]:
    """The values without repetitions, in the order of their first appearance."""
    firsts: dict[Any, _T] = {}
    for value in values:
        firsts.setdefault(frozen(value), value)
    return list(firsts.values())


def frozen(value: Any) -> Any:
    """What equal values have in common and others do not, to look them up by."""
    if isinstance(value, dict):
        return frozenset((name, frozen(part)) for name, part in value.items())
    if isinstance(value, list):
        return tuple(map(frozen, value))
    return (isinstance(value, bool), value)


def backwards(values: Iterable[_T]) -> list[_T]:
    """The values, last one first."""
    return list(values)[::-1]


def year(date: str) -> int:
    """The year of a date."""
    return int(date[:4])


def month(date: str) -> int:
    """The month of a date, 1 to 12."""
    return int(date[5:7])


def day(date: str) -> int:
    """The day of the month, from 1."""
    return int(date[8:10])


def days_between(begin: str, end: str) -> int:
    """Days from one date to another; negative when the second comes first."""
    return (datetime.date.fromisoformat(end[:10]) - datetime.date.fromisoformat(begin[:10])).days


def add_days(date: str, days: int) -> str:
    """The date so many days later."""
    return (datetime.date.fromisoformat(date[:10]) + datetime.timedelta(days=days)).isoformat()


def sort_records(
    records: list[dict[str, Any]],
    field: str,
    descending: bool,
) -> list[dict[str, Any]]:
    """Records in the order of one field, stable; records without a value there come last."""
    held = [record for record in records if record[field] is not None]
    empty = [record for record in records if record[field] is None]
    return sorted(held, key=lambda record: record[field], reverse=descending) + empty


def select_fields(record: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """A record with some of its fields, in the record's own order."""
    return {name: value for name, value in record.items() if name in fields}


def merge_records(record: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """A record with the fields of another in place of its own of the same names, and after them."""
    return {**record, **more}


def shorten(value: str, count: int) -> str:
    """At most the first *count* characters of a text."""
    return value[: max(0, count)]


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def format_date(date: str, form: str) -> str:
    """A date as `european` (1.3.2026), `us` (3/1/2026), `long` (1 March 2026) or its `weekday`."""
    when = datetime.date.fromisoformat(date[:10])
    if form == "european":
        return f"{when.day}.{when.month}.{when.year}"
    if form == "us":
        return f"{when.month}/{when.day}/{when.year}"
    if form == "long":
        return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    return WEEKDAYS[when.weekday()]
