"""Answers and goals of one level's tasks: whether they are legal, and whether they take too long.

Most tasks of a level have their formula in common with others, so each is looked at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .ir.cost.limit import expression_excess
from .ir.cost.state import Tables
from .ir.expressions import Expr
from .ir.tools import ToolModule
from .ir.verify import goal_problems
from .python import BUILTINS


class Formulas:
    """Looks at the answers and goals over one module and the tables that its world has."""

    def __init__(self, module: ToolModule, tables: Tables, like: Formulas | None = None) -> None:
        """Nothing looked at yet, but for what *like* looked at over the same world with the same functions."""
        self._module = module
        self._tables = tables
        self._results = {tool.name: tool.result.model_dump_json() for tool in module.tools}
        self._problems: dict[tuple[str, frozenset[str]], list[str]] = {}
        self._excess: dict[tuple[str, tuple[tuple[str, str | None], ...]], str | None] = {}
        if like is not None and like._world == self._world:
            self._problems, self._excess = like._problems, like._excess

    @property
    def _world(self) -> tuple[Any, ...]:
        """What an answer or a goal hangs on besides itself and the types of results; neither may fail with errors."""
        return self._module.entities, self._module.functions, self._module.externs, self._tables

    def problems(self, expression: Expr, variables: Collection[str] = ()) -> list[str]:
        """What is illegal in *expression*, an answer over the steps *variables*, or a goal without any."""
        key = (expression.model_dump_json(), frozenset(variables))
        if key not in self._problems:
            self._problems[key] = goal_problems(self._module, expression, BUILTINS, variables)
        return self._problems[key]

    def excess(self, expression: Expr, steps: Mapping[str, str]) -> str | None:
        """What takes too long in *expression*, over the results of *steps*, by id the tool of each."""
        # Of a tool it counts how large its results can be, which their type says.
        sizes = tuple((step, self._results.get(tool)) for step, tool in steps.items())
        key = (expression.model_dump_json(), sizes)
        if key not in self._excess:
            self._excess[key] = expression_excess(self._module, expression, self._tables, steps)
        return self._excess[key]
