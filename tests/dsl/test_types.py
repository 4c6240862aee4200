"""Types: which fits where, the builtins' rules, narrowing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.dsl.check import Checked, check
from toolwright.dsl.checking.builtins import BUILTINS
from toolwright.dsl.checking.fit import Misfit, bare, comparable, convert, fits, join
from toolwright.dsl.checking.types import (
    Bool,
    Date,
    Datetime,
    Enum,
    Float,
    Int,
    List,
    Null,
    Optional,
    Record,
    Row,
    Str,
    Type,
    Unknown,
    show,
)


class OneFile:
    """One file whatever the path."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, path: str) -> bytes:
        return self.text.encode()


WORLD = """
library types { title: "Types" }
enum Size { small, large }
entity City key id { id: str, name: str, people: int, area: float, founded: date, twin: City?, size: Size }
data City { | id | name | people | area | founded | size | | "a" | "A" | 1 | 1.5 | "2000-01-01" | "small" | }
const RATES: map[str, float] = { EUR: 1.0 }
error Gone(name: str) $"{name} is gone."
"""


def check_text(text: str) -> Checked:
    return check("types.tool", OneFile(WORLD + text))


def codes(text: str) -> list[str]:
    return [diagnostic.code for diagnostic in check_text(text).diagnostics]


def type_of(expression: str, *params: str) -> str:
    """The type of an expression over parameters such as `x: int`."""
    checked = check_text(f"fn probe({', '.join(params)}) -> bool = true or [{expression}] == []\n")
    assert checked.diagnostics == (), [d.message for d in checked.diagnostics]
    assert checked.program is not None
    node = checked.program.fns["probe"].node.value.right.left.items[0]  # type: ignore[union-attr]  # made above
    return show(checked.program.types[node])


# ------------------------------------------------------------------ builtins

TYPED = {
    "count": ("count(City)", "int"),
    "sum": ("sum([c.people for c in City])", "int"),
    "avg": ("avg([c.people for c in City])", "float"),
    "min": ("min([c.name for c in City])", "str?"),
    "max": ("max([c.founded for c in City])", "date?"),
    "first": ("first(City)", "City?"),
    "last": ("last([1, 2])", "int?"),
    "round": ("round(1.5)", "int"),
    "abs": ("abs(-1.5)", "float"),
    "floor": ("floor(1.5)", "int"),
    "ceil": ("ceil(1.5)", "int"),
    "lower": ('lower("A")', "str"),
    "upper": ('upper("a")', "str"),
    "trim": ('trim(" a ")', "str"),
    "length": ('length("a")', "int"),
    "contains": ('contains("abc", "b")', "bool"),
    "starts_with": ('starts_with("abc", prefix="a")', "bool"),
    "ends_with": ('ends_with("abc", "c")', "bool"),
    "join": ('join([c.size for c in City], ", ")', "str"),
    "split": ('split("a b", " ")', "list[str]"),
    "distinct": ("distinct([c.size for c in City])", "list[Size]"),
    "reverse": ("reverse(City)", "list[City]"),
    "keys": ("keys(RATES)", "list[str]"),
    "values": ("values(RATES)", "list[float]"),
    "any": ("any([c.people > 1 for c in City])", "bool"),
    "all": ("all([true])", "bool"),
    "text": ("text(1.5)", "str"),
    "year": ('year("2026-03-01")', "int"),
    "month": ('month(add_days("2026-03-01", 3))', "int"),
    "day": ('day("2026-03-01")', "int"),
    "days_between": ('days_between("2026-03-01", last="2026-04-01")', "int"),
    "add_days": ('add_days("2026-03-01", days=-3)', "date"),
}


@pytest.mark.parametrize(("expression", "type_"), TYPED.values(), ids=TYPED)
def test_builtin(expression: str, type_: str) -> None:
    assert type_of(expression) == type_


def test_every_builtin_is_tested_and_described() -> None:
    assert {*TYPED, "samples", "next_id"} == set(BUILTINS)
    for builtin in BUILTINS.values():
        assert len(builtin.literals) == len(builtin.params) >= builtin.required
        assert builtin.doc.endswith(".")


def test_variants_of_builtins() -> None:
    assert type_of("round(1.25, 1)") == "float"
    assert type_of("round(3, digits=1)") == "float"
    assert type_of("abs(-1)") == "int"
    assert type_of("sum([c.area for c in City])") == "float"


def test_samples_are_lists_of_lists() -> None:
    loop = "for pair in samples(City, size=2, count=1, seed=3) { let names = [c.name for c in pair] }"
    assert codes(f'test "t" {{ {loop} }}') == []


