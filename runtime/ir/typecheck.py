"""Types of expressions and bodies: what a stranger's tool does to values is what values can do.

A body that passes may still fail on values (a division by zero, a date that is none, a null that nobody looked at),
never for the kind of a value.
Names are checked before (`verify`); what is not known here goes with everything (`kinds.ANY`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from . import expressions as ir
from .kinds import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NULL,
    NUMBERS,
    TEXT,
    Kind,
    ListKind,
    MapKind,
    MaybeKind,
    RecordKind,
    RowKind,
    bare,
    goes,
    joined,
    kind_of,
    maybe,
    shown,
)
from .tools import CoreTool, Entity, Param, Tool, ToolModule

_Env: TypeAlias = dict[str, Kind]
_COMPARED = {"lt", "le", "gt", "ge"}


def type_problems(module: ToolModule) -> Iterator[str]:
    """What in *module*, whose names are in order, is done to values of the wrong kind."""
    checker = _Types(module)
    for error in module.errors:
        checker.at(f"error {error.name}")
        checker.want(error.message, checker.params(error.params, rows=True), TEXT, "the message")
    for function in module.functions:
        checker.at(f"function {function.name}")
        checker.results[function.name] = checker.kind(function.value, checker.params(function.params, rows=True))
    for entity in module.entities:
        checker.at(f"entity {entity.name}")
        for check in entity.checks:
            checker.want(check, {"row": RowKind(entity.name)}, BOOL, "a check")
    for tool in module.tools:
        checker.at(f"tool {tool.name}")
        checker.tool(tool)
    yield from checker.found


def expression_problems(module: ToolModule, expression: ir.Expr, variables: Collection[str]) -> list[str]:
    """What in an expression over *variables* (of any kind) and the world of *module* is done to wrong kinds.

    Without variables it is a goal, which is true or false.
    """
    checker = _Types(module)
    checker.at("the answer" if variables else "the goal")
    checker.want(expression, dict.fromkeys(variables, ANY), ANY if variables else BOOL, "it")
    return checker.found


@dataclass(frozen=True)
class BodyKinds:
    """What a body gives, and what those of its variables hold that do not say it when they are first set."""

    result: Kind
    widened: Mapping[str, Kind]


@dataclass(frozen=True)
class ModuleKinds:
    """What the generator says of functions: what helpers give, and of each tool the base body and the body."""

    functions: Mapping[str, Kind]
    bases: Mapping[str, BodyKinds]
    bodies: Mapping[str, BodyKinds]


def module_kinds(module: ToolModule) -> ModuleKinds:
    """The kinds that a legal module's functions give."""
    checker = _Types(module)
    for function in module.functions:
        checker.results[function.name] = checker.kind(function.value, checker.params(function.params, rows=True))
    bases, bodies = {}, {}
    for tool in module.tools:
        if tool.core is not None:
            bases[tool.name] = checker.core(tool.core)
        bodies[tool.name] = checker.body(tool)
    return ModuleKinds(checker.results, bases, bodies)


