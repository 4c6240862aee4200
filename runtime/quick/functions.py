"""Quick functions as Python source: read the arguments, run the body, give the observation's text and its facts.

A quick function gives (text, error code or None, sets of facts, writes). `_slow` is the plain way of the same call;
it is asked where the arguments want a closer look and where the call ends in anything but a result or a declared error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..ir import expressions as ir
from ..ir.parts import Part, base_part, own_part
from ..ir.tools import Entity, Function, Tool, ToolModule
from ..ir.types import IntType, OptionalType
from ..ir.verify import walk
from ..jsontext import compact
from ..python.functions import Body, base_name, signature
from ..python.names import Names
from ..python.pieces import Piece
from .arguments import reading
from .queries import QuickPrinter
from .writes import Shown, kept_piece, last_update_source, update_source, writes_plainly

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
    body = _WritingBody(tool, module, names, printer, "_base_update")
    printed = body.printed(tool.core.body, 1, base_part(tool))
    head = signature(base_name(tool), tool.core.params, "Any", names)
    return "\n".join([*body.makers, head, *(piece.text for piece in printed)]) + "\n"


def quick_source(tool: Tool, module: ToolModule, names: Names, all_facts: bool) -> str:
    """The quick function `_quick` of a tool; with *all_facts* it shows those of computed values, too.

    A scaled tool shows all facts in any case: those of its base call travel with the values.
    """
    body = _QuickBody(tool, module, names, all_facts and tool.core is None)
    printed = [piece.text for piece in body.whole()]
    given = ", ".join(f"{p.name!r}: {names.local(p.name)}" for p in tool.params)
    begin, undo = "    if world.journal:\n        world.begin()", "        world.rollback()"
    if not tool.writes or body.writes_last:
        begin = undo = ""
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


class _WritingBody(Body):
    """Prints statements of a tool; updates of plain cells have their checks in them."""

    def __init__(self, tool: Tool, module: ToolModule, names: Names, printer: QuickPrinter, update: str) -> None:
        super().__init__(names, printer, {})
        self.makers: list[str] = []
        """Functions and values that the body names."""
        self._entities = {entity.name: entity for entity in module.entities}
        self._plain = writes_plainly(tool, module)
        self._update = update

    def statement(self, s: Any, depth: int, part: Part) -> Iterator[Piece]:
        """One statement."""
        if isinstance(s, ir.Update) and self._plain:
            update = f"{self._update}_{len(self.makers)}"
            self.makers.append(update_source(update, self._entities[s.entity], [entry.name for entry in s.fields]))
            target = f"{self._names.local(s.name)} = " if s.name else ""
            yield Piece("    " * depth + f"{target}{update}({self._updated(s)})", part)
        else:
            yield from super().statement(s, depth, part)

    def _updated(self, s: ir.Update) -> str:
        """The arguments of the function that makes an update."""
        given = map(self._printer.show, (s.row, *(entry.value for entry in s.fields)))
        return ", ".join((f"world.{s.entity}", *given))


class _QuickBody(_WritingBody):
    """Prints statements of a tool; what it returns is made ready to be seen."""

    def __init__(self, tool: Tool, module: ToolModule, names: Names, marks: bool) -> None:
        self._tool = tool
        self._quick = QuickPrinter(module, names, base_name(tool), tool.params, tool.body)
        super().__init__(tool, module, names, self._quick, "_update")
        self.marks = marks
        commit = "_ended" if self._plain else "_commit"
        self._end = f"{commit}(world) if world.journal else _NO_WRITES" if tool.writes else "_NO_WRITES"
        self._rows = _row_variables(tool.body)
        self._last = self._last_update(tool) if self._plain and not marks and tool.core is None else None

    @property
    def writes_last(self) -> bool:
        """Whether the tool makes one update, shows the row that it leaves, and ends: then nothing is ever undone."""
        return self._last is not None

    def whole(self) -> list[Piece]:
        """The statements of the tool."""
        part = own_part(self._tool)
        if self._last is None:
            return self.printed(self._tool.body, 2, part)
        update, shown = self._last
        make, last = self._maker(shown, self._names.local(str(update.name))), f"_last_{len(self.makers)}"
        entity, fields = self._entities[update.entity], [entry.name for entry in update.fields]
        self.makers.append(last_update_source(last, entity, fields, make, _shown(shown, entity)))
        line = f"        return {last}({self._updated(update)})"
        return [*self.printed(self._tool.body[:-2], 2, part), Piece(line, part)]

    def _last_update(self, tool: Tool) -> tuple[ir.Update, Any] | None:
        nodes = [node for statement in tool.body for node in walk(statement)]
        match tool.body[-2:]:
            case (ir.Update(name=str(name)) as update, ir.Return(value=value)) if self._hangs_on(value, None) == name:
                alone = sum(isinstance(node, ir.Insert | ir.Update | ir.Delete) for node in nodes) == 1
                return (update, value) if alone else None
        return None

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
                if not self._tool.writes:
                    return [f"return {kept}"]
                return [f"_shown, _, _facts, _ = {kept}", f"return _shown, None, _facts, {self._end}"]
            match e:
                case ir.Query(item=item, clauses=(ir.ForEach(source=ir.Rows(), name=name), *rest)) if not any(
                    isinstance(clause, ir.ForEach | ir.GroupBy) for clause in rest
                ):
                    if self._hangs_on(item, name) == name:
                        return self._windows(e, self._kept(item, name), name)
        value = f"_mark({show(e)}, _given)" if self.marks else show(e)
        return [f"_shown, _facts = _show({value})", f"return _shown, None, _facts, {self._end}"]

    def _windows(self, e: ir.Query, kept: str, row: str) -> list[str]:
        """What is shown of the rows of a query, where *kept* is that of one *row*."""
        site = f"_window_{len(self.makers)}"
        if window := self._quick.window(e, site):
            described, shown = window
            self.makers.append(f"{site} = _Window({described}, _make_{len(self.makers) - 1})\n")
            if not self._tool.writes:
                return [f"return {shown}"]
            return [f"_shown, _, _facts, _ = {shown}", f"return _shown, None, _facts, {self._end}"]
        rows = self._quick.show(e.model_copy(update={"item": ir.Var(name=row)}))
        row = self._names.local(row)
        return [
            f"_pieces = [{kept} for {row} in {rows}]",
            "_shown = '[' + ','.join([_piece[0] for _piece in _pieces]) + ']'",
            f"return _shown, None, [_piece[2][0] for _piece in _pieces], {self._end}",
        ]

    def _kept(self, e: Any, row: str | None) -> str:
        """*e* as something that the one row that it reads keeps; empty where it is not like that."""
        name = self._hangs_on(e, row)
        if name is None:
            return ""
        local = self._names.local(name)
        return kept_piece(local, self._maker(e, local))

    def _hangs_on(self, e: Any, row: str | None) -> str | None:
        """The one row that *e* reads, by the name of its variable, which is *row* or one of the body's; else None."""
        if not isinstance(e, ir.RecordOf | ir.Cell):
            return None
        nodes = list(walk(e))
        names = {node.name for node in nodes if isinstance(node, ir.Var)}
        if len(names) != 1 or not all(isinstance(node, _OF_A_ROW_ALONE) for node in nodes):
            return None
        (name,) = names
        return name if name == row or name in self._rows else None

    def _maker(self, e: Any, row: str) -> str:
        """The name of a function that makes text and facts of *e*, which hangs on *row* alone."""
        make = f"_make_{len(self.makers)}"
        lines = [f"return _keep({row}, {make}, {self._printer.show(e)})"]
        if _is_record_of_cells(e):
            lines = list(_record_of_cells(row, make, [(f.name, self._printer.show(f.value)) for f in e.fields]))
        self.makers.append("\n    ".join([f"def {make}({row}):", *lines]) + "\n")
        return make


