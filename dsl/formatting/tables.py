"""Rows with their bars under each other."""

from __future__ import annotations

from collections.abc import Sequence

from ..syntax import nodes
from .layout import width_of


def aligned(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """The header and *rows* as lines; *right* says which columns are aligned at their right."""
    lines = [columns, *rows]
    widths = [max(width_of(line[i]) for line in lines if i < len(line)) for i in range(max(map(len, lines)))]
    return [
        "| " + " | ".join(_padded(cell, width, i < len(right) and right[i]) for i, (cell, width) in cells) + " |"
        for cells in (enumerate(zip(line, widths, strict=False)) for line in lines)
    ]


def numeric_columns(table: nodes.Table) -> list[bool]:
    """Which columns of *table* hold numbers, and nothing else but null."""
    return [_is_numeric([row.cells[i] for row in table.rows if i < len(row.cells)]) for i in range(len(table.columns))]


def _is_numeric(cells: Sequence[nodes.Expr]) -> bool:
    values = [cell.value if isinstance(cell, nodes.Literal) else "" for cell in cells]
    numbers = [isinstance(value, int | float) and not isinstance(value, bool) for value in values]
    return any(numbers) and all(number or value is None for number, value in zip(numbers, values, strict=True))


def _padded(cell: str, width: int, right: bool) -> str:
    blanks = " " * (width - width_of(cell))
    return blanks + cell if right else cell + blanks
