"""Expressions and the Python that prints them, form by form: what reviewers read, and where parentheses stand."""

from __future__ import annotations

from typing import Any

import pytest

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.python.expressions import Printer
from toolwright.runtime.python.names import Names

PRINTER = Printer(Names(["Bad", "help"], ["Thing"]), "_base_go", frozenset({"n"}))
a, b, c, d, k, n, r = (ir.Var(name=name) for name in "abcdknr")
THINGS = ir.Rows(entity="Thing")


def expression(value: Any) -> Any:
    return value if hasattr(value, "op") else ir.Const(value=value)


def binary(left: Any, operator: Any, right: Any) -> Any:
    return ir.Binary(operator=operator, left=expression(left), right=expression(right))


def negation(value: Any) -> Any:
    return ir.Not(value=expression(value))


def minus(value: Any) -> Any:
    return ir.Neg(value=expression(value))


def call(name: str, *arguments: Any) -> Any:
    return ir.Builtin(name=name, arguments=tuple(map(expression, arguments)))


def get(value: Any, name: str, safe: bool = False) -> Any:
    return ir.Get(value=expression(value), name=name, safe=safe)


def cell(row: Any, field: str, safe: bool = False) -> Any:
    return ir.Cell(row=expression(row), entity="Thing", field=field, safe=safe)


def find(*key: Any) -> Any:
    return ir.Find(entity="Thing", key=tuple(map(expression, key)))


def choose(condition: Any, then: Any, otherwise: Any) -> Any:
    return ir.Choose(condition=condition, then=then, otherwise=otherwise)


def either(left: Any, right: Any) -> Any:
    return ir.Coalesce(left=left, right=expression(right))


def text(*parts: Any) -> Any:
    """A text; what is no text in it is a hole, or a hole with its format."""
    holes = [part if isinstance(part, str | tuple) else (part, "") for part in parts]
    return ir.Text(parts=tuple(h if isinstance(h, str) else ir.Hole(value=h[0], format=h[1]) for h in holes))


def query(item: Any, *clauses: Any) -> Any:
    return ir.Query(item=item, clauses=clauses)


def each(name: str, source: Any = THINGS) -> Any:
    return ir.ForEach(name=name, source=source)


def where(condition: Any) -> Any:
    return ir.Where(condition=condition)


def sort(*keys: Any) -> Any:
    """Sorted by keys, downwards by those in a list."""
    pairs = [(key[0], True) if isinstance(key, list) else (key, False) for key in keys]
    return ir.SortBy(keys=tuple(ir.SortKey(value=value, descending=down) for value, down in pairs))


def group(key: Any, name: str, *variables: str) -> Any:
    return ir.GroupBy(key=key, name=name, variables=variables)


def take(count: Any) -> Any:
    return ir.Take(count=expression(count))


def skip(count: Any) -> Any:
    return ir.Skip(count=expression(count))


def entries(**values: Any) -> tuple[ir.Entry, ...]:
    return tuple(ir.Entry(name=name, value=value) for name, value in values.items())


