"""`range`: a bound, two bounds or one value to look for become a range.

Before: `books_of(year: int)`. After: `books_of(year: {from: int, to: int})`.
Before: `heavy(weight: float)`, at least so much. After: `heavy(weight: {from: float, to: float | null})`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, Param, Tool
from toolwright.runtime.ir.types import OptionalType, RecordField, RecordType, Type

from ...english import spaced
from ..draft import Arguments, Rewrite
from ..forms import binary, const, free_name, get, lifted, replaced, var, with_params
from ..functionality.comparison import ORDERED, is_ordered
from ..kinds import Proposal
from ..lookups import Match, matches
from ..surroundings import Surroundings


def range_(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """The filter of a tool that may show more rows takes both ends."""
    if not around.may_show_more_rows(tool):
        return
    given = {p.name: p for p in tool.params if p.required and isinstance(p.value, ORDERED)}
    found = [
        match
        for match in matches(around.base(tool), around.entities)
        if match.param in given and match.cell is not None and is_ordered(match, around)
    ]
    for low in found:
        for high in found:
            same = (low.entity, low.field) == (high.entity, high.field)
            if low.operator == "ge" and high.operator == "le" and same:
                yield _pair(tool, given[low.param], given[high.param], low)
    for match in found:
        if match.operator in ("eq", "ge", "le"):
            yield _one(tool, given[match.param], match, around)


def _pair(tool: Tool, low: Param, high: Param, match: Match) -> Proposal:
    """Two bounds of one field, in one record."""
    name = free_name(tool, match.field, f"{match.field}_range")
    new = _param(name, low.value, high.value, f"Range of the {spaced(match.field)}.")
    values = {low.name: get(name, "from"), high.name: get(name, "to")}
    made = with_params(tool, (low.name, high.name), new, values)

    def translate(given: Arguments) -> dict[str, Any]:
        rest = {n: v for n, v in given.items() if n not in (low.name, high.name)}
        return {name: {"from": given[low.name], "to": given[high.name]}, **rest}

    def narrower(given: Arguments) -> Iterator[Arguments]:
        for end in given[name].values():
            yield {**given, name: {"from": end, "to": end}}

    return Proposal(Rewrite(made, translate), narrower)


def _one(tool: Tool, param: Param, match: Match, around: Surroundings) -> Proposal:
    """One bound or value; the base tool gets the other end as an optional parameter, so that its calls stay the same
    calls where there is none.
    """
    scaled = lifted(tool)
    assert scaled.core is not None
    name = param.name
    end = free_name(tool, f"{name}_to" if match.operator != "le" else f"{name}_from", f"{name}_end")
    condition = _CONDITIONS[match.operator](match.cell, var(name), var(end))
    body = (replaced(s, lambda node: condition if node is match.node else None) for s in around.base(tool).body)
    extra = Param(name=end, value=OptionalType(item=param.value), required=False, default=None)
    core = CoreTool(params=(*scaled.core.params, extra), body=tuple(body))
    first, last = get(name, "from"), get(name, "to")
    ends = {
        "eq": (first, ir.Choose(condition=binary("eq", first, last), then=const(None), otherwise=last)),
        "ge": (first, last),
        "le": (last, first),
    }
    own, other = ends[match.operator]

    def both(node: Any) -> Any:
        if not isinstance(node, ir.Core):
            return None
        return ir.Core(arguments=(*node.arguments, ir.Entry(name=end, value=var(end))))

    whole = tuple(replaced(s, both) for s in scaled.body)
    optional = OptionalType(item=param.value)
    low, high = {"eq": (param.value, param.value), "ge": (param.value, optional), "le": (optional, param.value)}[
        match.operator
    ]
    open_end = "" if match.operator == "eq" else "; null leaves that end open"
    new = _param(name, low, high, f"Range of the {spaced(match.field)}{open_end}.")
    made = with_params(scaled.model_copy(update={"core": core, "body": whole}), (name,), new, {name: own, end: other})

    def translate(given: Arguments) -> dict[str, Any]:
        value = given[name]
        ends = {"eq": (value, value), "ge": (value, None), "le": (None, value)}[match.operator]
        return {n: {"from": ends[0], "to": ends[1]} if n == name else v for n, v in given.items()}

    values = sorted(v for v in around.column(match.entity, match.field) if v is not None)

    def wider(given: Arguments) -> Iterator[Arguments]:
        for value in values:
            if match.operator != "le":
                yield {**given, name: {**given[name], "to": value}}
            if match.operator != "ge":
                yield {**given, name: {**given[name], "from": value}}

    return Proposal(Rewrite(made, translate), wider)


def _param(name: str, low: Type, high: Type, doc: str) -> Param:
    fields = (
        RecordField(name="from", value=low, doc="First value of the range"),
        RecordField(name="to", value=high, doc="Last value of the range"),
    )
    return Param(name=name, value=RecordType(fields=fields), doc=doc)


def _equal(cell: Any, value: Any, end: Any) -> Any:
    within = binary("and", binary("ge", cell, value), binary("le", cell, end))
    return ir.Choose(condition=binary("eq", end, const(None)), then=binary("eq", cell, value), otherwise=within)


def _bounded(own: str, other: str) -> Callable[[Any, Any, Any], Any]:
    def condition(cell: Any, value: Any, end: Any) -> Any:
        is_open = binary("eq", end, const(None))
        return binary("and", binary(own, cell, value), binary("or", is_open, binary(other, cell, end)))

    return condition


_CONDITIONS = {"eq": _equal, "ge": _bounded("ge", "le"), "le": _bounded("le", "ge")}
"""The operator of a filter to its condition on (cell, value, other end)."""
