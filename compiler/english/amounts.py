"""Amounts: units, comparisons, numbers and dates."""

from __future__ import annotations

import datetime
from typing import Final

from .nouns import is_plural, words

UNITS: Final = {
    "km2": "square kilometres",
    "km²": "square kilometres",
    "m2": "square metres",
    "m²": "square metres",
    "m3": "cubic metres",
    "m³": "cubic metres",
    "ha": "hectares",
    "km": "kilometres",
    "m": "metres",
    "cm": "centimetres",
    "mm": "millimetres",
    "mi": "miles",
    "ft": "feet",
    "in": "inches",
    "kg": "kilograms",
    "g": "grams",
    "t": "tonnes",
    "lb": "pounds",
    "l": "litres",
    "ml": "millilitres",
    "s": "seconds",
    "ms": "milliseconds",
    "min": "minutes",
    "h": "hours",
    "d": "days",
    "w": "watts",
    "kw": "kilowatts",
    "mw": "megawatts",
    "kwh": "kilowatt-hours",
    "mwh": "megawatt-hours",
    "gb": "gigabytes",
    "mb": "megabytes",
    "kmh": "kilometres per hour",
    "km/h": "kilometres per hour",
    "knots": "knots",
    "c": "degrees Celsius",
    "°c": "degrees Celsius",
    "%": "percent",
    "pct": "percent",
    "percent": "percent",
    "eur": "euros",
    "usd": "US dollars",
    "gbp": "pounds sterling",
    "chf": "Swiss francs",
    "jpy": "yen",
    "nok": "Norwegian kroner",
    "sek": "Swedish kronor",
    "dkk": "Danish kroner",
}
"""Unit as specs write it, in small letters, to its words."""

_LARGE: Final = ("larger", "largest", "smaller", "smallest")
_HIGH: Final = ("higher", "highest", "lower", "lowest")
_LONG: Final = ("longer", "longest", "shorter", "shortest")
_GREAT: Final = ("greater", "greatest", "smaller", "smallest")
EARLY: Final = ("later", "latest", "earlier", "earliest")
MANY: Final = ("more", "most", "fewer", "fewest")
_COMPARED: Final = {
    **dict.fromkeys(
        words("area population size capacity budget fleet volume crew surface circulation team share stock"), _LARGE
    ),
    **dict.fromkeys(
        words("""
        elevation altitude price cost fare salary revenue rating score temperature warmth rate fee rent wage turnover
        profit income speed age_limit attendance percentage rank level grade density pay tariff
        """),
        _HIGH,
    ),
    **dict.fromkeys(words("duration coastline"), _LONG),
    "year": EARLY,
}


def compared(noun: str) -> tuple[str, str, str, str]:
    """How values of this noun compare: more, most, less, least of it."""
    if is_plural(noun):
        return MANY
    head = noun.partition(" of ")[0]
    return _COMPARED.get(head.rpartition(" ")[2].lower(), _GREAT)


def number(value: float) -> str:
    """A number as it is read: `1,250,000`."""
    return f"{value:,}".removesuffix(".0")


def long_date(iso: str) -> str:
    """`1 May 1990`, from `1990-05-01`."""
    day = datetime.date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS: Final = words("January February March April May June July August September October November December")
