"""Hypothesis strategy of small programs of the language that the checker accepts, with calls of their tools.

Everything is made as text, type-correct by construction: a world of two entities with rows, constants, helper
functions, and tools with queries, loops, writes and declared errors. `programs()` gives `Made` values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

from hypothesis import strategies as st

Kind: TypeAlias = str
"""A type as written, without refinements: `int`, `str?`, `list[Item]`, `map[str, float]`."""

SCALARS: Sequence[Kind] = ("int", "float", "str", "bool", "date", "Size")
ORDERED: Sequence[Kind] = ("int", "float", "str", "date")
FIELDS: dict[str, dict[str, Kind]] = {
    "Maker": {"code": "str", "name": "str", "rating": "float?", "since": "date", "size": "Size"},
    "Item": {"id": "int", "maker": "Maker", "backup": "Maker?", "price": "float", "tags": "list[str]", "sold": "bool"},
}
KEYS = {"Maker": ("code", "str"), "Item": ("id", "int")}
WRITTEN_TYPES = {
    "code": "str(1..4)",
    "name": "str(..12)",
    "rating": "float(0.0..10.0)?",
    "id": "int(0..999)",
    "price": "float(..1000000.0)",
    "tags": "list[str](..3)",
}
VALUES: dict[Kind, Sequence[Any]] = {
    "int": (0, 1, 2, 3, 7, 100),
    "float": (0.0, 0.5, 2.0, 2.5, 1000.25),
    "str": ("", "a", "b", "ab", "Ä ß", "q\"u'o\\te", "{x}", "12"),
    "bool": (True, False),
    "date": ("2024-02-29", "1999-12-31", "2030-01-01"),
    "Size": ("small", "large"),
}
HEAD = """
enum Size { small, large }
entity Maker key code { "Who makes things." code: str(1..4), name: str(..12), rating: float(0.0..10.0)?, since: date, size: Size }
@check(price >= 0.0 or sold)
entity Item key id {
  "A thing."
  id: int(0..999), maker: Maker, backup: Maker?, price: float(..1000000.0), tags: list[str](..3), sold: bool,
}
error Missing(what: str, times: int) $"No {what}, {times} times."
error Broken "It is broken."
const LIMIT = 3
const RATES: map[str, float] = { a: 1.5, "b b": 2.0 }
"""  # noqa: E501


@dataclass(frozen=True)
class Made:
    """A program, and calls to make one after the other."""

    text: str
    calls: tuple[tuple[str, dict[str, Any]], ...]


def programs(*, writing: bool = True, externs: bool = False) -> st.SearchStrategy[Made]:
    """Programs whose tools read, write where *writing*, and call Python where *externs*."""
    return st.composite(_program)(writing, externs)


def is_row(kind: Kind) -> bool:
    """Whether *kind* is a row of an entity."""
    return kind in FIELDS


def item_of(kind: Kind) -> Kind:
    """The type of a list's items."""
    return kind.removeprefix("list[").removesuffix("]")


