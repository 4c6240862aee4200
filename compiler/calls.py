"""Golden calls of steps, whoever wrote the tool: from a step of the spec to a call of the integrated tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolwright.dsl.program import Program, Symbol, SymbolKind
from toolwright.dsl.syntax import nodes
from toolwright.runtime.errors import CallError
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.machine import Machine
from toolwright.runtime.tracing import plain

from .document import DerivedCall
from .integrate import Integration, TranslatedCall
from .lower import Expressions


@dataclass(frozen=True)
class GoldenCalls:
    """How the steps of a program call its tools."""

    program: Program
    derived: Mapping[nodes.Derive, DerivedCall]
    integration: Integration
    before: Machine
    """Runs the tools as they were before integration."""

    def tool(self, step: nodes.Step) -> str:
        """The tool that a step calls, by its name before integration."""
        if isinstance(step.call, nodes.Derive):
            return self.derived[step.call].tool
        return self.program.symbols.get(step.call, Symbol(SymbolKind.TOOL, step.call.function.text)).name

    def arguments(self, step: nodes.Step) -> tuple[ir.Entry, ...]:
        """The arguments of a step's call before integration, over the names of its task."""
        if isinstance(step.call, nodes.Derive):
            return self.derived[step.call].arguments
        tool = self.program.tools[self.tool(step)]
        return Expressions(self.program).arguments(step.call.args, tool.params)

    def translated(self, step: nodes.Step, arguments: Mapping[str, Any]) -> TranslatedCall:
        """A step's call with these *arguments* as a call of the integrated tools."""
        return self.integration.translated(self.tool(step), arguments)

    def confirm(self, step: nodes.Step, arguments: Mapping[str, Any], result: Any) -> None:
        """Hold the *result* of a step's call on untouched rows to that of the old tool.

        Raises AssertionError where they differ: then integration is wrong, and nobody but us can mend that.
        """
        tool = self.before.tools[self.tool(step)]
        if self.integration.translation(tool.name) is None or tool.writes:
            return
        values = self.before.validate(tool.name, arguments)
        assert not isinstance(values, CallError), f"the merged tool for `{tool.name}` takes what that does not take"
        seen = self.before.run(self.before.world(), tool, values)
        assert plain(seen.result) == result, f"the merged tool for `{tool.name}` gives something else"
