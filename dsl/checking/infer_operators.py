"""Types of operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Edit, Fix
from ..source import Span
from ..syntax import nodes
from .fit import bare, comparable, fits, is_number, is_orderable, optional, present
from .infer_null import coalesce
from .mends import mend_day, wrapping
from .narrow import facts
from .scope import Locals
from .types import Bool, Date, Datetime, Enum, Float, Int, List, Map, Null, Optional, Row, Str, Type, Unknown, show

if TYPE_CHECKING:
    from .infer import Typer


def unary(typer: Typer, node: nodes.Unary, env: Locals) -> Type:
    """The type of `-x` or `not x`."""
    if node.operator == "not":
        typer.condition(node.operand, env)
        return Bool()
    found = typer.infer(node.operand, env)
    if is_number(found):
        return bare(found)
    _refuse(typer, node, "-", (node.operand,))
    return Unknown()


def binary(typer: Typer, node: nodes.Binary, env: Locals, expected: Type | None) -> Type:
    """The type of `left operator right`."""
    match node.operator:
        case "or" if (found := _or_for_null(typer, node, env, expected)) is not None:
            return found
        case "and" | "or":
            typer.condition(node.left, env)
            known = facts(node.left)
            names = known.if_true if node.operator == "and" else known.if_false
            typer.condition(node.right, env.narrowed(names))
            return Bool()
        case "??":
            return coalesce(typer, node, env, expected)
        case "in" | "not in":
            _membership(typer, node, env)
            return Bool()
        case "==" | "!=":
            _equality(typer, node, env)
            return Bool()
        case "<" | "<=" | ">" | ">=":
            _order(typer, node, env)
            return Bool()
        case _:
            return _arithmetic(typer, node, env)


def _or_for_null(typer: Typer, node: nodes.Binary, env: Locals, expected: Type | None) -> Type | None:
    """The type of `count or 0`, which elsewhere gives a value for null (it is reported); None for any other `or`."""
    left = node.left
    if not isinstance(left, nodes.Name) or (local := env.get(left.id)) is None:
        return None
    if not isinstance(local.type, Optional) or isinstance(local.type.item, Bool | Row):
        return None
    found = local.type.item
    right = typer.infer(node.right, env, found)
    between = Span(node.span.source, left.span.end, node.right.span.start)
    # A comment may stand there too.
    at = between.end - len(between.text.lstrip()) if between.text.strip() == "or" else None
    mark = Span(node.span.source, at, at + 2) if at is not None else node.span
    fix = Fix("write `??`", (Edit(mark, "??"),)) if at is not None and fits(right, found) else None
    message = f"`or` is for conditions, and `{left.id}` is `{show(local.type)}`"
    typer.findings.error("TW0313", mark, message, help="what counts for null stands behind `??`", fix=fix)
    return found


def _arithmetic(typer: Typer, node: nodes.Binary, env: Locals) -> Type:
    left, right = _pair(typer, node, env, composite_only=True)
    if is_number(left) and is_number(right):
        if node.operator == "/" or isinstance(left, Float) or isinstance(right, Float):
            return Float()
        return Unknown() if isinstance(left, Unknown) or isinstance(right, Unknown) else Int()
    if node.operator == "+":
        if fits(left, Str()) and fits(right, Str()):
            return Str()
        if isinstance(left, List | Unknown) and isinstance(right, List | Unknown):
            common = typer.unify((node.left, node.right))
            if common is not None:
                return bare(common)
    _refuse(typer, node, node.operator, (node.left, node.right))
    return Unknown()


def _order(typer: Typer, node: nodes.Binary, env: Locals) -> None:
    left, right = _pair(typer, node, env)
    if is_number(left) and is_number(right):
        return
    if is_orderable(left) and is_orderable(right) and fits(bare(left), bare(right)):
        return
    _refuse(typer, node, node.operator, (node.left, node.right))


def _equality(typer: Typer, node: nodes.Binary, env: Locals) -> None:
    left, right = _pair(typer, node, env)
    for one, side, other in ((left, node.left, node.right), (right, node.right, node.left)):
        null = isinstance(other, nodes.Literal) and other.value is None
        if null and not isinstance(one, Optional | Null | Unknown):
            answer = "false" if node.operator == "==" else "true"
            typer.findings.warning("TW0307", side.span, f"this is never null, so the comparison is always {answer}")
            return
    if comparable(left, right):
        return
    row = next((t for t in (present(left), present(right)) if isinstance(t, Row)), None)
    entity = typer.world.entities.get(row.entity) if row else None
    for found, side in ((left, node.right), (right, node.left)):
        if isinstance(present(found), Date) and (day := mend_day(side)) is not None:
            typer.findings.error("TW0309", side.span, "a day is compared with a number", help=day.help, fix=day.fix)
            return
    typer.findings.error(
        "TW0309",
        node.span,
        f"`{show(left)}` and `{show(right)}` are never equal",
        help=f"compare a field of the row, such as `.{entity.key[0]}`" if entity and entity.key else None,
    )


def _membership(typer: Typer, node: nodes.Binary, env: Locals) -> None:
    if isinstance(node.right, nodes.ListNode) and not _is_literal(node.left):
        item = typer.infer(node.left, env)
        typer.infer(node.right, env, List(bare(present(item))))
        found = typer.world.types[node.right]
    else:
        found = typer.infer(node.right, env)
        wanted = None
        if isinstance(found, List) and _is_literal(node.left):
            wanted = bare(present(found.item))
        elif isinstance(found, Map):
            wanted = bare(found.key)
        item = typer.infer(node.left, env, wanted)
    match found:
        case Unknown():
            return
        case List(inner):
            if not comparable(item, inner):
                typer.findings.error("TW0309", node.span, f"`{show(item)}` is never in a list of `{show(inner)}`")
        case Map(key, _):
            if not comparable(item, key):
                typer.findings.error("TW0309", node.span, f"`{show(item)}` is never a key of `{show(found)}`")
        case Optional(List() | Map()):
            typer.may_be_null(node.right, found, "look into it", within=True)
        case Str():
            typer.findings.error(
                "TW0314",
                node.right.span,
                f"`{node.operator}` looks into lists, this is `str`",
                help="use `contains(text, part)`",
            )
        case _:
            typer.findings.error("TW0314", node.right.span, f"expected a list, found `{show(found)}`")


# ------------------------------------------------------------------ operands


def _pair(typer: Typer, node: nodes.Binary, env: Locals, composite_only: bool = False) -> tuple[Type, Type]:
    """The types of both operands, a literal read as the other one's type."""
    first, second = node.left, node.right
    swapped = _is_literal(first) and not _is_literal(second)
    if swapped:
        first, second = second, first
    one = typer.infer(first, env)
    # `+` joins texts and adds numbers of any kind: only lists learn from the other side there.
    guide = isinstance(second, nodes.ListNode) if composite_only else _is_literal(second)
    other = typer.infer(second, env, _guide(one) if guide else None)
    return (other, one) if swapped else (one, other)


