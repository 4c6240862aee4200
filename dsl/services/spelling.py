"""Types and declarations as an author writes them, refinements and all."""

from __future__ import annotations

from typing import TypeAlias

from ..checking.types import Float, Int, List, Map, Optional, Record, Str, Type, show
from ..syntax import nodes

_Bound: TypeAlias = "int | float | None"


def spelled(type_: Type) -> str:
    """*type_* with its refinements: `list[str(1..60)](..5)`."""
    match type_:
        case Str(low, high, pattern):
            return f"str{_arguments(low, high, 'pattern', pattern)}"
        case Int(low, high, unit) | Float(low, high, unit):
            return f"{show(type_)}{_arguments(low, high, 'unit', unit)}"
        case List(item, low, high):
            return f"list[{spelled(item)}]{_arguments(low, high)}"
        case Map(key, value, low, high):
            return f"map[{spelled(key)}, {spelled(value)}]{_arguments(low, high)}"
        case Optional(item):
            return f"{spelled(item)}?"
        case Record(fields, None):
            return "{ " + ", ".join(f"{name}: {spelled(field)}" for name, field in fields) + " }"
        case _:
            return show(type_)


def _arguments(low: _Bound, high: _Bound, setting: str = "", value: str | None = None) -> str:
    parts = []
    if low is not None or high is not None:
        parts.append(f"{'' if low is None else low}..{'' if high is None else high}")
    if value is not None:
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        parts.append(f'{setting}="{quoted}"')
    return f"({', '.join(parts)})" if parts else ""


def one_line(node: nodes.Node) -> str:
    """The text of *node* with its blanks and line ends as single blanks; comments stay out of types."""
    return " ".join(node.span.text.split())


def field(node: nodes.FieldNode) -> str:
    """`limit: int(1..50) = 10`."""
    default = f" = {one_line(node.default)}" if node.default is not None else ""
    return f"{node.name.text}: {one_line(node.type)}{default}"


def head(node: nodes.Node) -> str:
    """A declaration without its body and its documentation; empty for what has no head of its own."""
    match node:
        case nodes.ScenarioDecl(_, name, library):
            return f"{'library' if library else 'scenario'} {name.text}"
        case nodes.EnumDecl(_, name, _, members):
            return f"enum {name.text} {{ {', '.join(member.name.text for member in members)} }}"
        case nodes.RecordDecl(_, name, _, fields):
            return f"record {name.text} {_block(fields)}"
        case nodes.EntityDecl(_, name, key, _, fields):
            return f"entity {name.text} key {_names(key)} {_block(fields)}"
        case nodes.ConstDecl(_, name, type_, value):
            typed = f": {one_line(type_)}" if type_ is not None else ""
            return f"const {name.text}{typed} = {one_line(value)}"
        case nodes.ErrorDecl(_, name, params):
            return f"error {name.text}{_params(params) if params else ''}"
        case nodes.FnDecl(_, name, params, result):
            return f"fn {name.text}{_params(params)} -> {one_line(result)}"
        case nodes.ExternDecl(_, name, params, result):
            return f"extern python {name.text}{_params(params)} -> {one_line(result)}"
        case nodes.ToolDecl(_, name, params, result, fails, writes):
            effects = f"\n  fails {_names(fails)}" if fails else ""
            effects += f"\n  writes {_names(writes)}" if writes else ""
            return f"tool {name.text}{_params(params)} -> {one_line(result)}{effects}"
        case nodes.TaskDecl(_, name):
            return f"task {name.text}"
        case nodes.Level(_, name):
            return f"level {name.text}"
        case _:
            return ""


def _names(idents: tuple[nodes.Ident, ...]) -> str:
    return ", ".join(ident.text for ident in idents)


def _block(fields: tuple[nodes.FieldNode, ...]) -> str:
    return "{\n" + "".join(f"  {field(each)},\n" for each in fields) + "}"


def _params(params: tuple[nodes.FieldNode, ...]) -> str:
    shown = [field(param) for param in params]
    inline = f"({', '.join(shown)})"
    return inline if len(inline) <= 80 else "(\n" + "".join(f"  {each},\n" for each in shown) + ")"
