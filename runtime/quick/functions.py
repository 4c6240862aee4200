"""Quick functions as Python source: read the arguments, run the body, give the observation's text and its facts.

A quick function gives (text, error code or None, sets of facts, writes). `_slow` is the plain way of the same call;
it is asked where the arguments want a closer look and where the call ends in anything but a result or a declared error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..ir import expressions as ir
from ..ir.parts import Part, base_part, own_part
from ..ir.tools import Function, Tool, ToolModule
from ..ir.verify import walk
from ..python.functions import Body, base_name, signature
from ..python.names import Names
from ..python.pieces import Piece
from .arguments import reading
from .queries import QuickPrinter

_OF_A_ROW_ALONE = (
    ir.Const,
    ir.Var,
    ir.ListOf,
    ir.RecordOf,
    ir.Entry,
    ir.Get,
    ir.Cell,
    ir.Binary,
    ir.Not,
    ir.Neg,
    ir.Coalesce,
    ir.Choose,
    ir.Text,
    ir.Hole,
    ir.Builtin,
)
"""What hangs on the row that it names and on nothing else of the world."""


def helper_source(function: Function, module: ToolModule, names: Names) -> str:
    """A helper function of the scenario, as quick functions call it."""
    params = "".join(f", {names.local(p.name)}" for p in function.params)
    value = QuickPrinter(module, names).show(function.value)
    return f"def {names.top(function.name)}(world{params}):\n    return {value}\n"


def base_source(tool: Tool, module: ToolModule, names: Names) -> str:
    """The base tool inside a scaled one."""
    assert tool.core is not None
    printer = QuickPrinter(module, names, "", tool.core.params, tool.core.body)
    body = Body(names, printer, {}).printed(tool.core.body, 1, base_part(tool))
    head = signature(base_name(tool), tool.core.params, "Any", names)
    return "\n".join([head, *(piece.text for piece in body)]) + "\n"


def quick_source(tool: Tool, module: ToolModule, names: Names, all_facts: bool) -> str:
    """The quick function `_quick` of a tool; with *all_facts* it shows those of computed values, too.

    A scaled tool shows all facts in any case: those of its base call travel with the values.
    """
    body = _QuickBody(tool, module, names, all_facts and tool.core is None)
    printed = [piece.text for piece in body.printed(tool.body, 2, own_part(tool))]
    given = ", ".join(f"{p.name!r}: {names.local(p.name)}" for p in tool.params)
    begin, undo = ("    _before = world.begin()", "        world.rollback(_before)") if tool.writes else ("", "")
    lines = [
        "def _quick(world, _text):",
        *reading(tool, names),
        f"    _given = {{{given}}}" if body.marks else "",
        begin,
        "    try:",
        *printed,
        "        raise TypeError('a tool ended without a result')",
        "    except _ToolError as _failure:",
        undo,
        "        return _refused(_failure)",
        "    except Exception:",
        undo,
        "        return _slow(world, _text)",
    ]
    return "\n".join([*body.makers, *filter(None, lines)]) + "\n"


class _QuickBody(Body):
    """Prints statements of a tool; what it returns is made ready to be seen."""

    def __init__(self, tool: Tool, module: ToolModule, names: Names, marks: bool) -> None:
        self._quick = QuickPrinter(module, names, base_name(tool), tool.params, tool.body)
        super().__init__(names, self._quick, {})
        self.marks = marks
        self.makers: list[str] = []
        """Functions that make what is kept with a row."""
        self._end = "_commit(world) if world.journal else _NO_WRITES" if tool.writes else "_NO_WRITES"
        self._rows = _row_variables(tool.body)

    def statement(self, s: Any, depth: int, part: Part) -> Iterator[Piece]:
        """One statement."""
        if isinstance(s, ir.Return):
            yield from (Piece("    " * depth + line, part) for line in self._returned(s.value))
        else:
            yield from super().statement(s, depth, part)

    def _returned(self, e: Any) -> list[str]:
        show = self._printer.show
        if not self.marks:
            if kept := self._kept(e, None):
                return [f"_piece = {kept}", f"return _piece[0], None, _piece[1], {self._end}"]
            match e:
                case ir.Query(item=item, clauses=(ir.ForEach(source=ir.Rows(), name=name), *rest)) if not any(
                    isinstance(clause, ir.ForEach | ir.GroupBy) for clause in rest
                ):
                    if kept := self._kept(item, name):
                        return self._windows(e, kept, name)
        value = f"_mark({show(e)}, _given)" if self.marks else show(e)
        return [f"_shown, _facts = _show({value})", f"return _shown, None, _facts, {self._end}"]

    def _windows(self, e: ir.Query, kept: str, row: str) -> list[str]:
        """What is shown of the rows of a query, where *kept* is that of one *row*."""
        site = f"_window_{len(self.makers)}"
        if window := self._quick.window(e, site):
            described, shown = window
            self.makers.append(f"{site} = _Window({described}, _make_{len(self.makers) - 1})\n")
            return [f"_shown, _facts = {shown}", f"return _shown, None, _facts, {self._end}"]
        rows = self._quick.show(e.model_copy(update={"item": ir.Var(name=row)}))
        row = self._names.local(row)
        return [
            f"_pieces = [{kept} for {row} in {rows}]",
            "_shown = '[' + ','.join([_piece[0] for _piece in _pieces]) + ']'",
            f"return _shown, None, [_piece[2] for _piece in _pieces], {self._end}",
        ]

    def _kept(self, e: Any, row: str | None) -> str:
        """*e* as something that the one row that it reads keeps; empty where it is not like that."""
        if not isinstance(e, ir.RecordOf | ir.Cell):
            return ""
        nodes = list(walk(e))
        names = {node.name for node in nodes if isinstance(node, ir.Var)}
        if len(names) != 1 or not all(isinstance(node, _OF_A_ROW_ALONE) for node in nodes):
            return ""
        (name,) = names
        if name != row and name not in self._rows:
            return ""
        make, local = f"_make_{len(self.makers)}", self._names.local(name)
        self.makers.append(f"def {make}({local}):\n    return _keep({local}, {make}, {self._printer.show(e)})\n")
        return f"({local}.kept.get({make}) or {make}({local}))"


def _row_variables(body: Sequence[Any]) -> frozenset[str]:
    """Variables of a body that hold a row wherever something is read of them as of a row."""
    nodes = [node for statement in body for node in walk(statement)]
    return frozenset(n.row.name for n in nodes if isinstance(n, ir.Cell) and isinstance(n.row, ir.Var))
