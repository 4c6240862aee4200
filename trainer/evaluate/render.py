"""Tables and comparisons for terminals and in Markdown.

Shares are in percent and counts are plain numbers; intervals of 95 % follow in brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from .comparison import Comparison, Difference
from .estimate import Estimate
from .measures import COUNTED, MEASURES, TITLES
from .table import OVERALL, Row, Table

if TYPE_CHECKING:
    from rich.table import Table as RichTable


def render(tables: Mapping[str, Table], *, title: str | None = None, group: str = "kind") -> RichTable:
    """Tables side by side for a terminal: a block of lines per *group*, a line per entry of *tables*."""
    from rich.table import Table as RichTable

    out = RichTable(title=title, title_justify="left")
    out.add_column(group, no_wrap=True)
    out.add_column("tasks", justify="right")
    if len(tables) > 1:
        out.add_column("policy", no_wrap=True)
    shown = _shown(tables)
    for name in shown:
        out.add_column(TITLES[name], justify="right", no_wrap=True)
    for lines in _blocks(tables):
        for i, (label, row) in enumerate(lines):
            head = [row.kind if i == 0 else "", str(row.tasks)]
            cells = [_cell(name, row.measures[name]) for name in shown]
            style = "bold" if row.kind == OVERALL else None
            names = [label] if len(tables) > 1 else []
            out.add_row(*head, *names, *cells, style=style, end_section=i == len(lines) - 1)
    return out


def markdown(tables: Mapping[str, Table], *, group: str = "kind") -> str:
    """The same in Markdown."""
    shown = _shown(tables)
    titles = [group, "tasks", *(["policy"] if len(tables) > 1 else []), *(TITLES[name] for name in shown)]
    rows = []
    for lines in _blocks(tables):
        for label, row in lines:
            names = [label] if len(tables) > 1 else []
            rows.append([row.kind, str(row.tasks), *names, *(_cell(name, row.measures[name]) for name in shown)])
    return _lines(titles, rows, left=(0, 2) if len(tables) > 1 else (0,))


_DIFFERENCE: Final = ("tasks", "measure", "difference", "95 % interval", "more", "less", "same", "p")


def render_comparison(comparisons: Sequence[Comparison], *, title: str | None = None, group: str = "kind") -> RichTable:
    """What sets two policies apart, for a terminal: a line for each measure, shares in points of percent; in how many
    tasks the first one has more and less of it, and the sign test's p.
    """
    from rich.table import Table as RichTable

    out = RichTable(title=title, title_justify="left")
    out.add_column(group, no_wrap=True)
    for heading in _DIFFERENCE:
        out.add_column(heading, justify="left" if heading == "measure" else "right", no_wrap=True)
    for each in comparisons:
        lines = list(_compared(each))
        for i, cells in enumerate(lines):
            head = [each.kind, str(each.tasks)] if i == 0 else ["", ""]
            style = "bold" if each.kind == OVERALL else None
            out.add_row(*head, *cells, style=style, end_section=i == len(lines) - 1)
    return out


def markdown_comparison(comparisons: Sequence[Comparison], *, group: str = "kind") -> str:
    """The same in Markdown."""
    rows = [[each.kind, str(each.tasks), *cells] for each in comparisons for cells in _compared(each)]
    return _lines([group, *_DIFFERENCE], rows, left=(0, 2))


def _shown(tables: Mapping[str, Table]) -> list[str]:
    return [name for name in MEASURES if any(row.measures[name] for table in tables.values() for row in table.rows)]


def _compared(comparison: Comparison) -> Iterator[list[str]]:
    for name, difference in comparison.differences.items():
        if difference is not None:
            yield [TITLES[name], *_difference(name, difference)]


def _blocks(tables: Mapping[str, Table]) -> Iterator[list[tuple[str, Row]]]:
    """For each group the rows of all tables that have it; that over all comes last."""
    groups = dict.fromkeys(row.kind for table in tables.values() for row in table.rows if row.kind != OVERALL)
    for group in [*groups, OVERALL]:
        yield [(label, row) for label, table in tables.items() for row in table.rows if row.kind == group]


def _cell(name: str, estimate: Estimate | None) -> str:
    if estimate is None:
        return "-"
    if name in COUNTED:
        return f"{estimate.mean:.2f}"
    return f"{estimate.mean * 100:.1f} [{estimate.low * 100:.0f}-{estimate.high * 100:.0f}]"


def _difference(name: str, difference: Difference) -> list[str]:
    scale, digits = (1, 2) if name in COUNTED else (100, 1)
    estimate = difference.estimate
    mean, low, high = (f"{value * scale:+.{digits}f}" for value in (estimate.mean, estimate.low, estimate.high))
    counts = [str(count) for count in (difference.more, difference.less, difference.same)]
    return [mean, f"{low} to {high}", *counts, f"{difference.p:.3f}" if difference.p >= 0.001 else "< 0.001"]


def _lines(titles: Sequence[str], rows: Iterable[Sequence[str]], left: Sequence[int]) -> str:
    """A table in Markdown; the columns *left* stand at the left, all others at the right."""
    rule = ["---" if i in left else "---:" for i in range(len(titles))]
    escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (titles, rule, *escaped)) + "\n"


__all__ = ["markdown", "markdown_comparison", "render", "render_comparison"]
