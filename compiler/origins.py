"""Where the parts of a level come from: for each declaration and each statement the node of the spec that it is made
from, and the level that asked for it, where the base tool does not have it.

Nothing is carried through the stages for that. An author's statements are lowered one to one; what stages 3 and 4 make
of a body keeps its statements in their order, so each is found again by what it is like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from toolwright.dsl.program import Program, ScaleLevel
from toolwright.dsl.source import Span
from toolwright.dsl.syntax import nodes
from toolwright.runtime.ir.parts import Part, base_part, held_by, own_part, statements_in, statements_of
from toolwright.runtime.ir.tools import Tool, ToolModule

from .golden import GoldenTask
from .integrate import Integration

Path: TypeAlias = tuple[int, ...]
"""Where a statement stands in a body, as in a `Part`."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a part comes from."""

    at: Span
    by: Span | None = None
    """The level that asked for it, or for what is new in it."""


class Origins:
    """Where the parts of the levels of one program come from."""

    def __init__(
        self,
        program: Program,
        authored: ToolModule,
        integrations: Sequence[Integration],
        base: ToolModule,
        tasks: Sequence[GoldenTask],
    ) -> None:
        """*authored* are the tools as they are written, *base* those after all *integrations*, which *tasks* call."""
        self._program = program
        self._authored = {tool.name: tool for tool in authored.tools}
        self._merges = [merge for each in integrations for merge in each.merges]
        self._base = {tool.name: tool for tool in base.tools}
        self._errors = {error.name for error in base.errors}
        self._steps: dict[str, Span] = {}
        for task in tasks:
            for step in task.steps:
                self._steps.setdefault(step.tool, step.span)
        self._bodies: dict[str, Mapping[Path, Span]] = {}

    def of_level(self, module: ToolModule, level: ScaleLevel | None) -> dict[Part, Origin]:
        """The origins of the parts of *module*, which is that of *level*, or of `base` for None."""
        found: dict[Part, Origin] = {}
        for tool in module.tools:
            found.update(self._of_tool(tool, level))
        for function in module.functions:
            found[Part("function", function.name)] = Origin(self._program.fns[function.name].node.name.span)
        for extern in module.externs:
            found[Part("function", extern.name)] = Origin(self._program.externs[extern.name].node.name.span)
        for entity in module.entities:
            declared = self._program.entities[entity.name]
            found[Part("entity", entity.name)] = Origin(declared.node.name.span)
            for number, check in enumerate(declared.checks):
                found[Part("entity", entity.name, (number,))] = Origin(check.span)
        for error in module.errors:
            found[Part("error", error.name)] = self._of_error(error.name, module, level)
        return found

    # -------------------------------------------------------------- declarations

    def _of_error(self, name: str, module: ToolModule, level: ScaleLevel | None) -> Origin:
        if name in self._program.errors:
            return Origin(self._program.errors[name].node.name.span)
        added = None if level is None or name in self._errors else _of_level(level, ())
        failing = next((tool.name for tool in module.tools if name in tool.fails), "")
        return Origin(self._declaration(failing, level), added)

    def _declaration(self, tool: str, level: ScaleLevel | None) -> Span:
        """An author's tool, the step or `explore` that another is made for, or the level that wrote it."""
        author = self._author(tool)
        if author is not None:
            return self._program.tools[author].node.name.span
        if tool in self._steps:
            return self._steps[tool]
        return _of_level(level, ("toolset",)) if level else self._program.module.span

    def _author(self, tool: str) -> str | None:
        """The author's tool that *tool* of the base level is, or the first that was merged into it."""
        if tool not in self._base:
            return None
        names = [tool]
        for merge in reversed(self._merges):
            names = [old for name in names for old in (merge.old if name == merge.new else (name,))]
        return next((name for name in names if name in self._program.tools), None)

    # -------------------------------------------------------------- bodies

    def _of_tool(self, tool: Tool, level: ScaleLevel | None) -> Iterator[tuple[Part, Origin]]:
        at = self._declaration(tool.name, level)
        written = any(change.startswith("toolset:") for change in tool.added)
        by = _of_level(level, tool.added) if level and tool.added and not written else None
        base = self._base.get(tool.name)
        spans = self._body(base) if base else {}
        before = {part.path: statement for part, statement in statements_of(base)} if base else {}
        for part, body in ((base_part(tool), tool.core.body if tool.core else None), (own_part(tool), tool.body)):
            if body is None:
                continue
            yield part, Origin(at, by)
            holds_base = tool.core is None or part.kind == "base"
            kept = aligned(base.body, body) if base and holds_base else {}
            for inner, statement in statements_in(body, part):
                old = kept.get(inner.path, ())
                yield inner, Origin(spans.get(old, at), None if before.get(old) == statement else by)

    def _body(self, tool: Tool) -> Mapping[Path, Span]:
        """The author's statements in the body of a tool of the base level."""
        if tool.name not in self._bodies:
            author = self._author(tool.name)
            spans: dict[Path, Span] = {}
            if author is not None:
                body = self._program.tools[author].node.body
                kept = aligned(self._authored[author].body, tool.body)
                spans = {new: _statement(body, old).span for new, old in kept.items()}
            self._bodies[tool.name] = spans
        return self._bodies[tool.name]