GREATER = binary(a, "gt", 1), binary(b, "gt", 1), binary(c, "gt", 1)
PRINTED: dict[str, tuple[tuple[Any, str], ...]] = {
    "values": (
        (expression(None), "None"),
        (expression(True), "True"),
        (expression(0), "0"),
        (expression(-3), "-3"),
        (expression(0.5), "0.5"),
        (expression("x"), '"x"'),
        (expression('say "x"'), "'say \"x\"'"),
        (expression('it\'s "x"'), "'it\\'s \"x\"'"),
        (ir.Var(name="list"), "list_"),
        (ir.ListOf(items=()), "[]"),
        (ir.ListOf(items=(a, expression(1))), "[a, 1]"),
        (ir.RecordOf(fields=entries(a=b, list=c)), '{"a": b, "list": c}'),
        (ir.MapOf(entries=(ir.MapEntry(key="a b", value=b),)), '{"a b": b}'),
    ),
    "parts of values": (
        (get(get(a, "x"), "y"), 'a["x"]["y"]'),
        (get(a, "x", safe=True), '(a or {}).get("x")'),
        (get(choose(a, b, c), "x", safe=True), '((b if a else c) or {}).get("x")'),
        (get(binary(*GREATER[:1], "or", GREATER[1]), "x", safe=True), '(a > 1 or b > 1 or {}).get("x")'),
        (get(3, "x"), '(3)["x"]'),
        (get(-3, "x"), '(-3)["x"]'),
        (get(0, "x"), '(0)["x"]'),
        (get(True, "x"), 'True["x"]'),
        (get(0.5, "x"), '(0.5)["x"]'),
        (cell(r, "size"), "r.size"),
        (cell(r, "class"), "r.class_"),
        (cell(r, "size", safe=True), "None if r is None else r.size"),
        (cell(find("a"), "size"), 'world.Thing.get("a").size'),
        (cell(find("a"), "class", safe=True), 'getattr(world.Thing.get("a"), "class_", None)'),
        (ir.Item(value=a, position=b), "item(a, b)"),
        (ir.At(value=either(a, b), key=c), "(a if a is not None else b).get(c)"),
    ),
    "rows": (
        (THINGS, "list(world.Thing)"),
        (find("a", 1), 'world.Thing.get("a", 1)'),
        (ir.Follow(entity="Thing", key=cell(r, "next")), "world.Thing.follow(r.next)"),
        (ir.NextId(entity="Thing", prefix=expression("n")), 'world.Thing.next_id("n")'),
    ),
    "what binds how": (
        (binary(binary(a, "sub", b), "sub", c), "a - b - c"),
        (binary(a, "sub", binary(b, "sub", c)), "a - (b - c)"),
        (binary(a, "add", binary(b, "mul", c)), "a + b * c"),
        (binary(binary(a, "add", b), "mul", c), "(a + b) * c"),
        (binary(a, "div", binary(b, "div", c)), "a / (b / c)"),
        (binary(binary(a, "floordiv", b), "mod", c), "a // b % c"),
        (binary(binary(a, "lt", b), "lt", c), "(a < b) < c"),
        (binary(a, "eq", binary(b, "eq", c)), "a == (b == c)"),
        (binary(binary(a, "add", 1), "le", binary(b, "sub", 1)), "a + 1 <= b - 1"),
        (binary(a, "in", b), "a in b"),
        (binary(choose(a, b, c), "add", 1), "(b if a else c) + 1"),
        (minus(a), "-a"),
        (minus(minus(a)), "-1 * -a"),
        (binary(a, "div", minus(minus(a))), "a / (-1 * -a)"),
        (minus(-3), "3"),
        (minus(binary(a, "mul", b)), "-(a * b)"),
        (binary(minus(a), "mul", b), "-a * b"),
        (binary(a, "sub", minus(b)), "a - -b"),
        (binary(negation(a), "eq", b), "(not a) == b"),
    ),
    "null": (
        (binary(a, "eq", None), "a is None"),
        (binary(None, "eq", a), "a is None"),
        (binary(a, "ne", None), "a is not None"),
        (binary(a, "lt", None), "a < None"),
        (binary(None, "eq", None), "True"),
        (binary(None, "ne", None), "False"),
        (binary(None, "eq", 1), "False"),
        (binary(1, "ne", None), "True"),
        (binary(3, "eq", 100), "False"),
        (binary(3, "ne", 100), "True"),
        (binary(minus(3), "eq", -3), "True"),
        (binary("a", "eq", text("b")), "False"),
        (binary(text("a"), "ne", text("a")), "False"),
        (binary(True, "eq", 1), "False"),
        (binary(minus(a), "eq", 1), "-a == 1"),
        (binary(text("a", (b, "")), "eq", "a"), 'f"a{text(b)}" == "a"'),
        (binary(1, "eq", a), "1 == a"),
        (binary(binary(a, "add", 1), "eq", None), "a + 1 is None"),
        (binary(binary(a, "eq", 1), "eq", None), "(a == 1) is None"),
        (either(a, b), "a if a is not None else b"),
        (binary(either(a, 1), "add", 2), "(a if a is not None else 1) + 2"),
        (either(find("a"), b), 'coalesce(world.Thing.get("a"), lambda: b)'),
        (ir.OrFail(value=a, error="Bad"), "or_fail(a, Bad)"),
        (
            ir.OrFail(value=a, error="Bad", arguments=entries(n=b, list=c)),
            "or_fail(a, lambda: Bad(n=b, list_=c))",
        ),
    ),
    "conditions": (
        (binary(a, "and", b), "bool(a and b)"),
        (binary(a, "or", GREATER[1]), "bool(a or b > 1)"),
        (binary(GREATER[0], "and", b), "bool(a > 1 and b)"),
        (binary(GREATER[0], "and", GREATER[1]), "a > 1 and b > 1"),
        (binary(binary(GREATER[0], "or", GREATER[1]), "and", GREATER[2]), "(a > 1 or b > 1) and c > 1"),
        (binary(binary(GREATER[0], "and", GREATER[1]), "or", GREATER[2]), "a > 1 and b > 1 or c > 1"),
        (binary(GREATER[0], "or", binary(GREATER[1], "or", GREATER[2])), "a > 1 or (b > 1 or c > 1)"),
        (binary(binary(a, "and", GREATER[1]), "or", GREATER[2]), "bool(a and b > 1 or c > 1)"),
        (binary(binary(GREATER[0], "and", GREATER[1]), "and", GREATER[2]), "a > 1 and b > 1 and c > 1"),
        (binary(negation(a), "and", call("any", b)), "not a and any(b)"),
        (binary(call("contains", a, b), "and", call("starts_with", a, b)), "b in a and a.startswith(b)"),
        (binary(call("ends_with", a, b), "or", call("lower", b)), "bool(a.endswith(b) or b.lower())"),
        (binary(binary(a, "and", b), "add", 1), "bool(a and b) + 1"),
        (choose(binary(a, "and", b), c, d), "c if a and b else d"),
        (
            choose(choose(a, b, c), choose(b, c, d), choose(c, d, a)),
            "(c if b else d) if (b if a else c) else d if c else a",
        ),
    ),
    "negations": (
        (negation(a), "not a"),
        (negation(negation(a)), "not not a"),
        (negation(binary(a, "and", b)), "not (a and b)"),
        (negation(binary(a, "eq", 1)), "a != 1"),
        (negation(binary(a, "ne", 1)), "a == 1"),
        (negation(binary(a, "in", b)), "a not in b"),
        (negation(binary(a, "not_in", b)), "a in b"),
        (negation(binary(a, "lt", b)), "not a < b"),
        (negation(binary(a, "eq", None)), "a is not None"),
        (negation(call("contains", a, b)), "b not in a"),
        (binary(negation(call("contains", a, b)), "eq", c), "(b not in a) == c"),
        (binary(negation(choose(a, b, c)), "and", negation(b)), "not (b if a else c) and not b"),
    ),
    "texts": (
        (text(), '""'),
        (text("a", "b"), '"ab"'),
        (text("x ", a), 'f"x {text(a)}"'),
        (text("x ", n), 'f"x {n}"'),
        (text((n, ",")), 'f"{n:,}"'),
        (text((a, ",.2f")), 'f"{a:,.2f}"'),
        (text((get(a, "x"), ",")), 'format(a["x"], ",")'),
        (text(a), "text(a)"),
        (text(n), 'f"{n}"'),
        (text("{x}", a), 'f"{{x}}{text(a)}"'),
        (text('say "', a, '"'), "f'say \"{text(a)}\"'"),
        (text("it's ", a, ' "x"'), "f'it\\'s {text(a)} \"x\"'"),
        (text(binary(a, "add", b)), "text(a + b)"),
        (text("n: ", (get(a, "x"), ".1f"), b), '"".join(["n: ", format(a["x"], ".1f"), text(b)])'),
        (text(binary(a, "eq", b)), "text(a == b)"),
    ),
    "builtins": (
        (call("contains", a, b), "b in a"),
        (call("contains", binary(a, "add", b), call("lower", c)), "c.lower() in a + b"),
        (call("contains", either(a, b), choose(b, c, d)), "(c if b else d) in (a if a is not None else b)"),
        (binary(call("contains", a, b), "add", c), "(b in a) + c"),
        (call("lower", binary(a, "add", b)), "(a + b).lower()"),
        (call("join", a, ", "), '", ".join(a)'),
        (call("split", a, ","), 'a.split(",")'),
        (call("split", binary(a, "add", b), binary(b, "add", a)), "(a + b).split(b + a)"),
        (call("starts_with", a, binary(a, "add", b)), "a.startswith(a + b)"),
        (call("join", binary(a, "add", b), binary(b, "add", a)), "(b + a).join(a + b)"),
        (call("values", a), "list(a.values())"),
        (call("round", a, 2), "round(a, 2)"),
        (call("count", THINGS), "len(world.Thing)"),
        (call("length", THINGS), "len(list(world.Thing))"),
        (call("sum", THINGS), "total(world.Thing)"),
    ),
    "lists that need not be made": (
        (call("sum", query(cell(a, "size"), each("a"))), "total(a.size for a in world.Thing)"),
        (
            call("first", query(a, each("a"), where(binary(cell(a, "size"), "gt", 1)))),
            "first(a for a in world.Thing if a.size > 1)",
        ),
        (call("max", query(binary(a, "mul", 2), each("a", b))), "largest(a * 2 for a in b)"),
        (call("min", query(call("lower", a), each("a", b))), "smallest(a.lower() for a in b)"),
        (call("max", query(a, each("a", b))), "largest(list(b))"),
        (call("count", query(a, each("a"))), "len(list(world.Thing))"),
    ),
    "lists that must be made, since an item may fail": (
        (call("first", query(binary(a, "div", 2), each("a", b))), "first([a / 2 for a in b])"),
        (call("first", query(binary(a, "floordiv", 2), each("a", b))), "first([a // 2 for a in b])"),
        (call("first", query(binary(a, "mod", 2), each("a", b))), "first([a % 2 for a in b])"),
        (call("first", query(call("year", a), each("a", b))), "first([year(a) for a in b])"),
        (call("any", query(ir.OrFail(value=a, error="Bad"), each("a", b))), "any([or_fail(a, Bad) for a in b])"),
        (
            call("last", query(ir.Apply(function="help", arguments=()), each("a", b))),
            "last([help_(world) for a in b])",
        ),
        (call("last", query(a, each("a", b), sort(a))), "last(sorted(b, key=lambda a: a))"),
        (call("last", query(a, each("a", b), take(2))), "last(b[:2])"),
    ),
    "calls": (
        (ir.Apply(function="help", arguments=(a, b)), "help_(world, a, b)"),
        (ir.Apply(function="other", arguments=()), "other(world)"),
        (ir.ApplyExtern(function="help", arguments=(a,)), "help_(world, a)"),
        (ir.Core(arguments=entries(list=a)), "_base_go(world, list_=a)"),
        (ir.Core(arguments=()), "_base_go(world)"),
    ),
    "queries": (
        (query(a, each("a")), "list(world.Thing)"),
        (query(a, each("a", b)), "list(b)"),
        (query(binary(a, "add", 1), each("a", b)), "[a + 1 for a in b]"),
        (query(a, each("a", choose(b, c, d)), where(a)), "[a for a in (c if b else d) if a]"),
        (query(a, each("a", b), where(binary(a, "and", c))), "[a for a in b if a and c]"),
        (query(a, each("a", b), where(choose(a, b, c))), "[a for a in b if (b if a else c)]"),
        (query(b, each("a", c), each("b", d)), "[b for a in c for b in d]"),
        (query(a, each("a", c), each("a", d)), "[a for a in c for a in d]"),
        (query(ir.Var(name="list"), each("list", c), where(a)), "[list_ for list_ in c if a]"),
    ),
    "sorted": (
        (query(a, each("a", b), sort(a)), "sorted(b, key=lambda a: a)"),
        (query(binary(a, "add", 1), each("a", b), sort(a)), "[a + 1 for a in sorted(b, key=lambda a: a)]"),
        (
            query(a, each("a"), sort([cell(a, "size")])),
            "sorted(world.Thing, key=lambda a: a.size, reverse=True)",
        ),
        (query(a, each("a", b), sort(a, c)), "sorted(b, key=lambda a: (a, c))"),
        (
            query(a, each("a", b), sort([a], c, d)),
            "sorted(sorted(b, key=lambda a: (c, d)), key=lambda a: a, reverse=True)",
        ),
        (
            query(a, each("a", c), each("b", d), sort([b])),
            "[a for (a, b) in [row for _, row in sorted("
            "[(b, (a, b)) for (a, b) in [(a, b) for a in c for b in d]], key=row_key, reverse=True)]]",
        ),
    ),
    "cut": (
        (query(a, each("a", b), take(2)), "b[:2]"),
        (query(a, each("a", b), take(0)), "b[:0]"),
        (query(a, each("a", b), take(-1)), "take(b, -1)"),
        (query(a, each("a", b), take(n)), "take(b, n)"),
        (query(a, each("a", b), skip(1)), "b[1:]"),
        (query(a, each("a", b), skip(n)), "skip(b, n)"),
        (query(a, each("a", b), take(2), skip(1)), "b[:2][1:]"),
        (query(a, each("a"), take(2)), "list(world.Thing)[:2]"),
        (query(a, each("a", c), each("b", d), take(2)), "[a for (a, b) in [(a, b) for a in c for b in d][:2]]"),
        (query(a, each("a", b), take(2), where(a)), "[a for a in b[:2] if a]"),
    ),
    "grouped": (
        (
            query(k, each("a"), group(cell(a, "size"), "k", "a")),
            "[k for k, (a,) in group_by((a.size, (a,)) for a in world.Thing)]",
        ),
        (
            query(call("count", a), each("a", c), each("b", d), group(b, "k", "a", "b")),
            "[len(a) for k, (a, b) in group_by((b, (a, b)) for a in c for b in d)]",
        ),
        (
            query(k, each("a", c), group(a, "k", "a"), take(1)),
            "[k for (a, k) in [(a, k) for k, (a,) in group_by((a, (a,)) for a in c)][:1]]",
        ),
        (query(a, each("a", c), group(a, "a", "a"), take(1)), "[a for a, (a,) in group_by((a, (a,)) for a in c)][:1]"),
    ),
}


