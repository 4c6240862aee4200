"""Stage 3 itself: groups of overlapping tools, merged until nothing overlaps any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool, ToolModule

from ..document.uses import World
from ..english import tool_name
from ..terms import written
from . import constants, fields
from .generalise import apart
from .merge import Apart, Integration, Merge


def integrate(module: ToolModule, tools: Collection[str], unsaid: frozenset[Any] = frozenset()) -> Integration:
    """*module* with those of *tools* merged that overlap; all others stay as they are, distractors among them.

    *unsaid* are constants that no document may say (`document.stored_values`).
    """
    return _Stage(module, tools, unsaid).integration()


class _Stage:
    def __init__(self, module: ToolModule, tools: Collection[str], unsaid: frozenset[Any]) -> None:
        self._module = module
        self._tools = {tool.name: tool for tool in module.tools}
        self._open = [name for name in self._tools if name in tools and name not in module.distractors]
        entities = {entity.name: entity for entity in module.entities}
        self._world = World(entities, {f.name: f for f in module.functions}, unsaid)
        self._merges: list[Merge] = []
        self._apart: list[Apart] = []

    def integration(self) -> Integration:
        """Equal tools first, so that none of them takes a place among fields; then fields; then constants."""
        self._each_group(self._body, self._equal)
        self._each_group(self._lookup, self._by_field)
        self._each_group(self._skeleton, self._by_constant)
        if not self._merges and not self._apart:
            return Integration(self._module, ())
        module = self._module.model_copy(update={"tools": tuple(self._tools.values())})
        return Integration(module, tuple(self._merges), tuple(self._apart))

    def _each_group(self, key: Callable[[Tool], Hashable], merge: Callable[[Sequence[Tool]], None]) -> None:
        groups: dict[Hashable, list[Tool]] = {}
        for name in self._open:
            found = key(self._tools[name])
            if found is not None:
                groups.setdefault(found, []).append(self._tools[name])
        for group in groups.values():
            if len(group) > 1:
                merge(group)

    # -------------------------------------------------------------- what is alike

    def _effects(self, tool: Tool) -> Hashable:
        return tool.fails, tool.writes, tool.result.type

    def _body(self, tool: Tool) -> Hashable:
        """Equal where tools are equal but for names: the constants are those of the leaves."""
        parts = apart(tool, self._world.entities)
        order: dict[str, int] = {}
        leaves = [
            leaf.term.model_dump_json()
            if isinstance(leaf.term, ir.Const)
            else order.setdefault(leaf.term.name, len(order))
            for leaf in parts.leaves
        ]
        return parts.form, tuple(leaves), self._effects(tool)

    def _lookup(self, tool: Tool) -> Hashable:
        found = fields.lookup(tool, self._world)
        return found and (written(found.before), found.entity, found.record, len(tool.params))

    def _skeleton(self, tool: Tool) -> Hashable:
        return apart(tool, self._world.entities).form, self._effects(tool)

    # -------------------------------------------------------------- merging

    def _equal(self, group: Sequence[Tool]) -> None:
        self._merge(group, constants.merged(group, self._world, self._names(group)))

    def _by_constant(self, group: Sequence[Tool]) -> None:
        self._merge(group, constants.merged(group, self._world, self._names(group)))

    def _by_field(self, group: Sequence[Tool]) -> None:
        lookups: dict[str, fields.Lookup] = {}
        for tool in group:
            found = fields.lookup(tool, self._world)
            assert found is not None
            if found.member in lookups:
                why = f"`{lookups[found.member].tool.name}` shows another `{found.member}`"
                self._apart.append(Apart((tool.name,), why))
            else:
                lookups[found.member] = found
        chosen, left = list(lookups.values())[: fields.MOST_FIELDS], list(lookups.values())[fields.MOST_FIELDS :]
        if len(chosen) > 1:
            self._merge([each.tool for each in chosen], fields.merged(chosen, self._world, self._names(group)))
        if left:
            why = f"one tool chooses among {fields.MOST_FIELDS} fields at most"
            self._apart.append(Apart(tuple(each.tool.name for each in left), why))

    def _merge(self, group: Sequence[Tool], made: tuple[Tool, Merge] | None) -> None:
        names = [tool.name for tool in group]
        if made is None:
            self._apart.append(Apart(tuple(names), "no type holds the arguments and results of all"))
            return
        tool, merge = made
        # The merged tool stands where the first of the old ones stood.
        self._tools = {
            (tool.name if name == names[0] else name): (tool if name == names[0] else each)
            for name, each in self._tools.items()
            if name == names[0] or name not in names
        }
        self._open = [
            tool.name if name == names[0] else name for name in self._open if name == names[0] or name not in names
        ]
        self._merges.append(merge)

    def _names(self, group: Sequence[Tool]) -> Callable[[Sequence[str]], str]:
        own = {tool.name for tool in group}
        module = self._module
        taken = {e.name for e in module.errors} | {f.name for f in module.functions} | (set(self._tools) - own)

        def free(candidates: Sequence[str]) -> str:
            names = [tool_name(candidate) for candidate in candidates]
            for name in names:
                if name not in taken:
                    return name
            number = 2
            while f"{names[0]}_{number}" in taken:
                number += 1
            return f"{names[0]}_{number}"

        return free
