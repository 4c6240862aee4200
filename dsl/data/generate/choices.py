"""Generators that draw from what is there: rows, values, words."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from itertools import accumulate
from math import lcm

from ...checking.types import Enum, Row, Type
from ...diagnostics import Edit, Fix
from ...program import CellValue
from ..cells import Bad, fitter
from .arguments import refuse, refuse_value
from .draws import Draws
from .made import Bound, Cells, Given, Made, Setting, Targets
from .texts import text_pattern


def pick(setting: Setting, bound: Bound, type_: Type) -> Made | None:
    """Links to rows of an entity."""
    name = bound.text("entity")
    if isinstance(type_, Row) and name != type_.entity:
        span, wanted = bound.at("entity"), type_.entity
        setting.world.findings.error(
            "TW0522",
            span,
            f"`{setting.column}` links to `{wanted}`, not to `{name}`",
            help=f"write `pick({wanted})`",
            fix=Fix(f"write `{wanted}`", (Edit(span, wanted),)) if setting.scope.type(wanted) else None,
        )
        return None
    targets, other = setting.targets[name], bound.text("except") or None
    own = name == setting.entity.name

    def draw(draws: Draws, cells: Cells) -> object:
        # A link to the own entity leads to an earlier row, so that a further row changes no link.
        return _other(draws, targets, draws.row if own else len(targets.keys), cells.get(other) if other else None)

    needs = frozenset({other} if other else ())
    return Made(draw, bound.at("entity"), None, targets, needs, frozenset({name}))


def _other(draws: Draws, targets: Targets, count: int, taken: CellValue) -> CellValue | Bad:
    """One of the first *count* keys that is not *taken*."""
    position = targets.positions.get(taken) if taken is not None else None
    if position is None or position >= count:
        return targets.keys[draws.below(count)] if count else Bad("there is no row to link to")
    if count < 2:
        return Bad("there is no other row to link to")
    drawn = draws.below(count - 1)
    return targets.keys[drawn + (drawn >= position)]


def choice(setting: Setting, bound: Bound, type_: Type) -> Made | None:
    """One of some values."""
    given = [item for item in bound.items("values") if isinstance(item, Given)]
    if not given and isinstance(type_, Enum):
        given = [Given(member, bound.span) for member in type_.members]
    if not given:
        refuse(setting, bound.span, "`choice` needs `values`", 'write it as in `choice(["red", "blue"])`')
        return None
    values = [_fitting(setting, item, type_) for item in given]
    if any(isinstance(value, Bad) for value in values):
        return None
    other = bound.text("except") or None

    def draw(draws: Draws, cells: Cells) -> object:
        if other is None:
            return values[draws.below(len(values))]
        left = [value for value in values if value != cells.get(other)]
        return left[draws.below(len(left))] if left else Bad("there is no other value")

    needs = frozenset({other} if other else ())
    return Made(draw, bound.at("values"), len(set(values)), needs=needs)


def weighted(setting: Setting, bound: Bound, type_: Type) -> Made | None:
    """One of some words, some more often."""
    pairs = [pair for pair in bound.items("weights") if isinstance(pair, tuple)]
    words = [_fitting(setting, word, type_) for word, _ in pairs]
    if any(isinstance(word, Bad) for word in words):
        return None
    # Whole numbers in the same proportion, so that nothing is rounded.
    exact = [Decimal(repr(weight)).as_integer_ratio() for _, weight in pairs]
    common = lcm(*(under for _, under in exact))
    ends = list(accumulate(over * (common // under) for over, under in exact))
    if ends[-1] >= 2**64:
        refuse(setting, bound.at("weights"), "these weights lie too far apart")
        return None
    return Made(lambda draws, _: words[bisect_right(ends, draws.below(ends[-1]))], bound.at("weights"), len(words))


def chance(_: Setting, bound: Bound, __: Type) -> Made | None:
    """True in a share of the rows."""
    share = float(bound.number("share") or 0.0)
    return Made(lambda draws, _: draws.unit() < share, bound.span, 2)


def pattern(setting: Setting, bound: Bound, _: Type) -> Made | None:
    """Texts from a pattern."""
    found = text_pattern(bound.text("pattern"))
    if isinstance(found, str):
        refuse(setting, bound.at("pattern"), found)
        return None
    return Made(lambda draws, _: found.draw(draws), bound.at("pattern"), found.space)


def _fitting(setting: Setting, item: Given, type_: Type) -> CellValue | Bad:
    """The value of *item* as the field stores it; what does not fit is reported at its place."""
    value = fitter(setting.world, type_)(item.value)
    if isinstance(value, Bad):
        refuse_value(setting, item.span, value)
    return value
