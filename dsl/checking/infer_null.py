"""The type of `??`, and the brackets that lack around it: all other operators bind tighter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..diagnostics import Edit, Fix
from ..source import Span
from ..syntax import nodes
from .fit import bare, join, mismatch, optional
from .scope import Locals
from .types import Null, Optional, Type, Unknown, show

if TYPE_CHECKING:
    from .infer import Typer


def coalesce(typer: Typer, node: nodes.Binary, env: Locals, expected: Type | None) -> Type:
    """The type of `left ?? right`."""
    before = len(typer.findings.all)
    left = typer.infer(node.left, env, expected)
    meant = nearest(node)
    if meant is not None and meant[0] is not node.left and isinstance(typer.world.types.get(meant[0]), Optional):
        # What the operator on the left says of its operand is said here, with what mends it.
        found = typer.findings.all
        found[before:] = [each for each in found[before:] if each.span != meant[0].span]
        typer.infer(node.right, env)
        message = f"`??` takes {_quoted(node.left, 'before')}, which is never null"
        _report(typer, "TW0307", node.left.span, message, node, meant)
        return Unknown()
    if isinstance(left, Null | Unknown):
        right = typer.infer(node.right, env, expected)
        if isinstance(left, Null):
            typer.findings.error("TW0307", node.left.span, "this is always null", help="leave it and `??` out")
        return right if isinstance(left, Null) else left
    if not isinstance(left, Optional):
        typer.infer(node.right, env, left)
        rest = Span(node.span.source, node.left.span.end, node.span.end)
        # Brackets around the left side end behind it.
        fix = Fix("leave `??` out", (Edit(rest, ""),)) if rest.text.lstrip().startswith("??") else None
        message = f"this is never null (`{show(left)}`)"
        typer.findings.error("TW0307", node.left.span, message, help="leave `??` out", fix=fix)
        return left
    # What stands for null need not keep the promises of the field: `line?.quantity ?? 0`.
    right = typer.infer(node.right, env, bare(left.item))
    common = join(left.item, right)
    if common is None and meant is not None and meant[1] is not node.right and _fits(typer, meant[1], env, left.item):
        message = f"`??` gives {_quoted(node.right, 'behind')} for null: {mismatch(right, left.item)}"
        _report(typer, "TW0301", node.right.span, message, node, meant)
        return Unknown()
    if common is None:
        typer.findings.error("TW0301", node.right.span, mismatch(right, left.item))
        return left.item
    if isinstance(right, Null):
        return optional(left.item)
    return common


def nearest(node: nodes.Binary) -> tuple[nodes.Expr, nodes.Expr] | None:
    """The operands next to the `??` of *node*, inside of operators without brackets; None where brackets are there."""
    left, right = node.left, node.right
    while isinstance(left, nodes.Binary | nodes.Unary):
        left = left.right if isinstance(left, nodes.Binary) else left.operand
    while isinstance(right, nodes.Binary) and right.operator != "??":
        right = right.left
    between = Span(node.span.source, left.span.end, right.span.start).text
    return (left, right) if between.strip() == "??" else None


def _fits(typer: Typer, operand: nodes.Expr, env: Locals, item: Type) -> bool:
    """Whether *operand* alone could stand for null in the place of an *item*."""
    return join(item, typer.infer(operand, env, bare(item))) is not None


def _report(
    typer: Typer, code: str, span: Span, message: str, node: nodes.Binary, meant: tuple[nodes.Expr, nodes.Expr]
) -> None:
    """Report that brackets lack around a `??` and the operands that are *meant*."""
    source, (first, last) = node.span.source, (each.span for each in meant)
    inner = first.to(last).text
    before = Span(source, node.left.span.start, first.start).text
    behind = Span(source, last.end, node.right.span.end).text
    whole = f"{before}({inner}){behind}"
    text = whole if len(whole) <= _SHOWN and "\n" not in whole and "(" not in before else f"({inner})"
    edits = (Edit(Span(source, first.start, first.start), "("), Edit(Span(source, last.end, last.end), ")"))
    help_ = f"put it into brackets: `{text}`" if "\n" not in text else "put it into brackets"
    typer.findings.error(code, span, message, help=help_, fix=Fix("put it into brackets", edits))


def _quoted(expr: nodes.Expr, where: str) -> str:
    text = expr.span.text
    return f"all of `{text}`" if len(text) <= _SHOWN and "\n" not in text else f"all that stands {where} it"


_SHOWN: Final = 60
"""Most characters of an expression in what is said about brackets."""
