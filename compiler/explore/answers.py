"""Answers of plans: what the results of the last steps make together, with the formula that makes it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

from toolwright.dsl.checking import types
from toolwright.runtime.bundle import TaskAnswer
from toolwright.runtime.python.prelude import total

from . import formulas
from .formulas import DECIMALS
from .moves import Move, Op
from .walker import Refused

TOLERANCE: Final = 0.005
"""How far an answer that was computed from fractions may be off."""
AnswerType: TypeAlias = Literal["integer", "number", "string", "date", "datetime", "list"]


class Combine(StrEnum):
    """How the answers of several walks make one."""

    MOST = "most"
    LEAST = "least"
    SUM = "sum"
    DIFFERENCE = "difference"
    DAYS = "days"
    LIST = "list"


@dataclass(frozen=True)
class Given:
    """A value with the expression that gives it."""

    value: Any
    formula: Any


def single(move: Move, given: Given) -> TaskAnswer:
    """The answer that one call gives."""
    value = given.value
    if move.op is Op.LIST:
        return TaskAnswer(value=value, type="list", unordered=True, computed=given.formula)
    tolerance = TOLERANCE if move.op is Op.TOTAL and isinstance(value, float) else None
    return TaskAnswer(value=value, type=_type(move, value), tolerance=tolerance, computed=given.formula)


def combined(combine: Combine, names: Sequence[Given], values: Sequence[Given]) -> TaskAnswer:
    """The answer that several calls give; *names* are what the values belong to. Raises Refused."""
    found, parts = [given.value for given in values], [given.formula for given in values]
    match combine:
        case Combine.SUM | Combine.DIFFERENCE:
            exact = total(found) if combine is Combine.SUM else max(found) - min(found)
            formula = formulas.total if combine is Combine.SUM else formulas.spread
            fractions = isinstance(exact, float)
            if fractions:
                exact = round(exact, DECIMALS)
            if exact == 0:
                raise Refused("a difference is zero")
            return TaskAnswer(
                value=exact,
                type="number" if fractions else "integer",
                tolerance=TOLERANCE if fractions else None,
                computed=formula(parts, fractions=fractions),
            )
        case Combine.DAYS:
            first, last = sorted(map(datetime.date.fromisoformat, found))
            if first == last:
                raise Refused("a difference is zero")
            return TaskAnswer(value=(last - first).days, type="integer", computed=formulas.days(parts))
        case Combine.LIST:
            if len(set(found)) < 2:
                raise Refused("all answers are the same")
            return listed(values)
    best = (max if combine is Combine.MOST else min)(found)
    if found.count(best) > 1:
        raise Refused("rows tie")
    name = names[found.index(best)].value
    computed = formulas.best([given.formula for given in names], parts, most=combine is Combine.MOST)
    return TaskAnswer(value=name, type="string" if isinstance(name, str) else "integer", computed=computed)


def listed(values: Sequence[Given]) -> TaskAnswer:
    """The values in their order."""
    computed = formulas.as_list([given.formula for given in values])
    return TaskAnswer(value=[given.value for given in values], type="list", computed=computed)


def _type(move: Move, value: Any) -> AnswerType:
    if move.op in (Op.LINK, Op.BEST):
        return "string" if isinstance(value, str) else "integer"
    if move.op in (Op.COUNT, Op.PAST):
        return "integer"
    match move.column.type:
        case types.Int():
            return "integer"
        case types.Float():
            return "number"
        case types.Date():
            return "date"
        case types.Datetime():
            return "datetime"
    return "string"


__all__ = ["Combine", "Given", "combined", "listed", "single"]