@pytest.mark.parametrize("forms", PRINTED)
def test_an_expression_is_printed_as_a_reviewer_would_write_it(forms: str) -> None:
    assert [PRINTER.show(e) for e, _ in PRINTED[forms]] == [wanted for _, wanted in PRINTED[forms]]


@pytest.mark.parametrize(
    ("condition", "plain", "opposite"),
    [
        (a, "a", "not a"),
        (negation(a), "not a", "a"),
        (negation(binary(a, "and", b)), "not (a and b)", "a and b"),
        (binary(a, "and", b), "a and b", "not (a and b)"),
        (binary(a, "or", b), "a or b", "not (a or b)"),
        (binary(a, "eq", b), "a == b", "a != b"),
        (binary(a, "ne", b), "a != b", "a == b"),
        (binary(a, "in", b), "a in b", "a not in b"),
        (binary(a, "not_in", b), "a not in b", "a in b"),
        (binary(a, "lt", b), "a < b", "a >= b"),
        (binary(a, "ge", b), "a >= b", "a < b"),
        (binary(a, "gt", b), "a > b", "a <= b"),
        (binary(a, "le", b), "a <= b", "a > b"),
        (binary(a, "add", b), "a + b", "not a + b"),
        (call("contains", a, b), "b in a", "b not in a"),
        (choose(a, b, c), "b if a else c", "not (b if a else c)"),
    ],
)
def test_where_only_truth_counts_no_bool_is_made(condition: Any, plain: str, opposite: str) -> None:
    assert PRINTER.condition(condition) == plain
    assert PRINTER.negated(condition) == opposite


def test_what_is_no_expression_is_not_printed() -> None:
    with pytest.raises(TypeError, match="not an expression: int"):
        PRINTER.show(5)
