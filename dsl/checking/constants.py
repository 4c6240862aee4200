"""Values that stand in the text of a declaration: defaults and the arguments of examples."""

from __future__ import annotations

from ..program import CellValue
from ..syntax import nodes
from .infer import Typer
from .scope import Locals
from .types import Float, Type, Unknown


def is_constant(expr: nodes.Expr) -> bool:
    """Whether *expr* is made of literals only."""
    match expr:
        case nodes.Literal():
            return True
        case nodes.Unary(_, "-", nodes.Literal(_, int() | float() as number)):
            return not isinstance(number, bool)
        case nodes.ListNode(_, items):
            return all(is_constant(item) for item in items)
        case nodes.RecordNode(_, entries):
            return all(is_constant(entry.value) for entry in entries)
        case _:
            return False


def constant(typer: Typer, expr: nodes.Expr, wanted: Type, what: str) -> CellValue:
    """The value of *expr* as *wanted*; None, with a finding, where it is none. *what* says what it is."""
    if not is_constant(expr):
        typer.findings.error("TW0319", expr.span, f"{what} is written out: a number, a text, a list of them")
        return None
    before = len(typer.findings.all)
    typer.expect(expr, Locals(), wanted)
    if len(typer.findings.all) > before or isinstance(wanted, Unknown):
        return None
    return _value(typer, expr)


def _value(typer: Typer, expr: nodes.Expr) -> CellValue:
    """The value of a constant that has been typed."""
    match expr:
        case nodes.Literal(_, value):
            return float(value) if isinstance(value, int) and isinstance(typer.world.types[expr], Float) else value
        case nodes.Unary(_, _, nodes.Literal() as operand):
            number = _value(typer, operand)
            return -number if isinstance(number, int | float) else None
        case nodes.ListNode(_, items):
            return tuple(_value(typer, item) for item in items)
        case nodes.RecordNode(_, entries):
            return {entry.name.text: _value(typer, entry.value) for entry in entries}
        case _:
            return None
