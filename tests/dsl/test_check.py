"""The checker as a whole: broken specs give exactly their diagnostics, good ones a settled program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.dsl.check import check
from toolwright.dsl.checking.types import Enum, Float, Int, List, Optional, Record, Row, Str, Type, Unknown
from toolwright.dsl.diagnostics import Severity
from toolwright.dsl.program import Program, SymbolKind
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.walk import walk

from ..sizes import examples
from .corpus import PATHS, check_text

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good_specs").rglob("*.tool"))


class Disk:
    """The files of this machine."""

    def read(self, path: str) -> bytes:
        return Path(path).read_bytes()


def good(path: Path) -> Program:
    checked = check(path.as_posix(), Disk(), lints=True)
    assert checked.diagnostics == ()
    assert checked.program is not None
    return checked.program


# ------------------------------------------------------------------ good specs


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_spec(path: Path) -> None:
    good(path)


EXPRESSIONS = (
    nodes.Literal,
    nodes.Name,
    nodes.Template,
    nodes.ListNode,
    nodes.RecordNode,
    nodes.Attribute,
    nodes.Index,
    nodes.Call,
    nodes.Unary,
    nodes.Binary,
    nodes.IfExpr,
    nodes.OrFail,
    nodes.Query,
)


def expressions(program: Program) -> list[nodes.Node]:
    """All expression nodes of a program, apart from tables, settings and the records of writes."""
    roots: list[nodes.Node] = [*program.module.items]
    roots += [fn.node for fn in program.fns.values()]
    roots += [tool.node for tool in program.tools.values()]
    found: dict[nodes.Node, None] = {}
    skipped: set[nodes.Node] = set()
    for root in roots:
        for node in walk(root):
            if node in skipped or isinstance(node, nodes.DataDecl | nodes.Settings | nodes.TypeSetting):
                skipped.update(walk(node))
            if isinstance(node, nodes.Insert | nodes.Update):
                skipped.add(node.record)
            if isinstance(node, EXPRESSIONS) and node not in skipped:
                found[node] = None
    return list(found)


def has_unknown(type_: Type) -> bool:
    match type_:
        case Unknown():
            return True
        case List(item) | Optional(item):
            return has_unknown(item)
        case Record(fields):
            return any(has_unknown(t) for _, t in fields)
        case _:
            return False


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_expression_has_a_type_and_every_name_a_meaning(path: Path) -> None:
    program = good(path)
    found = expressions(program)
    assert len(found) > 5
    for node in found:
        assert node in program.types, node.span.text
        assert not has_unknown(program.types[node]), node.span.text
        if isinstance(node, nodes.Name | nodes.Call):
            assert node in program.symbols, node.span.text


def test_a_program_holds_what_was_written() -> None:
    program = good(HERE / "good_specs/stateful_shop_orders.tool")
    assert program.info.name == "shop_orders"
    assert program.info.clock == "2026-03-01T09:00:00"
    assert program.info.policy is not None and program.info.policy.startswith("An order can be cancelled")
    assert list(program.entities) == ["Customer", "Product", "Order", "OrderLine", "Refund"]
    line = program.entities["OrderLine"]
    assert line.key == ("order", "product")
    assert line.rows[1] == {"order": "o100", "product": "MUG", "quantity": 4}
    assert program.entities["Product"].rows[2]["price"] == 129.0
    assert len(program.entities["Product"].checks) == 1
    status = program.entities["Order"].fields[2]
    assert status.has_default and status.default == "open"
    assert program.enums["OrderStatus"] == Enum("OrderStatus", ("open", "shipped", "delivered", "cancelled"))
    cancel = program.tools["cancel_order"]
    assert cancel.fails == ("UnknownOrder", "NotCancellable")
    assert cancel.writes == ("Order", "Product", "Refund")
    assert cancel.result == Record((("refund_id", Str()), ("amount", Float())))
    assert program.tools["best_sellers"].distractor and not cancel.distractor
    assert program.tools["find_orders"].params[2].default == 10
    assert list(program.tasks) == ["cancel_the_open_order", "more_mugs_then_total"]
    assert program.tasks["cancel_the_open_order"].kind == "multi_hop"
    assert len(program.tests) == 5
    assert program.scale is not None and program.scale.seed == 13
    assert [dict(level.operators) for level in program.scale.levels] == [
        {"parameters": 1, "toolset": 2},
        {"parameters": 2, "toolset": 4},
    ]
    assert program.reward is not None and program.reward.settings == {"max_turns": 12}


def test_docs_examples_and_keep_are_in_the_program() -> None:
    areas = good(HERE / "good_specs/parallel_single_hop_areas.tool")
    assert areas.scale is not None and areas.scale.keep == ("country_coastline",)
    assert areas.enum_docs["AreaUnit"]["mi2"] == "square miles"
    assert areas.entities["Country"].fields[2].doc == "Total area"
    city = good(HERE / "good_specs/single_hop_population.tool").tools["city_population"]
    assert city.examples == ({"city": "Oslo"},)
    assert city.doc.startswith("Number of people")


FACTS = """
library facts { title: "Facts" }
enum Size { small, large }
record Part { name: str "Its name.", size: Size "Its size." }
entity City key id { id: str, name: str, people: int, share: float, founded: date }
data City { | id | name | people | share | founded | | "oslo" | "Oslo" | 1 | 2 | "1048-01-01" | }
const HALF: float = 1
fn late(x: int) -> int = early(x) + early(x)
fn early(x: int) -> int = x
tool parts(x: int = -1 "A number.") -> { parts: list[Part] "The parts.", city: City "The city." }? {
  "Parts."
  let known = City["oslo"]
  if known == null { return null }
  let sizes: list[float] = [1, 2.5, -3]
  return { parts: [{ name: "a", size: "small" }], city: known }
}
test "seen" {
  let seen = parts()
  expect seen?.city == "oslo" and seen != null
  expect HALF < 2 and count([c for c in City if c.share == 2 and c.founded >= "1000-01-01"]) == 1
  expect late(1) == 2
}
"""


def facts_program() -> Program:
    checked = check_text(FACTS)
    assert checked.diagnostics == ()
    assert checked.program is not None
    return checked.program


def test_literals_have_the_type_that_their_place_asks_for() -> None:
    program = facts_program()
    typed = {
        (node.span.text, type(program.types[node]).__name__)
        for node in expressions(program)
        if isinstance(node, nodes.Literal)
    }
    assert ("1", "Float") in typed  # const HALF: float = 1, and the list of floats
    assert ("3", "Float") in typed
    assert ('"small"', "Enum") in typed
    assert ('"1000-01-01"', "Date") in typed
    assert ("null", "Optional") in typed
    assert program.consts["HALF"].type == Float()


def test_functions_stand_after_those_that_they_call() -> None:
    assert list(facts_program().fns) == ["early", "late"]


def test_fields_of_results_carry_their_documentation() -> None:
    docs = facts_program().tools["parts"].result_fields
    assert docs == {
        "parts": "The parts.",
        "parts.name": "Its name.",
        "parts.size": "Its size.",
        "city": "The city.",
    }


def test_a_caller_sees_the_key_of_a_row() -> None:
    program = facts_program()
    result = program.tools["parts"].result
    assert isinstance(result, Optional) and isinstance(result.item, Record)
    assert result.item.field("city") == Row("City")
    seen = {
        node.span.text: program.types[node]
        for node in expressions(program)
        if isinstance(node, nodes.Attribute) and node.safe
    }
    assert seen == {"seen?.city": Optional(Str())}


def test_symbols_say_what_names_stand_for() -> None:
    program = facts_program()
    kinds = {(symbol.kind, symbol.name) for symbol in program.symbols.values()}
    assert {
        (SymbolKind.CONST, "HALF"),
        (SymbolKind.ENTITY, "City"),
        (SymbolKind.FN, "early"),
        (SymbolKind.BUILTIN, "count"),
        (SymbolKind.TOOL, "parts"),
        (SymbolKind.LOCAL, "seen"),
    } <= kinds


def test_a_stored_number_is_a_float_where_the_field_is() -> None:
    (row,) = facts_program().entities["City"].rows
    assert row == {"id": "oslo", "name": "Oslo", "people": 1, "share": 2.0, "founded": "1048-01-01"}
    assert isinstance(row["share"], float) and isinstance(row["people"], int)


def test_warnings_do_not_keep_a_program_back() -> None:
    checked = check_text('library a { title: "A" }\nentity B key id { id: str }\n')
    assert [d.severity for d in checked.diagnostics] == [Severity.WARNING]
    assert checked.program is not None


def test_declarations_come_in_any_order() -> None:
    head, *parts = re.split(r"\n(?=[a-z])", FACTS.strip())
    backwards = check_text("\n".join([*reversed(parts), head]))
    assert backwards.diagnostics == ()
    assert backwards.program is not None
    assert backwards.program.tools["parts"].result == facts_program().tools["parts"].result


def test_arithmetic() -> None:
    program = facts_program()
    binaries = [node for node in expressions(program) if isinstance(node, nodes.Binary)]
    sums = [program.types[node] for node in binaries if node.operator == "+"]
    assert sums == [Int()]


# ------------------------------------------------------------------ anything at all

TEXTS = [path.read_text() for path in (*GOOD, *PATHS)]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"\w+|[^\w\s]", text)})


@st.composite
def mutants(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        tokens = list(re.finditer(r"\w+|[^\w\s]", text))
        if not tokens:
            break
        token = draw(st.sampled_from(tokens))
        text = text[: token.start()] + draw(st.sampled_from([*WORDS, ""])) + text[token.end() :]
    return text


@settings(max_examples=examples(150), deadline=None)
@given(mutants())
def test_changed_specs_are_checked_without_an_exception(text: str) -> None:
    checked = check_text(text)
    failed = any(d.severity is Severity.ERROR for d in checked.diagnostics)
    assert (checked.program is None) == failed
    if not failed:
        assert checked.program is not None
        assert not any(isinstance(type_, Unknown) for type_ in checked.program.types.values())


@pytest.mark.parametrize(
    "expression",
    [" + ".join(["x"] * 400), "(" * 150 + "x" + ")" * 150, "-" * 180 + "x", "[" * 90 + "x" + "]" * 90],
    ids=["long sum", "brackets", "signs", "lists"],
)
def test_deep_expressions_are_no_danger(expression: str) -> None:
    checked = check_text(f'library a {{ title: "A" }}\nfn f(x: int) -> int = {expression}\n')
    assert len(checked.diagnostics) <= 1


def test_long_chains_of_branches_are_no_danger() -> None:
    branches = " else ".join(f"if x == {n} {{ return {n} }}" for n in range(300))
    checked = check_text(f'library a {{ title: "A" }}\ntool f(x: int "X.") -> int {{ "F." {branches} return 0 }}\n')
    assert [d.code for d in checked.diagnostics] == ["TW0112"]


def test_long_words_are_no_danger() -> None:
    words = [letter * 50_000 for letter in "abcdef"]
    consts = "\n".join(f"const {word}: int = {word}x" for word in words)
    checked = check_text(f'library a {{ title: "A" }}\n{consts}\n')
    assert {d.code for d in checked.diagnostics} == {"TW0201", "TW0205"}


def test_long_chains_of_constants_are_no_danger() -> None:
    consts = "\n".join(f"const C{n}: int = C{n + 1}" for n in range(2000))
    checked = check_text(f'library a {{ title: "A" }}\n{consts}\nconst C2000: int = 1\n')
    assert checked.diagnostics == ()
