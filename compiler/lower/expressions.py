"""Expressions of the checked program as expressions of the intermediate form.

Names become variables, constants or tables; a `.` becomes a record field, a stored cell or a followed link; whole
numbers become floats where a float is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from toolwright.dsl.checking import types
from toolwright.dsl.checking.builtins import BUILTINS
from toolwright.dsl.program import CellValue, Extern, Field, Fn, Program, SymbolKind
from toolwright.dsl.syntax import nodes
from toolwright.runtime.ir import expressions as ir

OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
    "//": "floordiv",
    "%": "mod",
    "==": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "in": "in",
    "not in": "not_in",
    "and": "and",
    "or": "or",
}


class Expressions:
    """Lowers expressions of one program."""

    def __init__(self, program: Program, substitutes: Mapping[str, Any] | None = None) -> None:
        """*substitutes* are expressions that stand for some locals (the fields of a row in its `@check`)."""
        self.program = program
        self._substitutes = substitutes or {}

    def value(self, node: nodes.Expr, wanted: types.Type | None = None) -> Any:
        """*node* for a place that asks for *wanted*."""
        made = self._lower(node, wanted)
        found = self.program.types[node]
        if isinstance(wanted, types.Float) and isinstance(found, types.Int):
            if isinstance(made, ir.Const) and isinstance(made.value, int):
                return ir.Const(value=float(made.value))
            return ir.Builtin(name="to_float", arguments=(made,))
        return made

    def keyed(self, node: nodes.Expr, wanted: types.Type) -> Any:
        """*node* for a place that leaves the world (a result, a stored cell): a row becomes its key."""
        match node, wanted:
            case nodes.RecordNode(entries=entries), types.Record():
                return ir.RecordOf(
                    fields=tuple(
                        ir.Entry(
                            name=e.name.text,
                            value=self.keyed(e.value, wanted.field(e.name.text) or types.Null()),
                        )
                        for e in entries
                    )
                )
            case nodes.Query(), types.List(item):
                return self._query(node, lambda n: self.keyed(n, item))
            case nodes.ListNode(items=items), types.List(item):
                return ir.ListOf(items=tuple(self.keyed(n, item) for n in items))
            case nodes.IfExpr(condition=condition, then=then, otherwise=otherwise), _:
                return ir.Choose(
                    condition=self.value(condition),
                    then=self.keyed(then, wanted),
                    otherwise=self.keyed(otherwise, wanted),
                )
        return self._key(node) if self._entity(node) else self.value(node, wanted)

    def template(self, node: nodes.Template) -> ir.Text:
        """A template."""
        parts = tuple(
            part if isinstance(part, str) else ir.Hole(value=self.value(part.value), format=part.format or "")
            for part in node.parts
        )
        return ir.Text(parts=parts)

    def arguments(self, args: Sequence[nodes.Arg], params: Sequence[Field]) -> tuple[ir.Entry, ...]:
        """Arguments, positional or by name, as entries by parameter name."""
        entries = []
        for position, arg in enumerate(args):
            param = next(p for p in params if p.name == arg.name.text) if arg.name else params[position]
            entries.append(ir.Entry(name=param.name, value=self.value(arg.value, param.type)))
        return tuple(entries)

    def failure(self, failure: nodes.Failure) -> tuple[str, tuple[ir.Entry, ...]]:
        """An error's declared name and its arguments."""
        symbol = self.program.symbols.get(failure)
        name = symbol.name if symbol else failure.error.text
        return name, self.arguments(failure.args, self.program.errors[name].params)

    # -------------------------------------------------------------- nodes

    def _lower(self, node: nodes.Expr, wanted: types.Type | None) -> Any:
        match node:
            case nodes.Literal(value=value):
                whole = isinstance(value, int) and not isinstance(value, bool)
                is_float = isinstance(self.program.types.get(node), types.Float)
                return ir.Const(value=float(value) if whole and is_float and value is not None else value)
            case nodes.Name():
                return self._name(node)
            case nodes.Template():
                return self.template(node)
            case nodes.ListNode(items=items):
                inner = _base(wanted)
                item = inner.item if isinstance(inner, types.List) else None
                return ir.ListOf(items=tuple(self.value(n, item) for n in items))
            case nodes.RecordNode(entries=entries) if isinstance(self.program.types[node], types.Map):
                place = self.program.types[node]
                assert isinstance(place, types.Map)
                return ir.MapOf(
                    entries=tuple(ir.MapEntry(key=e.name.text, value=self.value(e.value, place.value)) for e in entries)
                )
            case nodes.RecordNode(entries=entries):
                record = _base(wanted)
                if not isinstance(record, types.Record):
                    record = self.program.types[node]
                assert isinstance(record, types.Record)
                return ir.RecordOf(
                    fields=tuple(
                        ir.Entry(name=e.name.text, value=self.value(e.value, record.field(e.name.text)))
                        for e in entries
                    )
                )
            case nodes.Attribute():
                return self._attribute(node)
            case nodes.Index():
                return self._index(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Unary(operator="not", operand=operand):
                return ir.Not(value=self.value(operand))
            case nodes.Unary(operand=operand):
                made = self.value(operand)
                if isinstance(made, ir.Const) and isinstance(made.value, int | float):
                    return ir.Const(value=-made.value)
                return ir.Neg(value=made)
            case nodes.Binary():
                return self._binary(node)
            case nodes.IfExpr(condition=condition, then=then, otherwise=otherwise):
                place = self.program.types[node]
                return ir.Choose(
                    condition=self.value(condition),
                    then=self.value(then, place),
                    otherwise=self.value(otherwise, place),
                )
            case nodes.OrFail(value=value, failure=failure):
                error, arguments = self.failure(failure)
                return ir.OrFail(value=self.value(value), error=error, arguments=arguments)
            case nodes.Query():
                inner = _base(wanted)
                item = inner.item if isinstance(inner, types.List) else None
                return self._query(node, lambda n: self.value(n, item))
        raise AssertionError(f"{type(node).__name__} in a checked program")

    def _name(self, node: nodes.Name) -> Any:
        symbol = self.program.symbols[node]
        match symbol.kind:
            case SymbolKind.CONST:
                const = self.program.consts[symbol.name]
                return self.value(const.node.value, const.type)
            case SymbolKind.ENTITY:
                return ir.Rows(entity=symbol.name)
            case _:
                return self._substitutes.get(symbol.name, ir.Var(name=symbol.name))

    def _attribute(self, node: nodes.Attribute) -> Any:
        base = _base(self.program.types[node.value])
        value = self.value(node.value)
        if not isinstance(base, types.Row):
            return ir.Get(value=value, name=node.name.text, safe=node.safe)
        cell = self._cell(value, base.entity, node.name.text, node.safe)
        target = _base(self._field_type(base.entity, node.name.text))
        return ir.Follow(entity=target.entity, key=cell) if isinstance(target, types.Row) else cell

    def _field_type(self, entity: str, field: str) -> types.Type:
        return next(f.type for f in self.program.entities[entity].fields if f.name == field)

    def _index(self, node: nodes.Index) -> Any:
        symbol = self.program.symbols.get(node)
        if symbol is not None and symbol.kind == SymbolKind.ENTITY:
            return ir.Find(entity=symbol.name, key=tuple(self._key(part) for part in node.keys))
        holder = self.value(node.value)
        if isinstance(_base(self.program.types[node.value]), types.Map):
            return ir.At(value=holder, key=self.value(node.keys[0]))
        return ir.Item(value=holder, position=self.value(node.keys[0]))

    def _call(self, node: nodes.Call) -> Any:
        symbol = self.program.symbols[node]
        if symbol.kind == SymbolKind.FN:
            return ir.Apply(function=symbol.name, arguments=self._all(node, self.program.fns[symbol.name]))
        if symbol.kind == SymbolKind.EXTERN:
            return ir.ApplyExtern(function=symbol.name, arguments=self._all(node, self.program.externs[symbol.name]))
        builtin = BUILTINS[symbol.name]
        by_name = {arg.name.text if arg.name else builtin.params[i]: arg.value for i, arg in enumerate(node.args)}
        arguments = [self.value(by_name[name]) for name in builtin.params if name in by_name]
        if symbol.name == "round" and len(arguments) == 2:
            arguments[0] = self.value(by_name[builtin.params[0]], types.Float())
        return ir.Builtin(name=symbol.name, arguments=tuple(arguments))

    def _all(self, node: nodes.Call, function: Fn | Extern) -> tuple[Any, ...]:
        """The arguments of a call in the order of the parameters, defaults filled in."""
        given = {entry.name: entry.value for entry in self.arguments(node.args, function.params)}
        defaults = {p.name: stored(p.default, p.type) for p in function.params if p.name not in given}
        values = {**defaults, **given}
        return tuple(values[p.name] for p in function.params)

    def _binary(self, node: nodes.Binary) -> Any:
        if node.operator == "??":
            return ir.Coalesce(
                left=self.value(node.left), right=self.value(node.right, _base(self.program.types[node]))
            )
        left, right = node.left, node.right
        if node.operator in ("==", "!=") and self._entity(left) and self._entity(right):
            # Rows are equal when their keys are; comparing the stored keys saves following the links.
            lowered = self._key(left), self._key(right)
        else:
            lowered = self.value(left), self.value(right)
        return ir.Binary(operator=OPERATORS[node.operator], left=lowered[0], right=lowered[1])

    def _entity(self, node: nodes.Expr) -> str | None:
        """The entity whose rows *node* gives, if that has a key of one part."""
        type_ = _base(self.program.types[node])
        if isinstance(type_, types.Row) and len(self.program.entities[type_.entity].key) == 1:
            return type_.entity
        return None

    def _key(self, node: nodes.Expr) -> Any:
        """The key of the row that *node* gives; anything else as it is."""
        entity = self._entity(node)
        if entity is None:
            return self.value(node)
        lowered = self.value(node)
        if isinstance(lowered, ir.Follow):
            return lowered.key
        safe = isinstance(self.program.types[node], types.Optional)
        return self._cell(lowered, entity, self.program.entities[entity].key[0], safe)

    def _cell(self, row: Any, entity: str, field: str, safe: bool) -> Any:
        """A cell of a row; the key of a row that is there and named by its key is that constant."""
        if (
            not safe
            and isinstance(row, ir.Find)
            and (field,) == self.program.entities[entity].key
            and isinstance(row.key[0], ir.Const)
        ):
            return row.key[0]
        return ir.Cell(row=row, entity=entity, field=field, safe=safe)

    def _query(self, node: nodes.Query, item: Any) -> ir.Query:
        clauses: list[Any] = []
        variables: list[str] = []
        for clause in node.clauses:
            match clause:
                case nodes.ForClause(name=name, source=source):
                    clauses.append(ir.ForEach(name=name.text, source=self.value(source)))
                    variables.append(name.text)
                case nodes.IfClause(condition=condition):
                    clauses.append(ir.Where(condition=self.value(condition)))
                case nodes.GroupClause(key=key, name=name):
                    made = ir.GroupBy(key=self.value(key), name=name.text, variables=tuple(variables))
                    clauses.append(made)
                    variables.append(name.text)
                case nodes.SortClause(keys=keys):
                    sort = [ir.SortKey(value=self.value(k.value), descending=k.descending) for k in keys]
                    clauses.append(ir.SortBy(keys=tuple(sort)))
                case nodes.TakeClause(count=count):
                    clauses.append(ir.Take(count=self.value(count)))
                case nodes.SkipClause(count=count):
                    clauses.append(ir.Skip(count=self.value(count)))
        return ir.Query(item=item(node.item), clauses=tuple(clauses))


def stored(value: CellValue, type_: types.Type) -> Any:
    """A value that stands in the program, as an expression."""
    match _base(type_), value:
        case types.List(item), tuple():
            return ir.ListOf(items=tuple(stored(each, item) for each in value))
        case types.Map(_, item), Mapping():
            return ir.MapOf(entries=tuple(ir.MapEntry(key=k, value=stored(v, item)) for k, v in value.items()))
        case types.Record() as record, Mapping():
            fields = ((name, stored(each, record.field(name) or types.Null())) for name, each in value.items())
            return ir.RecordOf(fields=tuple(ir.Entry(name=name, value=made) for name, made in fields))
        case _:
            return ir.Const(value=value)


def _base(type_: types.Type | None) -> types.Type | None:
    return type_.item if isinstance(type_, types.Optional) else type_
