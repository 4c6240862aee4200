"""`operation`: a list becomes the list, its length, its first or its last item.

Before: `books_of(author) -> list`. After: `books_of(author, operation: "list" | "count" | "first" | "last")`, and the
result is an object with `items`, `count` or `item`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import EnumType, IntType, ListType, OptionalType, RecordField, RecordType

from ...english import sentences
from ..draft import Rewrite
from ..forms import binary, builtin, const, free_name, lifted, result_name, var
from ..kinds import Proposal, each_value, with_value
from ..surroundings import Surroundings

_DOCS = {
    "list": "all items",
    "count": "how many items there are",
    "first": "the first item",
    "last": "the last item",
}


def operation(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """A required parameter says what is made of the list that the tool gives."""
    if not isinstance(tool.result, ListType):
        return
    name = free_name(tool, "operation", "list_operation")
    scaled = lifted(tool)
    result = result_name(scaled)
    made = {
        "list": ("items", var(result)),
        "count": ("count", builtin("count", var(result))),
        "first": ("item", builtin("first", var(result))),
        "last": ("item", builtin("last", var(result))),
    }
    statement: Any = None
    for member, (label, value) in reversed(made.items()):
        let = ir.Let(name=result, value=ir.RecordOf(fields=(ir.Entry(name=label, value=value),)))
        if statement is None:
            statement = let
        else:
            is_wanted = binary("eq", var(name), const(member))
            statement = ir.If(condition=is_wanted, then=(let,), otherwise=(statement,))
    item = tool.result.item
    fields = (
        RecordField(name="items", value=tool.result, doc="All items", absent=True),
        RecordField(name="count", value=IntType(low=0), doc="How many there are", absent=True),
        RecordField(
            name="item",
            value=item if isinstance(item, OptionalType) else OptionalType(item=item),
            doc="The one item, null where there is none",
            absent=True,
        ),
    )
    param = Param(
        name=name, value=EnumType(members=tuple(made), docs=tuple(_DOCS.values())), doc="What to make of them."
    )
    widened = scaled.model_copy(
        update={
            "params": (*tool.params, param),
            "result": RecordType(fields=fields),
            "body": (*scaled.body[:-1], statement, scaled.body[-1]),
            "doc": sentences(tool.doc, f"`{name}` says whether to give all of them, their number or one of them"),
        }
    )
    yield Proposal(Rewrite(widened, partial(with_value, name, "list")), partial(each_value, name, tuple(made)))
