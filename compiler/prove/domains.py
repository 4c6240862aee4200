"""Where a tool's parameters take their values from: the columns that its body compares them with.

Only hints for drawing good calls: nothing is proved by them, a wrong one makes a drawn call fail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.ir.verify import walk

Column: TypeAlias = tuple[str, str]
"""Entity and field."""
Columns: TypeAlias = Mapping[str, frozenset[Column]]
"""Parameter to the columns that it is compared with."""

_COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge", "in", "not_in"}


def columns(tool: Tool, module: ToolModule) -> Columns:
    """The columns that each parameter of *tool* is compared with; none where nothing is compared."""
    keys = {entity.name: entity.key for entity in module.entities}
    functions = {function.name: function for function in module.functions}
    outer = _Reading(keys, functions, tool.body, {p.name: frozenset({p.name}) for p in tool.params})
    found = outer.found
    if tool.core is not None:
        inside = _Reading(keys, functions, tool.core.body, {p.name: frozenset({p.name}) for p in tool.core.params})
        for name, given in outer.to_core:
            for root in outer.roots(given):
                found[root] = found.get(root, frozenset()) | inside.found.get(name, frozenset())
    return found


class _Reading:
    """What one body compares the values of its parameters with."""

    def __init__(
        self,
        keys: Mapping[str, Sequence[str]],
        functions: Mapping[str, Any],
        body: Sequence[Any],
        roots: dict[str, frozenset[str]],
    ) -> None:
        self._keys = keys
        self._functions = functions
        self._roots = roots
        self._cells: dict[str, frozenset[Column]] = {}
        self.found: dict[str, frozenset[Column]] = {}
        self.to_core: list[tuple[str, Any]] = []
        nodes = [node for statement in body for node in walk(statement)]
        # Twice, so that a name reaches its uses whatever the order in which the tree is walked.
        for _ in range(2):
            for node in nodes:
                self._bind(node)
        for node in nodes:
            self._compare(node)

    def roots(self, e: Any) -> frozenset[str]:
        """The parameters that *e* is made from."""
        nodes = [node for node in walk(e) if isinstance(node, ir.Var)]
        return frozenset().union(*(self._roots.get(str(node.name), frozenset()) for node in nodes))

    def _bind(self, node: Any) -> None:
        match node:
            case ir.Let(name=name, value=value):
                self._roots[name] = self._roots.get(name, frozenset()) | self._simple(value)
            case ir.For(name=name, source=source) | ir.ForEach(name=name, source=source):
                self._roots[name] = self._roots.get(name, frozenset()) | self._simple(source)

    def _simple(self, e: Any) -> frozenset[str]:
        """The parameters of a value that is no query: rows that a parameter chose are not the parameter."""
        if any(isinstance(node, ir.Rows | ir.Find | ir.Follow | ir.Query | ir.Core) for node in walk(e)):
            return frozenset()
        return self.roots(e)

    def _compare(self, node: Any) -> None:
        match node:
            case ir.Binary(operator=operator, left=left, right=right) if operator in _COMPARISONS:
                self._add(left, self._columns_of(right))
                self._add(right, self._columns_of(left))
            case ir.Find(entity=entity, key=key):
                for part, field in zip(key, self._keys[entity], strict=True):
                    self._add(part, frozenset({(entity, field)}))
            case ir.Builtin(arguments=(one, other)):
                self._add(one, self._columns_of(other))
                self._add(other, self._columns_of(one))
            case ir.Apply(function=name, arguments=arguments):
                function = self._functions[name]
                names = {p.name: frozenset({p.name}) for p in function.params}
                inside = _Reading(self._keys, self._functions, (ir.Return(value=function.value),), names)
                for param, given in zip(function.params, arguments, strict=True):
                    self._add(given, inside.found.get(param.name, frozenset()))
            case ir.Core(arguments=arguments):
                self.to_core += [(a.name, a.value) for a in arguments]

    def _columns_of(self, e: Any) -> frozenset[Column]:
        match e:
            case ir.Choose(then=then, otherwise=otherwise):
                return self._columns_of(then) | self._columns_of(otherwise)
            case ir.Builtin(arguments=(only,)):
                return self._columns_of(only)
        if any(isinstance(node, ir.Var) and self._roots.get(str(node.name)) for node in walk(e)):
            return frozenset()
        return frozenset((node.entity, node.field) for node in walk(e) if isinstance(node, ir.Cell))

    def _add(self, e: Any, found: frozenset[Column]) -> None:
        if found:
            for root in self._simple(e):
                self.found[root] = self.found.get(root, frozenset()) | found
