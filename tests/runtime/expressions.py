"""Random expressions of the intermediate form, type-correct by construction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import Any, Self

from hypothesis import strategies as st

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Function

from .kinds import (
    BOOL,
    COMPARABLE,
    DATE,
    FIELDS,
    FLOAT,
    INT,
    ITEM,
    MAKER,
    NAMES,
    SCALARS,
    STR,
    TEXTS,
    Draw,
    Env,
    Kind,
    const,
    value_of,
)


@dataclass
class ExpressionMaker:
    """Makes expressions; one for each tool or function."""

    draw: Draw
    keys: Mapping[str, tuple[str, ...]]
    functions: Sequence[tuple[Function, tuple[Kind, ...], Kind]] = ()
    fails: bool = False
    careless: bool = False
    """Whether a call may well fail: `require`, `fail` and `?? fail` on more than rows."""
    writes: tuple[str, ...] = ()
    names: list[str] = field(default_factory=lambda: list(NAMES))
    made: list[str] = field(default_factory=list)

    def fresh(self) -> str:
        """A variable's name that this body does not use yet."""
        if self.names and self.draw(st.booleans()):
            return self.names.pop(self.draw(st.integers(0, len(self.names) - 1)))
        self.made.append(f"v{len(self.made)}")
        return self.made[-1]

    def pick(self, options: Sequence[Any]) -> Any:
        """One of *options*."""
        return options[self.draw(st.integers(0, len(options) - 1))]

    def pure(self) -> Self:
        """The same without declared errors."""
        return replace(self, fails=False)

    # -------------------------------------------------------------- expressions

    def expr(self, kind: Kind, env: Env, depth: int) -> Any:
        """An expression of a type."""
        leaves = self.leaves(kind, env)
        inner = self.inner(kind, env, depth - 1) if depth > 0 else []
        if not inner or (leaves and self.draw(st.integers(0, 3)) == 0):
            return self.pick(leaves)()
        return self.pick(inner)()

    def rows_in(self, entity: str, env: Env) -> bool:
        """Whether a row of *entity* can be had."""
        has = any(kind == ("row", entity) for kind in env.values())
        return self.fails or has or (entity == "Maker" and ITEM in env.values())

    def leaves(self, kind: Kind, env: Env) -> list[Callable[[], Any]]:
        """The smallest expressions of a type."""
        found: list[Callable[[], Any]] = [
            partial(ir.Var, name=n) for n, k in env.items() if k == kind for _ in range(2)
        ]
        match kind:
            case ("list", item):
                found.append(lambda: ir.ListOf(items=()))
                if item[0] == "row":
                    found.append(lambda: ir.Rows(entity=item[1]))
            case ("map", _):
                found.append(lambda: const(value_of(self.draw, kind)))
            case ("opt", item):
                found.append(lambda: ir.Const(value=None))
                if item[0] == "row":
                    found.append(lambda: self.find(item[1], env, 0))
            case ("rec", fields):
                made = {n: self.leaves(k, env) for n, k in fields}
                found.append(
                    lambda: ir.RecordOf(fields=tuple(ir.Entry(name=n, value=self.pick(m)()) for n, m in made.items()))
                )
            case ("row", entity):
                if self.fails:
                    found.append(lambda: self.or_fail(self.find(entity, env, 0), env, 0))
                if entity == "Maker" and ITEM in env.values():
                    name = next(n for n, k in env.items() if k == ITEM)
                    cell = ir.Cell(row=ir.Var(name=name), entity="Item", field="maker")
                    found.append(lambda: ir.Follow(entity="Maker", key=cell))
            case _:
                found.append(lambda: const(value_of(self.draw, kind)))
        return found

    def inner(self, kind: Kind, env: Env, depth: int) -> list[Callable[[], Any]]:
        """Larger expressions of a type."""

        def e(k: Kind) -> Any:
            return self.expr(k, env, depth)

        def builtin(name: str, *kinds: Kind) -> Callable[[], Any]:
            return lambda: ir.Builtin(name=name, arguments=tuple(e(k) for k in kinds))

        def binary(operator: Any, left: Kind, right: Kind | None = None) -> Callable[[], Any]:
            return lambda: ir.Binary(operator=operator, left=e(left), right=e(right or left))

        found: list[Callable[[], Any]] = [
            lambda: ir.Choose(condition=e(BOOL), then=e(kind), otherwise=e(kind)),
            *self.cells(kind, env, depth),
            *[
                lambda f=f, ps=ps: ir.Apply(function=f.name, arguments=tuple(e(p) for p in ps))
                for f, ps, gives in self.functions
                if gives == kind and all(p[0] != "row" or self.rows_in(p[1], env) for p in ps)
            ],
        ]
        if kind[0] != "opt":
            found.append(lambda: ir.Coalesce(left=e(("opt", kind)), right=e(kind)))
            if self.fails and self.careless:
                found.append(lambda: self.or_fail(e(("opt", kind)), env, depth))
        if kind[0] in ("int", "float", "str", "bool", "date", "list"):
            found.append(lambda: ir.Get(value=e(("rec", (("part", kind), ("other", INT)))), name="part"))
        match kind:
            case ("int",):
                found += [binary(o, INT) for o in ("add", "sub", "mul")]
                found += [
                    builtin("count", ("list", STR)),
                    builtin("count", ("list", ITEM)),
                    builtin("sum", ("list", INT)),
                ]
                found += [
                    builtin("length", STR),
                    builtin("round", FLOAT),
                    builtin("floor", FLOAT),
                    builtin("ceil", FLOAT),
                ]
                found += [
                    builtin("abs", INT),
                    builtin("days_between", DATE, DATE),
                    lambda: ir.Neg(value=e(INT)),
                ]
                found += [builtin(n, DATE) for n in ("year", "month", "day")]
                found += [binary(o, INT) for o in ("floordiv", "mod")]
            case ("float",):
                found += [binary(o, FLOAT) for o in ("add", "sub", "mul")] + [
                    binary("div", FLOAT),
                    binary("div", INT),
                ]
                found += [
                    builtin("sum", ("list", FLOAT)),
                    builtin("avg", ("list", FLOAT)),
                    builtin("to_float", INT),
                ]
                found += [builtin("abs", FLOAT), lambda: ir.Neg(value=e(FLOAT)), binary("mod", FLOAT)]
                found.append(
                    lambda: ir.Builtin(name="round", arguments=(e(FLOAT), ir.Const(value=self.draw(st.integers(0, 3)))))
                )
            case ("str",):
                found += [builtin(n, STR) for n in ("lower", "upper", "trim")] + [binary("add", STR)]
                found += [
                    builtin("join", ("list", STR), STR),
                    builtin("text", self.pick(SCALARS)),
                    builtin("shorten", STR, INT),
                    lambda: ir.Builtin(
                        name="format_date",
                        arguments=(e(DATE), ir.Const(value=self.pick(("european", "us", "long", "weekday")))),
                    ),
                    lambda: self.text(env, depth),
                ]
            case ("bool",):
                found += self.conditions(env, depth)
            case ("date",):
                found.append(builtin("add_days", DATE, INT))
            case ("list", item):
                found += [lambda: self.query(item, env, depth)] * 4
                found += [builtin("distinct", kind), builtin("reverse", kind), binary("add", kind)]
                found.append(lambda: ir.ListOf(items=tuple(e(item) for _ in range(self.draw(st.integers(1, 3))))))
                if item == STR:
                    found.append(builtin("split", STR, STR))
                    found.append(builtin("keys", ("map", FLOAT)))
                if item in SCALARS:
                    found.append(builtin("values", ("map", item)))
                if item[0] == "rec" and (sortable := [n for n, k in item[1] if k in COMPARABLE]):
                    by, down = ir.Const(value=self.pick(sortable)), ir.Const(value=self.draw(st.booleans()))
                    found.append(lambda: ir.Builtin(name="sort_records", arguments=(e(kind), by, down)))
            case ("map", item):
                texts = st.lists(st.sampled_from(TEXTS), max_size=3, unique=True)
                found.append(
                    lambda: ir.MapOf(entries=tuple(ir.MapEntry(key=k, value=e(item)) for k in self.draw(texts)))
                )
            case ("opt", item):
                if item in SCALARS:
                    found.append(lambda: ir.At(value=e(("map", item)), key=e(STR)))
                found += [builtin(n, ("list", item)) for n in ("first", "last")] + [lambda: e(item)]
                if item in COMPARABLE:
                    found += [builtin(n, ("list", item)) for n in ("min", "max")]
                found.append(lambda: ir.Item(value=e(("list", item)), position=e(INT)))
                found.append(lambda: ir.Get(value=e(("opt", ("rec", (("part", item),)))), name="part", safe=True))
                if item[0] == "row":
                    found.append(lambda: self.find(item[1], env, depth))
            case ("rec", fields):
                found.append(lambda: ir.RecordOf(fields=tuple(ir.Entry(name=n, value=e(k)) for n, k in fields)))
                some = fields[: self.draw(st.integers(0, len(fields)))]
                found.append(
                    lambda: ir.Builtin(
                        name="merge_records",
                        arguments=(e(kind), ir.RecordOf(fields=tuple(ir.Entry(name=n, value=e(k)) for n, k in some))),
                    )
                )
        if kind[0] == "row" and not self.rows_in(kind[1], env):
            return []
        if kind[0] == "opt" and kind[1][0] == "row" and not self.rows_in(kind[1][1], env):
            return [lambda: self.find(kind[1][1], env, depth), builtin("first", ("list", kind[1]))]
        if kind[0] == "list" and kind[1][0] == "row" and not self.rows_in(kind[1][1], env):
            return [builtin("distinct", kind), builtin("reverse", kind)]
        return found

    def cells(self, kind: Kind, env: Env, depth: int) -> list[Callable[[], Any]]:
        """Reads of stored cells, and links followed."""
        found: list[Callable[[], Any]] = []

        def cell(entity: str, name: str, safe: bool) -> Any:
            row = ("opt", ("row", entity)) if safe else ("row", entity)
            return ir.Cell(row=self.expr(row, env, depth), entity=entity, field=name, safe=safe)

        for entity, fields in FIELDS.items():
            for name, stored in fields.items():
                bare = {MAKER: STR, ("opt", MAKER): ("opt", STR)}.get(stored, stored)
                if bare == kind and self.rows_in(entity, env):
                    found += [partial(cell, entity, name, False)] * 2
                if kind in (("opt", bare), bare) and kind[0] == "opt":
                    found.append(partial(cell, entity, name, True))
        if kind == MAKER and self.rows_in("Item", env):
            found.append(lambda: ir.Follow(entity="Maker", key=cell("Item", "maker", False)))
        if kind == ("opt", MAKER) and self.rows_in("Item", env):
            found.append(lambda: ir.Follow(entity="Maker", key=cell("Item", "backup", False)))
        return found

    def conditions(self, env: Env, depth: int) -> list[Callable[[], Any]]:
        """Conditions."""

        def e(k: Kind) -> Any:
            return self.expr(k, env, depth)

        def compare() -> Any:
            kind = self.pick(COMPARABLE)
            return ir.Binary(operator=self.pick(("lt", "le", "gt", "ge", "eq", "ne")), left=e(kind), right=e(kind))

        def same() -> Any:
            kind = self.pick(
                (*SCALARS, ("opt", STR), ("opt", FLOAT), ("list", STR), ("list", BOOL), ("map", FLOAT), ("opt", MAKER))
            )
            return ir.Binary(operator=self.pick(("eq", "ne")), left=e(kind), right=e(kind))

        def is_null() -> Any:
            kind = ("opt", self.pick((STR, FLOAT, ITEM)))
            return ir.Binary(operator=self.pick(("eq", "ne")), left=e(kind), right=ir.Const(value=None))

        def among() -> Any:
            kind = self.pick((*SCALARS, ("opt", STR)))
            where = ("map", FLOAT) if kind == STR and self.draw(st.booleans()) else ("list", kind)
            return ir.Binary(operator=self.pick(("in", "not_in")), left=e(kind), right=e(where))

        def both() -> Any:
            return ir.Binary(operator=self.pick(("and", "or")), left=e(BOOL), right=e(BOOL))

        def texts() -> Any:
            return ir.Builtin(name=self.pick(("contains", "starts_with", "ends_with")), arguments=(e(STR), e(STR)))

        def quantified() -> Any:
            return ir.Builtin(name=self.pick(("any", "all")), arguments=(e(("list", BOOL)),))

        return [
            compare,
            compare,
            same,
            is_null,
            among,
            both,
            both,
            texts,
            quantified,
            lambda: ir.Not(value=e(BOOL)),
        ]

    def find(self, entity: str, env: Env, depth: int) -> Any:
        """A row by its key, or null."""
        stored = {n: STR if k == MAKER else k for n, k in FIELDS[entity].items()}
        if not self.careless or self.draw(st.booleans()):  # a key that is probably there
            likely = {STR: ("a", "b"), INT: (0, 1)} if self.careless else {STR: ("a",), INT: (0,)}
            return ir.Find(entity=entity, key=tuple(const(self.pick(likely[stored[n]])) for n in self.keys[entity]))
        return ir.Find(entity=entity, key=tuple(self.expr(stored[n], env, depth) for n in self.keys[entity]))

    def or_fail(self, value: Any, env: Env, depth: int) -> Any:
        """*value*, or a declared error."""
        error, arguments = self.failure(env, depth)
        return ir.OrFail(value=value, error=error, arguments=arguments)

    def failure(self, env: Env, depth: int) -> tuple[str, tuple[ir.Entry, ...]]:
        """A declared error with its arguments."""
        if self.draw(st.booleans()):
            return "Broken", ()
        pure = self.pure()
        arguments = (("self", STR), ("max", INT), ("flag", BOOL))
        return "Missing", tuple(ir.Entry(name=n, value=pure.expr(k, env, min(depth, 1))) for n, k in arguments)

    def text(self, env: Env, depth: int) -> Any:
        """A text with holes."""
        parts: list[Any] = []
        for _ in range(self.draw(st.integers(1, 3))):
            kind = self.pick((*SCALARS, "text"))
            if kind == "text":
                parts.append(self.pick(TEXTS))
            else:
                form = self.pick(("", ",", ".2f", ",.1f")) if kind in (INT, FLOAT) else ""
                parts.append(ir.Hole(value=self.expr(kind, env, depth), format=form))
        return ir.Text(parts=tuple(parts))

    def query(self, item: Kind, env: Env, depth: int) -> Any:
        """A query whose items are of a type."""
        clauses: list[Any] = []
        inner, own = dict(env), []

        def loop() -> None:
            source = self.pick((ITEM, ITEM, MAKER, STR, INT, BOOL, ("rec", (("part", FLOAT), ("other", INT)))))
            made = self.expr(("list", source), inner, depth)
            name = self.fresh()
            clauses.append(ir.ForEach(name=name, source=made))
            inner[name] = source
            own.append(name)

        def group() -> None:
            kind = self.pick((*SCALARS, ("opt", STR)))
            key = self.expr(kind, inner, depth)
            name = self.fresh()
            clauses.append(ir.GroupBy(key=key, name=name, variables=tuple(own)))
            inner.update({v: ("list", inner[v]) for v in own})
            inner[name] = kind
            own.append(name)

        def sort() -> None:
            directions = [self.draw(st.booleans()) for _ in range(self.draw(st.integers(1, 3)))]
            # Which of two failing keys of different directions fails first is not told.
            keys = self if len(list(groupby(directions))) == 1 else replace(self.pure(), functions=())
            total = keys is self
            made = [
                ir.SortKey(value=keys.expr(self.pick(COMPARABLE), inner, depth if total else 0), descending=d)
                for d in directions
            ]
            clauses.append(ir.SortBy(keys=tuple(made)))

        def cut() -> None:
            count = ir.Const(value=self.draw(st.integers(0, 3))) if self.draw(st.booleans()) else self.expr(INT, env, 1)
            clauses.append(self.pick((ir.Take, ir.Skip))(count=count))

        def where() -> None:
            clauses.append(ir.Where(condition=self.expr(BOOL, inner, depth)))

        # Queries in queries multiply: each is less deep than what is around it, and few loop twice.
        depth -= 1
        loop()
        more = self.draw(st.lists(st.sampled_from((where, where, group, sort, sort, cut, loop)), max_size=3))
        for clause in more if more.count(loop) < 2 else [where]:
            clause()
        return ir.Query(item=self.expr(item, inner, depth), clauses=tuple(clauses))
