"""Arguments drawn for a tool: values that fit its parameters, from the columns of the world that it looks in."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from toolwright.runtime.ir import types as irt
from toolwright.runtime.ir.tools import Param, Tool, ToolModule

from ..golden import stable_hash
from .domains import Column, columns

DAYS = ("2000-02-29", "2026-03-01", "2030-12-31")
MOST_RECORDS = 1000
"""Records that are made of all values of their fields; where there are more, each value is taken once."""
WORDS = ("a", "A", "x", "2026")


class Draws:
    """Draws arguments for the tools of one level; the same draws for the same seed text."""

    def __init__(self, module: ToolModule, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Draw from *rows*, plain cells by field name."""
        self._rows = rows
        self._fields = {e.name: {f.name: f.value for f in e.fields} for e in module.entities}
        self._key = {e.name: e.key[0] for e in module.entities}
        self._columns = {tool.name: columns(tool, module) for tool in module.tools}
        self._values: dict[Column, tuple[Any, ...]] = {}
        self._of_param: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._pool: dict[str, tuple[Any, ...]] = {}

    def column(self, column: Column) -> tuple[Any, ...]:
        """The different values of a column that are not null, those of lists one by one, in the order of rows."""
        if column not in self._values:
            entity, field = column
            cells = (row[field] for row in self._rows.get(entity, ()))
            flat = itertools.chain.from_iterable(cell if isinstance(cell, list) else (cell,) for cell in cells)
            kept = dict.fromkeys(v for v in flat if v is not None and not isinstance(v, dict))
            self._values[column] = tuple(kept)
        return self._values[column]

    @cached_property
    def holders(self) -> Mapping[str, Sequence[Column]]:
        """Text to the columns that hold it."""
        found: dict[str, list[Column]] = {}
        for column in sorted((entity, field) for entity, fields in self._fields.items() for field in fields):
            for value in self.column(column):
                if isinstance(value, str):
                    found.setdefault(value, []).append(column)
        return found

    def known(self, tool: str, param: str) -> tuple[Any, ...]:
        """What the columns hold that *tool* compares *param* with; nothing where it compares it with none."""
        found = self._columns[tool].get(param, frozenset())
        return tuple(dict.fromkeys(value for column in sorted(found) for value in self.column(column)))

    def values(self, tool: Tool, param: Param) -> tuple[Any, ...]:
        """Values that *param* may take, the telling ones first; nothing where none can be found."""
        key = (tool.name, param.name)
        if key not in self._of_param:
            self._of_param[key] = tuple(_distinct(self._of(param.value, self.known(*key))))
        return self._of_param[key]

    def strangers(self, param: Param) -> tuple[Any, ...]:
        """Values that fit the type of *param*, wherever the tool looks."""
        return tuple(_distinct(self._of(param.value, ())))

    def choices(self, tool: Tool) -> int:
        """How many different calls there are, counting what *tool* must be given.

        Lists that share an item are no different calls: one that is right in either is asked for by both.
        """
        count = 1
        for param in tool.params:
            if param.required:
                values = self.values(tool, param)
                count *= max(1, len(values) // _most_shared(values))
        return count

    def arguments(self, tool: Tool, seed: str) -> dict[str, Any] | None:
        """One valid call drawn by *seed*; None where no value fits a parameter that must be given."""
        drawn: dict[str, Any] = {}
        for param in tool.params:
            if not param.required and draw(f"{seed}/{param.name}/given", 3):
                continue
            values = self.values(tool, param)
            if values:
                drawn[param.name] = values[draw(f"{seed}/{param.name}", len(values))]
            elif param.required:
                return None
        return drawn

    def _of(self, type_: irt.Type, known: Sequence[Any]) -> Iterable[Any]:
        match type_:
            case irt.OptionalType(item=item):
                return self._of(item, known)
            case irt.EnumType(members=members):
                return members
            case irt.BoolType():
                return (True, False)
            case irt.IntType(low=low, high=high):
                ends = [n for n in (low, high, 1, 2, 3, 5, 10, 25, 100, 1000) if n is not None]
                if low is not None and high is not None:
                    ends += [(low + high) // 2, low + 1]
                fitting = [*(v for v in known if isinstance(v, int) and not isinstance(v, bool)), *ends]
                return [v for v in fitting if (low is None or v >= low) and (high is None or v <= high)]
            case irt.FloatType(low=low, high=high):
                near = [float(v) for v in known if isinstance(v, int | float) and not isinstance(v, bool)]
                some = [float(n) for n in (low, high, 1, 2.5, 10, 100, 1000) if n is not None]
                if low is not None and high is not None:
                    some.append((low + high) / 2)
                return [v for v in (*near, *some) if (low is None or v >= low) and (high is None or v <= high)]
            case irt.StrType():
                own = [v for v in known if isinstance(v, str)]
                return [v for v in own or (*WORDS, *self._texts("str")) if _fits(v, type_)]
            case irt.DateType():
                own = [v for v in known if isinstance(v, str)]
                return own or (*self._texts("date"), *DAYS)
            case irt.DatetimeType():
                own = [v for v in known if isinstance(v, str)]
                return own or (*self._texts("datetime"), *(f"{day}T09:00:00" for day in DAYS))
            case irt.RowType(entity=entity):
                return [v for v in known or self._keys(entity) if isinstance(v, str | int)]
            case irt.ListType(item=item, low=low, high=high):
                return _lists(list(self._of(item, known)), low or 0, high)
            case irt.MapType(key=key, value=value):
                pairs = zip(self._of(key, known), self._of(value, known), strict=False)
                return [{k: v} for k, v in pairs]
            case irt.RecordType(fields=fields):
                return self._records(fields, known)
        return ()

    def _records(self, fields: Sequence[irt.RecordField], known: Sequence[Any]) -> list[dict[str, Any]]:
        given = {f.name: list(_distinct(self._of(f.value, known))) for f in fields}
        if not all(values for f in fields if (values := given[f.name]) or not f.absent):
            return []
        if math.prod(map(len, given.values())) <= MOST_RECORDS:
            names = [name for name, values in given.items() if values]
            made = [dict(zip(names, parts, strict=True)) for parts in itertools.product(*map(given.__getitem__, names))]
            absent = {f.name for f in fields if f.absent}
            return made + [{n: v for n, v in made[0].items() if n != name} for name in names if name in absent]
        most = max(map(len, given.values()), default=0)
        made = [{f.name: given[f.name][i % len(given[f.name])] for f in fields if given[f.name]} for i in range(most)]
        for f in fields:
            # Every value of a field beside the first ones of the others: what `by` chooses decides what `value` means.
            first = made[0] if made else {}
            made += [{**first, f.name: value} for value in given[f.name][1:]]
            if f.absent:
                made.append({name: value for name, value in first.items() if name != f.name})
        return made

    def _texts(self, type_: str) -> tuple[Any, ...]:
        """Values of all columns of a type, a few of each."""
        if type_ not in self._pool:
            found = [
                self.column((entity, name))[:8]
                for entity, fields in self._fields.items()
                for name, value in fields.items()
                if (value.item if isinstance(value, irt.OptionalType) else value).type == type_
            ]
            self._pool[type_] = tuple(dict.fromkeys(itertools.chain.from_iterable(found)))
        return self._pool[type_]

    def _keys(self, entity: str) -> tuple[Any, ...]:
        return self.column((entity, self._key[entity]))


def draw(seed: str, count: int) -> int:
    """A number below *count* that hangs on *seed* alone."""
    return int(stable_hash(f"proofs/{seed}")[:12], 16) % count


def _fits(value: str, type_: irt.StrType) -> bool:
    return (
        (type_.low is None or len(value) >= type_.low)
        and (type_.high is None or len(value) <= type_.high)
        and (type_.pattern is None or re.fullmatch(type_.pattern, value) is not None)
    )


def _lists(items: list[Any], low: int, high: int | None) -> list[list[Any]]:
    """Lists of one item each, then longer ones; all as long as they must be."""
    if not items:
        return [[]] if not low else []
    short = [(items * (low + 1))[i : i + max(low, 1)] for i in range(len(items))]
    longer = [items[:2], list(reversed(items[:2])), items[:3]]
    return [made for made in (*short, *longer) if low <= len(made) and (high is None or len(made) <= high)]


def _most_shared(values: Sequence[Any]) -> int:
    """How many of *values* hold one item, that which most of them hold; 1 where they are no lists."""
    items = Counter(repr(item) for value in values if isinstance(value, list) for item in value)
    return max(items.values(), default=1)


def _distinct(values: Iterable[Any]) -> Iterable[Any]:
    seen = set()
    for value in values:
        key = repr(value)
        if key not in seen:
            seen.add(key)
            yield value
