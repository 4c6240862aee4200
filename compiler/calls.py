"""Golden calls of steps, whoever wrote the tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolwright.dsl.program import Program, Symbol, SymbolKind
from toolwright.dsl.syntax import nodes
from toolwright.runtime.ir import expressions as ir

from .document import DerivedCall
from .lower import Expressions


@dataclass(frozen=True)
class GoldenCalls:
    """How the steps of a program call its tools."""

    program: Program
    derived: Mapping[nodes.Derive, DerivedCall]

    def tool(self, step: nodes.Step) -> str:
        """The tool that a step calls."""
        if isinstance(step.call, nodes.Derive):
            return self.derived[step.call].tool
        return self.program.symbols.get(step.call, Symbol(SymbolKind.TOOL, step.call.function.text)).name

    def arguments(self, step: nodes.Step) -> tuple[ir.Entry, ...]:
        """The arguments of a step's call, over the names of its task."""
        if isinstance(step.call, nodes.Derive):
            return self.derived[step.call].arguments
        tool = self.program.tools[self.tool(step)]
        return Expressions(self.program).arguments(step.call.args, tool.params)
