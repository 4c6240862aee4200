"""`dry_run`: a tool that changes something can also be asked whether it would.

Before: `cancel_order(order) -> {refunded}`. After: `cancel_order(order, dry_run: bool) -> {refunded} | null`; with
`true` it checks what it can check before its first change, changes nothing and gives null.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import BoolType, OptionalType
from toolwright.runtime.ir.verify import walk

from ..draft import Rewrite
from ..forms import base_of, const, free_name, var, with_base
from ..kinds import Proposal, each_value, with_value
from ..surroundings import Surroundings


def dry_run(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """A required parameter says whether to stop before the first change."""
    # What other operators did to the result, they did to a value that is there.
    if not tool.writes or tool.core is not None:
        return
    base = base_of(tool)
    writes = ir.Insert | ir.Update | ir.Delete
    first = next((n for n, s in enumerate(base.body) if any(isinstance(node, writes) for node in walk(s))), None)
    if first is None or any(isinstance(node, ir.Return) for s in base.body[:first] for node in walk(s)):
        return
    name = free_name(tool, "dry_run", "only_check")
    stop = ir.If(condition=var(name), then=(ir.Return(value=const(None)),))
    body = (*base.body[:first], stop, *base.body[first:])
    doc = "Only check that the call could be made: change nothing and return null."
    param = Param(name=name, value=BoolType(), doc=doc, required=False, default=False)
    made = with_base(tool, body, (param,), around.has_computed_facts(tool))
    result = tool.result if isinstance(tool.result, OptionalType) else OptionalType(item=tool.result)
    made = made.model_copy(update={"result": result})
    yield Proposal(Rewrite(made, partial(with_value, name, False)), partial(each_value, name, (True,)))