def _is_record_of_cells(e: Any) -> bool:
    return isinstance(e, ir.RecordOf) and all(
        isinstance(f.value, ir.Cell) and not f.value.safe and isinstance(f.value.row, ir.Var) for f in e.fields
    )


def _shown(e: Any, entity: Entity) -> Shown | None:
    """What *e* shows of a row of *entity* where it is a record of cells that are never null, else None."""
    if not _is_record_of_cells(e):
        return None
    kinds = {field.name: field.value for field in entity.fields}
    shown = {f.name: f.value.field for f in e.fields}
    if any(isinstance(kinds[field], OptionalType) for field in shown.values()):
        return None
    texts = [f"_c{i}" if isinstance(kinds[f], IntType) else _text(f"_c{i}") for i, f in enumerate(shown.values())]
    return Shown(tuple(shown.values()), _record_text([*zip(shown, texts, strict=True)]))


def _text(cell: str) -> str:
    """What prints the value of the variable *cell*."""
    return f"_TEXT[type({cell})]({cell})"


def _record_text(parts: Sequence[tuple[str, str]]) -> str:
    """An f-string of a record: (name, what prints the value)."""
    record = ",".join(f"{compact(name)}:%s" for name, _ in parts).replace("{", "{{").replace("}", "}}")
    return "f" + repr("{{" + record + "}}") % tuple(f"{{{printed}}}" for _, printed in parts)


def _record_of_cells(row: str, make: str, fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Lines that make what `_keep` would of a record of cells of *row*: (name, the cell as it is read)."""
    cells = [f"_c{i}" for i in range(len(fields))]
    yield from (f"{cell} = {read}" for cell, (_, read) in zip(cells, fields, strict=True))
    text = _record_text([(name, _text(cell)) for cell, (name, _) in zip(cells, fields, strict=True)])
    yield f"if type({row}) is _ReachedRow or {' or '.join(f'{cell} is None' for cell in cells)}:"
    whole = ", ".join(f"{name!r}: {cell}" for cell, (name, _) in zip(cells, fields, strict=True))
    yield f"    return _keep({row}, {make}, {{{whole}}})"
    yield f"_facts = frozenset([{', '.join(f'{cell}.fact' for cell in cells)}])"
    yield f"_made = {text}, None, (_facts,), _NO_WRITES"
    yield f"if type({row}) is _KeepingRow:"
    yield f"    {row}._kept[{make}] = _made"
    yield "return _made"


def _row_variables(body: Sequence[Any]) -> frozenset[str]:
    """Variables of a body that hold a row wherever something is read of them as of a row."""
    nodes = [node for statement in body for node in walk(statement)]
    return frozenset(n.row.name for n in nodes if isinstance(n, ir.Cell) and isinstance(n.row, ir.Var))
