"""Where chance comes from: a stream of numbers for each cell, hashed from what the cell is called.

A cell's stream hangs on the version of this algorithm, the seed, the entity, the column, the row and the attempt,
and on nothing else. So another column or another row changes no cell, and every machine and every Python draws the
same: only integers and the basic operations on doubles, which IEEE 754 rounds in one way, are used.
"""

from __future__ import annotations

from decimal import Context
from decimal import Decimal as _Decimal
from hashlib import blake2b
from math import sqrt
from struct import Struct
from typing import Final

ALGORITHM: Final = "1"
"""Version of the way from seeds to values; whatever changes a value changes it."""

_PLACE: Final = Struct("<QQQ")
_WORDS: Final = Struct("<8Q")
_FULL: Final = 2**64


class Column:
    """The streams of one column."""

    __slots__ = ("_base",)

    def __init__(self, seed: int, entity: str, column: str) -> None:
        """Names cannot hold the NUL that separates them, so no two columns share a stream."""
        text = f"toolwright.generate\0{ALGORITHM}\0{seed}\0{entity}\0{column}"
        self._base = blake2b(text.encode(), digest_size=64)

    def cell(self, row: int, attempt: int = 0) -> Draws:
        """The stream of a cell; a value that may not be taken is drawn again in a later attempt."""
        return Draws(self._base, row, attempt)


class Draws:
    """The numbers of one cell, in order."""

    __slots__ = ("_base", "_block", "_words", "attempt", "row")

    def __init__(self, base: blake2b, row: int, attempt: int) -> None:
        """Nothing is hashed before the first number is asked for."""
        self._base, self.row, self.attempt = base, row, attempt
        self._block = 0
        self._words: list[int] = []

    def word(self) -> int:
        """A whole number of 64 bits."""
        if not self._words:
            block = self._base.copy()
            block.update(_PLACE.pack(self.row, self.attempt, self._block))
            self._block += 1
            self._words = list(_WORDS.unpack(block.digest()))
        return self._words.pop()

    def below(self, number: int) -> int:
        """A whole number from 0 to *number* - 1, each equally likely; *number* is 1 to 2**64."""
        limit = _FULL - _FULL % number
        while True:
            word = self.word()
            if word < limit:
                return word % number

    def bits(self, number: int) -> int:
        """A whole number of so many bits."""
        value = 0
        for _ in range(-(-number // 64)):
            value = value << 64 | self.word()
        return value >> (-number % 64)

    def unit(self) -> float:
        """A number from 0 up to but not including 1, in steps of 2**-53."""
        return (self.word() >> 11) * 2.0**-53

    def settled(self) -> float:
        """A number like `unit` that is the same in every attempt."""
        return self.unit() if self.attempt == 0 else Draws(self._base, self.row, 0).unit()

    def normal(self) -> float:
        """A number of the standard normal distribution."""
        return standard_normal(((self.word() >> 11) + 0.5) * 2.0**-53)


# ------------------------------------------------------------------ the normal distribution

_CENTRE: Final = (
    (
        2.50908092873012267270e3,
        3.34305755835881281050e4,
        6.72657709270087008530e4,
        4.59219539315498714570e4,
        1.37316937655094611250e4,
        1.97159095030655144270e3,
        1.33141667891784377450e2,
        3.38713287279636660800e0,
    ),
    (
        5.22649527885285456100e3,
        2.87290857357219426740e4,
        3.93078958000927106100e4,
        2.12137943015865958670e4,
        5.39419602142475110770e3,
        6.87187007492057908300e2,
        4.23133307016009112520e1,
        1.0,
    ),
)
_NEAR: Final = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ),
)
_FAR: Final = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)
_LOGARITHM: Final = Context(prec=30)


def standard_normal(share: float) -> float:
    """The number below which a *share* (above 0, below 1) of the standard normal distribution lies.

    Wichura's AS 241. The libraries' own `log` differs between machines in the last bit, so that of `decimal` is used.
    """
    centre = share - 0.5
    if abs(centre) <= 0.425:
        return centre * _ratio(_CENTRE, 0.180625 - centre * centre)
    tail = share if centre < 0 else 1.0 - share
    depth = sqrt(-float(_LOGARITHM.ln(_Decimal(tail))))
    value = _ratio(_NEAR, depth - 1.6) if depth <= 5.0 else _ratio(_FAR, depth - 5.0)
    return -value if centre < 0 else value


def _ratio(polynomials: tuple[tuple[float, ...], tuple[float, ...]], at: float) -> float:
    over, under = polynomials
    top = bottom = 0.0
    for coefficient in over:
        top = top * at + coefficient
    for coefficient in under:
        bottom = bottom * at + coefficient
    return top / bottom