def written(value: Any) -> str:
    """A JSON value as a literal."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    return (
        {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else repr(value)
    )


# ------------------------------------------------------------------ expressions


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
        return f"{_CONSTANT[kind]}()"

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


# ------------------------------------------------------------------ programs

_SOURCES = ("Item", "Maker", "Item", "str", "int")
_CONSTANT = {
    "date": "one_date",
    "Size": "one_size",
    "list[str]": "no_strs",
    "list[int]": "no_ints",
    "list[float]": "no_floats",
    "list[bool]": "no_bools",
    "list[date]": "no_dates",
    "list[Size]": "no_sizes",
    "map[str, float]": "no_map",
    **{f"{kind}?": f"no_{kind.lower()}" for kind in SCALARS},
}
GIVEN = "\n".join(
    [
        'fn one_date() -> date = "2024-03-01"',
        'fn one_size() -> Size = "small"',
        'fn one_str() -> str = "s"',
        *(f"fn {_CONSTANT[f'list[{k}]']}() -> list[{k}] = []" for k in ("str", "int", "float", "bool", "date", "Size")),
        "fn no_map() -> map[str, float] = {}",
        *(f"fn no_{kind.lower()}() -> {kind}? = null" for kind in SCALARS),
    ]
)
RESULTS: Sequence[Kind] = (*SCALARS, "float?", "str?", "list[str]", "list[int]", "list[float]", "map[str, float]")

EXTERNS = """
extern python half(x: int) -> float "Half of it." {}
```python
def half(x):
    return x / 2
```
extern python letters(text: str, times: int = 2) -> list[str] "Its letters." {}
```python
ORDER = "zyxwvutsrqponmlkjihgfedcba"
def letters(text, times):
    return sorted(set(text), key=ORDER.find)[: max(0, times)]
```
extern python rated(rating: float?, size: Size) -> str? "Stars." {}
```python
def rated(rating, size):
    return None if rating is None else f"{size}: " + "*" * int(rating)
```
extern python later(day: date, days: int) -> date "Another day." { imports: ["datetime"] }
```python
def later(day, days):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()
```
extern python twofold(rates: map[str, float]) -> map[str, float] "All of them twice." {}
```python
def twofold(rates):
    return {name: 2 * rate for name, rate in rates.items()}
```
extern python picky(x: int) -> int "Fails on three, and breaks its word on seven." {}
```python
def picky(x):
    if x == 3:
        raise ValueError("three")
    return "seven" if x == 7 else 10 * x
```
extern python fits(xs: list[int]) -> bool "Whether none comes twice." {}
```python
def fits(xs):
    return len(set(xs)) == len(xs)
```
"""
"""Always the same, so that one sandbox serves all programs."""
CALLED: Sequence[tuple[str, tuple[Kind, ...], Kind]] = (
    ("half", ("int",), "float"),
    ("letters", ("str",), "list[str]"),
    ("letters", ("str", "int"), "list[str]"),
    ("rated", ("float?", "Size"), "str?"),
    ("later", ("date", "int"), "date"),
    ("twofold", ("map[str, float]",), "map[str, float]"),
    ("picky", ("int",), "int"),
    ("fits", ("list[int]",), "bool"),
)


def rows(draw: Any) -> str:
    """Rows of both entities, as `data`."""
    maker = Maker(draw, {})
    codes = draw(st.lists(st.sampled_from(("a", "b", "ab", "12")), min_size=1, max_size=4, unique=True))
    lines = [
        f"| {written(c)} | {written(maker.pick(VALUES['str'])[:12])} | {written(maker.pick((None, 0.5, 9.0)))} "
        f'| "{maker.pick(VALUES["date"])}" | "{maker.pick(VALUES["Size"])}" |'
        for c in codes
    ]
    items = [
        f"| {i} | {written(maker.pick(codes))} | {written(maker.pick((None, *codes)))} | {maker.pick(VALUES['float'])} "
        f"| {written(maker.value('list[str]'))} | {written(maker.value('bool'))} |"
        for i in range(draw(st.integers(0, 6)))
    ]
    heads = ("| code | name | rating | since | size |", "| id | maker | backup | price | tags | sold |")
    return f"data Maker {{ {heads[0]} {' '.join(lines)} }}\ndata Item {{ {heads[1]} {' '.join(items)} }}\n"


def _param(draw: Any, name: str) -> tuple[str, Kind, bool]:
    kind = draw(st.sampled_from((*SCALARS, "str?", "list[str]", "list[int]", "map[str, float]")))
    default = draw(st.booleans())
    maker = Maker(draw, {})
    text = f" = {written(maker.value(kind))}" if default else ""
    return f'{name}: {kind}{text} "A parameter."', kind, not default


def _program(draw: Any, writing: bool, externs: bool) -> Made:
    parts = ['library made { title: "Made" }', HEAD, GIVEN, rows(draw)]
    functions: list[tuple[str, tuple[Kind, ...], Kind]] = []
    for number in range(draw(st.integers(0, 2))):
        kinds = tuple(draw(st.lists(st.sampled_from(("int", "str", "Item", "Maker")), max_size=2)))
        gives = draw(st.sampled_from(("int", "float", "str", "bool", "list[str]", "float?")))
        env = {f"p{i}": kind for i, kind in enumerate(kinds)}
        value = Maker(draw, env, tuple(functions)).expr(gives, 2)
        parts.append(f"fn f{number}({', '.join(f'{n}: {k}' for n, k in env.items())}) -> {gives} = {value}")
        functions.append((f"f{number}", kinds, gives))
    if externs:
        parts.append(EXTERNS)
        # Python is called by tools alone, so helper functions do not see it; and often, beside all that there is.
        functions += 5 * list(CALLED)
    tools: list[tuple[str, dict[str, tuple[Kind, bool]]]] = []
    for number in range(draw(st.integers(1, 3))):
        text, params = _tool(draw, f"t{number}", tuple(functions), writing)
        parts.append(text)
        tools.append((f"t{number}", params))
    calls = []
    for _ in range(draw(st.integers(1, 4))):
        name, params = draw(st.sampled_from(tools))
        maker = Maker(draw, {})
        given = {n: maker.value(k) for n, (k, required) in params.items() if required or draw(st.booleans())}
        calls.append((name, json.loads(json.dumps(given))))
    return Made("\n".join(parts), tuple(calls))


def _tool(
    draw: Any, name: str, functions: Sequence[tuple[str, tuple[Kind, ...], Kind]], writing: bool
) -> tuple[str, dict[str, tuple[Kind, bool]]]:
    names = [f"{name}_{i}" for i in range(draw(st.integers(0, 3)))]
    texts, params = [], {}
    for each in names:
        text, kind, required = _param(draw, each)
        texts.append(text)
        params[each] = (kind, required)
    writes = draw(st.sampled_from(((), ("Item",), ("Maker",), ("Item", "Maker")))) if writing else ()
    result = draw(st.sampled_from(RESULTS))
    env = {each: kind for each, (kind, _) in params.items()}
    maker = Maker(draw, env, functions, fails=draw(st.booleans()), writes=writes)
    body = "\n  ".join(maker.body(result, 2, 3))
    effects = ""
    for word, known in (("fails", ("Missing", "Broken")), ("writes", ("Item", "Maker"))):
        if names := [each for each in known if each in maker.done]:
            effects += f"  {word} {', '.join(names)}\n"
    head = f"tool {name}({', '.join(texts)}) -> {result}"
    return f'{head}\n{effects}{{\n  "Does something."\n  {body}\n}}', params
