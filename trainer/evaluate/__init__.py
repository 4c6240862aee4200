"""Evaluation: scores of many episodes to tables with intervals, and two policies against each other.

`table` averages by scenario kind, level or bundle, `comparison` pairs two policies by task, `render` prints for
terminals and in Markdown, `chart` draws (extra `train`).
"""

from .comparison import Comparison, Difference, compare
from .estimate import Estimate, bootstrap
from .measures import MEASURES
from .render import markdown, markdown_comparison, render, render_comparison
from .table import KINDS, OVERALL, Row, Scored, Table, evaluate, evaluate_by

__all__ = [
    "KINDS",
    "MEASURES",
    "OVERALL",
    "Comparison",
    "Difference",
    "Estimate",
    "Row",
    "Scored",
    "Table",
    "bootstrap",
    "compare",
    "evaluate",
    "evaluate_by",
    "markdown",
    "markdown_comparison",
    "render",
    "render_comparison",
]
