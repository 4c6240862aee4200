"""Expressions and statements of the language, type-correct by construction, drawn as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from hypothesis import strategies as st

from .typed_world import CONSTANT, FIELDS, KEYS, ORDERED, SCALARS, VALUES, Kind, is_row, item_of, written

_SOURCES = ("Item", "Maker", "Item", "str", "int")


@dataclass
class Maker:
    """Makes the text of expressions and statements of one body."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    env: dict[str, Kind]
    functions: Sequence[tuple[str, tuple[Kind, ...], Kind]] = ()
    fails: bool = False
    writes: Sequence[str] = ()
    count: list[int] = field(default_factory=lambda: [0])
    done: set[str] = field(default_factory=set)
    """Errors that the body fails with and entities that it writes."""

    def pick(self, options: Sequence[Any]) -> Any:
        """One of *options*."""
        return self.draw(st.sampled_from(options))

    def fresh(self) -> str:
        """A name that this body does not use yet; some are names of built-in functions."""
        self.count[0] += 1
        return f"v{self.count[0]}"

    def inside(self, **more: Kind) -> Maker:
        """The same with more variables."""
        return replace(self, env={**self.env, **more})

    def value(self, kind: Kind) -> Any:
        """A JSON value of a type that is no row."""
        if kind.endswith("?"):
            return None if self.draw(st.booleans()) else self.value(kind[:-1])
        if kind.startswith("list["):
            return [self.value(item_of(kind)) for _ in range(self.draw(st.integers(0, 3)))]
        if kind.startswith("map["):
            return {
                k: self.value("float") for k in self.draw(st.lists(st.sampled_from(("a", "b b", "é")), unique=True))
            }
        return self.pick(VALUES[kind])

    def expr(self, kind: Kind, depth: int) -> str:
        """An expression of a type, in brackets where it needs them."""
        options = self.leaves(kind)
        if depth > 0 and (not options or self.draw(st.integers(0, 3))):
            options = self.grown(kind, depth - 1) or options
        return str(self.pick(options)())

    def leaves(self, kind: Kind) -> list[Callable[[], str]]:
        """The smallest expressions of a type."""
        found: list[Callable[[], str]] = []
        found += [partial(str, name) for name, k in self.env.items() if k == kind] * 2
        if kind.startswith("list[") and is_row(item_of(kind)):
            found.append(lambda: item_of(kind))
        elif is_row(kind):
            if self.fails:
                found.append(lambda: f"({self.find(kind, 0)} ?? fail {self.failure(0)})")
            if kind == "Maker":
                found += [partial("{}.maker".format, name) for name, k in self.env.items() if k == "Item"]
        elif kind.endswith("?") and is_row(kind[:-1]):
            found.append(lambda: self.find(kind[:-1], 0))
        elif kind == "map[str, float]":
            found.append(lambda: "RATES")
        elif kind == "int":
            found.append(lambda: "LIMIT")
        if "Maker" not in kind and "Item" not in kind:
            found.append(lambda: self.literal(kind))
        return found

    def literal(self, kind: Kind) -> str:
        """A literal whose type is told by a function where it does not tell it itself."""
        if kind in ("int", "float", "str", "bool"):
            return written(self.pick(VALUES[kind]))
        return f"{CONSTANT[kind]}()"

    def find(self, entity: str, depth: int) -> str:
        """A row by its key, or null."""
        key = self.expr(KEYS[entity][1], depth)
        # A literal would be held to the type of the key.
        return f"{entity}[trim({key})]" if entity == "Maker" else f"{entity}[{key}]"

    def failure(self, depth: int) -> str:
        """A declared error with its arguments."""
        name = self.pick(("Broken", "Missing"))
        self.done.add(name)
        plain = replace(self, fails=False)
        return f"Missing({plain.expr('str', depth)}, times={plain.expr('int', depth)})" if name == "Missing" else name

    def grown(self, kind: Kind, depth: int) -> list[Callable[[], str]]:
        """Larger expressions of a type."""

        def e(k: Kind) -> str:
            return self.expr(k, depth)

        def form(template: str, *kinds: Kind) -> Callable[[], str]:
            return lambda: template.format(*(e(k) for k in kinds))

        if is_row(kind) and not self.leaves(kind):
            return []
        found: list[Callable[[], str]] = [
            lambda: f"(if {e('bool')} then {e(kind)} else {e(kind)})",
            *[
                lambda f=f, ps=ps: f"{f}({', '.join(e(p) for p in ps)})"
                for f, ps, gives in self.functions
                if gives == kind and all(not is_row(p) or self.leaves(p) for p in ps)
            ],
        ]
        for entity, fields in FIELDS.items():
            names = [name for name, k in fields.items() if k == kind]
            if names and self.leaves(entity):
                found.append(partial(self.cell, entity, names, depth))
        if kind in SCALARS:
            found.append(form("({} ?? {})", f"{kind}?", kind))
        match kind:
            case "int":
                found += [form(f"({{}} {o} {{}})", "int", "int") for o in "+-*"]
                found += [form("count({})", "list[str]"), form("count({})", "list[Item]"), form("sum({})", "list[int]")]
                found += [form("length({})", "str"), form("round({})", "float"), form("year({})", "date")]
                found += [form("abs({})", "int"), form("(-{})", "int"), form("days_between({}, {})", "date", "date")]
            case "float":
                found += [form(f"({{}} {o} {{}})", "float", "float") for o in "+-*"]
                found += [form("sum({})", "list[float]"), form("avg({})", "list[float]"), form("round({}, 2)", "float")]
            case "str":
                found += [form(f"{n}({{}})", "str") for n in ("lower", "upper", "trim")]
                found += [form("({} + {})", "str", "str"), form('join({}, "-")', "list[str]"), form("text({})", "int")]
                found.append(lambda: f'$"n {{{self.hole("int")}:,}} {{{self.hole("str")}}}"')
            case "bool":
                found += [partial(self.compared, o, depth) for o in ("<", ">=", "==", "!=")]
                found += [form("({} and {})", "bool", "bool"), form("({} or not {})", "bool", "bool")]
                found += [form("({} in {})", "str", "list[str]"), form("({} not in {})", "str", "map[str, float]")]
                found += [form("({} == null)", "float?"), form("contains({}, {})", "str", "str")]
                found += [form("any({})", "list[bool]"), form("({} == {})", "list[str]", "list[str]")]
            case "date":
                found.append(form("add_days({}, {} % 50)", "date", "int"))
            case _ if kind.startswith("list["):
                found += [lambda: self.query(item_of(kind), depth)] * 4
                found += [form("reverse({})", kind), form("distinct({})", kind), form("({} + {})", kind, kind)]
                if kind == "list[str]":
                    found += [form('split({}, " ")', "str"), form("keys({})", "map[str, float]")]
                if kind == "list[float]":
                    found.append(form("values({})", "map[str, float]"))
            case _ if kind.endswith("?"):
                found += [form(f"{n}({{}})", f"list[{kind[:-1]}]") for n in ("first", "last")]
                if kind[:-1] in ORDERED:
                    found += [form(f"{n}({{}})", f"list[{kind[:-1]}]") for n in ("min", "max")]
                if not is_row(kind[:-1]):
                    found.append(form("{}[{} + 0]", f"list[{kind[:-1]}]", "int"))
                if kind == "float?":
                    found += [form("{}[{}]", "map[str, float]", "str"), form("{}?.rating", "Maker?")]
                if is_row(kind[:-1]):
                    found.append(lambda: self.find(kind[:-1], depth))
        return found

    def hole(self, kind: Kind) -> str:
        """A variable or a constant: what fits in a template without quotes of its own."""
        names = [name for name, k in self.env.items() if k == kind]
        return str(self.pick(names or ["LIMIT" if kind == "int" else "one_str()"]))

    def cell(self, entity: str, names: Sequence[str], depth: int) -> str:
        """A field of a row."""
        return f"{self.expr(entity, depth)}.{self.pick(names)}"

    def compared(self, operator: str, depth: int) -> str:
        """A comparison."""
        kind = self.pick(ORDERED if operator in ("<", ">=") else (*ORDERED, "Maker?", "Size", "float?"))
        return f"({self.expr(kind, depth)} {operator} {self.expr(kind, depth)})"

    def query(self, item: Kind, depth: int) -> str:
        """A query whose items are of a type."""
        depth -= 1
        own: list[str] = []
        inner = self
        clauses: list[str] = []

        # A row that cannot be had otherwise comes from the loop itself.
        needed = is_row(item) and not self.leaves(item)

        def loop(kind: Kind) -> None:
            nonlocal inner
            name = self.fresh()
            source = inner.expr(f"list[{kind}]", depth)
            clauses.append(f"for {name} in {source}")
            inner = inner.inside(**{name: kind})
            own.append(name)

        def group() -> None:
            nonlocal inner
            kind, name = self.pick(("int", "str", "bool", "Size")), self.fresh()
            clauses.append(f"group by {inner.expr(kind, depth)} as {name}")
            inner = inner.inside(**{each: f"list[{inner.env[each]}]" for each in own}, **{name: kind})
            own.append(name)

        loop(item if needed else self.pick(_SOURCES))
        kinds = ("if", "if", "sort", "take", "skip", "group", "for")
        for what in self.draw(st.lists(st.sampled_from(kinds), max_size=3)):
            if what == "if":
                clauses.append(f"if {inner.expr('bool', depth)}")
            elif what == "sort":
                keys = [inner.expr(self.pick(ORDERED), max(depth, 0)) for _ in range(self.draw(st.integers(1, 2)))]
                clauses.append(f"sort by {', '.join(k + self.pick(('', ' desc')) for k in keys)}")
            elif what in ("take", "skip"):
                clauses.append(f"{what} {self.draw(st.integers(0, 4))}")
            elif what == "group" and not needed:
                group()
            elif what == "for" and len(own) < 2:
                loop(self.pick(_SOURCES))
        return f"[{inner.expr(item, depth)} {' '.join(clauses)}]"

    # -------------------------------------------------------------- statements

    def body(self, result: Kind, depth: int, size: int) -> list[str]:
        """Statements that end with a result."""
        lines: list[str] = []
        maker = self
        for _ in range(self.draw(st.integers(0, size))):
            made, maker = maker.statement(result, depth)
            lines += made
        return [*lines, f"return {maker.expr(result, depth)}"]

    def statement(self, result: Kind, depth: int) -> tuple[list[str], Maker]:
        """A statement, and the maker behind it."""
        choices = ["let", "let", "if", "for" if self.writes else "let"]
        choices += ["require", "fail"] * self.fails + ["write"] * 3 * bool(self.writes)
        match self.pick(choices):
            case "let":
                kind = self.pick((*SCALARS, "list[str]", "list[Item]", "float?", "Maker?"))
                name = self.fresh()
                return [f"let {name} = {self.expr(kind, depth)}"], self.inside(**{name: kind})
            case "require":
                return [f"require {self.expr('bool', depth)} else {self.failure(1)}"], self
            case "if" | "fail":
                then = [f"fail {self.failure(1)}"] if self.fails else self.body(result, depth - 1, 0)
                return [f"if {self.expr('bool', depth)} {{", *then, "}"], self
            case "for":
                kind, name = self.pick(("Item", "Maker", "int")), self.fresh()
                inner = self.inside(**{name: kind})
                return [f"for {name} in {self.expr(f'list[{kind}]', 1)} {{", *inner.write(1), "}"], self
            case _:
                return self.write(depth), self

    def write(self, depth: int) -> list[str]:
        """An insert, an update or a delete."""
        entity = self.pick(self.writes)
        fields = {name: kind for name, kind in FIELDS[entity].items() if name != KEYS[entity][0]}

        def value(name: str) -> str:
            kind = fields[name]
            if is_row(kind.rstrip("?")) and not self.leaves(kind):
                return "null"
            return self.expr(kind, depth if kind != "list[str]" else 0)

        rows = [name for name, kind in self.env.items() if kind == entity]
        self.done.add(entity)
        settable = [n for n, k in fields.items() if k != "Maker" or self.leaves("Maker")]
        if rows and self.draw(st.integers(0, 2)):
            if self.draw(st.integers(0, 4)) == 0:
                return [f"delete {self.pick(rows)}"]
            chosen = self.draw(st.lists(st.sampled_from(settable), min_size=1, max_size=2, unique=True))
            return [f"update {self.pick(rows)} {{ {', '.join(f'{n}: {value(n)}' for n in chosen)} }}"]
        if len(settable) < len(fields):
            return [
                f"for {(name := self.fresh())} in Item {{",
                f"update {name} {{ sold: {self.expr('bool', 0)} }}",
                "}",
            ]
        key, kind = KEYS[entity]
        new = 'next_id("n")' if kind == "str" else f"LIMIT * {self.draw(st.integers(3, 300))}"
        rest = ", ".join(f"{n}: {value(n)}" for n in fields)
        return [f"insert {entity} {{ {key}: {new}, {rest} }}"]
