"""What is said about a name: how it is declared, its type, and its documentation."""

from __future__ import annotations

from ..checking.types import Float, Int, List, Map, Optional, Str, Type, Unknown, show
from ..syntax import nodes
from .model import Definition, Index, Kind, Use


def hover(index: Index, use: Use) -> str:
    """Markdown about what *use* means."""
    own = use.definition
    target = own.target if own.kind is Kind.ALIAS and own.target is not None else own
    parts = [f"```tool\n{_declared(index, use, target)}\n```"]
    if target.owner is not None:
        parts.append(f"{target.kind.capitalize()} of `{target.owner.name}`.")
    if target.kind is Kind.WORD:
        parts.append(f"{target.group.capitalize()}.")
    doc = target.doc or _doc(target.node)
    return "\n\n".join((*parts, doc.strip()) if doc.strip() else parts)


def shown(type_: Type) -> str:
    """*type_* as an author would write it, with its refinements."""
    match type_:
        case Optional(item):
            return f"{shown(item)}?"
        case List(item, low, high):
            return f"list[{shown(item)}]{_bounds(low, high)}"
        case Map(key, value, low, high):
            return f"map[{shown(key)}, {shown(value)}]{_bounds(low, high)}"
        case Str(low, high, pattern):
            return "str" + _bounds(low, high, f'pattern="{pattern}"' if pattern is not None else "")
        case Int(low, high, unit):
            return "int" + _bounds(low, high, f'unit="{unit}"' if unit is not None else "")
        case Float(low, high, unit):
            return "float" + _bounds(low, high, f'unit="{unit}"' if unit is not None else "")
        case _:
            return show(type_)


def _bounds(low: float | None, high: float | None, more: str = "") -> str:
    limits = "" if low is None and high is None else f"{'' if low is None else low}..{'' if high is None else high}"
    inside = ", ".join(part for part in (limits, more) if part)
    return f"({inside})" if inside else ""


def _declared(index: Index, use: Use, own: Definition) -> str:
    """The line that declares *own*, without its body."""
    node = own.node
    if own.kind in (Kind.VARIABLE, Kind.STEP) or node is None:
        narrow = index.analysis.world.types.get(use.node) if use.node is not None else None
        type_ = narrow if narrow is not None else own.type
        known = type_ is not None and not isinstance(type_, Unknown)
        return f"{own.name}: {shown(type_)}" if type_ is not None and known and own.kind is not Kind.WORD else own.name
    match node:
        case nodes.ToolDecl(_, _, _, result, fails, writes):
            last = max((each.span for each in (result, *fails, *writes)), key=lambda span: span.end)
            return _text(node, last.end)
        case nodes.FnDecl(result=result) | nodes.ExternDecl(result=result):
            return _text(node, result.span.end)
        case nodes.EntityDecl(name=name, key=key):
            return f"entity {name.text} key {', '.join(part.text for part in key)}"
        case nodes.FieldNode():
            return f"{node.name.text}: {node.type.span.text}"
        case nodes.ConstDecl() | nodes.ErrorDecl():
            return node.span.text
        case nodes.EnumDecl(name=name, members=members):
            return f"enum {name.text} {{ {', '.join(member.name.text for member in members)} }}"
        case nodes.EnumMember():
            return f'"{own.name}"'
        case _:
            return f"{own.kind} {own.name}"


def _text(node: nodes.FnDecl | nodes.ExternDecl | nodes.ToolDecl, end: int) -> str:
    """The text of *node* from its name to *end*."""
    word = {nodes.ToolDecl: "tool", nodes.FnDecl: "fn", nodes.ExternDecl: "extern python"}[type(node)]
    return f"{word} {node.span.source.text[node.name.span.start : end]}"


def _doc(node: nodes.Node | None) -> str:
    doc = getattr(node, "doc", None)
    return doc.text if isinstance(doc, nodes.Doc) else ""
