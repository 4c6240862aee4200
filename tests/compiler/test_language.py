"""What the language promises of every program: typed programs, made at random, lowered and run.

`Pair.call` (tests/runtime/agreement.py) holds the reference evaluator and the generated Python to one result, error,
receipt and state, and read-only and failing calls to the state before them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from toolwright.compiler.lower import lower_module
from toolwright.compiler.lower.types import plain
from toolwright.dsl import Program
from toolwright.dsl.cost.estimate import most_steps
from toolwright.dsl.cost.expressions import Declared
from toolwright.dsl.cost.sizes import Sizes
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.walk import walk
from toolwright.runtime.arguments import compile_validator
from toolwright.runtime.cells import cell_validator, links
from toolwright.runtime.errors import CallError, ErrorCode
from toolwright.runtime.externs import Externs
from toolwright.runtime.ir.tools import Param
from toolwright.runtime.ir.types import Type
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.python import BUILTINS

from ..dsl.typed import Made, programs
from ..dsl.typed_world import EXTERNS
from ..runtime.agreement import Pair
from ..sizes import examples
from .sources import checked

many = settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))


def pair_of(program: Program) -> Pair:
    """The program's world in the reference evaluator and in the machine."""
    module = lower_module(program, [tool.name for tool in program.tools.values()], [])
    assert problems(module, BUILTINS) == []
    return Pair(module, {e.name: [plain(row) for row in e.rows] for e in program.entities.values()})


def parts(value: Any) -> Iterator[Any]:
    """*value* and everything in it."""
    yield value
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from parts(part)


def most(
    program: Program, state: Mapping[str, Mapping[Any, Any]], tool: str, arguments: dict[str, Any], given: Any = ()
) -> float:
    """The estimate for one call, at the sizes that its arguments, the world and what Python functions *given* have."""
    held = list(parts([{**{p.name: p.default for p in program.tools[tool].params}, **arguments}, *given]))
    sizes = Sizes(
        rows={name: len(rows) for name, rows in state.items()},
        items=max((len(part) for part in held if isinstance(part, list | tuple | dict)), default=0),
        characters=max((len(part) for part in held if isinstance(part, str)), default=0),
    )
    declared = Declared(program.types, program.symbols, program.entities, program.consts, program.fns)
    return most_steps(program.tools[tool], declared, sizes).steps.total


@many
@given(programs())
def test_every_call_of_a_checked_program_keeps_what_the_language_promises(made: Made) -> None:
    program = checked(made.text)
    pair = pair_of(program)
    for tool, arguments in made.calls:
        before = pair.state()
        limit = most(program, before, tool, arguments)
        seen = pair.call(tool, arguments)
        # it ends within its bound
        assert pair.evaluator.steps <= limit
        # it gives what its document says
        assert seen.error is not None or fits(pair.machine.tools[tool].result, json.loads(seen.text))
        # it changes what it says, and fails as it says
        declared = program.tools[tool]
        changed = {name for name, rows in pair.state().items() if rows != before[name]}
        assert changed <= set(declared.writes)
        if seen.error is not None:
            broken = {ErrorCode.INTERNAL, ErrorCode.CONSTRAINT, ErrorCode.DIVISION_BY_ZERO}
            assert seen.error.code in {*declared.fails, *broken}
        holds(pair)


FIRST_LETTER = f"""library made {{ title: "Made" }}
enum Size {{ small, large }}
{EXTERNS}
tool t(text: str "A text.") -> str? {{ "Its first letter." return first(letters(text)) }}
"""


