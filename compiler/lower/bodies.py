"""Statements, tools and the other declarations of a checked program as a module of the intermediate form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from toolwright.dsl.checking import types
from toolwright.dsl.program import Entity, Field, Program, Tool
from toolwright.dsl.syntax import nodes
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt

from ..labels import label_of
from .expressions import Expressions
from .types import lower_field, lower_param, lower_type, plain, result_type


def lower_module(program: Program, tools: Sequence[str], distractors: Sequence[str] = ()) -> irt.ToolModule:
    """The module that holds *tools* (by name) and what they stand on."""
    expressions = Expressions(program)
    return irt.ToolModule(
        entities=tuple(_entity(entity, program) for entity in program.entities.values()),
        errors=tuple(
            irt.DeclaredError(
                name=error.name,
                params=tuple(lower_param(p, program) for p in error.params),
                message=expressions.template(error.node.message),
            )
            for error in program.errors.values()
        ),
        functions=tuple(
            irt.Function(
                name=fn.name,
                doc=fn.doc,
                params=tuple(lower_param(p, program) for p in fn.params),
                value=expressions.value(fn.node.value, fn.result),
            )
            for fn in program.fns.values()
        ),
        externs=tuple(
            irt.Extern(
                name=extern.name,
                doc=extern.doc,
                params=tuple(lower_param(p, program) for p in extern.params),
                result=lower_type(extern.result, program),
                imports=extern.imports,
                timeout_ms=extern.timeout_ms,
                code=extern.code,
            )
            for extern in program.externs.values()
        ),
        tools=tuple(lower_tool(program.tools[name], program) for name in tools),
        distractors=tuple(distractors),
    )


def lower_tool(tool: Tool, program: Program) -> irt.Tool:
    """A tool that an author wrote."""
    return irt.Tool(
        name=tool.name,
        origin=tool.name,
        doc=tool.doc,
        params=tuple(lower_param(p, program) for p in tool.params),
        result=result_type(tool.result, program, tool.result_fields),
        fails=tool.fails,
        writes=tool.writes,
        body=tuple(_Body(program, tool).statements(tool.node.body)),
    )


def _entity(entity: Entity, program: Program) -> irt.Entity:
    row = {field.name: _own_cell(entity, field) for field in entity.fields}
    in_row = Expressions(program, row)
    return irt.Entity(
        name=entity.name,
        doc=entity.doc,
        key=entity.key,
        fields=tuple(lower_field(field, program) for field in entity.fields),
        label=label_of(entity),
        checks=tuple(in_row.value(check) for check in entity.checks),
    )


def _own_cell(entity: Entity, field: Field) -> Any:
    """What a field's name stands for in a check of its own row: the cell, or the row that a link leads to."""
    cell = ir.Cell(row=ir.Var(name="row"), entity=entity.name, field=field.name)
    type_ = field.type.item if isinstance(field.type, types.Optional) else field.type
    return ir.Follow(entity=type_.entity, key=cell) if isinstance(type_, types.Row) else cell


class _Body:
    """Lowers the statements of one tool."""

    def __init__(self, program: Program, tool: Tool) -> None:
        self._program = program
        self._tool = tool
        self._expressions = Expressions(program)

    def statements(self, body: Sequence[nodes.Statement]) -> Iterator[Any]:
        for statement in body:
            yield self._statement(statement)

    def _statement(self, s: nodes.Statement) -> Any:
        value = self._expressions.value
        match s:
            case nodes.Let(name=name, value=nodes.Insert() as insert):
                return self._insert(insert, name.text)
            case nodes.Let(name=name, value=given):
                assert not isinstance(given, nodes.Insert)
                return ir.Let(name=name.text, value=value(given, self._program.types.get(s)))
            case nodes.Require(condition=condition, failure=failure):
                error, arguments = self._expressions.failure(failure)
                return ir.Require(condition=value(condition), error=error, arguments=arguments)
            case nodes.Fail(failure=failure):
                error, arguments = self._expressions.failure(failure)
                return ir.Fail(error=error, arguments=arguments)
            case nodes.Return(value=given):
                return ir.Return(value=self._expressions.keyed(given, self._tool.result))
            case nodes.Insert():
                return self._insert(s, None)
            case nodes.Update(row=row, record=record):
                entity = self._entity_of(row)
                return ir.Update(
                    entity=entity.name,
                    row=value(row),
                    fields=self._cells(entity, record),
                    name=row.id if isinstance(row, nodes.Name) else None,
                )
            case nodes.Delete(row=row):
                return ir.Delete(entity=self._entity_of(row).name, row=value(row))
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                return ir.If(
                    condition=value(condition),
                    then=tuple(self.statements(then)),
                    otherwise=tuple(self.statements(otherwise)),
                )
            case nodes.For(name=name, source=source, body=body):
                return ir.For(name=name.text, source=value(source), body=tuple(self.statements(body)))
        raise AssertionError(f"{type(s).__name__} in a checked program")

    def _entity_of(self, row: nodes.Expr) -> Entity:
        type_ = self._program.types[row]
        type_ = type_.item if isinstance(type_, types.Optional) else type_
        assert isinstance(type_, types.Row)
        return self._program.entities[type_.entity]

    def _insert(self, insert: nodes.Insert, name: str | None) -> ir.Insert:
        entity = self._program.entities[self._program.symbols[insert].name]
        given = {entry.name: entry for entry in self._cells(entity, insert.record)}
        fields = [
            given.get(field.name)
            or ir.Entry(name=field.name, value=_constant(field.default if field.has_default else None))
            for field in entity.fields
        ]
        return ir.Insert(entity=entity.name, fields=tuple(fields), name=name)

    def _cells(self, entity: Entity, record: nodes.RecordNode) -> tuple[ir.Entry, ...]:
        types_ = {field.name: field.type for field in entity.fields}
        return tuple(
            ir.Entry(name=e.name.text, value=self._cell(entity, e.value, types_[e.name.text])) for e in record.entries
        )

    def _cell(self, entity: Entity, node: nodes.Expr, wanted: types.Type) -> Any:
        if isinstance(node, nodes.Call) and node.function.text == "next_id":
            prefix = self._expressions.value(node.args[0].value)
            return ir.NextId(entity=entity.name, prefix=prefix)
        return self._expressions.keyed(node, wanted)


def _constant(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, list):
        return ir.ListOf(items=tuple(map(_constant, value)))
    if isinstance(value, dict):
        return ir.RecordOf(fields=tuple(ir.Entry(name=n, value=_constant(v)) for n, v in value.items()))
    return ir.Const(value=value)
