"""Units of measure: which others a value may be given in, and how it is converted.

Factors are the exact ones of the international yard and pound (1959), of ISO 80000 and of the US gallon. Units that are
not here, those of money above all, have no fixed factor and are never converted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from .candidate import binary, const

_SIZES: Final[tuple[Mapping[str, str], ...]] = (
    {"m": "1", "km": "1000", "cm": "0.01", "mm": "0.001", "mi": "1609.344", "ft": "0.3048", "in": "0.0254"}
    | {"yd": "0.9144"},
    {"km2": "1e6", "m2": "1", "ha": "1e4", "mi2": "2589988.110336", "acre": "4046.8564224", "ft2": "0.09290304"},
    {"kg": "1", "g": "0.001", "t": "1000", "lb": "0.45359237", "oz": "0.028349523125"},
    {"l": "1", "ml": "0.001", "m3": "1000", "gal": "3.785411784"},
    {"km/h": "10/36", "m/s": "1", "mph": "0.44704", "kn": "1852/3600"},
    {"min": "60", "h": "3600", "s": "1", "d": "86400"},
    {"kJ": "1000", "kcal": "4184", "kWh": "3.6e6"},
)
"""Of each quantity the size of its units, in one of them, as fractions."""

_SPELLINGS: Final[Mapping[str, str]] = {
    "km²": "km2",
    "sq km": "km2",
    "m²": "m2",
    "m³": "m3",
    "°C": "C",
    "celsius": "C",
    "°F": "F",
    "fahrenheit": "F",
    "metres": "m",
    "meters": "m",
    "kilometres": "km",
    "kilometers": "km",
    "miles": "mi",
    "feet": "ft",
    "seconds": "s",
    "minutes": "min",
    "hours": "h",
    "days": "d",
    "kilograms": "kg",
    "litres": "l",
    "liters": "l",
    "L": "l",
    "kmh": "km/h",
    "kph": "km/h",
    "acres": "acre",
}
"""Other spellings of units."""

_TARGETS: Final[Mapping[str, str]] = {
    "m": "ft km",
    "km": "mi m",
    "cm": "in m",
    "mm": "in cm",
    "mi": "km m",
    "ft": "m km",
    "in": "cm m",
    "yd": "m ft",
    "km2": "mi2 ha",
    "m2": "ft2 ha",
    "ha": "acre km2",
    "mi2": "km2 acre",
    "acre": "ha km2",
    "ft2": "m2",
    "kg": "lb g",
    "g": "oz kg",
    "t": "lb kg",
    "lb": "kg oz",
    "oz": "g lb",
    "l": "gal ml",
    "ml": "l",
    "m3": "l gal",
    "gal": "l",
    "km/h": "mph m/s",
    "m/s": "km/h kn",
    "mph": "km/h kn",
    "kn": "km/h mph",
    "s": "min h",
    "min": "h s",
    "h": "min d",
    "d": "h min",
    "kJ": "kcal kWh",
    "kcal": "kJ",
    "kWh": "kJ",
    "C": "F K",
    "F": "C K",
    "K": "C F",
}
"""Units that a value of a unit is offered in, the likeliest first."""


@dataclass(frozen=True)
class Conversion:
    """From one unit to another: `(value + before) * factor / divisor + after`, of which one is 1."""

    factor: float = 1.0
    divisor: float = 1.0
    before: float = 0.0
    after: float = 0.0

    def __call__(self, value: Any) -> Any:
        """The expression of the converted *value*."""
        made = binary("add", value, const(self.before)) if self.before else value
        made = binary("mul", made, const(self.factor)) if self.factor != 1.0 else made
        made = binary("div", made, const(self.divisor)) if self.divisor != 1.0 else made
        return binary("add", made, const(self.after)) if self.after else made


_TEMPERATURES: Final[Mapping[tuple[str, str], Conversion]] = {
    ("C", "F"): Conversion(factor=1.8, after=32.0),
    ("F", "C"): Conversion(divisor=1.8, before=-32.0),
    ("C", "K"): Conversion(after=273.15),
    ("K", "C"): Conversion(before=-273.15),
    ("F", "K"): Conversion(divisor=1.8, before=459.67),
    ("K", "F"): Conversion(factor=1.8, after=-459.67),
}
"""Scales of temperature do not begin at one point."""


def conversions(unit: str | None) -> dict[str, Conversion]:
    """The units that a value in *unit* is offered in, with the way to each; none for units that are not known."""
    own = _SPELLINGS.get(unit or "", unit or "")
    return {other: _conversion(own, other) for other in _TARGETS.get(own, "").split()}


def _conversion(own: str, other: str) -> Conversion:
    if (own, other) in _TEMPERATURES:
        return _TEMPERATURES[own, other]
    sizes = next(sizes for sizes in _SIZES if own in sizes)
    ratio = Fraction(sizes[own]) / Fraction(sizes[other])
    # A reader knows 0.3048 and 60, and not what one over them comes to.
    factor, divisor = float(ratio), float(1 / ratio)
    known = ratio.denominator == 1 or len(repr(factor)) <= len(repr(divisor))
    return Conversion(factor=factor) if known else Conversion(divisor=divisor)
