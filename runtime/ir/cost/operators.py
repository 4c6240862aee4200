"""What operators do to sizes, and the work that they take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .sizes import (
    FLOATING,
    NOTHING,
    TRUTH,
    Size,
    UnboundedError,
    digits_of,
    held,
    inside,
    joined,
    many,
    text,
    times,
    whole,
)


@dataclass(frozen=True, slots=True)
class Work:
    """What a call takes at most."""

    steps: float = 0.0
    characters: float = 0.0

    def __add__(self, other: Work) -> Work:
        """One after the other."""
        return Work(self.steps + other.steps, self.characters + other.characters)

    def worst(self, other: Work) -> Work:
        """Either the one or the other."""
        return Work(max(self.steps, other.steps), max(self.characters, other.characters))

    def repeated(self, count: float) -> Work:
        """All of it, so many times."""
        return Work(times(count, self.steps), times(count, self.characters))


NONE: Final = Work()


def binary(operator: str, x: Size, y: Size) -> tuple[Work, Size]:
    """The work of an operator, and the size of what it gives. Raises UnboundedError."""
    match operator:
        case "in" | "not_in":
            compared = times(held(y), min(x.weight, inside(y).weight)) + y.text + x.weight
            return Work(held(y), compared), TRUTH
        case "eq" | "ne":
            return Work(min(held(x), held(y)), min(x.weight, y.weight)), TRUTH
        case "and" | "or" | "lt" | "le" | "gt" | "ge":
            return Work(0, min(x.weight, y.weight)), TRUTH
        case "add":
            return _added(x, y)
        case "sub":
            return NONE, _sum(x, y)
    if any(each.text or each.length or each.fields for each in (x, y)):
        raise UnboundedError(f"it computes {operator} of what may be no number")
    digits = digits_of(x) * digits_of(y)
    work = Work(0, digits / 100 if x.digits > 1 or y.digits > 1 else 1)
    if operator == "div" or not (x.digits and y.digits):
        return work, FLOATING
    if operator == "mul":
        return work, whole(times(x.most, y.most), digits_of(x) + digits_of(y))
    return work, whole(max(x.most, y.most), max(digits_of(x), digits_of(y)))


def _sum(x: Size, y: Size) -> Size:
    if not (x.digits and y.digits):
        return FLOATING
    return whole(x.most + y.most, max(digits_of(x), digits_of(y)) + 1)


def _added(x: Size, y: Size) -> tuple[Work, Size]:
    size = _sum(x, y) if x.most or y.most or x.digits or y.digits else NOTHING
    if x.text or y.text:
        size = joined(size, text(x.text + y.text))
    if x.length or y.length:
        item, key = joined(x.item or NOTHING, y.item or NOTHING), max(x.key, y.key)
        size = joined(size, many(x.length + y.length, item, key, weight=x.weight + y.weight))
    return Work(x.length + y.length, x.text + y.text), size
