"""From a derived step to its tool: which values become parameters, and which rows the tool has to find.

A value that the questions show (`{c.name}`) or that an earlier step gave is known to whoever makes the call, so it
becomes a parameter; so does a constant that something is compared with and that stands in some row, for a document
that named it could name an answer. A row of the task is known by what the questions show of it, where that tells it
from all others, else by its key; the tool looks it up, so `derive c.population asks $"... {c.name} ..."` is
`population_of_city(city)`. What may be null on the way makes the tool fail with a declared error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolwright.dsl.checking import types
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.walk import walk as nodes_below
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.verify import walk

from ..lower import Expressions
from ..lower.types import result_type
from .chains import below, from_row, on_row, replaced, word_of
from .family import Family, Inlined, known_parts

UNKNOWN = "NotKnown"
"""The error of tools that meet a null which is no row."""


@dataclass
class Draft:
    """A derived tool before it has its names: parameters and rows found stand in it under the names `A0`, `F0`."""

    parameters: dict[str, Parameter] = field(default_factory=dict)
    found: list[ir.Let] = field(default_factory=list)
    rows: dict[str, str] = field(default_factory=dict)
    """Variable of a found row, or of a list of such, to its entity."""
    value: Any = None
    result: Any = None
    errors: dict[str, str | None] = field(default_factory=dict)
    """Errors that it may fail with, to the entity whose row is missing then."""


@dataclass(frozen=True)
class Parameter:
    """A parameter in the making."""

    argument: Any
    """What the golden call gives for it, over the names of the task."""
    type: Any
    """Its type in the intermediate form."""
    about: tuple[str, str] | None
    """The entity and field that the argument is read from, where it is."""
    word: str
    """What it may be called where nothing better is known."""


def draft(family: Family, step: nodes.Step, derive: nodes.Derive) -> Draft:
    """The tool of one derived step."""
    return _Derivation(family, step).draft(derive.value)


class _Derivation(Inlined):
    """Lowers the expression of one derived step, parameters in the place of what is known."""

    def __init__(self, family: Family, step: nodes.Step) -> None:
        super().__init__(family)
        self._family = family
        self._plain: Expressions = family.expressions()
        self._said = family.step_said(step)
        self._known = known_parts(self._said)
        self._draft = Draft()
        self._by_argument: dict[Any, str] = {}
        self._found: dict[Any, str] = {}
        self._needed: set[nodes.Expr] = set()
        self._compared = False
        self._whole: Any = None
        self._inner: frozenset[str] = frozenset()
        self._taken = set(family.names)

    def draft(self, root: nodes.Expr) -> Draft:
        """The draft of the tool that computes *root*."""
        self._whole = self._plain.value(root)
        self._taken |= {c.name.text for c in nodes_below(root) if isinstance(c, nodes.ForClause | nodes.GroupClause)}
        found = self.program.types[root]
        if isinstance(found, types.Optional):
            self._needed.add(root)
        made = self._draft
        value = self.value(root)
        made.value = self._with_row_apart(value)
        made.result = result_type(_present(found), self.program, {})
        return made

    # -------------------------------------------------------------- expressions

    def _lower(self, node: nodes.Expr, wanted: types.Type | None) -> Any:
        if isinstance(node, nodes.Attribute) and not node.safe and _may_be_null(self.program.types[node.value]):
            self._needed.add(node.value)
        made = self._settled(node)
        if made is None:
            made = super()._lower(node, wanted)
        if node not in self._needed or (isinstance(made, ir.Var) and made.name in self._draft.rows):
            return made
        # A link that leads nowhere is not known; a row that is looked up and not there is not found.
        base = _present(self.program.types[node])
        found = isinstance(base, types.Row) and not isinstance(node, nodes.Attribute)
        return self._or_fail(made, base.entity if found and isinstance(base, types.Row) else None)

    def _settled(self, node: nodes.Expr) -> Any:
        """A parameter or a found row for *node*, where it is the place for one; None where its parts are looked at."""
        type_ = self.program.types[node]
        base = _present(type_)
        if isinstance(node, nodes.Literal) and self._compared and not isinstance(base, types.Enum | types.Bool):
            return self._parameter(ir.Const(value=node.value), type_) if node.value in self._family.stored else None
        if not self._family.outer_names(node, self._inner):
            return None
        inlined = isinstance(node, nodes.Name) and node.id in self._family.lets
        plain = self._plain.value(node)
        if isinstance(base, types.Row):
            by = self._identity(plain, base.entity)
            if by is None and (not isinstance(node, nodes.Name) or inlined):
                return None
            return ir.Var(name=self._find(plain, base.entity, by))
        if isinstance(base, types.List) and isinstance(base.item, types.Row):
            if not isinstance(node, nodes.Name) or inlined:
                return None
            return ir.Var(name=self._find_all(plain, base.item.entity))
        if plain in self._known and plain != self._whole:
            return self._parameter(plain, type_)
        if inlined or not _is_path(node):
            return None
        rows = [self.program.types[part] for part in _spine(node)]
        if not any(_holds_rows(each) for each in rows) or (self._compared and not self._is_found(node)):
            return self._parameter(plain, type_)
        return None

    def _is_found(self, node: nodes.Expr) -> bool:
        """Whether a row on the way to *node* is told apart by the questions, so that it can be looked up."""
        for part in _spine(node):
            base = _present(self.program.types[part])
            if isinstance(base, types.Row) and self._identity(self._plain.value(part), base.entity) is not None:
                return True
        return False

    def _binary(self, node: nodes.Binary) -> Any:
        before = self._compared
        self._compared = before or node.operator in ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
        made = super()._binary(node)
        self._compared = before
        return made

    def _index(self, node: nodes.Index) -> Any:
        before = self._compared
        self._compared = before or not isinstance(_present(self.program.types[node.value]), types.List)
        self._compared = self._compared or node in self.program.symbols
        made = super()._index(node)
        self._compared = before
        return made

    def _query(self, node: nodes.Query, item: Any) -> ir.Query:
        before = self._inner
        self._inner |= {c.name.text for c in node.clauses if isinstance(c, nodes.ForClause | nodes.GroupClause)}
        made = super()._query(node, item)
        self._inner = before
        return made

    def _key(self, node: nodes.Expr) -> Any:
        """A row that stands for its key is that key, where the questions show it."""
        entity = self._entity(node)
        if entity is not None and self._family.outer_names(node, self._inner):
            (name,) = self.program.entities[entity].key
            plain = self._plain.value(node)
            key = ir.Cell(row=plain, entity=entity, field=name)
            if key in self._known:
                return self._parameter(key, self._field_type(entity, name))
            if self._identity(plain, entity) is None and isinstance(node, nodes.Name) and self._compared:
                return self._parameter(key, self._field_type(entity, name))
        return super()._key(node)

    # -------------------------------------------------------------- parameters

    def _parameter(self, argument: Any, type_: types.Type) -> ir.Var:
        name = self._by_argument.get(argument)
        if name is None:
            name = self._fresh("A")
            self._by_argument[argument] = name
            cell = argument.value if isinstance(argument, ir.OrFail) else argument
            about = (cell.entity, cell.field) if isinstance(cell, ir.Cell) else None
            self._draft.parameters[name] = Parameter(
                argument, result_type(type_, self.program, {}), about, word_of(argument)
            )
        return ir.Var(name=name)

    def _fresh(self, letter: str) -> str:
        number = 0
        while f"{letter}{number}" in self._taken:
            number += 1
        self._taken.add(f"{letter}{number}")
        return f"{letter}{number}"

    # -------------------------------------------------------------- rows

    def _identity(self, row: Any, entity: str) -> tuple[Any, ...] | None:
        """What the questions show of *row* that tells it from all other rows: values over the variable `row`."""
        paths: list[Any] = []
        for known in self._said:
            path = from_row(known.value, row)
            if path is not None and path not in paths and not isinstance(known.type, types.Optional):
                paths.append(path)
        for path in paths:
            if self._is_unique(entity, (path,)):
                return (path,)
        return tuple(paths) if len(paths) > 1 and self._is_unique(entity, paths) else None

    def _is_unique(self, entity: str, paths: Sequence[Any]) -> bool:
        seen = set()
        for row in self.program.entities[entity].rows:
            values = tuple(self._read(path, row) for path in paths)
            if None in values or values in seen:
                return False
            seen.add(values)
        return True

    def _read(self, path: Any, row: Mapping[str, Any]) -> Any:
        """The value of a path in a stored row."""
        match path:
            case ir.Cell(row=ir.Var(), field=name):
                return row[name]
            case ir.Cell(row=ir.Follow(entity=entity, key=key), field=name):
                target = self._read(key, row)
                (own,) = self.program.entities[entity].key
                rows = self.program.entities[entity].rows
                return next((each[name] for each in rows if each[own] == target), None)
        return None

    def _find(self, row: Any, entity: str, by: tuple[Any, ...] | None) -> str:
        """The variable that stands for *row*, which the tool looks up."""
        if row not in self._found:
            name = self._fresh("F")
            self._found[row] = name
            self._draft.rows[name] = entity
            found = self._lookup(entity, by, lambda path: self._argument_of(path, row, entity))
            self._draft.found.append(ir.Let(name=name, value=self._or_fail(found, entity)))
        return self._found[row]

    def _find_all(self, rows: Any, entity: str) -> str:
        """The variable that stands for a list of rows, which the tool looks up one by one."""
        if rows not in self._found:
            name = self._fresh("F")
            self._found[rows] = name
            self._draft.rows[name] = entity
            field_ = self._field_of_items(rows, entity)
            item, each = self._fresh("R"), self._fresh("E")
            of_item = ir.Cell(row=ir.Var(name=item), entity=entity, field=field_)
            kinds = types.List(self._field_type(entity, field_))
            argument = ir.Query(item=of_item, clauses=(ir.ForEach(name=item, source=rows),))
            parameter = self._parameter(argument, kinds)
            draft = self._draft.parameters[parameter.name]
            self._draft.parameters[parameter.name] = Parameter(argument, draft.type, (entity, field_), draft.word)
            path = ir.Cell(row=ir.Var(name="row"), entity=entity, field=field_)
            found = self._lookup(entity, (path,), lambda _: ir.Var(name=each))
            query = ir.Query(item=self._or_fail(found, entity), clauses=(ir.ForEach(name=each, source=parameter),))
            self._draft.found.append(ir.Let(name=name, value=query))
        return self._found[rows]

    def _field_of_items(self, rows: Any, entity: str) -> str:
        """The field by which the questions list *rows*, if it tells all rows apart, else the key."""
        for known in self._said:
            for part in walk(known.value):
                match part:
                    case ir.Query(item=ir.Cell(row=ir.Var(name=own)) as item, clauses=(ir.ForEach() as each, *_)):
                        path = ir.Cell(row=ir.Var(name="row"), entity=entity, field=item.field)
                        if each.name == own and each.source == rows and self._is_unique(entity, (path,)):
                            return item.field
        return self.program.entities[entity].key[0]

    def _lookup(self, entity: str, by: tuple[Any, ...] | None, argument: Any) -> Any:
        """The row of *entity* that *by* tells apart (its key when None), or null."""
        keys = self.program.entities[entity].key
        own = tuple(ir.Cell(row=ir.Var(name="row"), entity=entity, field=name) for name in keys)
        paths = own if by is None else by
        if paths == own:
            return ir.Find(entity=entity, key=tuple(map(argument, own)))
        item = self._fresh("R")
        row = ir.Var(name=item)
        conditions = [
            ir.Where(condition=ir.Binary(operator="eq", left=on_row(path, row), right=argument(path))) for path in paths
        ]
        query = ir.Query(item=row, clauses=(ir.ForEach(name=item, source=ir.Rows(entity=entity)), *conditions))
        return ir.Builtin(name="first", arguments=(query,))

    def _argument_of(self, path: Any, row: Any, entity: str) -> ir.Var:
        return self._parameter(on_row(path, row), self._path_type(path))

    def _path_type(self, path: Any) -> types.Type:
        return self._field_type(path.entity, path.field)

    def _with_row_apart(self, value: Any) -> Any:
        """*value* with the row that its result is read from looked up before, as tools of people do it."""
        spine, found = value, None
        while isinstance(spine, ir.Cell | ir.Follow | ir.OrFail):
            if isinstance(spine, ir.OrFail) and self._draft.errors.get(spine.error) is not None:
                found = spine
            spine = below(spine)
        if found is None or found is value:
            return value
        entity = self._draft.errors[found.error]
        assert entity is not None
        name = self._fresh("F")
        self._draft.rows[name] = entity
        self._draft.found.append(ir.Let(name=name, value=found))
        return replaced(value, found, ir.Var(name=name))

    def _or_fail(self, value: Any, entity: str | None) -> ir.OrFail:
        error = f"{entity}NotFound" if entity else UNKNOWN
        self._draft.errors.setdefault(error, entity)
        return ir.OrFail(value=value, error=error)


# ------------------------------------------------------------------ helpers


def _present(type_: types.Type) -> types.Type:
    return type_.item if isinstance(type_, types.Optional) else type_


def _may_be_null(type_: types.Type) -> bool:
    return isinstance(type_, types.Optional)


def _holds_rows(type_: types.Type) -> bool:
    match _present(type_):
        case types.Row():
            return True
        case types.List(item):
            return _holds_rows(item)
        case types.Map(_, value):
            return _holds_rows(value)
        case types.Record(fields):
            return any(_holds_rows(each) for _, each in fields)
    return False


def _is_path(node: nodes.Expr) -> bool:
    match node:
        case nodes.Name():
            return True
        case nodes.Attribute(value=value):
            return _is_path(value)
        case nodes.Index(value=value, keys=(nodes.Literal(),)):
            return _is_path(value)
    return False


def _spine(node: nodes.Expr) -> Iterator[nodes.Expr]:
    while isinstance(node, nodes.Attribute | nodes.Index):
        node = node.value
        yield node
