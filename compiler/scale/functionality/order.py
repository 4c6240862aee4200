"""`order`: the first row of an order becomes the first or the last.

Before: `cheapest_fare(from, to)`. After: `cheapest_fare(from, to, which: "lowest" | "highest")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from pydantic import BaseModel

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import DatetimeType, DateType, EnumType, FloatType, IntType, StrType

from ...english import field_noun, field_of, field_verb, sentences
from ..draft import Rewrite
from ..forms import builtin, cases, free_name, replaced, var, with_base
from ..kinds import Proposal, each_value, with_value
from ..shorter import cuts_short
from ..surroundings import Surroundings


def order(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """A required parameter says from which end of the order the row is taken."""
    base = around.base(tool)
    for place, statement in enumerate(base.body):
        taken = _taken(statement.value) if isinstance(statement, ir.Let | ir.Return) else None
        words = _words(taken.arguments[0], around) if taken is not None else None
        if taken is None or words is None:
            continue
        ordered = var(free_name(tool, "ordered", "in_order"))
        name = free_name(tool, "which", "end")
        last = taken.name == "last"
        own, other = (words[1], words[0]) if last else words
        choice = cases(name, [(own, builtin(taken.name, ordered)), (other, builtin(_OTHER[taken.name], ordered))])
        body = (
            *base.body[:place],
            ir.Let(name=ordered.name, value=taken.arguments[0]),
            replaced(statement, partial(_in_place_of, taken, choice)),
            *base.body[place + 1 :],
        )
        query: Any = taken.arguments[0]
        param = Param(
            name=name,
            value=EnumType(members=(own, other)),
            doc=f"Which one to take in the order {_sorted_by(query, around)}.",
            required=False,
            default=own,
        )
        made = with_base(tool, body, (param,), around.has_computed_facts(tool))
        doc = sentences(tool.doc, f"`{name}` says whether to take this one or the one at the other end")
        rewrite = Rewrite(made.model_copy(update={"doc": doc}), partial(with_value, name, own))
        objection = cuts_short(tool, rewrite, {name: other}, around)
        yield Proposal(rewrite, partial(each_value, name, (own, other)), objection)


def _in_place_of(old: BaseModel, new: ir.Expr, node: BaseModel) -> ir.Expr | None:
    return new if node is old else None


_OTHER = {"first": "last", "last": "first"}


def _taken(e: Any) -> ir.Builtin | None:
    """The `first(...)` or `last(...)` of a sorted query that *e* is, perhaps with a failure or as a row's cell."""
    while isinstance(e, ir.OrFail | ir.Cell):
        e = e.value if isinstance(e, ir.OrFail) else e.row
    match e:
        case ir.Builtin(name="first" | "last", arguments=(ir.Query(clauses=(*_, ir.SortBy())),)):
            return e
    return None


def _words(query: Any, around: Surroundings) -> tuple[str, str] | None:
    """The two ends of the order, the first one first; None where it is of no stored field."""
    key = query.clauses[-1].keys[0]
    if not isinstance(key.value, ir.Cell):
        return None
    ends: tuple[str, str]
    match field_of(around.entities[key.value.entity], key.value.field).value:
        case IntType() | FloatType():
            ends = "lowest", "highest"
        case DateType() | DatetimeType():
            ends = "earliest", "latest"
        case StrType():
            ends = "first", "last"
        case _:
            return None
    return (ends[1], ends[0]) if key.descending else ends


def _sorted_by(query: Any, around: Surroundings) -> str:
    key = query.clauses[-1].keys[0].value
    field = field_of(around.entities[key.entity], key.field)
    verb = field_verb(field)
    return f"in which they {verb.finite(plural=True)}" if verb else f"of {field_noun(field)}"
