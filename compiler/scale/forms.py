"""The form of a scaled tool's body, and small tools to work on trees of the intermediate form.

A scaled tool keeps its base tool as `core`; its own body computes the base tool's arguments, binds the base call's
result to a variable by a statement of its own (perhaps inside a loop), changes it, and ends with the only `return`, of
a variable. Operators keep that form, so each works on what any other left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, Param, Tool
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
        changed: N = made
        return changed
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


# ------------------------------------------------------------------ short names for what is often written


def var(name: str) -> ir.Var:
    """A variable."""
    return ir.Var(name=name)


def const(value: Any) -> ir.Const:
    """A constant."""
    return ir.Const(value=value)


def binary(operator: Any, left: Any, right: Any) -> ir.Binary:
    """An operation on two values."""
    return ir.Binary(operator=operator, left=left, right=right)


def builtin(name: str, *arguments: Any) -> ir.Builtin:
    """A call of a builtin."""
    return ir.Builtin(name=name, arguments=arguments)


def cases(chooser: str, options: Sequence[tuple[str, Any]]) -> Any:
    """One of the values of *options*, as the enum variable *chooser* says; the last stands for all other members."""
    value = options[-1][1]
    for member, other in reversed(options[:-1]):
        value = ir.Choose(condition=binary("eq", var(chooser), const(member)), then=other, otherwise=value)
    return value


# ------------------------------------------------------------------ changes of the base tool


def base_of(tool: Tool) -> CoreTool:
    """The base tool inside *tool*, or the tool itself."""
    return tool.core or CoreTool(params=tool.params, body=tool.body)


def with_base(tool: Tool, body: Sequence[Any], extra: Sequence[Param], facts_of_calls: bool) -> Tool:
    """*tool* with another base body that reads *extra* required parameters, too.

    Their defaults are the values with which the base tool does what it did. Where a fact is a call of the base tool
    (*facts_of_calls*), that call must stay the same call: the base tool gets them as optional parameters, which a
    call's identity leaves out where they have their default.
    """
    required = tuple(p.model_copy(update={"required": True, "default": None}) for p in extra)
    if tool.core is None and not facts_of_calls:
        return tool.model_copy(update={"params": (*tool.params, *required), "body": tuple(body)})
    scaled = lifted(tool)
    assert scaled.core is not None
    core = CoreTool(params=(*scaled.core.params, *extra), body=tuple(body))
    given = tuple(ir.Entry(name=p.name, value=var(p.name)) for p in extra)
    return scaled.model_copy(
        update={
            "params": (*tool.params, *required),
            "core": core,
            "body": tuple(replaced(s, partial(_with_arguments, given)) for s in scaled.body),
        }
    )


def _with_arguments(given: tuple[ir.Entry, ...], node: BaseModel) -> ir.Core | None:
    return ir.Core(arguments=(*node.arguments, *given)) if isinstance(node, ir.Core) else None


def free_name(tool: Tool, *wanted: str) -> str:
    """The first of *wanted* that means nothing yet in *tool* or its base, or the last of them with a number."""
    base = base_of(tool)
    taken = names_in(tool) | {p.name for p in base.params} | {n for s in base.body for n in bound_names(s)}
    return next((name for name in wanted if name not in taken), fresh(wanted[-1], taken))


# ------------------------------------------------------------------ changes of parameters


def with_params(
    tool: Tool, old: Sequence[str], new: Param, values: Mapping[str, Any], before: Sequence[Any] = ()
) -> Tool:
    """*tool* with one parameter in place of those called *old*.

    In its body the statements of *before* come first, and *values* stand where it read the old parameters.
    """
    scaled = lifted(tool)
    place = min(number for number, p in enumerate(tool.params) if p.name in old)
    kept = [p for p in tool.params if p.name not in old]
    kept.insert(sum(p.name not in old for p in tool.params[:place]), new)

    def value(node: BaseModel) -> Any:
        return values.get(node.name) if isinstance(node, ir.Var) else None

    body = tuple(replaced(s, value) for s in scaled.body)
    return scaled.model_copy(update={"params": tuple(kept), "body": (*before, *body)})


def get(record: str, name: str) -> ir.Get:
    """A field of the record that a variable holds."""
    return ir.Get(value=var(record), name=name)
