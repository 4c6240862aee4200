"""Kinds of expressions, and what in them is done to values of the wrong kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, TypeAlias

from . import expressions as ir
from .builtin_kinds import builtin_kind
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
from .tools import Entity, Param, ToolModule

Env: TypeAlias = dict[str, Kind]
"""Variable to what it holds."""
_COMPARED = {"lt", "le", "gt", "ge"}


class ExpressionKinds:
    """Kinds of expressions over the world of a module; problems are kept with the place that was last named."""

    def __init__(self, module: ToolModule) -> None:
        """Nothing was looked at yet."""
        self._entities: Mapping[str, Entity] = {entity.name: entity for entity in module.entities}
        self._errors = {error.name: error for error in module.errors}
        self._functions = {function.name: function for function in module.functions}
        self._externs = {extern.name: extern for extern in module.externs}
        self._cells = {
            entity.name: {field.name: kind_of(field.value, self._entities) for field in entity.fields}
            for entity in module.entities
        }
        self.results: dict[str, Kind] = {}
        """Function to what it gives, of those that were looked at."""
        self.found: list[str] = []
        """Problems, each once."""
        self.core: Kind = ANY
        """What `Core` gives where it is met next."""
        self.core_params: Mapping[str, Kind] = {}
        self._place = ""

    def at(self, place: str) -> None:
        """Say where problems that are found next stand."""
        self._place = place

    def params(self, params: Sequence[Param], rows: bool = False) -> Env:
        """What parameters hold: keys for rows, rows themselves with *rows*."""
        return {p.name: _given(p, kind_of(p.value, self._entities, rows)) for p in params}

    def say(self, problem: str) -> None:
        """Keep a problem."""
        line = f"{self._place}: {problem}"
        if line not in self.found:
            self.found.append(line)

    def fields(self, entity: str, entries: Sequence[ir.Entry], env: Env) -> None:
        """Look at what cells of a row of *entity* are set to."""
        for entry in entries:
            wanted = self._cells[entity].get(entry.name, ANY)
            self.want(entry.value, env, wanted, f"{entity}.{entry.name}")

    def failure(self, name: str, arguments: Sequence[ir.Entry], env: Env) -> None:
        """Look at what the error *name* is told."""
        wanted = self.params(self._errors[name].params, rows=True) if name in self._errors else {}
        for entry in arguments:
            self.want(entry.value, env, wanted.get(entry.name, ANY), f"{name}.{entry.name}")

    def want(self, e: Any, env: Env, wanted: Kind, what: str) -> Kind:
        """The kind of *e*; a problem where it is not *wanted*."""
        kind = self.kind(e, env)
        if not goes(kind, wanted):
            self.say(f"{what} is {shown(kind)}, not {shown(wanted)}")
        return kind

    def item_of(self, source: Any, env: Env) -> Kind:
        """What the items of *source* are."""
        kind = bare(self.kind(source, env))
        if isinstance(kind, ListKind):
            return kind.item
        if kind != ANY:
            self.say(f"{shown(kind)} is no list to go through")
        return ANY

    def kind(self, e: Any, env: Env) -> Kind:
        """What *e* gives."""
        match e:
            case ir.Const(value=value):
                return _constant(value)
            case ir.Var(name=name):
                return env.get(name, ANY)
            case ir.ListOf(items=items):
                kinds = [self.kind(item, env) for item in items]
                return ListKind(all_joined(kinds))
            case ir.RecordOf(fields=fields):
                return RecordKind(tuple((f.name, self.kind(f.value, env)) for f in fields))
            case ir.MapOf(entries=entries):
                return MapKind(all_joined([self.kind(entry.value, env) for entry in entries]))
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
                return maybe(self.item_of(e.value, env))
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
                self.failure(e.error, e.arguments, env)
                return bare(self.kind(e.value, env))
            case ir.Text():
                for hole in e.parts:
                    if isinstance(hole, ir.Hole):
                        self._hole(hole, env)
                return TEXT
            case ir.Query():
                return self._query(e, env)
            case ir.Builtin():
                kind, problem = builtin_kind(e.name, [bare(self.kind(a, env)) for a in e.arguments])
                if problem is not None:
                    self.say(problem)
                return kind
            case ir.Apply():
                params = self._functions[e.function].params if e.function in self._functions else ()
                for param, argument in zip(params, e.arguments, strict=False):
                    wanted = kind_of(param.value, self._entities, rows=True)
                    self.want(argument, env, wanted, f"{e.function}.{param.name}")
                return self.results.get(e.function, ANY)
            case ir.ApplyExtern():
                extern = self._externs.get(e.function)
                for param, argument in zip(extern.params if extern else (), e.arguments, strict=False):
                    self.want(argument, env, kind_of(param.value, self._entities), f"{e.function}.{param.name}")
                return kind_of(extern.result, self._entities) if extern else ANY
            case ir.Core():
                for entry in e.arguments:
                    self.want(entry.value, env, self.core_params.get(entry.name, ANY), f"base.{entry.name}")
                return self.core
            case ir.NextId():
                self.want(e.prefix, env, TEXT, "a prefix")
                return TEXT
        return ANY

    def _hole(self, hole: ir.Hole, env: Env) -> None:
        kind = bare(self.kind(hole.value, env))
        plain = (BOOL, TEXT, *NUMBERS, ANY)
        if kind not in ((*NUMBERS, ANY) if hole.format else plain):
            self.say(f"{shown(kind)} cannot be shown in a text" + (f" as `{hole.format}`" if hole.format else ""))

    def _get(self, e: ir.Get, env: Env) -> Kind:
        kind = self.kind(e.value, env)
        record = bare(kind)
        if isinstance(record, RecordKind):
            field = dict(record.fields).get(e.name)
            if field is None and not record.is_open:
                self.say(f"a record has no field {e.name}")
            return maybe(field or ANY) if e.safe else field or ANY
        if record != ANY:
            self.say(f"{shown(kind)} is no record with a field {e.name}")
        return ANY

    def _number(self, e: Any, env: Env) -> Kind:
        kind = bare(self.kind(e, env))
        if kind not in (*NUMBERS, ANY):
            self.say(f"{shown(kind)} is no number")
            return ANY
        return kind

    def _binary(self, e: ir.Binary, env: Env) -> Kind:
        if e.operator in ("and", "or"):
            for side in (e.left, e.right):
                self.want(side, env, BOOL, "a condition")
            return BOOL
        left, right = bare(self.kind(e.left, env)), bare(self.kind(e.right, env))
        if e.operator in ("eq", "ne"):
            return BOOL
        if e.operator in ("in", "not_in"):
            if not isinstance(right, ListKind | MapKind) and right != ANY:
                self.say(f"{shown(right)} has nothing in it")
            return BOOL
        if e.operator in _COMPARED:
            if not _comparable(left, right):
                self.say(f"{shown(left)} and {shown(right)} have no order")
            return BOOL
        lists = [kind for kind in (left, right) if isinstance(kind, ListKind)]
        if e.operator == "add" and lists and all(kind == ANY or kind in lists for kind in (left, right)):
            return joined(left, right)
        if e.operator == "add" and left in (TEXT, ANY) and right in (TEXT, ANY):
            return TEXT if TEXT in (left, right) else ANY
        if left not in (*NUMBERS, ANY) or right not in (*NUMBERS, ANY):
            self.say(f"{shown(left)} {e.operator} {shown(right)} is nothing that can be computed")
            return ANY
        if e.operator == "div":
            return FLOAT
        return joined(left, right) if ANY not in (left, right) else ANY

    def _query(self, query: ir.Query, env: Env) -> Kind:
        inside = dict(env)
        for clause in query.clauses:
            match clause:
                case ir.ForEach():
                    inside[clause.name] = self.item_of(clause.source, inside)
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
                            self.say(f"{shown(kind)} has no order to sort by")
                case ir.Take() | ir.Skip():
                    self.want(clause.count, inside, INT, "a count")
        return ListKind(self.kind(query.item, inside))


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


def all_joined(kinds: Sequence[Kind]) -> Kind:
    """What holds all of *kinds*; `ANY` where there are none."""
    return reduce(joined, kinds) if kinds else ANY
