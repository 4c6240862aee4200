"""Types of expressions and bodies: what a stranger's tool does to values is what values can do.

A body that passes may still fail on values (a division by zero, a date that is none, a null that nobody looked at),
never for the kind of a value.
Names are checked before (`verify`); what is not known here goes with everything (`kinds.ANY`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from . import expressions as ir
from .body_kinds import BodyKinds, body_kinds
from .expression_kinds import ExpressionKinds
from .kinds import ANY, BOOL, TEXT, Kind, RowKind, goes, kind_of, shown
from .tools import Tool, ToolModule


def type_problems(module: ToolModule) -> Iterator[str]:
    """What in *module*, whose names are in order, is done to values of the wrong kind."""
    kinds = ExpressionKinds(module)
    for error in module.errors:
        kinds.at(f"error {error.name}")
        kinds.want(error.message, kinds.params(error.params, rows=True), TEXT, "the message")
    _see_functions(module, kinds)
    for entity in module.entities:
        kinds.at(f"entity {entity.name}")
        for check in entity.checks:
            kinds.want(check, {"row": RowKind(entity.name)}, BOOL, "a check")
    entities = {entity.name: entity for entity in module.entities}
    for tool in module.tools:
        kinds.at(f"tool {tool.name}")
        _, body = _tool_kinds(tool, kinds)
        wanted = kind_of(tool.result, entities)
        if not goes(body.result, wanted):
            kinds.say(f"it gives {shown(body.result)} where its result is {shown(wanted)}")
    yield from kinds.found


def expression_problems(module: ToolModule, expression: ir.Expr, variables: Collection[str]) -> list[str]:
    """What in an expression over *variables* (of any kind) and the world of *module* is done to wrong kinds.

    Without variables it is a goal, which is true or false.
    """
    kinds = ExpressionKinds(module)
    kinds.at("the answer" if variables else "the goal")
    kinds.want(expression, dict.fromkeys(variables, ANY), ANY if variables else BOOL, "it")
    return kinds.found


@dataclass(frozen=True)
class ModuleKinds:
    """What the generator says of functions: what helpers give, and of each tool the base body and the body."""

    functions: Mapping[str, Kind]
    bases: Mapping[str, BodyKinds]
    bodies: Mapping[str, BodyKinds]


def module_kinds(module: ToolModule) -> ModuleKinds:
    """The kinds that a legal module's functions give."""
    kinds = ExpressionKinds(module)
    _see_functions(module, kinds)
    bases: dict[str, BodyKinds] = {}
    bodies: dict[str, BodyKinds] = {}
    for tool in module.tools:
        base, bodies[tool.name] = _tool_kinds(tool, kinds)
        if base is not None:
            bases[tool.name] = base
    return ModuleKinds(kinds.results, bases, bodies)


def _see_functions(module: ToolModule, kinds: ExpressionKinds) -> None:
    """Note what the helper functions give, for the expressions that come after."""
    for function in module.functions:
        kinds.at(f"function {function.name}")
        kinds.results[function.name] = kinds.kind(function.value, kinds.params(function.params, rows=True))


def _tool_kinds(tool: Tool, kinds: ExpressionKinds) -> tuple[BodyKinds | None, BodyKinds]:
    """The kinds of a tool's base, where it has one, and of its body, in which `Core` gives what the base gives."""
    base = None
    if tool.core is not None:
        kinds.core_params = kinds.params(tool.core.params)
        base = body_kinds(tool.core.body, kinds.core_params, kinds)
        kinds.core = base.result
    return base, body_kinds(tool.body, kinds.params(tool.params), kinds)
