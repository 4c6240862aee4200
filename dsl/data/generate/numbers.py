"""Generators of numbers, days and times."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from statistics import NormalDist
from typing import Final

from ...checking.types import Float, Int, Type
from .arguments import refuse
from .draws import Draws
from .made import Bound, Cells, Made, Setting

MAX_DIGITS: Final = 9
_LEAST_SHARE: Final = 0.001
"""A normal distribution of which less lies within the bounds is refused: drawing would take too long."""


def serial(setting: Setting, bound: Bound, type_: Type) -> Made | None:
    """Numbers in order."""
    prefix, start, width = bound.text("prefix"), bound.whole("start", 1), bound.whole("width", 0)
    if width > 100:
        refuse(setting, bound.at("width"), "`width` of `serial` is at most 100")
        return None
    if not isinstance(type_, Int):
        return Made(lambda draws, _: prefix + str(start + draws.row).zfill(width), bound.span, setting.count)
    for name in ("prefix", "width"):
        if name in bound.given:
            refuse(setting, bound.at(name), f"`{setting.column}` is an `int`, and has no `{name}`", "leave it out")
            return None
    return Made(lambda draws, _: start + draws.row, bound.span, setting.count)


def uniform(setting: Setting, bound: Bound, type_: Type) -> Made | None:
    """Numbers between two."""
    low, high = bound.number("low"), bound.number("high")
    digits = _digits(setting, bound, type_)
    assert low is not None and high is not None
    if digits is None or not _within(setting, bound, type_, ("low", "high")):
        return None
    factor: int = 10**digits
    first = int((_exact(low) * factor).to_integral_value(ROUND_CEILING))
    last = int((_exact(high) * factor).to_integral_value(ROUND_FLOOR))
    if last < first:
        refuse(setting, bound.span, f"there is no number between {low} and {high}")
        return None
    span = last - first + 1
    if span > 2**64:
        refuse(setting, bound.at("digits"), "there are too many numbers between these two", "ask for less `digits`")
        return None
    if isinstance(type_, Int):
        return Made(lambda draws, _: first + draws.below(span), bound.span, span)
    return Made(lambda draws, _: (first + draws.below(span)) / factor, bound.span, span)


def normal(setting: Setting, bound: Bound, type_: Type) -> Made | None:
    """Numbers of the normal distribution within bounds."""
    mean, deviation = bound.number("mean"), bound.number("deviation")
    digits = _digits(setting, bound, type_)
    assert mean is not None and deviation is not None
    if digits is None or not _within(setting, bound, type_, ("low", "high")):
        return None
    if deviation <= 0:
        refuse(setting, bound.at("deviation"), "`deviation` of `normal` is more than 0")
        return None
    field_low, field_high = (type_.low, type_.high) if isinstance(type_, Int | Float) else (None, None)
    given_low, given_high = bound.number("low"), bound.number("high")
    low = given_low if given_low is not None else field_low if field_low is not None else float("-inf")
    high = given_high if given_high is not None else field_high if field_high is not None else float("inf")
    curve = NormalDist(mean, deviation)
    half = 0.5 / 10**digits
    if curve.cdf(high + half) - curve.cdf(low - half) < _LEAST_SHARE:
        instead = "move `mean`, or make `deviation` larger"
        refuse(setting, bound.span, f"hardly any value would lie between {low:g} and {high:g}", instead)
        return None
    whole = isinstance(type_, Int)

    def draw(draws: Draws, _: Cells) -> object:
        while True:
            value = round(mean + deviation * draws.normal(), digits)
            if low <= value <= high:
                # Adding 0 makes no difference but for -0.0.
                return int(value) if whole else value + 0.0

    return Made(draw, bound.span)


def day_between(setting: Setting, bound: Bound, _: Type) -> Made | None:
    """Days between two."""
    first, last = date.fromisoformat(bound.text("first")), date.fromisoformat(bound.text("last"))
    days = (last - first).days + 1
    if days < 1:
        refuse(setting, bound.span, f"the last day, {last}, comes before the first, {first}")
        return None
    start = first.toordinal()
    return Made(lambda draws, _: date.fromordinal(start + draws.below(days)).isoformat(), bound.span, days)


def time_between(setting: Setting, bound: Bound, _: Type) -> Made | None:
    """Times between two."""
    first, last = datetime.fromisoformat(bound.text("first")), datetime.fromisoformat(bound.text("last"))
    minutes = bound.whole("minutes", 1)
    if not 1 <= minutes <= 10**6:
        refuse(setting, bound.at("minutes"), "`minutes` of `time_between` is 1 to 1,000,000")
        return None
    step = timedelta(minutes=minutes)
    steps = (last - first) // step + 1
    if steps < 1:
        refuse(setting, bound.span, f"the last time, {last.isoformat()}, comes before the first, {first.isoformat()}")
        return None
    return Made(lambda draws, _: (first + draws.below(steps) * step).isoformat(), bound.span, steps)


def _exact(number: int | float) -> Decimal:
    return Decimal(repr(number))


def _digits(setting: Setting, bound: Bound, type_: Type) -> int | None:
    if not isinstance(type_, Int):
        digits = bound.whole("digits", 2)
        if digits <= MAX_DIGITS:
            return digits
        refuse(setting, bound.at("digits"), f"`digits` is at most {MAX_DIGITS}")
        return None
    if "digits" in bound.given:
        refuse(setting, bound.at("digits"), f"`{setting.column}` is an `int`, and has no `digits`", "leave it out")
        return None
    return 0


def _within(setting: Setting, bound: Bound, type_: Type, names: tuple[str, str]) -> bool:
    """Whether the bounds that are given lie within those of the field, and the first below the second."""
    low, high = (bound.number(name) for name in names)
    if low is not None and high is not None and low > high:
        refuse(setting, bound.span, f"`low`, {low}, is more than `high`, {high}")
        return False
    for name, value in zip(names, (low, high), strict=True):
        if value is None or not isinstance(type_, Int | Float):
            continue
        if type_.low is not None and value < type_.low:
            refuse(setting, bound.at(name), f"`{setting.column}` is at least {type_.low}, not {value}", code="TW0527")
            return False
        if type_.high is not None and value > type_.high:
            refuse(setting, bound.at(name), f"`{setting.column}` is at most {type_.high}, not {value}", code="TW0527")
            return False
    return True
