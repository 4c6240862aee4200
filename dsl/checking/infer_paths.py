"""Types of names, and of paths from them: fields, items, and rows looked up by key."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ..diagnostics import Edit, Fix, Label
from ..diagnostics.findings import listed
from ..program import Entity, Symbol, SymbolKind
from ..source import Span
from ..syntax import nodes
from . import habits
from .builtins import BUILTINS
from .fit import fits, mismatch, optional, present
from .keys import key_fields, key_value
from .mends import replacing, shown
from .scope import Locals, Place
from .types import Int, List, Map, Null, Optional, Record, Row, Str, Type, Unknown, show

if TYPE_CHECKING:
    from .infer import Typer


def name(typer: Typer, node: nodes.Name, env: Locals) -> Type:
    """The type of what a name stands for."""
    local = env.get(node.id)
    symbols = typer.world.symbols
    if local is not None:
        symbols[node] = Symbol(SymbolKind.LOCAL, node.id)
        return local.type
    value, type_ = typer.scope.value(node.id), typer.scope.type(node.id)
    if isinstance(value, nodes.ConstDecl):
        symbols[node] = Symbol(SymbolKind.CONST, value.name.text)
        const = typer.world.consts.get(value.name.text)
        return const.type if const else Unknown()
    if isinstance(type_, nodes.EntityDecl):
        symbols[node] = Symbol(SymbolKind.ENTITY, type_.name.text)
        if typer.place in (Place.CONST, Place.CHECK, Place.MESSAGE):
            instead = "the row's fields are names in it: write `name`, not `Entity.name`"
            help_ = instead if typer.place is Place.CHECK else None
            typer.findings.error("TW0321", node.span, f"{typer.place} cannot read the rows of `{node.id}`", help=help_)
            return Unknown()
        return List(Row(type_.name.text))
    if value is not None or node.id in BUILTINS:
        what = "tool" if isinstance(value, nodes.ToolDecl) else "function"
        typer.findings.error(
            "TW0209",
            node.span,
            f"`{node.id}` is a {what}, not a value",
            help=f"call it: `{node.id}(...)`",
        )
    elif type_ is not None:
        typer.findings.error("TW0209", node.span, f"`{node.id}` names a type or an error, not a value")
    elif node.id not in typer.scope.poisoned:
        _unknown_name(typer, node, env)
    return Unknown()


def _unknown_name(typer: Typer, node: nodes.Name, env: Locals) -> None:
    message = f"nothing here is called `{node.id}`"
    holders = [name for name, enum in typer.world.enums.items() if node.id in enum.members]
    consts = (
        n for n, d in typer.scope.values.items() if isinstance(d, nodes.ConstDecl) and not _inside(node.span, d.span)
    )
    known = chain(env.names, consts, typer.scope.types_of(nodes.EntityDecl))
    habit = habits.VALUES.get(node.id)
    later = typer.later.get(node.id)
    if later is not None and node.span.start < later.name.span.start:
        what = "step" if isinstance(later, nodes.Step) else "`let`"
        message = f"`{node.id}` is a later {what}"
        labels = (Label(later.name.span, "it gets its value here"),)
        help_ = "a name is known below the step or `let` that gives it; questions know no result of a step"
        typer.findings.error("TW0201", node.span, message, labels=labels, help=help_)
    elif habit is not None:
        fix = replacing(node.span, habit.word) if habit.word else None
        typer.findings.error("TW0201", node.span, message, help=habit.help, fix=fix)
    elif holders:
        fix = Fix("put it in quotes", (Edit(node.span, f'"{node.id}"'),))
        instead = f'members of an enum are written as text: `"{node.id}"`'
        typer.findings.error("TW0201", node.span, message, help=instead, fix=fix)
    else:
        one = next((n for n in typer.scope.types_of(nodes.EntityDecl) if node.id in (f"{n}s", f"{n[:-1]}ies")), None)
        other = f"the rows of an entity have its own name: `{one}`" if one else _comment_help(node)
        typer.findings.unknown("TW0201", node.span, message, node.id, known, other)


def _comment_help(node: nodes.Name) -> str | None:
    """Words for a name that was meant to be a remark behind `//` or `--`."""
    source = node.span.source
    line = source.line(source.position(node.span.start)[0])
    before = line[: source.position(node.span.start)[1] - 1].rstrip()
    last = line.rstrip().endswith(node.id)
    return "a comment begins with `#`" if last and before.endswith(("//", "--")) else None


def _inside(inner: Span, outer: Span) -> bool:
    return inner.source is outer.source and outer.start <= inner.start < outer.end


def attribute(typer: Typer, node: nodes.Attribute, env: Locals) -> Type:
    """The type of `value.name` or `value?.name`."""
    name = node.name.text
    if _is_member(typer, node, env):
        return Unknown()
    found = typer.infer(node.value, env)
    if isinstance(found, Unknown):
        return found
    if isinstance(found, Optional) and not node.safe and typer.place is Place.DERIVE:
        return _field(typer, node, found.item)
    if isinstance(found, Optional) and not node.safe:
        typer.findings.error(
            "TW0306",
            node.value.span,
            f"this may be null (`{show(found)}`), so it has no field to read",
            help=f"write `?.{name}` to get null then, or give a value before with `??`",
        )
        _field(typer, node, found.item)
        return Unknown()
    if node.safe and not isinstance(found, Optional | Null):
        dot = Span(node.span.source, node.value.span.end, node.name.span.start)
        fix = Fix("write `.`", (Edit(dot, "."),)) if dot.text == "?." else None
        typer.findings.warning("TW0307", node.value.span, "this is never null", help=f"write `.{name}`", fix=fix)
    field_type = _field(typer, node, present(found))
    return optional(field_type) if node.safe else field_type


def _is_member(typer: Typer, node: nodes.Attribute, env: Locals) -> bool:
    """Whether *node* is a member of an enum as other languages write it, `Size.small`; then it is reported."""
    value = node.value
    if not isinstance(value, nodes.Name) or env.get(value.id) is not None or typer.scope.value(value.id) is not None:
        return False
    decl = typer.scope.type(value.id)
    if not isinstance(decl, nodes.EnumDecl):
        return False
    members = [member.name.text for member in decl.members]
    if node.name.text in members:
        text = f'"{node.name.text}"'
        message = f"the members of `{value.id}` are written as text"
        typer.findings.error("TW0209", node.span, message, help=f"write `{text}`", fix=replacing(node.span, text))
    else:
        message = f"`{value.id}` has no member `{node.name.text}`"
        typer.findings.unknown("TW0204", node.name.span, message, node.name.text, members, f"it has {listed(members)}")
    return True


def _field(typer: Typer, node: nodes.Attribute, holder: Type) -> Type:
    name = node.name.text
    match holder:
        case Row(entity_name):
            entity = typer.world.entities.get(entity_name)
            if entity is None:
                return Unknown()
            known = {f.name: f.type for f in entity.fields}
        case Record(fields):
            known = dict(fields)
        case Unknown():
            return holder
        case List(Row() | Record()):
            typer.findings.error(
                "TW0204",
                node.name.span,
                f"a list has no field `{name}`",
                help=f"take it from each item: `[x.{name} for x in xs]`, or from `first(xs)?.{name}`",
            )
            return Unknown()
        case Map():
            message = f"`{show(holder)}` has no fields"
            typer.findings.error("TW0204", node.name.span, message, help=f'read it by its key: `m["{name}"]`')
            return Unknown()
        case _:
            function = habits.field(name, holder)
            dot = Span(node.span.source, node.value.span.end, node.span.end)
            fix = None
            if function and dot.text == f".{name}":
                start = Span(dot.source, node.span.start, node.span.start)
                fix = Fix(f"write `{function}(...)`", (Edit(start, f"{function}("), Edit(dot, ")")))
            instead = f"write `{function}({shown(node.value)})`" if function else None
            typer.findings.error("TW0204", node.name.span, f"`{show(holder)}` has no fields", help=instead, fix=fix)
            return Unknown()
    if name in known:
        return known[name]
    message = f"`{show(holder)}` has no field `{name}`"
    typer.findings.unknown("TW0204", node.name.span, message, name, list(known), f"it has {listed(list(known))}")
    return Unknown()


def index(typer: Typer, node: nodes.Index, env: Locals) -> Type:
    """The type of `Entity[key]` or `list[position]`."""
    value = node.value
    if isinstance(value, nodes.Name) and env.get(value.id) is None:
        decl = typer.scope.type(value.id)
        if isinstance(decl, nodes.EntityDecl):
            typer.infer(value, env)
            typer.world.symbols[node] = Symbol(SymbolKind.ENTITY, decl.name.text)
            return _lookup(typer, node, env, decl.name.text)
    found = typer.infer(value, env)
    if len(node.keys) != 1:
        for key in node.keys:
            typer.infer(key, env)
        if not isinstance(found, Unknown):
            what = "a map is read at one key" if isinstance(found, Map) else "a list is read at one position"
            typer.findings.error("TW0322", node.span, what)
        return Unknown()
    (key,) = node.keys
    match found:
        case Unknown():
            typer.infer(key, env)
            return found
        case List(item):
            typer.expect(key, env, Int())
            if isinstance(key, nodes.Unary):
                typer.findings.error(
                    "TW0322",
                    key.span,
                    "positions count from 0 and are never negative",
                    help="`last(xs)` gives the last item, or null",
                )
                # What it gives is told when it is written so.
                return Unknown()
            certain = isinstance(key, nodes.Literal) and typer.step_result(value, env)
            return item if certain else optional(item)
        case Map(key_type, item):
            typer.expect(key, env, key_type)
            certain = isinstance(key, nodes.Literal) and typer.step_result(value, env)
            return item if certain else optional(item)
        case Optional(List() | Map()):
            typer.infer(key, env)
            typer.may_be_null(value, found, "read an item of it")
            return Unknown()
        case _:
            typer.infer(key, env)
            message = f"`{show(found)}` cannot be read at a position"
            instead = f"`{show(found)}` is one row already" if isinstance(found, Row) else None
            if isinstance(found, Str):
                instead = "texts have no positions: `split` them, or ask `starts_with(a, b)`"
            typer.findings.error("TW0322", value.span, message, help=instead)
            return Unknown()


def _lookup(typer: Typer, node: nodes.Index, env: Locals, name: str) -> Type:
    entity: Entity | None = typer.world.entities.get(name)
    parts = key_fields(entity) if entity else ()
    if entity is None or len(parts) != len(entity.key):
        for key in node.keys:
            typer.infer(key, env)
        return Optional(Row(name))
    if len(parts) != len(node.keys):
        for key in node.keys:
            typer.infer(key, env)
        typer.findings.error("TW0322", node.span, f"the key of `{name}` is {listed(entity.key)}")
        return Optional(Row(name))
    for key, part in zip(node.keys, parts, strict=True):
        stands_for = key_value(typer.world, part.type.entity) if isinstance(part.type, Row) else part.type
        # A literal is read as the key; a null key finds nothing, which is an answer too.
        found = typer.infer(key, env, stands_for)
        given = present(found)
        if not fits(given, part.type) and not (stands_for and fits(given, stands_for)):
            typer.findings.error("TW0301", key.span, mismatch(found, part.type))
    return Optional(Row(name))