def _guide(type_: Type) -> Type | None:
    """What a literal beside a value of *type_* is read as."""
    return None if isinstance(type_, Null | Unknown) else optional(bare(present(type_)))


def _is_literal(expr: nodes.Expr) -> bool:
    match expr:
        case nodes.Literal() | nodes.ListNode() | nodes.RecordNode():
            return True
        case nodes.Unary(_, "-", nodes.Literal()):
            return True
        case _:
            return False


def _refuse(typer: Typer, node: nodes.Expr, operator: str, operands: tuple[nodes.Expr, ...]) -> None:
    """Report that *operator* does not work on *operands*."""
    types = [typer.world.types[operand] for operand in operands]
    if any(isinstance(type_, Unknown) for type_ in types):
        return
    for operand, type_ in zip(operands, types, strict=True):
        if isinstance(type_, Optional):
            typer.may_be_null(operand, type_, f"use `{operator}` on it", within=True)
            return
    names = " and ".join(f"`{show(type_)}`" for type_ in types)
    instead, fix = None, None
    if operator == "+" and any(isinstance(t, Str) for t in types):
        instead = 'build texts with a template: `$"{a} {b}"`'
        if isinstance(node, nodes.Binary):
            others = [o for o, t in zip(operands, types, strict=True) if isinstance(t, Int | Float | Date)]
            fix = wrapping(others[0], "text") if len(others) == 1 and not isinstance(types[0], Enum) else None
    elif operator in "+-" and any(isinstance(t, Date | Datetime) for t in types):
        instead = "use `add_days(date, days)` or `days_between(first, last)`"
    elif operator in ("<", "<=", ">", ">=") and any(isinstance(t, Enum | Bool) for t in types):
        instead = "only numbers, texts and dates have an order"
    code = "TW0309" if operator in ("<", "<=", ">", ">=") else "TW0308"
    typer.findings.error(code, node.span, f"`{operator}` does not work on {names}", help=instead, fix=fix)
