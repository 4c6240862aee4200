"""The form of a scaled tool's body, and small tools to work on trees of the intermediate form.

A scaled tool keeps its base tool as `core`; its own body computes the base tool's arguments, binds the base call's
result to a variable by a statement of its own (perhaps inside a loop), changes it, and ends with the only `return`, of
a variable. Operators keep that form, so each works on what any other left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import BaseModel

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, Tool
from toolwright.runtime.ir.verify import walk

N = TypeVar("N", bound=BaseModel)


def lifted(tool: Tool) -> Tool:
    """*tool* with itself as its core, if it has none yet; it does what it did."""
    if tool.core is not None:
        return tool
    name = fresh("result", {p.name for p in tool.params})
    given = tuple(ir.Entry(name=p.name, value=ir.Var(name=p.name)) for p in tool.params)
    call = ir.Let(name=name, value=ir.Core(arguments=given))
    core = CoreTool(params=tool.params, body=tool.body)
    return tool.model_copy(update={"core": core, "body": (call, ir.Return(value=ir.Var(name=name)))})


def result_name(tool: Tool) -> str:
    """The variable that a lifted tool returns."""
    last = tool.body[-1]
    assert isinstance(last, ir.Return) and isinstance(last.value, ir.Var)
    return last.value.name


def names_in(tool: Tool) -> set[str]:
    """All names of parameters and variables of a tool's own body; those of its core are apart."""
    names = {p.name for p in tool.params}
    for statement in tool.body:
        names |= bound_names(statement)
    return names


def bound_names(node: BaseModel) -> set[str]:
    """The variables that *node* and what is below it bind or read."""
    binds = ir.Let | ir.For | ir.ForEach | ir.GroupBy | ir.Insert | ir.Update | ir.Var
    return {str(part.name) for part in walk(node) if isinstance(part, binds) and part.name}


def fresh(name: str, taken: Iterable[str]) -> str:
    """*name*, or *name* with the first number from 2 that is not taken."""
    known = set(taken)
    if name not in known:
        return name
    return next(made for number in range(2, len(known) + 3) if (made := f"{name}{number}") not in known)


def replaced(node: N, change: Callable[[BaseModel], Any]) -> N:
    """*node* with other nodes in place of those for which *change* gives one (None: look further down)."""
    made = change(node)
    if made is not None:
        return made  # type: ignore[no-any-return]
    update: dict[str, Any] = {}
    for name, value in node.__dict__.items():
        if isinstance(value, BaseModel):
            new: Any = replaced(value, change)
            if new is not value:
                update[name] = new
        elif isinstance(value, tuple) and any(isinstance(part, BaseModel) for part in value):
            parts = tuple(replaced(part, change) if isinstance(part, BaseModel) else part for part in value)
            if any(new is not old for new, old in zip(parts, value, strict=True)):
                update[name] = parts
    return node.model_copy(update=update) if update else node