class _Types:
    def __init__(self, module: ToolModule) -> None:
        self._entities: Mapping[str, Entity] = {entity.name: entity for entity in module.entities}
        self._errors = {error.name: error for error in module.errors}
        self._functions = {function.name: function for function in module.functions}
        self._cells = {
            entity.name: {field.name: kind_of(field.value, self._entities) for field in entity.fields}
            for entity in module.entities
        }
        self.results: dict[str, Kind] = {}
        """Function to what it gives."""
        self.found: list[str] = []
        self._place = ""
        self._core: Kind = ANY
        self._core_params: Mapping[str, Kind] = {}
        self._returned: list[Kind] = []
        self._lets: dict[str, list[Kind]] = {}

    def at(self, place: str) -> None:
        self._place = place

    def params(self, params: Sequence[Param], rows: bool = False) -> _Env:
        return {p.name: _given(p, kind_of(p.value, self._entities, rows)) for p in params}

    def tool(self, tool: Tool) -> None:
        """Check a tool, its base first."""
        if tool.core is not None:
            self.core(tool.core)
        result = self.body(tool).result
        wanted = kind_of(tool.result, self._entities)
        if not goes(result, wanted):
            self._say(f"it gives {shown(result)} where its result is {shown(wanted)}")

    def core(self, core: CoreTool) -> BodyKinds:
        """Check the base of a scaled tool; what it gives is what `Core` gives in the body that follows."""
        self._core_params = self.params(core.params)
        found = self._returned_by(core.body, dict(self._core_params))
        self._core = found.result
        return found

    def body(self, tool: Tool) -> BodyKinds:
        """Check the body of a tool."""
        return self._returned_by(tool.body, self.params(tool.params))

    def _returned_by(self, body: Sequence[Any], env: _Env) -> BodyKinds:
        self._returned, self._lets = [], {}
        own = set(env)
        self._body(body, env)
        widened = {
            name: _all_joined(kinds)
            for name, kinds in self._lets.items()
            if name not in own and (len(set(kinds)) > 1 or kinds[0] in (ListKind(ANY), MapKind(ANY)))
        }
        return BodyKinds(_all_joined(self._returned), widened)

    def _say(self, problem: str) -> None:
        line = f"{self._place}: {problem}"
        if line not in self.found:
            self.found.append(line)

    # -------------------------------------------------------------- statements

    def _body(self, body: Sequence[Any], env: _Env) -> None:
        for statement in body:
            self._statement(statement, env)

    def _statement(self, s: Any, env: _Env) -> None:
        match s:
            case ir.Let():
                env[s.name] = self.kind(s.value, env)
                self._lets.setdefault(s.name, []).append(env[s.name])
            case ir.Require():
                self.want(s.condition, env, BOOL, "a condition")
                self._failure(s.error, s.arguments, env)
            case ir.Fail():
                self._failure(s.error, s.arguments, env)
            case ir.Return():
                self._returned.append(self.kind(s.value, env))
            case ir.Insert():
                self._fields(s.entity, s.fields, env)
                if s.name:
                    env[s.name] = RowKind(s.entity)
            case ir.Update() | ir.Delete():
                self.want(s.row, env, RowKind(s.entity), "what is changed")
                if isinstance(s, ir.Update):
                    self._fields(s.entity, s.fields, env)
                    if s.name:
                        env[s.name] = RowKind(s.entity)
            case ir.If():
                self.want(s.condition, env, BOOL, "a condition")
                then, otherwise = dict(env), dict(env)
                self._body(s.then, then)
                self._body(s.otherwise, otherwise)
                _merge(env, then, otherwise)
            case ir.For():
                self._loop(s, env)

    def _loop(self, s: ir.For, env: _Env) -> None:
        """What one turn leaves, the next one finds. A turn that brings nothing new is the last, so that loops in loops
        do not multiply; what still changes then may grow for ever (a record that holds the last one) and has no kind.
        """
        item = self._item_of(s.source, env)
        before: _Env | None = None
        turns = 0
        while before != env:
            before = dict(env)
            inside = {**env, s.name: item}
            self._body(s.body, inside)
            _merge(env, env, inside)
            turns += 1
            if turns > 2:
                env.update({name: ANY for name in env if env[name] != before.get(name)})

    def _fields(self, entity: str, entries: Sequence[ir.Entry], env: _Env) -> None:
        for entry in entries:
            wanted = self._cells[entity].get(entry.name, ANY)
            self.want(entry.value, env, wanted, f"{entity}.{entry.name}")

    def _failure(self, name: str, arguments: Sequence[ir.Entry], env: _Env) -> None:
        wanted = self.params(self._errors[name].params, rows=True) if name in self._errors else {}
        for entry in arguments:
            self.want(entry.value, env, wanted.get(entry.name, ANY), f"{name}.{entry.name}")

    # -------------------------------------------------------------- expressions

    def want(self, e: Any, env: _Env, wanted: Kind, what: str) -> Kind:
        """The kind of *e*; a problem where it is not *wanted*."""
        kind = self.kind(e, env)
        if not goes(kind, wanted):
            self._say(f"{what} is {shown(kind)}, not {shown(wanted)}")
        return kind

    def _item_of(self, source: Any, env: _Env) -> Kind:
        kind = bare(self.kind(source, env))
        if isinstance(kind, ListKind):
            return kind.item
        if kind != ANY:
            self._say(f"{shown(kind)} is no list to go through")
        return ANY

    def kind(self, e: Any, env: _Env) -> Kind:
        """What *e* gives."""
        match e:
            case ir.Const(value=value):
                return _constant(value)
            case ir.Var(name=name):
                return env.get(name, ANY)
            case ir.ListOf(items=items):
                kinds = [self.kind(item, env) for item in items]
                return ListKind(_all_joined(kinds))
            case ir.RecordOf(fields=fields):
                return RecordKind(tuple((f.name, self.kind(f.value, env)) for f in fields))
            case ir.MapOf(entries=entries):
                return MapKind(_all_joined([self.kind(entry.value, env) for entry in entries]))
            case ir.Get():
                return self._get(e, env)
            case ir.Cell():
                wanted: Kind = RowKind(e.entity)
                self.want(e.row, env, maybe(wanted) if e.safe else wanted, f"what has {e.entity}.{e.field}")
                cell = self._cells.get(e.entity, {}).get(e.field, ANY)
                return maybe(cell) if e.safe else cell
            case ir.Rows(entity=entity):
                return ListKind(RowKind(entity))
            case ir.Find(entity=entity, key=parts):
                keys = self._entities[entity].key
                for name, part in zip(keys, parts, strict=False):
                    self.want(part, env, maybe(self._cells[entity].get(name, ANY)), f"the key of {entity}")
                return MaybeKind(RowKind(entity))
            case ir.Follow(entity=entity, key=key):
                wanted = maybe(self._cells[entity].get(self._entities[entity].key[0], ANY))
                link = self.want(key, env, wanted, f"a link to {entity}")
                return maybe(RowKind(entity)) if isinstance(link, MaybeKind) or link == NULL else RowKind(entity)
            case ir.Item():
                self.want(e.position, env, INT, "a position")
                return maybe(self._item_of(e.value, env))
            case ir.At():
                self.want(e.key, env, TEXT, "the key of a map")
                map_ = bare(self.want(e.value, env, MapKind(ANY), "what has keys"))
                return maybe(map_.value) if isinstance(map_, MapKind) else ANY
            case ir.Binary():
                return self._binary(e, env)
            case ir.Not():
                self.want(e.value, env, BOOL, "what is negated")
                return BOOL
            case ir.Neg():
                return self._number(e.value, env)
            case ir.Coalesce():
                return joined(bare(self.kind(e.left, env)), self.kind(e.right, env))
            case ir.Choose():
                self.want(e.condition, env, BOOL, "a condition")
                return joined(self.kind(e.then, env), self.kind(e.otherwise, env))
            case ir.OrFail():
                self._failure(e.error, e.arguments, env)
                return bare(self.kind(e.value, env))
            case ir.Text():
                for hole in e.parts:
                    if isinstance(hole, ir.Hole):
                        self._hole(hole, env)
                return TEXT
            case ir.Query():
                return self._query(e, env)
            case ir.Builtin():
                return self._builtin(e.name, [bare(self.kind(a, env)) for a in e.arguments])
            case ir.Apply():
                params = self._functions[e.function].params if e.function in self._functions else ()
                for param, argument in zip(params, e.arguments, strict=False):
                    wanted = kind_of(param.value, self._entities, rows=True)
                    self.want(argument, env, wanted, f"{e.function}.{param.name}")
                return self.results.get(e.function, ANY)
            case ir.Core():
                for entry in e.arguments:
                    self.want(entry.value, env, self._core_params.get(entry.name, ANY), f"base.{entry.name}")
                return self._core
            case ir.NextId():
                self.want(e.prefix, env, TEXT, "a prefix")
                return TEXT
        return ANY

    def _hole(self, hole: ir.Hole, env: _Env) -> None:
        kind = bare(self.kind(hole.value, env))
        plain = (BOOL, TEXT, *NUMBERS, ANY)
        if kind not in ((*NUMBERS, ANY) if hole.format else plain):
            self._say(f"{shown(kind)} cannot be shown in a text" + (f" as `{hole.format}`" if hole.format else ""))

    def _get(self, e: ir.Get, env: _Env) -> Kind:
        kind = self.kind(e.value, env)
        record = bare(kind)
        if isinstance(record, RecordKind):
            field = dict(record.fields).get(e.name)
            if field is None and not record.is_open:
                self._say(f"a record has no field {e.name}")
            return maybe(field or ANY) if e.safe else field or ANY
        if record != ANY:
            self._say(f"{shown(kind)} is no record with a field {e.name}")
        return ANY

    def _number(self, e: Any, env: _Env) -> Kind:
        kind = bare(self.kind(e, env))
        if kind not in (*NUMBERS, ANY):
            self._say(f"{shown(kind)} is no number")
            return ANY
        return kind

    def _binary(self, e: ir.Binary, env: _Env) -> Kind:
        if e.operator in ("and", "or"):
            for side in (e.left, e.right):
                self.want(side, env, BOOL, "a condition")
            return BOOL
        left, right = bare(self.kind(e.left, env)), bare(self.kind(e.right, env))
        if e.operator in ("eq", "ne"):
            return BOOL
        if e.operator in ("in", "not_in"):
            if not isinstance(right, ListKind | MapKind) and right != ANY:
                self._say(f"{shown(right)} has nothing in it")
            return BOOL
        if e.operator in _COMPARED:
            if not _comparable(left, right):
                self._say(f"{shown(left)} and {shown(right)} have no order")
            return BOOL
        lists = [kind for kind in (left, right) if isinstance(kind, ListKind)]
        if e.operator == "add" and lists and all(kind == ANY or kind in lists for kind in (left, right)):
            return joined(left, right)
        if e.operator == "add" and left in (TEXT, ANY) and right in (TEXT, ANY):
            return TEXT if TEXT in (left, right) else ANY
        if left not in (*NUMBERS, ANY) or right not in (*NUMBERS, ANY):
            self._say(f"{shown(left)} {e.operator} {shown(right)} is nothing that can be computed")
            return ANY
        if e.operator == "div":
            return FLOAT
        return joined(left, right) if ANY not in (left, right) else ANY

    def _query(self, query: ir.Query, env: _Env) -> Kind:
        inside = dict(env)
        for clause in query.clauses:
            match clause:
                case ir.ForEach():
                    inside[clause.name] = self._item_of(clause.source, inside)
                case ir.Where():
                    self.want(clause.condition, inside, BOOL, "a condition")
                case ir.GroupBy():
                    key = self.kind(clause.key, inside)
                    inside |= {name: ListKind(inside.get(name, ANY)) for name in clause.variables}
                    inside[clause.name] = key
                case ir.SortBy():
                    for sort_key in clause.keys:
                        kind = bare(self.kind(sort_key.value, inside))
                        if not _comparable(kind, kind):
                            self._say(f"{shown(kind)} has no order to sort by")
                case ir.Take() | ir.Skip():
                    self.want(clause.count, inside, INT, "a count")
        return ListKind(self.kind(query.item, inside))

    def _builtin(self, name: str, given: list[Kind]) -> Kind:
        rule = _BUILTINS.get(name)
        if rule is None:
            return ANY
        least, wanted, result = rule
        if not least <= len(given) <= len(wanted):
            self._say(f"{name} takes {len(wanted)} arguments, not {len(given)}")
            return ANY
        for kind, one in zip(given, wanted, strict=False):
            if not any(goes(kind, option) for option in one):
                self._say(f"{name} takes {' or '.join(map(shown, one))}, not {shown(kind)}")
                return ANY
        return result(given)


