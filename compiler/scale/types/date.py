"""`date`: a date as text becomes a record of year, month and day.

Before: `born_on(day: date)`. After: `born_on(day: {year: int, month: int, day: int})`; a day that is in no calendar is
an error of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import DeclaredError, Param, Tool
from toolwright.runtime.ir.types import DateType, IntType, RecordField, RecordType

from ..draft import Arguments, Rewrite
from ..forms import binary, builtin, const, free_name, get, var, with_params
from ..kinds import Proposal
from ..surroundings import Surroundings

NO_SUCH_DAY = "NoSuchDay"


def date(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """Years have four digits, so that texts of dates are in the order of time."""
    for param in tool.params:
        error = around.error(NO_SUCH_DAY, "There is no such day in the calendar.")
        if param.required and isinstance(param.value, DateType) and error is not None:
            yield _proposal(tool, param, error, around)


def _proposal(tool: Tool, param: Param, error: DeclaredError, around: Surroundings) -> Proposal:
    name = param.name
    written = free_name(tool, f"{name}_date", "whole_date")
    month = get(name, "month")
    padded = ir.Choose(
        condition=binary("lt", month, const(10)),
        then=ir.Text(parts=("0", ir.Hole(value=month))),
        otherwise=ir.Text(parts=(ir.Hole(value=month),)),
    )
    first = ir.Text(parts=(ir.Hole(value=get(name, "year")), "-", ir.Hole(value=padded), "-01"))
    days = binary("sub", get(name, "day"), const(1))
    before = (
        ir.Let(name=written, value=builtin("add_days", first, days)),
        ir.Require(condition=binary("eq", builtin("month", var(written)), month), error=error.name),
    )
    fields = (
        RecordField(name="year", value=IntType(low=1000, high=9999), doc="Year of four digits"),
        RecordField(name="month", value=IntType(low=1, high=12), doc="Month, from 1"),
        RecordField(name="day", value=IntType(low=1, high=31), doc="Day of the month, from 1"),
    )
    new = Param(name=name, value=RecordType(fields=fields), doc=param.doc)
    made = with_params(tool, (name,), new, {name: var(written)}, before)
    made = made.model_copy(update={"fails": tuple(dict.fromkeys((*tool.fails, error.name)))})

    def translate(given: Arguments) -> dict[str, Any]:
        return {n: _parts(v) if n == name else v for n, v in given.items()}

    def others(given: Arguments) -> Iterator[Arguments]:
        for sample in around.draft.samples.get(tool.name, ()):
            yield {**given, name: _parts(sample[name])}
        yield {**given, name: {"year": 1000, "month": 1, "day": 1}}
        yield {**given, name: {"year": 9999, "month": 12, "day": 31}}

    return Proposal(Rewrite(made, translate, (error,)), others)


def _parts(text: str) -> dict[str, int]:
    year, month, day = (int(part) for part in text.split("-"))
    return {"year": year, "month": month, "day": day}
