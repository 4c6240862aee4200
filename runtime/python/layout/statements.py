"""Statements, and heads of such, as lines of a page."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Final

from .documents import INDENT, Doc, columns, printed
from .shapes import Shapes

WIDTH = 100
"""Columns of a line."""
REMEMBERED: Final = 20_000
"""Statements whose layout is kept: levels and trials of scaling print the same ones again and again."""


@lru_cache(REMEMBERED)
def laid_out(line: str, depth: int = 0, width: int = WIDTH) -> str:
    """A statement, or the head of one (`if ...:`), as it stands *depth* blocks deep in a page of *width* columns.

    Raises SyntaxError where *line* is not Python.
    """
    indent = INDENT * depth
    if indent + columns(line) <= width and "\n" not in line:
        return " " * indent + line
    return printed(_statement(line), indent, width)


def _statement(line: str) -> Doc:
    whole = line.removeprefix("el")
    shapes = Shapes(whole)
    node = ast.parse(whole + " ..." if line.endswith(":") else whole).body[0]
    match node:
        case ast.Assign(targets=[target], value=value):
            return [ast.unparse(target), " = ", shapes.last(value)]
        case ast.AnnAssign(target=target, annotation=annotation, value=ast.expr() as value):
            may_break = not isinstance(annotation, ast.Name)
            return [ast.unparse(target), ": ", shapes.as_written(annotation), " = ", shapes.last(value, may_break)]
        case ast.Return(value=ast.expr() as value):
            return ["return ", shapes.last(value)]
        case ast.Raise(exc=ast.expr() as value):
            return ["raise ", shapes.doc(value, False)]
        case ast.Expr(value=value):
            return shapes.doc(value, False)
        case ast.If(test=test):
            return ["elif " if line.startswith("elif ") else "if ", shapes.last(test), ":"]
        case ast.For(target=names, iter=source):
            return ["for ", shapes.fitted(names), " in ", shapes.last(source), ":"]
        case ast.FunctionDef():
            return shapes.signature(node)
    raise SyntaxError(f"no statement that is laid out: {line[:40]}")