def _given(param: Param, kind: Kind) -> Kind:
    return maybe(kind) if not param.required and param.default is None else kind


def _constant(value: Any) -> Kind:
    match value:
        case None:
            return NULL
        case bool():
            return BOOL
        case int():
            return INT
        case float():
            return FLOAT
    return TEXT


def _comparable(left: Kind, right: Kind) -> bool:
    if ANY in (left, right):
        return all(kind in (ANY, TEXT, *NUMBERS) for kind in (left, right))
    return (left in NUMBERS and right in NUMBERS) or left == right == TEXT


def _all_joined(kinds: Sequence[Kind]) -> Kind:
    result = kinds[0] if kinds else ANY
    for kind in kinds[1:]:
        result = joined(result, kind)
    return result


def _merge(into: _Env, one: _Env, other: _Env) -> None:
    for name in {**one, **other}:
        into[name] = joined(one.get(name, other.get(name, ANY)), other.get(name, one.get(name, ANY)))


# ------------------------------------------------------------------ builtins

_Rule: TypeAlias = tuple[int, tuple[tuple[Kind, ...], ...], Callable[[list[Kind]], Kind]]
_LIST: tuple[Kind, ...] = (ListKind(ANY),)
_NUMBER: tuple[Kind, ...] = NUMBERS
_TEXT: tuple[Kind, ...] = (TEXT,)
_RECORD: tuple[Kind, ...] = (RecordKind((), is_open=True),)
_MAP: tuple[Kind, ...] = (MapKind(ANY),)


