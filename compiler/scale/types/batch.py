"""`batch`: one value becomes a list of them, and the result a list of results in the same order.

Before: `population(city: str) -> int`. After: `population(cities: list of str) -> list of int`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import BoolType, EnumType, ListType, OptionalType

from ...english import plural, sentences
from ..draft import Arguments, Rewrite
from ..forms import binary, free_name, lifted, result_name, var
from ..kinds import Proposal
from ..surroundings import Surroundings

MOST = 5
"""Values that one call takes: enough to be of use, too few to read a table out."""


def batch(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """Never where a plan calls the tool more than once: one call would do for all of them."""
    repeated = around.asked.repeated
    asked_again = (cell for cell, tools in around.golden_cells(tool).items() if tools & repeated)
    if tool.name in repeated or around.shown(tool).intersection(asked_again):
        return
    for param in tool.params:
        if param.required and not isinstance(param.value, EnumType | BoolType | ListType | OptionalType):
            yield _proposal(tool, param)


def _proposal(tool: Tool, param: Param) -> Proposal:
    scaled = lifted(tool)
    many = free_name(scaled, plural(param.name), f"{param.name}_list")
    results = free_name(scaled, "results", "all_results")
    found: Any = var(result_name(scaled))
    more = binary("add", var(results), ir.ListOf(items=(found,)))
    loop = ir.For(name=param.name, source=var(many), body=(*scaled.body[:-1], ir.Let(name=results, value=more)))
    new = Param(
        name=many,
        value=ListType(item=param.value, low=1, high=MOST),
        doc=sentences(param.doc, f"up to {MOST} at once"),
    )
    made = scaled.model_copy(
        update={
            "params": tuple(new if p.name == param.name else p for p in tool.params),
            "result": ListType(item=tool.result),
            "body": (ir.Let(name=results, value=ir.ListOf(items=())), loop, ir.Return(value=var(results))),
            "doc": sentences(tool.doc, f"takes several `{many}` at once and answers in their order"),
        }
    )

    def translate(given: Arguments) -> dict[str, Any]:
        return {many if n == param.name else n: [v] if n == param.name else v for n, v in given.items()}

    def twice(given: Arguments) -> Iterator[Arguments]:
        yield {**given, many: [*given[many], *given[many]]}

    return Proposal(Rewrite(made, translate), twice)
