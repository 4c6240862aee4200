"""What the builtins do to sizes: how large their results are, and how much of what they are given they look at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from .sizes import (
    DOUBLE,
    FLOATING,
    NOTHING,
    TRUTH,
    Size,
    UnboundedError,
    digits_of,
    element,
    field_of,
    held,
    inside,
    iterations,
    joined,
    many,
    parts,
    shown,
    text,
    times,
    whole,
)

_MOST_DIGITS: Final = 400
"""Digits that a whole number may be rounded to: for more, Python works with numbers as long as that."""
_COUNT: Final = 20.0
"""Digits of how many values there can be."""
_DATE: Final = 40.0
"""Characters of a date in any form, which is more than any has."""


def builtin_size(name: str, given: Sequence[Size], capped: bool = True) -> tuple[float, Size]:
    """Characters that a builtin looks at, and the size of what it gives; with *capped* a limit to a result counts.

    Raises UnboundedError where that is too large, or hangs on a number that may be anything.
    """
    first = given[0] if given else NOTHING
    second = given[1] if len(given) > 1 else NOTHING
    read = sum(size.weight for size in given)
    match name:
        case "count" | "length":
            most = max(iterations(first), first.text)
            return 1, whole(most)
        case "sum":
            each = inside(first)
            digits = digits_of(each) + _COUNT
            # The sum of no numbers is the whole number 0, whatever numbers they would be.
            return read, whole(times(held(first), each.most), digits) if each.digits else joined(FLOATING, whole(0))
        case "avg" | "to_float":
            return read, FLOATING
        case "min" | "max" | "first" | "last":
            return read, element(first) if first.key or first.text else inside(first)
        case "round" | "floor" | "ceil":
            if second.digits and first.digits and second.most > _MOST_DIGITS:
                raise UnboundedError(f"it rounds to more than {_MOST_DIGITS} digits")
            # A whole number comes out whatever went in, and no double has more digits before the point.
            return read, joined(FLOATING, whole(first.most + 1, max(first.digits, DOUBLE)))
        case "abs":
            return read, first
        case "lower" | "upper":
            # One letter may become three, as U+0390 does.
            return read + 3 * first.text, text(3 * first.text)
        case "trim":
            return read, text(first.text)
        case "shorten":
            return read, text(min(first.text, second.most) if capped else first.text)
        case "join":
            length = times(iterations(first), shown(element(first)) + second.text)
            return read + length, text(length)
        case "split":
            return read + first.text, many(first.text + 1, text(first.text), weight=2 * first.text + 2)
        case "keys":
            letters = element(Size(key=first.key, fields=first.fields))
            return read, many(iterations(first), letters, weight=first.weight + iterations(first))
        case "values":
            return read, many(iterations(first), inside(first), weight=first.weight + iterations(first))
        case "reverse" | "distinct":
            return read, many(iterations(first), element(first), weight=first.weight + iterations(first))
        case "sort_records":
            count = iterations(first)
            rounds = times(count, math.ceil(math.log2(count + 1)))
            return read + times(rounds, inside(first).weight), many(count, element(first), weight=first.weight + count)
        case "select_fields":
            return read + times(held(first), second.weight), first
        case "merge_records":
            return read, _merged(first, second)
        case "contains" | "starts_with" | "ends_with" | "any" | "all":
            return read + times(held(first), min(inside(first).weight, second.weight)), TRUTH
        case "text":
            return read + shown(first), text(shown(first))
        case "year" | "month" | "day":
            return 10, whole(9999)
        case "days_between":
            return 20, whole(4_000_000)
        case "add_days" | "format_date":
            return 20, text(_DATE)
    raise UnboundedError(f"it uses {name}, which is no builtin")


def _merged(first: Size, second: Size) -> Size:
    names = [name for name, _ in first.fields]
    names += [name for name, _ in second.fields if name not in dict(first.fields)]
    record = parts((name, joined(field_of(first, name), field_of(second, name))) for name in names)
    if first.item is None and second.item is None:
        return record
    entries = joined(inside(first), inside(second))
    key = max(first.key, second.key)
    both = many(first.length + second.length, entries, key, weight=first.weight + second.weight)
    return joined(record, both)