def test_next_id_is_a_value_of_an_insert_only() -> None:
    tool = """
tool add() -> str writes City {
  "Adds."
  let row = insert City {
    id: next_id("c"), name: "B", people: 1, area: 1, founded: "2000-01-01", size: "small", twin: null,
  }
  return row.id
}
"""
    assert codes(tool) == []
    assert codes(tool.replace("return row.id", 'return next_id("c")')) == ["TW0411"]


# ------------------------------------------------------------------ operators and paths


@pytest.mark.parametrize(
    ("expression", "type_"),
    [
        ("x + 1", "int"),
        ("x + 1.5", "float"),
        ("x / 2", "float"),
        ("x // 2", "int"),
        ("y // 2", "float"),
        ("x % 2", "int"),
        ("-y", "float"),
        ('t + "a"', "str"),
        ("[x] + [2]", "list[int]"),
        ("[y] + [2]", "list[float]"),
        ("x < y", "bool"),
        ('t in ["a"]', "bool"),
        ("x not in [1]", "bool"),
        ("if b then x else 2", "int"),
        ("if b then y else 2", "float"),
        ("if b then x else null", "int?"),
        ("if b then null else x", "int?"),
        ("if b then [] else [x]", "list[int]"),
        ("o ?? 3", "int"),
        ("o ?? null", "int?"),
        ("o ?? o", "int?"),
        ("c.twin", "City?"),
        ("c.twin?.name", "str?"),
        ("c.twin?.twin?.name", "str?"),
        ('c.twin?.name ?? "none"', "str"),
        ('City["a"]', "City?"),
        ('City["a"]?.founded', "date?"),
        ("xs[0]", "int?"),
        ("[k.name for k in City if k.people > x sort by k.name desc take 2 skip 1]", "list[str]"),
        ("[{ size: s, n: count(r) } for r in City group by r.size as s]", "list[{ size: Size, n: int }]"),
        ("[sum([k.people for k in r]) for r in City group by r.name as n]", "list[int]"),
        ("[[a.name, k.name] for a in City for k in City if a != k]", "list[list[str]]"),
        ('$"{x:,} {y:.2f} {t} {b} {c.founded} {c.size}"', "str"),
        ("{ a: x, b: [y] }", "{ a: int, b: list[float] }"),
        ("{ a: x }.a", "int"),
    ],
)
def test_expression(expression: str, type_: str) -> None:
    assert (
        type_of(expression, "x: int", "y: float", "t: str", "b: bool", "c: City", "o: int?", "xs: list[int]") == type_
    )


# ------------------------------------------------------------------ narrowing


@pytest.mark.parametrize(
    "value",
    [
        "if x != null then x else 0",
        "if x == null then 0 else x",
        "if null == x then 0 else x",
        "if not (x == null) then x else 0",
        "if x == null or y == null then 0 else x + y",
        "if x != null and x > 1 then x else 0",
        "if x == null or x > 1 then 0 else x",
        "if x != null and y != null then x + y else 0",
        "count([1 for n in [1] if x != null if x > n])",
        "count([x + n for n in [1] if x != null and n > 0])",
        "count([1 for n in [1] if x == null or x > n])",
    ],
)
def test_narrowed(value: str) -> None:
    assert codes(f"fn probe(x: int?, y: int?) -> int = {value}\n") == []


@pytest.mark.parametrize(
    "value",
    [
        "if x == null then x else 0",
        "if x != null or y != null then x else 0",
        "if x != null and y != null then 0 else x",
        "if x == null and y == null then 0 else x",
        "if x != null then 0 else x",
        "if not (x != null) then x else 0",
        "if y != null then x else 0",
    ],
)
def test_not_narrowed(value: str) -> None:
    assert codes(f"fn probe(x: int?, y: int?) -> int = {value}\n") != []


@pytest.mark.parametrize(
    "body",
    [
        'require x != null else Gone("x") return x',
        'if x == null { fail Gone("x") } return x',
        'if x == null { return 0 } fail Gone("x")',
        'if x != null { return x } fail Gone("x")',
        'if x != null { } else { fail Gone("x") } return x',
        'if x == null or y == null { fail Gone("x") } return x + y',
        'let z = x ?? fail Gone("x") return z',
        'for n in [1] { require x != null else Gone("x") let m = x + n } return 1',
        'if x == null { return 0 } else if y == null { fail Gone("x") } return x + y',
    ],
)
def test_statements_narrow(body: str) -> None:
    head = 'tool probe(x: int? "X.", y: int? "Y.") -> int fails Gone { "Probes." '
    assert codes(head + body + " }") == []


@pytest.mark.parametrize(
    "body",
    [
        'require x == null else Gone("x") return x',
        'if x == null { } return x ?? fail Gone("x") + x',
        'if x == null { let z = 1 } if y == null { fail Gone("x") } return x',
        'for n in [1] { require x != null else Gone("x") } return x',
    ],
)
def test_statements_do_not_narrow(body: str) -> None:
    head = 'tool probe(x: int? "X.", y: int? "Y.") -> int fails Gone { "Probes." '
    assert codes(head + body + " }") != []


