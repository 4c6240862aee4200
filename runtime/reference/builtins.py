"""The builtins as the reference evaluator knows them.

Written apart from the prelude's, names of months and all: the tests hold the two to each other, which shared code would
make worthless.
"""

from __future__ import annotations

import datetime
import hashlib
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .held import Held, bare, same
from .held import hold as _held


def in_words(value: Any) -> str:
    """A value as a template shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and abs(value) < 1e15 and value == math.floor(value):
        return f"{value:.0f}" if value else "0"
    return f"{value}"


def _values(xs: Held) -> list[Any]:
    return [x.value for x in xs.value]


def _sum(xs: Held) -> Any:
    values = _values(xs)
    exact = sum((Fraction(v) for v in values), Fraction(0))
    return float(exact) if any(isinstance(v, float) for v in values) else int(exact)


def _extreme(xs: Held, better: Callable[[Any, Any], bool]) -> Held:
    best = None
    for x in xs.value:
        if best is None or better(x.value, best.value):
            best = x
    return best if best is not None else _held(None)


def _mean(xs: Held) -> Any:
    exact = float(sum((Fraction(v) for v in _values(xs)), Fraction(0)))
    return exact / len(xs.value)


def _distinct(xs: Held) -> Held:
    kept: list[Held] = []
    for x in xs.value:
        if not any(same(bare(x), bare(other)) for other in kept):
            kept.append(x)
    return Held(kept)


def _day(text: Held) -> datetime.date:
    return datetime.date(int(text.value[0:4]), int(text.value[5:7]), int(text.value[8:10]))


def _samples(xs: Held, size: Held, count: Held, seed: Held) -> Held:
    """*count* different choices of *size* items, each in the order of the list; from a hash of (seed, draw, item)."""
    chosen: list[tuple[int, ...]] = []
    for draw in range(count.value * 20):
        if len(chosen) == count.value:
            break
        ranked = sorted(
            range(len(xs.value)),
            key=lambda i: hashlib.sha256(f"{seed.value}/{draw}/{i}".encode()).digest(),
        )
        picked = tuple(sorted(ranked[: size.value]))
        if len(picked) == size.value and picked not in chosen:
            chosen.append(picked)
    return Held([Held([xs.value[i] for i in picked]) for picked in chosen])


def _format_date(date: Held, form: Held) -> Held:
    year, month, day = (int(part) for part in date.value[:10].split("-"))
    months = [
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
    ]
    weekdays = ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    forms = {
        "european": f"{day}.{month}.{year}",
        "us": f"{month}/{day}/{year}",
        "long": f"{day} {months[month - 1]} {year}",
    }
    # Zeller's congruence, in which a year begins with March.
    of, since = (year - 1, month + 12) if month < 3 else (year, month)
    weekday = (day + 13 * (since + 1) // 5 + of % 100 + of % 100 // 4 + of // 100 // 4 - 2 * (of // 100)) % 7
    return _held(forms.get(form.value, weekdays[weekday]))


def _sort_records(records: Held, field: Held, descending: Held) -> Held:
    held = [r for r in records.value if r.value[field.value].value is not None]
    empty = [r for r in records.value if r.value[field.value].value is None]
    ordered: list[Held] = []
    for record in held:
        value = record.value[field.value].value
        after = [
            i
            for i, other in enumerate(ordered)
            if (other.value[field.value].value < value if descending.value else other.value[field.value].value > value)
        ]
        ordered.insert(after[0] if after else len(ordered), record)
    return Held(ordered + empty)


def _select_fields(record: Held, fields: Held) -> Held:
    return Held({n: v for n, v in record.value.items() if n in _values(fields)})


REFERENCE: dict[str, Callable[..., Held]] = {
    "count": lambda xs: _held(len(xs.value)),
    "sum": lambda xs: _held(_sum(xs)),
    "avg": lambda xs: _held(_mean(xs)),
    "min": lambda xs: _extreme(xs, lambda a, b: a < b),
    "max": lambda xs: _extreme(xs, lambda a, b: a > b),
    "first": lambda xs: xs.value[0] if xs.value else _held(None),
    "last": lambda xs: xs.value[-1] if xs.value else _held(None),
    "round": lambda x, digits=None: _held(round(x.value) if digits is None else round(x.value, digits.value)),
    "abs": lambda x: _held(x.value if x.value >= 0 else -x.value),
    "floor": lambda x: _held(math.floor(x.value)),
    "ceil": lambda x: _held(math.ceil(x.value)),
    "lower": lambda x: _held(x.value.lower()),
    "upper": lambda x: _held(x.value.upper()),
    "trim": lambda x: _held(x.value.strip()),
    "length": lambda x: _held(len(x.value)),
    "contains": lambda x, part: _held(x.value.find(part.value) >= 0),
    "starts_with": lambda x, prefix: _held(x.value[: len(prefix.value)] == prefix.value),
    "ends_with": lambda x, suffix: _held(x.value[max(0, len(x.value) - len(suffix.value)) :] == suffix.value),
    "join": lambda xs, separator: _held(separator.value.join(_values(xs))),
    "split": lambda x, separator: _held(x.value.split(separator.value)),
    "distinct": _distinct,
    "keys": lambda m: Held([Held(key) for key in m.value]),
    "values": lambda m: Held(list(m.value.values())),
    "reverse": lambda xs: Held(list(reversed(xs.value))),
    "any": lambda xs: _held(any(_values(xs))),
    "all": lambda xs: _held(all(_values(xs))),
    "text": lambda x: _held(in_words(x.value)),
    "year": lambda x: _held(_day(x).year),
    "month": lambda x: _held(_day(x).month),
    "day": lambda x: _held(_day(x).day),
    "days_between": lambda a, b: _held((_day(b) - _day(a)).days),
    "add_days": lambda a, n: _held((_day(a) + datetime.timedelta(days=n.value)).isoformat()),
    "to_float": lambda x: x if isinstance(x.value, float) else _held(float(x.value)),
    "samples": _samples,
    "sort_records": _sort_records,
    "select_fields": _select_fields,
    "merge_records": lambda a, b: Held({n: b.value.get(n, a.value.get(n)) for n in (*a.value, *b.value)}),
    "format_date": _format_date,
    "shorten": lambda x, n: _held("".join(c for i, c in enumerate(x.value) if i < n.value)),
}
"""Builtin name to its meaning on Helds. `samples` is for tasks and tests: generated code cannot spell it."""