@pytest.fixture
def given_by_python(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What Python functions give, call by call: a type without limits stands for values of any size."""
    given: list[Any] = []
    call = Externs.call

    def noted(*arguments: Any) -> Any:
        given.append(call(*arguments))
        return given[-1]

    monkeypatch.setattr(Externs, "call", noted)
    return given


@settings(many, max_examples=examples(60))
@example(made=Made(FIRST_LETTER, (("t", {"text": "12"}),)))
@given(made=programs(externs=True))
def test_calls_of_python_keep_what_the_language_promises(made: Made, given_by_python: list[Any]) -> None:
    program = checked(made.text)
    pair = pair_of(program)
    for tool, arguments in made.calls:
        before = pair.state()
        given_by_python.clear()
        seen = pair.call(tool, arguments)
        assert pair.evaluator.steps <= most(program, before, tool, arguments, given_by_python)
        assert seen.error is not None or fits(pair.machine.tools[tool].result, json.loads(seen.text))
        holds(pair)


def holds(pair: Pair) -> None:
    """The world is as its types, links and checks want it."""
    entities = {entity.name: entity for entity in pair.machine.module.entities}
    state = pair.state()
    for name, rows in state.items():
        validate = cell_validator(entities[name], entities)
        for cells in rows.values():
            assert not isinstance(validate(cells), CallError)
            for field, target in links(entities[name]):
                assert cells[field] is None or cells[field] in state[target]
            if name == "Item":
                assert cells["price"] >= 0.0 or cells["sold"]


def fits(type_: Type, value: Any) -> bool:
    """Whether *value* is of *type_*, as the validator of arguments sees it."""
    return not isinstance(compile_validator([Param(name="result", value=type_)])({"result": value}), CallError)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**400), 10**400) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)
HOSTILE = st.sampled_from(
    ("", "{", "[]", "nul", '{"a":1}{', "[" * 5000, '{"a":' * 5000, '{"a":1e999}', "\ud800", '{"t0_0":NaN}', "5", "\x00")
)


@settings(many, max_examples=examples(100))
@given(made=programs(), data=st.data())
def test_anything_at_all_given_to_a_tool_is_a_declared_error(made: Made, data: st.DataObject) -> None:
    program = checked(made.text)
    pair = pair_of(program)
    names = [*program.tools, "nothing", "", "__class__"]
    for _ in range(4):
        tool = data.draw(st.sampled_from(names))
        known = [p.name for p in program.tools[tool].params] if tool in program.tools else ["x"]
        objects = st.dictionaries(st.sampled_from([*known, "other"]), JSON, max_size=4)
        text = data.draw(HOSTILE | objects.map(json.dumps) | JSON.map(json.dumps))
        seen = pair.machine.call(pair.world, tool, text)
        if seen.error is None:
            continue
        declared = program.tools[tool].fails if tool in program.tools else ()
        assert seen.error.code in {*declared, *ErrorCode}
        assert "Traceback" not in seen.text and "/" not in seen.error.message.replace("JSON/", "")


def test_the_errors_of_a_tool_are_those_that_its_body_names() -> None:
    """What `fails` lists and what a body fails with is one set: the checker says so (TW0401, TW0402)."""

    @settings(many, max_examples=examples(50))
    @given(programs())
    def run(made: Made) -> None:
        for tool in checked(made.text).tools.values():
            named = {node.error.text for s in tool.node.body for node in walk(s) if isinstance(node, nodes.Failure)}
            assert named == set(tool.fails)

    run()


COUNTED = """library steps { title: "Steps" }
entity City key id { id: int "Key.", near: list[int](..2) "Near." }
data City { | id | near | | 1 | [2, 3] | | 2 | [1, 3] | | 3 | [1, 2] | }
const RATES: map[str, float] = { a: 1.0, b: 2.0 }
fn twice(x: int) -> int = x + x
@check(id > 0)
entity Log key id { id: str "Key." }
"""
CASES = {
    "nothing": ("return 1", 0),
    "rows listed": ("return count(City)", 3 + 3),
    "loop in loop": ("return count([a for a in City for x in xs])", 3 + 3 + 12 + 12),
    "condition": ("return count([a for a in City if a.id in xs])", 3 + 3 + 3 * 4 + 3),
    "group": ("return count([k for a in City group by a.id as k])", 3 + 3 + 3 + 3),
    "sort": ("return count([a for a in City sort by a.id])", 3 + 3 + 3 * 2 + 3),
    "take": ("return sum([a.id for a in City take 2])", 3 + 3 + 2),
    "take a parameter": ("return sum([a.id for a in City take n])", 3 + 3 + 2),
    "joined lists": ("return count(xs + xs)", 8 + 8),
    "equal lists": ("return if xs == xs then 1 else 2", 4),
    "stored lists": ("return sum([x for a in City for x in a.near])", 3 + 3 + 6 + 6),
    "functions": ("return sum([twice(x) for x in xs])", 4 + 4 + 4),
    "maps": ("return count(keys(RATES)) + round(sum(values(RATES)))", 8),
    "letters": ('return count(split(upper("ΐ"), "x"))', None),
    "splitting": ('return count(split("a b c", " "))', None),
    "joining": ('return length(join(["a", "b"], "-"))', 2),
}


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES)
def test_steps_are_told_to_the_last_one(body: str, expected: int | None) -> None:
    """Counted by hand: where sizes are known, the bound is what happens; elsewhere it is above."""
    program = checked(
        COUNTED.partition("@check")[0]
        + f"""tool t(xs: list[int](..4) "X.", n: int(..2) "N.") -> int {{
      "A tool." {body} }}"""
    )
    pair = pair_of(program)
    arguments = {"xs": [1, 2, 3, 4], "n": 2}
    seen = pair.call("t", arguments)
    assert seen.error is None
    limit = most(program, pair.state(), "t", arguments)
    if expected is not None:
        assert pair.evaluator.steps == 1 + expected
        assert limit == 1 + expected
    assert pair.evaluator.steps <= limit


def test_the_steps_of_writes() -> None:
    program = checked(
        COUNTED.replace("id > 0", "length(id) > 0")
        + """tool t() -> int writes Log {
          "A tool."
          for c in City { insert Log { id: next_id("l") } }
          return count(Log)
        }"""
    )
    pair = pair_of(program)
    limit = most(program, pair.state(), "t", {})
    pair.call("t", {})
    # three cities listed and gone around, keys looked for in none, one and two rows, three rows counted, three checks
    assert pair.evaluator.steps == 1 + 3 + 3 + (0 + 1 + 2) + 3 + 3 + 3
    assert pair.evaluator.steps <= limit <= 2 * pair.evaluator.steps
