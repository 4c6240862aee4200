"""Conditions that always turn out the same, and those that are written in a roundabout way."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ..checking.infer_null import nearest
from ..checking.types import Bool, Float, Int, Row
from ..diagnostics import Edit, Fix
from ..program import SymbolKind
from ..syntax import nodes
from ..syntax.walk import walk
from .view import Found, View

_COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_MIRRORED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def constant(view: View) -> Iterator[Found]:
    """Conditions that do not depend on anything."""
    for condition in _conditions(view):
        if isinstance(condition, nodes.Literal) and isinstance(condition.value, bool):
            yield Found(
                condition.span, f"this condition is always {condition.span.text}", "leave it out, or compare something"
            )
    for node in view.of(nodes.Binary):
        sides = (side for side in (node.left, node.right) if isinstance(side, nodes.Literal))
        literal = next((side for side in sides if isinstance(side.value, bool)), None)
        if node.operator in ("and", "or") and literal is not None:
            if literal.value == (node.operator == "or"):
                yield Found(node.span, f"`{literal.span.text}` makes this always {literal.span.text}", "leave it out")
            else:
                yield Found(
                    literal.span, f"`{literal.span.text}` changes nothing beside `{node.operator}`", "leave it out"
                )
        elif node.operator in ("in", "not in") and isinstance(node.right, nodes.ListNode) and not node.right.items:
            yield Found(node.span, f"nothing is in an empty list, so this is always {_word(node.operator == 'not in')}")
        elif node.operator in _COMPARE:
            if isinstance(node.left, nodes.Literal) and isinstance(node.right, nodes.Literal):
                yield Found(
                    node.span, "two values that stand in the text always compare the same", "compare with a name"
                )
            elif node.left.span.text == node.right.span.text and not _calls_tools(view, node):
                always = _word(node.operator in ("==", "<=", ">="))
                yield Found(node.span, f"both sides are the same, so this is always {always}")


def _conditions(view: View) -> Iterator[nodes.Expr]:
    for branch in view.of(nodes.If):
        yield branch.condition
    for choice in view.of(nodes.IfExpr):
        yield choice.condition
    for clause in view.of(nodes.IfClause):
        yield clause.condition
    for requirement in view.of(nodes.Require):
        yield requirement.condition
    for goal in view.of(nodes.Goal):
        yield goal.condition
    for expect in view.of(nodes.Expect):
        yield expect.value


def _word(value: bool) -> str:
    return "true" if value else "false"


def _calls_tools(view: View, node: nodes.Node) -> bool:
    # A tool that is called twice may well answer differently.
    return any(view.names(each, SymbolKind.TOOL) for each in walk(node))


def settled_by_types(view: View) -> Iterator[Found]:
    """Comparisons with a number that the type of the other side decides."""
    for node in view.of(nodes.Binary):
        if node.operator not in _COMPARE:
            continue
        for side, other, compare in (
            (node.left, node.right, node.operator),
            (node.right, node.left, _MIRRORED[node.operator]),
        ):
            number, bounds = _number(other), _bounds(view, side)
            if number is None or bounds is None:
                continue
            result = _decided(compare, *bounds, number)
            if result is not None:
                low, high = ("" if bound is None else f"{bound:g}" for bound in bounds)
                note = f"its type says that `{_short(side.span.text)}` is in {low}..{high}"
                yield Found(
                    node.span,
                    f"this is always {_word(result)}",
                    "leave it out, or compare with another number",
                    (note,),
                )
                break


def _decided(compare: str, low: float | None, high: float | None, number: float) -> bool | None:
    below, above = high is not None and high < number, low is not None and low > number
    match compare:
        case "==" | "!=":
            return (compare == "!=") if below or above else None
        case "<" | ">=":
            if below:
                return compare == "<"
            return (compare == ">=") if low is not None and low >= number else None
        case _:
            if above:
                return compare == ">"
            return (compare == "<=") if high is not None and high <= number else None


def _number(node: nodes.Expr) -> float | None:
    match node:
        case nodes.Literal(_, int() | float() as value) if not isinstance(value, bool):
            return value
        case nodes.Unary(_, "-", operand):
            positive = _number(operand)
            return None if positive is None else -positive
        case _:
            return None


def _bounds(view: View, node: nodes.Expr) -> tuple[float | None, float | None] | None:
    if isinstance(node, nodes.Literal | nodes.Unary):
        return None
    if isinstance(node, nodes.Call) and view.names(node, SymbolKind.BUILTIN) in ("count", "length"):
        return (0, None)
    if isinstance(node, nodes.Attribute):
        holder = view.type(node.value)
        # Before a tool ends, what it wrote may lie outside of the bounds.
        if isinstance(holder, Row) and (holder.entity, node.name.text) in view.uses.updated:
            return None
    type_ = view.type(node)
    if isinstance(type_, Int | Float) and (type_.low is not None or type_.high is not None):
        return (type_.low, type_.high)
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 and "\n" not in text else "it"


def roundabout(view: View) -> Iterator[Found]:
    """`x == true`, and `if c then true else false`."""
    for node in view.of(nodes.Binary):
        if node.operator in ("==", "!="):
            for side, literal in ((node.left, node.right), (node.right, node.left)):
                if isinstance(literal, nodes.Literal) and isinstance(literal.value, bool) and _plain_bool(view, side):
                    yield _shorter(node, side, literal.value == (node.operator == "=="))
                    break
    for choice in view.of(nodes.IfExpr):
        if isinstance(choice.then, nodes.Literal) and isinstance(choice.otherwise, nodes.Literal):
            values = (choice.then.value, choice.otherwise.value)
            if values in ((True, False), (False, True)) and isinstance(values[0], bool):
                yield _shorter(choice, choice.condition, values[0])


def _plain_bool(view: View, node: nodes.Expr) -> bool:
    # What may be null is compared for a reason.
    return not isinstance(node, nodes.Literal) and isinstance(view.type(node), Bool)


def _shorter(node: nodes.Expr, condition: nodes.Expr, holds: bool) -> Found:
    text = condition.span.text
    grouped = text.startswith("(") and text.endswith(")")
    simple = isinstance(condition, nodes.Name | nodes.Attribute | nodes.Call | nodes.Index) or grouped
    if not holds:
        text = f"not {text}" if simple else f"not ({text})"
    if node.span.text.startswith("(") and not (holds and simple):
        text = f"({text})"
    fix = Fix(f"write `{text}`", (Edit(node.span, text),))
    instead = f"write `{text}`" if len(text) <= 60 and "\n" not in text else "write the condition alone"
    return Found(node.span, "this says in a roundabout way what the condition itself says", instead, fix=fix)


def equal_branches(view: View) -> Iterator[Found]:
    """Both branches of an `if` that do the same."""
    for choice in view.of(nodes.IfExpr):
        if nodes.shape(choice.then) == nodes.shape(choice.otherwise):
            yield Found(choice.span, "both values are the same, whatever the condition says", "write the value alone")
    for branch in view.of(nodes.If):
        if branch.then and nodes.shape(branch.then) == nodes.shape(branch.otherwise):
            start = branch.span.source
            head = type(branch.span)(start, branch.span.start, branch.condition.span.end)
            yield Found(head, "both branches do the same, whatever the condition says", "write the statements alone")


def wide_defaults(view: View) -> Iterator[Found]:
    """`x ?? 0 + 1`, which is 1 for null and `x` else: nobody adds to nothing, or multiplies by one, on purpose."""
    for node in view.of(nodes.Binary):
        near = nearest(node) if node.operator == "??" else None
        if near is None or not isinstance(node.right, nodes.Binary) or node.right is near[1]:
            continue
        first = node.right
        while first.left is not near[1] and isinstance(first.left, nodes.Binary):
            first = first.left
        if isinstance(first.left, nodes.Literal) and first.left.value == _NEUTRAL.get(first.operator):
            inner = near[0].span.to(near[1].span).text
            around = f"`{inner}`" if len(inner) <= 60 and "\n" not in inner else "it and what it is for"
            idle = f", or leave `{first.left.span.text} {first.operator}` out" if first.operator in ("+", "*") else ""
            instead = f"put brackets around {around}{idle}"
            yield Found(node.right.span, f"all of `{_short(node.right.span.text)}` stands for null", instead)


_NEUTRAL: Final = {"+": 0, "-": 0, "*": 1, "/": 1, "//": 1}
"""By operator, the number with which nobody begins."""
