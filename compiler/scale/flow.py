"""Which cells a tool may show: an abstract run of its body over (entity, field) pairs.

What stands for a row is the links that may have led to it: what names the row shows them, too.
It over-approximates the receipts of all calls, so that a distractor which passes can never show a golden cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from toolwright.runtime.cells import links, naming
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool, ToolModule

Cells: TypeAlias = frozenset[tuple[str, str]]
NONE: Cells = frozenset()

_KEEPS = {"first", "last", "min", "max", "distinct", "reverse", "to_float", "sort_records", "select_fields"}
"""Builtins whose result holds values of their first argument; all others make new values."""


def shown_cells(tool: Tool, module: ToolModule) -> Cells:
    """The (entity, field) pairs whose cells some call of *tool* may show."""
    return _Flow(module).tool(tool)


def identifiers(tool: Tool, module: ToolModule) -> frozenset[str]:
    """Where results of *tool* may hold keys or links: names of fields of records, and `""` for values that stand alone.

    A name counts wherever a record of the tool has it.
    """
    flow = _Flow(module)
    flow.fields[""] = flow.tool(tool)
    naming_rows = {(entity.name, name) for entity in module.entities for name in (*entity.key, *dict(links(entity)))}
    return frozenset(name for name, cells in flow.fields.items() if cells & naming_rows)


class _Flow:
    def __init__(self, module: ToolModule) -> None:
        self.fields: dict[str, Cells] = {}
        """Field of the records that were made so far to the cells that it may hold."""
        self._functions = {function.name: function for function in module.functions}
        self._naming = {entity.name: naming(entity) for entity in module.entities}

    def tool(self, tool: Tool) -> Cells:
        env: dict[str, Cells] = {}
        if tool.core is None:
            return self._body(tool.body, env)
        core = self._body(tool.core.body, {})
        return self._body(tool.body, {"": core})

    def _body(self, body: Sequence[Any], env: dict[str, Cells]) -> Cells:
        shown = NONE
        before: tuple[Cells, dict[str, Cells]] | None = None
        # Until nothing is new, so that what a loop's later turn puts into a variable reaches its earlier statements.
        while before != (shown, env):
            before = shown, dict(env)
            for s in body:
                shown |= self._statement(s, env)
        return shown

    def _statement(self, s: Any, env: dict[str, Cells]) -> Cells:
        match s:
            case ir.Let():
                env[s.name] = env.get(s.name, NONE) | self.expr(s.value, env)
            case ir.Return():
                return self.expr(s.value, env)
            case ir.If():
                return self._body(s.then, env) | self._body(s.otherwise, env)
            case ir.For():
                env[s.name] = env.get(s.name, NONE) | self.expr(s.source, env)
                return self._body(s.body, env)
        return NONE

    def expr(self, e: Any, env: Mapping[str, Cells]) -> Cells:
        match e:
            case ir.Var():
                return env.get(e.name, NONE)
            case ir.Cell():
                links = self.expr(e.row, env) if e.field in self._naming[e.entity] else NONE
                return links | {(e.entity, e.field)}
            case ir.Follow():
                return self.expr(e.key, env)
            case ir.ListOf():
                return self._all(e.items, env)
            case ir.RecordOf():
                for entry in e.fields:
                    self.fields[entry.name] = self.fields.get(entry.name, NONE) | self.expr(entry.value, env)
                return self._all([f.value for f in e.fields], env)
            case ir.Get() | ir.Item():
                return self.expr(e.value, env)
            case ir.Coalesce():
                return self.expr(e.left, env) | self.expr(e.right, env)
            case ir.Choose():
                return self.expr(e.then, env) | self.expr(e.otherwise, env)
            case ir.OrFail():
                return self.expr(e.value, env)
            case ir.Binary(operator="add"):
                # Only lists keep their items; arithmetic on numbers and text makes new values.
                return self.expr(e.left, env) | self.expr(e.right, env)
            case ir.Query():
                return self._query(e, dict(env))
            case ir.Builtin(name="merge_records", arguments=arguments):
                return self._all(arguments, env)
            case ir.Builtin(name=name, arguments=arguments):
                return self.expr(arguments[0], env) if name in _KEEPS and arguments else NONE
            case ir.Apply():
                function = self._functions[e.function]
                given = [self.expr(a, env) for a in e.arguments]
                return self.expr(function.value, dict(zip((p.name for p in function.params), given, strict=True)))
            case ir.Core():
                return env.get("", NONE)
        return NONE

    def _all(self, parts: Sequence[Any], env: Mapping[str, Cells]) -> Cells:
        return frozenset().union(*(self.expr(part, env) for part in parts))

    def _query(self, query: ir.Query, env: dict[str, Cells]) -> Cells:
        for clause in query.clauses:
            if isinstance(clause, ir.ForEach):
                env[clause.name] = self.expr(clause.source, env)
            elif isinstance(clause, ir.GroupBy):
                env[clause.name] = self.expr(clause.key, env)
        return self.expr(query.item, env)
