"""Lists that a body makes and nothing else holds: what is added to them is appended, where the form makes a new list.

`results = results + [result]` is what the intermediate form says; `results.append(result)` is the same while no other
variable, row or record can have the list.
"""

from __future__ import annotations

from typing import Any

from ..ir import expressions as ir
from ..ir.verify import walk

_BINDERS = (ir.Let, ir.For, ir.ForEach, ir.GroupBy, ir.Insert, ir.Update)


def added(s: ir.Statement) -> Any:
    """What a statement adds as one item to the list that a variable holds; None where it does something else."""
    match s:
        case ir.Let(
            name=name,
            value=ir.Binary(operator="add", left=ir.Var(name=held), right=ir.ListOf(items=(item,))),
        ) if name == held:
            return item
    return None


def only_grows(s: ir.Statement, name: str) -> bool:
    """Whether a statement, and what stands in it, does nothing with the list called *name* but to add items to it."""
    nodes = list(walk(s))
    mentions = sum(isinstance(node, (*_BINDERS, ir.Var)) and node.name == name for node in nodes)
    mentions += sum(isinstance(node, ir.GroupBy) and name in node.variables for node in nodes)
    # Each addition names the list twice: once to read it, once to put the longer one in its place.
    additions = sum(isinstance(node, ir.Let) and node.name == name and added(node) is not None for node in nodes)
    return mentions == 2 * additions
