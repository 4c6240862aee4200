"""`unit`: a number in a unit becomes a number with its unit.

Before: `heavy(weight: float)`, in kg. After: `heavy(weight: {value: float, unit: "kg" | "lb" | "g"})`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import DeclaredError, Param, Tool
from toolwright.runtime.ir.types import EnumType, FloatType, IntType, RecordField, RecordType

from ..additions.units import conversions
from ..draft import Arguments, Rewrite
from ..forms import binary, builtin, const, free_name, get, var, with_params
from ..kinds import Proposal
from ..surroundings import Surroundings

OUT_OF_RANGE = "OutOfRange"


def unit(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """A value in the tool's own unit is taken as it is; one in another is converted, and rounded where it counts."""
    error = around.error(OUT_OF_RANGE, "The value, converted, is outside of what is allowed.")
    for param in tool.params:
        kind = param.value
        if param.required and isinstance(kind, FloatType | IntType) and kind.unit and error is not None:
            ways = {other: conversions(other) for other in conversions(kind.unit)}
            back = {other: way[kind.unit] for other, way in ways.items() if kind.unit in way}
            if back:
                yield _proposal(tool, param, back, error)


def _proposal(tool: Tool, param: Param, back: dict[str, Any], error: DeclaredError) -> Proposal:
    name, kind = param.name, param.value
    assert isinstance(kind, FloatType | IntType) and kind.unit is not None
    converted: Any = get(name, "value")
    for other, way in back.items():
        is_other = binary("eq", get(name, "unit"), const(other))
        converted = ir.Choose(condition=is_other, then=way(get(name, "value")), otherwise=converted)
    if isinstance(kind, IntType):
        converted = builtin("round", converted)
    local = free_name(tool, f"{name}_{kind.unit}" if kind.unit.isalnum() else f"{name}_converted", "converted")
    before: list[Any] = [ir.Let(name=local, value=converted)]
    for operator, bound in (("ge", kind.low), ("le", kind.high)):
        if bound is not None:
            before.append(ir.Require(condition=binary(operator, var(local), const(bound)), error=error.name))
    fields = (
        RecordField(name="value", value=FloatType(), doc="The number"),
        RecordField(name="unit", value=EnumType(members=(kind.unit, *back)), doc="Its unit"),
    )
    rounded = f"; rounded to whole {kind.unit}" if isinstance(kind, IntType) else ""
    new = Param(name=name, value=RecordType(fields=fields), doc=f"{param.doc.rstrip('.')}{rounded}.".lstrip("; "))
    made = with_params(tool, (name,), new, {name: var(local)}, before)
    is_bounded = len(before) > 1
    if is_bounded:
        made = made.model_copy(update={"fails": tuple(dict.fromkeys((*tool.fails, error.name)))})

    def translate(given: Arguments) -> dict[str, Any]:
        return {n: {"value": v, "unit": kind.unit} if n == name else v for n, v in given.items()}

    def in_others(given: Arguments) -> Iterator[Arguments]:
        for other in back:
            yield {**given, name: {**given[name], "unit": other}}

    return Proposal(Rewrite(made, translate, (error,) if is_bounded else ()), in_others)
