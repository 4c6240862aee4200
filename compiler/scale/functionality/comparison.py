"""`comparison`: a filter for equal values becomes a choice of comparisons.

Before: `books_of(year)`. After: `books_of(year, comparison: "equal" | "at_least" | "at_most")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import DatetimeType, DateType, EnumType, FloatType, IntType

from ...english import field_noun, field_of
from ..draft import Rewrite
from ..forms import binary, cases, free_name, replaced, var, with_base
from ..kinds import Proposal, each_value, with_value
from ..lookups import Match, matches
from ..surroundings import Surroundings

OPERATORS = {"eq": "equal", "ge": "at_least", "le": "at_most"}
ORDERED = (IntType, FloatType, DateType, DatetimeType)


def comparison(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """A required parameter says how the filter's field and the given value must stand to each other."""
    if not around.may_show_more_rows(tool):
        return
    for match in matches(around.base(tool), around.entities):
        if match.operator in OPERATORS and match.cell is not None and is_ordered(match, around):
            yield _proposal(tool, match, around)


def is_ordered(match: Match, around: Surroundings) -> bool:
    """Whether the field of a filter has an order, and is no key by which one row is found."""
    values = around.column(match.entity, match.field)
    type_ = field_of(around.entities[match.entity], match.field).value
    is_key = match.operator == "eq" and len(set(values)) == len(values)
    return isinstance(type_, ORDERED) and not match.folded and not is_key


def _proposal(tool: Tool, match: Match, around: Surroundings) -> Proposal:
    own = OPERATORS[match.operator]
    name = free_name(tool, "comparison", f"{match.param}_comparison")
    noun = field_noun(field_of(around.entities[match.entity], match.field))
    members = (own, *(member for member in OPERATORS.values() if member != own))
    by_member = {member: operator for operator, member in OPERATORS.items()}
    choice = cases(name, [(m, binary(by_member[m], match.cell, var(match.param))) for m in members])
    body = tuple(replaced(s, lambda node: choice if node is match.node else None) for s in around.base(tool).body)
    param = Param(
        name=name,
        value=EnumType(members=members),
        doc=f"How the {noun} must compare to `{match.param}`.",
        required=False,
        default=own,
    )
    made: Any = with_base(tool, body, (param,), around.has_computed_facts(tool))
    return Proposal(Rewrite(made, partial(with_value, name, own)), partial(each_value, name, members))
