"""Changes of single values: rounding, units, letter case, length, forms of dates, what stands for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.types import (
    DatetimeType,
    DateType,
    EnumType,
    FloatType,
    IntType,
    OptionalType,
    StrType,
    Type,
)

from .candidate import Stage, binary, call, const, same, var
from .units import conversions


@dataclass(frozen=True)
class Change:
    """A change of a value, to be made where its parameter is given."""

    kind: str
    name: str
    """Of the parameter."""
    type: Type
    doc: str
    """With `{what}` for what is changed."""
    stage: Stage
    apply: Callable[[Any, str], Any]
    """From the expression of the value and the name of the parameter to the expression of the new value."""
    trials: tuple[Any, ...]
    result: Callable[[Type], Type] = same


def changes(type_: Type) -> Iterator[Change]:
    """The changes that fit values of *type_*; none for lists, maps and records."""
    match type_:
        case OptionalType(item=item):
            yield from (_where_given(change) for change in changes(item))
            if item.type in ("str", "int", "float"):
                yield _if_missing(item)
        case FloatType() | IntType():
            yield from _numbers(type_)
        case StrType() | EnumType():
            yield from _texts()
        case DateType():
            yield _date_format()
        case DatetimeType():
            yield _moment()


def _where_given(change: Change) -> Change:
    """*change* for values that may be null, which stay so."""

    def apply(value: Any, name: str) -> Any:
        there = binary("ne", value, const(None))
        return ir.Choose(condition=there, then=change.apply(value, name), otherwise=const(None))

    def result(type_: Type) -> Type:
        return OptionalType(item=change.result(type_.item)) if isinstance(type_, OptionalType) else change.result(type_)

    return Change(change.kind, change.name, change.type, change.doc, change.stage, apply, change.trials, result)


def _if_missing(item: Type) -> Change:
    plain: Type = StrType() if item.type == "str" else IntType() if item.type == "int" else FloatType()
    trial = "none" if item.type == "str" else 0
    return Change(
        "missing",
        "if_missing",
        plain,
        "What to give in place of {what} where there is none; null when left out.",
        Stage.MISSING,
        lambda value, name: ir.Coalesce(left=value, right=var(name)),
        (trial,),
        lambda type_: OptionalType(item=plain),
    )


# ------------------------------------------------------------------ numbers


def _numbers(type_: FloatType | IntType) -> Iterator[Change]:
    if isinstance(type_, FloatType):
        yield Change(
            "format",
            "decimals",
            IntType(low=0, high=6),
            "Round {what} to so many decimals.",
            Stage.ROUND,
            lambda value, name: call("round", value, var(name)),
            (0, 1),
        )
    else:
        yield Change(
            "format",
            "nearest",
            IntType(low=1, high=1_000_000_000),
            "Round {what} to the nearest multiple of this number.",
            Stage.ROUND,
            lambda value, name: binary("mul", call("round", binary("div", value, var(name))), var(name)),
            (10, 1000, 1_000_000_000),
            _unbounded,
        )
    ways = conversions(type_.unit)
    if ways and type_.unit is not None:
        yield Change(
            "unit",
            "unit",
            EnumType(members=(type_.unit, *ways)),
            f"Unit of {{what}}; {type_.unit} when left out.",
            Stage.UNIT,
            lambda value, name: reduce(
                lambda otherwise, way: ir.Choose(
                    condition=binary("eq", var(name), const(way[0])), then=way[1](value), otherwise=otherwise
                ),
                reversed(ways.items()),
                value,
            ),
            tuple(ways),
            lambda _: FloatType(),
        )


def _unbounded(type_: Type) -> Type:
    return type_.model_copy(update={"low": None, "high": None})


# ------------------------------------------------------------------ texts and dates


def _texts() -> Iterator[Change]:
    yield Change(
        "format",
        "letter_case",
        EnumType(members=("upper", "lower")),
        "Write {what} in this case.",
        Stage.TEXT,
        lambda value, name: ir.Choose(
            condition=binary("eq", var(name), const("upper")), then=call("upper", value), otherwise=call("lower", value)
        ),
        ("upper", "lower"),
        lambda _: StrType(),
    )
    yield Change(
        "length",
        "max_characters",
        IntType(low=1, high=1000),
        "Cut {what} after so many characters.",
        Stage.TEXT,
        lambda value, name: call("shorten", value, var(name)),
        (1, 3),
        lambda _: StrType(),
    )


def _date_format() -> Change:
    members = {"european": "1.3.2026", "us": "3/1/2026", "long": "1 March 2026", "weekday": "the day of the week"}
    return Change(
        "format",
        "date_format",
        EnumType(members=tuple(members), docs=tuple(members.values())),
        "How to write {what}; as 2026-03-01 when left out.",
        Stage.TEXT,
        lambda value, name: call("format_date", value, var(name)),
        tuple(members),
        lambda _: StrType(),
    )


def _moment() -> Change:
    return Change(
        "format",
        "part",
        EnumType(members=("date", "time")),
        "Give only this part of {what}.",
        Stage.TEXT,
        lambda value, name: ir.Coalesce(
            left=ir.Item(
                value=call("split", value, const("T")),
                position=ir.Choose(condition=binary("eq", var(name), const("date")), then=const(0), otherwise=const(1)),
            ),
            right=const(""),
        ),
        ("date", "time"),
        lambda _: StrType(),
    )