def _of_level(level: ScaleLevel, changes: Sequence[str]) -> Span:
    """The operator that made *changes* (`types: batch`), where it is one; else the level."""
    operators = {change.partition(":")[0] for change in changes}
    if isinstance(level.node, nodes.Ladder):
        return level.node.first.span
    settings = {setting.name.text: setting.name.span for setting in level.node.settings.items}
    named = [settings[name] for name in operators if name in settings]
    return named[0] if len(named) == len(operators) == 1 else level.node.name.span


def _statement(body: Sequence[nodes.Statement], path: Path) -> nodes.Statement:
    found = body[path[0]]
    for branch, number in zip(path[1::2], path[2::2], strict=True):
        match found:
            case nodes.For(body=inner):
                found = inner[number]
            case nodes.If(then=then, otherwise=otherwise):
                found = (then, otherwise)[branch][number]
    return found


# ------------------------------------------------------------------ finding statements again

_EQUAL: Final = 4
_SAME_NAME: Final = 2
_SAME_SORT: Final = 1


def aligned(old: Sequence[Any], new: Sequence[Any]) -> dict[Path, Path]:
    """For the statements of the body *new* those of *old* that they were made from, both by their paths.

    They keep their order; of all ways to match them the one is taken that keeps most as it was.
    """
    within = Part("tool", "body")
    if tuple(old) == tuple(new):
        return {part.path: part.path for part, _ in statements_in(new, within)}
    found: dict[Path, Path] = {}
    waiting: list[tuple[Sequence[Any], Path, Sequence[Any], Path]] = [(old, (), new, ())]
    while waiting:
        before, from_path, after, to_path = waiting.pop()
        for i, j in _matched(before, after):
            one, two = (*from_path, i), (*to_path, j)
            found[two] = one
            for branch, (held, kept) in enumerate(zip(held_by(before[i]), held_by(after[j]), strict=True)):
                waiting.append((held, (*one, branch), kept, (*two, branch)))
    return found


def _matched(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Pairs of places, both rising, of the greatest likeness in all (the recurrence of an edit distance)."""
    like = [[_likeness(one, two) for two in new] for one in old]
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            both = like[i][j] + best[i + 1][j + 1] if like[i][j] else 0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if like[i][j] and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _likeness(old: Any, new: Any) -> int:
    if old.do != new.do:
        return 0
    if old == new:
        return _EQUAL
    named = [(getattr(old, name), getattr(new, name)) for name in ("name", "error", "entity") if hasattr(old, name)]
    return _SAME_NAME if named and all(one == two for one, two in named) else _SAME_SORT