def _item(given: list[Kind]) -> Kind:
    return maybe(given[0].item) if isinstance(given[0], ListKind) else ANY


def _same(given: list[Kind]) -> Kind:
    return given[0]


def _always(kind: Kind) -> Callable[[list[Kind]], Kind]:
    return lambda given: kind


def _sum(given: list[Kind]) -> Kind:
    return given[0].item if isinstance(given[0], ListKind) else ANY


def _values(given: list[Kind]) -> Kind:
    return ListKind(given[0].value) if isinstance(given[0], MapKind) else ANY


_NUMBER_LIST: tuple[Kind, ...] = (ListKind(FLOAT),)
_ORDERED_LIST: tuple[Kind, ...] = (ListKind(FLOAT), ListKind(TEXT))
_OPEN: Kind = RecordKind((), is_open=True)

_BUILTINS: dict[str, _Rule] = {
    "count": (1, ((*_LIST, *_MAP),), _always(INT)),
    "sum": (1, (_NUMBER_LIST,), _sum),
    "avg": (1, (_NUMBER_LIST,), _always(FLOAT)),
    "min": (1, (_ORDERED_LIST,), _item),
    "max": (1, (_ORDERED_LIST,), _item),
    "first": (1, (_LIST,), _item),
    "last": (1, (_LIST,), _item),
    "round": (1, (_NUMBER, (INT,)), lambda given: INT if len(given) == 1 else FLOAT),
    "abs": (1, (_NUMBER,), _same),
    "floor": (1, (_NUMBER,), _always(INT)),
    "ceil": (1, (_NUMBER,), _always(INT)),
    "length": (1, (_TEXT,), _always(INT)),
    "distinct": (1, (_LIST,), _same),
    "reverse": (1, (_LIST,), _same),
    "any": (1, ((ListKind(BOOL),),), _always(BOOL)),
    "all": (1, ((ListKind(BOOL),),), _always(BOOL)),
    "text": (1, ((BOOL, TEXT, *NUMBERS),), _always(TEXT)),
    "year": (1, (_TEXT,), _always(INT)),
    "month": (1, (_TEXT,), _always(INT)),
    "day": (1, (_TEXT,), _always(INT)),
    "days_between": (2, (_TEXT, _TEXT), _always(INT)),
    "add_days": (2, (_TEXT, (INT,)), _always(TEXT)),
    "to_float": (1, (_NUMBER,), _always(FLOAT)),
    "sort_records": (3, ((ListKind(_OPEN),), _TEXT, (BOOL,)), _same),
    "select_fields": (2, (_RECORD, (ListKind(TEXT),)), _always(_OPEN)),
    "merge_records": (2, (_RECORD, _RECORD), _always(_OPEN)),
    "shorten": (2, (_TEXT, (INT,)), _always(TEXT)),
    "format_date": (2, (_TEXT, _TEXT), _always(TEXT)),
    "keys": (1, (_MAP,), _always(ListKind(TEXT))),
    "values": (1, (_MAP,), _values),
    "lower": (1, (_TEXT,), _always(TEXT)),
    "upper": (1, (_TEXT,), _always(TEXT)),
    "trim": (1, (_TEXT,), _always(TEXT)),
    "starts_with": (2, (_TEXT, _TEXT), _always(BOOL)),
    "ends_with": (2, (_TEXT, _TEXT), _always(BOOL)),
    "contains": (2, (_TEXT, _TEXT), _always(BOOL)),
    "split": (2, (_TEXT, _TEXT), _always(ListKind(TEXT))),
    "join": (2, ((ListKind(TEXT),), _TEXT), _always(TEXT)),
}
"""Builtin to how many arguments it needs, what each may be, and what it gives."""
