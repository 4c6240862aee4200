"""What stage 3 records: which tools became one, why, and what each old call is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from toolwright.runtime.ir.tools import ToolModule

Kind: TypeAlias = Literal["equal", "constant", "field"]
"""How tools overlapped: equal but for names, but for constants, or but for the field that they show."""


@dataclass(frozen=True)
class Passed:
    """An argument that the old call gave."""

    parameter: str


@dataclass(frozen=True)
class Fixed:
    """A constant that stood in the old tool."""

    value: Any


Source: TypeAlias = Passed | Fixed


@dataclass(frozen=True)
class Translation:
    """From calls of an old tool to calls of the tool that it became part of."""

    tool: str
    arguments: Mapping[str, Source]
    """New parameter to where its argument comes from."""
    field: str | None = None
    """Where the old result stands in the new one; None where it is the whole."""

    def after(self, first: Translation) -> Translation:
        """From calls of the tool that *first* is for, by way of the tool that this is for."""
        arguments = {
            name: first.arguments[source.parameter] if isinstance(source, Passed) else source
            for name, source in self.arguments.items()
        }
        return Translation(self.tool, arguments, self.field or first.field)

    def arguments_of(self, old: Mapping[str, Any]) -> dict[str, Any]:
        """The new arguments for *old* ones; what an old call leaves out, the new one leaves out."""
        return {
            name: source.value if isinstance(source, Fixed) else old[source.parameter]
            for name, source in self.arguments.items()
            if isinstance(source, Fixed) or source.parameter in old
        }


@dataclass(frozen=True)
class TranslatedCall:
    """A call of an integrated tool."""

    tool: str
    arguments: dict[str, Any]
    field: str | None
    """Where the old result stands in the result; None where it is the whole."""


@dataclass(frozen=True)
class Merge:
    """Tools that became one."""

    kind: Kind
    old: Mapping[str, Translation]
    new: str
    why: str


@dataclass(frozen=True)
class Apart:
    """Tools that overlap and stay apart nevertheless."""

    tools: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Integration:
    """The tools after integration."""

    module: ToolModule
    merges: tuple[Merge, ...]
    """In the order in which they were made: a tool may be made by one and go into another."""
    apart: tuple[Apart, ...] = ()

    def translation(self, tool: str) -> Translation | None:
        """How calls of *tool*, one of the tools before integration, are made now; None where nothing changed."""
        found: Translation | None = None
        for merge in self.merges:
            step = merge.old.get(found.tool if found else tool)
            if step is not None:
                found = step.after(found) if found else step
        return found

    def translated(self, tool: str, arguments: Mapping[str, Any]) -> TranslatedCall:
        """A call of a tool before integration as a call of the tools after it."""
        found = self.translation(tool)
        if found is None:
            return TranslatedCall(tool, dict(arguments), None)
        return TranslatedCall(found.tool, found.arguments_of(arguments), found.field)

    def record(self) -> Iterator[dict[str, Any]]:
        """The merges as JSON, for the bundle's report."""
        for merge in self.merges:
            yield {
                "stage": "integration",
                "what": merge.kind,
                "from": list(merge.old),
                "to": merge.new,
                "why": merge.why,
                "calls": {name: _call(translation) for name, translation in merge.old.items()},
            }
        for apart in self.apart:
            yield {"stage": "integration", "what": "apart", "from": list(apart.tools), "to": None, "why": apart.why}


def _call(translation: Translation) -> dict[str, Any]:
    given = {
        name: {"value": source.value} if isinstance(source, Fixed) else {"parameter": source.parameter}
        for name, source in translation.arguments.items()
    }
    return {"arguments": given, "result": translation.field}
