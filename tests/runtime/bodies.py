"""Random expressions and statements of the intermediate form, type-correct by construction (see `strategies`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, TypeAlias

from hypothesis import strategies as st

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Function
from toolwright.runtime.ir import types

Kind: TypeAlias = tuple[Any, ...]
"""A type: ("int",), ("list", item), ("opt", item), ("row", entity), ("rec", ((name, type), ...))."""
Env: TypeAlias = dict[str, Kind]
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

INT, FLOAT, STR, BOOL, DATE = ("int",), ("float",), ("str",), ("bool",), ("date",)
SCALARS: Sequence[Kind] = (INT, FLOAT, STR, BOOL, DATE)
COMPARABLE: Sequence[Kind] = (INT, FLOAT, STR, DATE)
ITEM, MAKER = ("row", "Item"), ("row", "Maker")

FIELDS: Mapping[str, Mapping[str, Kind]] = {
    "Maker": {"code": STR, "name": STR, "rating": ("opt", FLOAT), "active": BOOL, "since": DATE, "self": INT},
    "Item": {
        "id": INT,
        "maker": MAKER,
        "backup": ("opt", MAKER),
        "row": INT,
        "class": ("opt", STR),
        "price": FLOAT,
        "sold": BOOL,
        "from": DATE,
        "tags": ("list", STR),
    },
}
TEXTS = ("", "a", "b", "ab", "Ä ß", "{x} {{", "q\"u'o\\te", "a b", "c", "\n\t", "%s", "12")
DATES = ("2024-02-29", "2024-03-01", "1999-12-31", "2030-01-01")
FLOATS = (-1.5, 0.0, 0.1, 0.5, 2.0, 2.5, 1e15, 12345.678)
DOMAIN: Mapping[str, Sequence[Any]] = {
    "int": (-3, -1, 0, 1, 2, 3, 5, 1000000),
    "float": FLOATS,
    "str": TEXTS,
    "bool": (True, False),
    "date": DATES,
}
NAMES = (
    "from max self world list name row text class first result found x y sum item take kind label size "
    "low high part whole value count total print format lambda"
).split()


def ir_type(kind: Kind) -> Any:
    """A type in the intermediate form."""
    match kind:
        case ("list", item):
            return types.ListType(item=ir_type(item))
        case ("opt", item):
            return types.OptionalType(item=ir_type(item))
        case ("row", entity):
            return types.RowType(entity=entity)
        case ("rec", fields):
            return types.RecordType(fields=tuple(types.RecordField(name=n, value=ir_type(k)) for n, k in fields))
    plain = {"int": types.IntType, "float": types.FloatType, "str": types.StrType, "bool": types.BoolType}
    return plain.get(kind[0], types.DateType)()


def value_of(draw: Draw, kind: Kind) -> Any:
    """A JSON value of a type."""
    match kind:
        case ("list", item):
            return [value_of(draw, item) for _ in range(draw(st.integers(0, 3)))]
        case ("opt", item):
            return None if draw(st.booleans()) else value_of(draw, item)
    return draw(st.sampled_from(DOMAIN[kind[0]]))


def const(value: Any) -> Any:
    """A constant, lists included."""
    return ir.ListOf(items=tuple(map(const, value))) if isinstance(value, list) else ir.Const(value=value)


@dataclass
class BodyMaker:
    """Makes expressions and statements; one for each tool, function or check."""

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

    def pure(self) -> BodyMaker:
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
        found: list[Callable[[], Any]] = [lambda n=n: ir.Var(name=n) for n, k in env.items() if k == kind] * 2
        match kind:
            case ("list", item):
                found.append(lambda: ir.ListOf(items=()))
                if item[0] == "row":
                    found.append(lambda: ir.Rows(entity=item[1]))
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
                found += [builtin("count", ("list", STR)), builtin("count", ("list", ITEM)), builtin("sum", ("list", INT))]
                found += [builtin("length", STR), builtin("round", FLOAT), builtin("floor", FLOAT), builtin("ceil", FLOAT)]
                found += [builtin("abs", INT), builtin("days_between", DATE, DATE), lambda: ir.Neg(value=e(INT))]
                found += [builtin(n, DATE) for n in ("year", "month", "day")]
                found += [binary(o, INT) for o in ("floordiv", "mod")]
            case ("float",):
                found += [binary(o, FLOAT) for o in ("add", "sub", "mul")] + [binary("div", FLOAT), binary("div", INT)]
                found += [builtin("sum", ("list", FLOAT)), builtin("avg", ("list", FLOAT)), builtin("to_float", INT)]
                found += [builtin("abs", FLOAT), lambda: ir.Neg(value=e(FLOAT)), binary("mod", FLOAT)]
                found.append(
                    lambda: ir.Builtin(name="round", arguments=(e(FLOAT), ir.Const(value=self.draw(st.integers(0, 3)))))
                )
            case ("str",):
                found += [builtin(n, STR) for n in ("lower", "upper", "trim")] + [binary("add", STR)]
                found += [builtin("join", ("list", STR), STR), builtin("text", self.pick(SCALARS)), lambda: self.text(env, depth)]
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
                if item[0] == "rec" and (sortable := [n for n, k in item[1] if k in COMPARABLE]):
                    by, down = ir.Const(value=self.pick(sortable)), ir.Const(value=self.draw(st.booleans()))
                    found.append(lambda: ir.Builtin(name="sort_records", arguments=(e(kind), by, down)))
            case ("opt", item):
                found += [builtin(n, ("list", item)) for n in ("first", "last")] + [lambda: e(item)]
                if item in COMPARABLE:
                    found += [builtin(n, ("list", item)) for n in ("min", "max")]
                found.append(lambda: ir.Item(value=e(("list", item)), position=e(INT)))
                found.append(lambda: ir.Get(value=e(("opt", ("rec", (("part", item),)))), name="part", safe=True))
                if item[0] == "row":
                    found.append(lambda: self.find(item[1], env, depth))
            case ("rec", fields):
                found.append(lambda: ir.RecordOf(fields=tuple(ir.Entry(name=n, value=e(k)) for n, k in fields)))
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
                    found += [lambda x=entity, n=name: cell(x, n, False)] * 2
                if kind in (("opt", bare), bare) and kind[0] == "opt":
                    found.append(lambda x=entity, n=name: cell(x, n, True))
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
            kind = self.pick((*SCALARS, ("opt", STR), ("opt", FLOAT), ("list", STR), ("list", BOOL), ("opt", MAKER)))
            return ir.Binary(operator=self.pick(("eq", "ne")), left=e(kind), right=e(kind))

        def is_null() -> Any:
            kind = ("opt", self.pick((STR, FLOAT, ITEM)))
            return ir.Binary(operator=self.pick(("eq", "ne")), left=e(kind), right=ir.Const(value=None))

        def among() -> Any:
            kind = self.pick((*SCALARS, ("opt", STR)))
            return ir.Binary(operator=self.pick(("in", "not_in")), left=e(kind), right=e(("list", kind)))

        def both() -> Any:
            return ir.Binary(operator=self.pick(("and", "or")), left=e(BOOL), right=e(BOOL))

        def texts() -> Any:
            return ir.Builtin(name=self.pick(("contains", "starts_with", "ends_with")), arguments=(e(STR), e(STR)))

        def quantified() -> Any:
            return ir.Builtin(name=self.pick(("any", "all")), arguments=(e(("list", BOOL)),))

        return [compare, compare, same, is_null, among, both, both, texts, quantified, lambda: ir.Not(value=e(BOOL))]

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

    # -------------------------------------------------------------- statements

    def body(self, env: Env, result: Kind, depth: int) -> tuple[Any, ...]:
        """A whole body that gives *result*."""
        env = dict(env)
        made = self.statements(env, depth, result)
        return (*made, ir.Return(value=self.expr(result, env, depth)))

    def statements(self, env: Env, depth: int, result: Kind) -> tuple[Any, ...]:
        """Some statements; what they bind is added to *env*."""
        options = [self.let, self.let, self.branch, self.loop]
        options += [self.require] if self.careless else []
        options += [self.insert, self.insert, self.update, self.update, self.update, self.delete] if self.writes else []
        least = 1 if self.writes else 0
        return tuple(self.pick(options)(env, depth - 1, result) for _ in range(self.draw(st.integers(least, 4))))

    def let(self, env: Env, depth: int, _: Kind) -> Any:
        """`let`, of a new variable or an old one."""
        kinds = [*SCALARS, ("list", ITEM), ("opt", STR), ("opt", ITEM), ("list", BOOL), ("rec", (("part", STR),))]
        kinds += [ITEM, MAKER] * 2 if self.fails else []
        kind = self.pick(kinds)
        value = self.expr(kind, env, depth)
        old = [n for n, k in env.items() if k == kind]
        name = self.pick(old) if old and self.draw(st.integers(0, 3)) == 0 else self.fresh()
        env[name] = kind
        return ir.Let(name=name, value=value)

    def require(self, env: Env, depth: int, _: Kind) -> Any:
        """`require`."""
        condition = self.expr(BOOL, env, depth)
        error, arguments = self.failure(env, depth)
        return ir.Require(condition=condition, error=error, arguments=arguments)

    def branch(self, env: Env, depth: int, result: Kind) -> Any:
        """`if`, perhaps with an early end."""
        condition = self.expr(BOOL, env, depth)

        def side() -> tuple[Any, ...]:
            local = dict(env)
            made = self.statements(local, depth, result) if depth > 0 else ()
            end = self.draw(st.integers(0, 5))
            if end == 5:
                return (*made, ir.Return(value=self.expr(result, local, 1)))
            if end == 4 and self.careless:
                error, arguments = self.failure(local, 0)
                return (*made, ir.Fail(error=error, arguments=arguments))
            return made or (ir.Let(name=self.fresh(), value=ir.Const(value=1)),)

        return ir.If(condition=condition, then=side(), otherwise=side() if self.draw(st.booleans()) else ())

    def loop(self, env: Env, depth: int, result: Kind) -> Any:
        """`for`."""
        kind = self.pick((ITEM, MAKER, INT, STR))
        source = self.expr(("list", kind), env, max(depth, 0))
        name = self.fresh()
        local = {**env, name: kind}
        body = self.statements(local, depth, result) if depth > 0 else ()
        return ir.For(name=name, source=source, body=body or (ir.Let(name=self.fresh(), value=ir.Var(name=name)),))

    def cell_values(self, entity: str, names: Sequence[str], env: Env, depth: int) -> tuple[ir.Entry, ...]:
        """Values for cells; links by key, some of which lead nowhere."""

        def value(name: str) -> Any:
            kind = FIELDS[entity][name]
            if name in ("maker", "backup") and self.draw(st.integers(0, 3)):
                return ir.Const(value=self.pick(("a", "b")))
            if name == "code" and self.draw(st.booleans()):
                return ir.NextId(entity="Maker", prefix=ir.Const(value=self.pick(("m", ""))))
            return self.expr({MAKER: STR, ("opt", MAKER): ("opt", STR)}.get(kind, kind), env, depth)

        return tuple(ir.Entry(name=n, value=value(n)) for n in names)

    def insert(self, env: Env, depth: int, _: Kind) -> Any:
        """`insert`."""
        entity = self.pick(self.writes)
        cells = self.cell_values(entity, list(FIELDS[entity]), env, min(depth, 1))
        name = self.fresh() if self.draw(st.booleans()) else None
        if name:
            env[name] = ("row", entity)
        return ir.Insert(entity=entity, fields=cells, name=name)

    def update(self, env: Env, depth: int, _: Kind) -> Any:
        """`update`."""
        entity = self.pick(self.writes)
        row = self.expr(("row", entity), env, depth)
        free = [n for n in FIELDS[entity] if n not in self.keys[entity]]
        chosen = self.draw(st.lists(st.sampled_from(free), min_size=1, max_size=3, unique=True))
        cells = self.cell_values(entity, chosen, env, min(depth, 1))
        if isinstance(row, ir.Var):
            return ir.Update(entity=entity, row=row, fields=cells, name=row.name)
        return ir.Update(entity=entity, row=row, fields=cells)

    def delete(self, env: Env, depth: int, _: Kind) -> Any:
        """`delete`."""
        entity = self.pick(self.writes)
        return ir.Delete(entity=entity, row=self.expr(("row", entity), env, depth))