# ------------------------------------------------------------------ relations

ENUM = Enum("Size", ("small", "large"))
FLAT: tuple[Type, ...] = (
    Str(), Str(1, 3), Str(pattern="[a-z]"), Int(), Int(0), Float(), Float(0.0, 1.0), Bool(), Date(),
    Datetime(), ENUM, Enum(None, ("small",)), Row("City"), Row("Book"), Null(), Unknown(),
)  # fmt: skip


def types() -> st.SearchStrategy[Type]:
    return st.recursive(
        st.sampled_from(FLAT),
        lambda inner: st.one_of(
            inner.map(List),
            inner.filter(lambda t: not isinstance(t, Optional | Null | Unknown)).map(Optional),
            st.lists(inner, max_size=2).map(lambda ts: Record(tuple(zip("ab", ts, strict=False)))),
        ),
        max_leaves=4,
    )


@given(types())
def test_a_type_fits_itself(type_: Type) -> None:
    assert fits(type_, type_)
    assert fits(bare(type_), type_) and fits(type_, bare(type_))
    assert join(type_, type_) == type_


@given(types(), types())
def test_both_fit_what_they_have_in_common(a: Type, b: Type) -> None:
    common = join(a, b)
    if common is not None:
        assert fits(a, common) and fits(b, common)
    if fits(a, b):
        assert comparable(a, b)


@given(types(), types())
def test_comparing_has_no_direction(a: Type, b: Type) -> None:
    assert comparable(a, b) == comparable(b, a)
    assert (join(a, b) is None) == (join(b, a) is None)


def test_what_does_not_fit() -> None:
    for value, place in (
        (Int(), Float()),
        (Float(), Int()),
        (Str(), ENUM),
        (Optional(Int()), Int()),
        (Null(), Int()),
        (Row("City"), Row("Book")),
        (List(Int()), List(Str())),
        (Bool(), Int()),
        (Date(), Datetime()),
        (Record((("a", Int()),)), Record((("a", Int()), ("b", Int())))),
    ):
        assert not fits(value, place), (value, place)


@pytest.mark.parametrize(
    ("value", "type_", "stored"),
    [
        (3, Float(), 3.0),
        (3, Int(1, 3), 3),
        ("a", Str(1, 1), "a"),
        ("small", ENUM, "small"),
        ("2024-02-29", Date(), "2024-02-29"),
        ("2024-02-29T23:59:59", Datetime(), "2024-02-29T23:59:59"),
        (None, Optional(Int()), None),
        (True, Optional(Bool()), True),
    ],
)
def test_stored(value: str | int | float | None, type_: Type, stored: object) -> None:
    result = convert(value, type_)
    assert result == stored and type(result) is type(stored)


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (True, Int()),
        (1, Bool()),
        (1.0, Int()),
        (True, Float()),
        (10**400, Float()),
        (float("inf"), Float()),
        ("x", Int()),
        (None, Int()),
        ("2023-02-29", Date()),
        ("2024-W01-1", Date()),
        ("20240101", Date()),
        ("٢٠٢٤-01-01", Date()),
        ("2024-01-01T00:00:00Z", Datetime()),
        ("2024-01-01 00:00:00", Datetime()),
        ("ab", Str(pattern="a")),
        ("a\n", Str(pattern="a")),
        ("medium", ENUM),
    ],
)
def test_not_stored(value: str | int | float | None, type_: Type) -> None:
    assert isinstance(convert(value, type_), Misfit)


@pytest.mark.parametrize(
    ("expression", "param", "instead"),
    [
        ("c.beds > 1", "c: Hut", ": `(c.beds ?? 0)`"),
        ("c.beds != null and c.beds > 1", "c: Hut", ": `(c.beds ?? 0)`"),
        ("x > 1.5", "x: float?", ": `(x ?? 0.0)`, or test `!= null` first"),
        ("length(c.owner) > 1", "c: Hut", ': `c.owner ?? ""`'),
        ('"a" in x', "x: list[str]?", ": `(x ?? [])`, or test `!= null` first"),
        ("x > y", "x: date?, y: date", " with `??`, or test `!= null` first"),
    ],
)
def test_what_is_said_of_null_can_be_written(expression: str, param: str, instead: str) -> None:
    huts = 'entity Hut key id { id: str, beds: int?, owner: str? }\ndata Hut { | id | | "a" | }\n'
    (found,) = check_text(f"{huts}fn f({param}) -> bool = {expression}").diagnostics
    assert (found.code, found.help) == (
        "TW0306",
        f"give a value for null{instead}",
    )
