"""Specs that the checker lets pass and the compiler refuses: the right code, at the spec's own line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolwright.compiler import compile_program, run_spec_tests
from toolwright.dsl.check import check
from toolwright.dsl.diagnostics.catalogue import CATALOGUE

from ..dsl.corpus import Memory
from .sources import checked, compiled, shown

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.tool"))
UNREACHABLE = {
    "TW0655": "the checker refuses answers that may be null",
    "TW0663": "an empty text gives no answer",
    "TW0666": "the compiler writes both from one source; `verify` finds it (test_prove.py)",
    "TW0674": "the compiler takes both from one plan; `verify` finds it (test_prove.py)",
    "TW0677": "the compiler writes all from one source; `verify` finds it (test_prove.py)",
    "TW0667": "the compiler takes both from one call; `verify` finds it (test_prove.py)",
    "TW0681": "a warning: the bundle is made all the same (explore/test_explore.py)",
}
"""Codes of proofs that no spec can fail today."""
REMARKS = {"TW0668", "TW0682", "TW0750", "TW0751"}
"""Codes of what is built all the same."""


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_spec_is_refused_with_its_diagnostics(path: Path) -> None:
    text, *expected = path.read_text().split("\n#! ")
    found = compiled(text)
    assert found.files is None
    assert shown(found.diagnostics) == [line.strip() for line in expected]


def test_every_code_of_the_compiler_has_a_spec_that_shows_it() -> None:
    codes = {code for path in BROKEN for code in re.findall(r"^#! (TW\d+)", path.read_text(), re.M)}
    known = {code for code in CATALOGUE if re.fullmatch(r"TW0516|TW06[5678].|TW075.", code)}
    assert codes == known - set(UNREACHABLE) - REMARKS


def test_the_instance_at_fault_is_named() -> None:
    text = (Path(__file__).parent / "broken" / "golden_call_fails.tool").read_text().split("\n#! ")[0]
    first, second = compiled(text).diagnostics
    assert any("c = a" in note for note in first.notes)
    assert first.help == "keep instances that cannot be solved out of `each`"
    assert any("c = b" in note for note in second.notes)
    assert any("No city is called AVILLE" in note for note in first.notes)


def test_a_mistake_in_many_instances_is_told_once() -> None:
    text = (Path(__file__).parent / "broken" / "golden_call_fails.tool").read_text().split("\n#! ")[0]
    rows = "".join(f'  | "x{i}" | "City {i}" | {i + 1000} | null | null |\n' for i in range(20))
    found = compiled(text.replace('  | "b" |', rows + '  | "b" |')).diagnostics
    assert len(found) == 1
    assert any("21 more tasks" in note for note in found[0].notes)


def test_a_failed_expectation_shows_both_sides() -> None:
    text = (Path(__file__).parent / "broken" / "failing_tests.tool").read_text().split("\n#! ")[0]
    notes = [note for found in compiled(text).diagnostics if found.code == "TW0670" for note in found.notes]
    assert any(note.startswith("the left side is `") for note in notes)
    assert any(note.startswith("the right side is `") for note in notes)


CLOSING = """scenario closing { title: "Closing" }
@check(size > 0)
@check(size <= 9 or not open)
entity Box key id { id: str, size: int, open: bool = true }
data Box { | id | size | | "a" | 4 | | "b" | 7 | }
error Closed(id: str) $"Box {id} is closed."
tool close(id: str "Which box.") -> { size: int }
  fails Closed
  writes Box
{
  "Close a box."
  let box = Box[id] ?? fail Closed(id)
  require box.open else Closed(id)
  update box { open: false }
  return { size: box.size }
}
tool grow(id: str "Which box.", by: int "How much larger.") -> { size: int }
  fails Closed
  writes Box
{
  "Make a box larger."
  let box = Box[id] ?? fail Closed(id)
  update box { size: box.size + by }
  return { size: box.size }
}
task closing {
  ask "Close box a and make it larger by three."
  step closed = close(id="a")
  step grown = grow(id="a", by=3)
  answer grown.size
  goal Box["a"]?.open == false and Box["a"]?.size == 7
}
"""


def test_a_call_that_writes_is_made_once_to_show_both_sides() -> None:
    text = CLOSING + 'test "sizes" { expect close(id="a").size == close(id="b").size - 2 }'
    (found,) = run_spec_tests(checked(text)).diagnostics
    assert shown([found]) == ["TW0670 33:23 this does not hold"]
    assert found.notes == ("the left side is `4`", "the right side is `5`")


def test_a_call_that_breaks_a_check_tells_which_and_by_what() -> None:
    text = CLOSING.replace('  step closed = close(id="a")\n', "").replace("by=3", "by=6").replace("== false", "== true")
    tested = run_spec_tests(checked(text + 'test "growth" { expect grow(id="b", by=-7).size == 0 }')).diagnostics
    assert [each.code for each in tested] == ["TW0672", "TW0653"]
    assert [label.span.text for each in tested for label in each.labels] == ["size > 0", "size <= 9 or not open"]
    inside = [note for each in tested for note in each.notes if "inside" in note]
    assert (tested[1].help or "").startswith("let the tool refuse such arguments with an error of its own")
    assert inside == [
        "what went wrong inside: the row `b` of `Box` would have `size` 0",
        "what went wrong inside: the row `a` of `Box` would have `size` 10, `open` true",
    ]


def test_a_value_that_does_not_fit_its_field_is_told() -> None:
    text = CLOSING.replace("size: int, open", "size: int(..20), open")
    (found,) = run_spec_tests(checked(text + 'test "growth" { expect grow(id="b", by=30).size == 0 }')).diagnostics
    assert found.notes == (
        "constraint: a value of Box does not fit its field; nothing was changed",
        "what went wrong inside: the row `b` of `Box` would have `size` 37",
    )
    assert found.labels == ()


def test_a_question_with_its_own_answer_is_built_and_told() -> None:
    text = (Path(__file__).parent / "broken" / "answer_in_question.tool").read_text().split("\n#! ")[0]
    asked = '$"How many people live in {c.name}?"'
    text = text.replace('$"Do {c.people} people live in {c.name}? How many is it?"', asked)
    assert compiled(text).diagnostics == ()
    found = compiled(text.replace(f"asks {asked}", 'asks $"Do {c.people} people live in {c.name}?"'))
    assert found.files is not None
    (remark,) = found.diagnostics
    assert (remark.code, remark.severity, remark.span.text[:4]) == ("TW0668", "warning", '$"Do')


CITIES = """scenario cities { title: "Cities", domain: test, version: "1.0.0", license: "MIT" }
entity City key id { "A city." id: str "Key", people: int "Inhabitants", area: int "Area", port: bool "At the sea" }
data City {
  | id  | people | area | port  |
  | "a" | 1234   | 77   | true  |
  | "b" | 5678   | 88   | false |
  | "c" | 9101   | 99   | true  |
}
error Unknown(id: str) $"No city is called {id}."
tool people(id: str "Key of a city.") -> { people: int } fails Unknown {
  "Inhabitants of a city."
  let found = City[id] ?? fail Unknown(id)
  return { people: found.people }
}
"""


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ('step n = people(id="a") answer n.people', True),
        ("step n = people(id=c.id) answer n.people", False),
        ('step n = people(id="a") answer n.people + c.area', False),
    ],
)
def test_questions_whose_rows_make_no_difference_are_built_and_told(plan: str, told: bool) -> None:
    spec = checked(f'{CITIES}task t {{ each c in City ask $"How many people live in {{c.id}}?" {plan} }}\n')
    found = compile_program(spec)
    assert found.files is not None
    wanted = ["TW0682 15:29 `t` asks for different things with the same calls and the same answer"] if told else []
    assert shown(found.diagnostics) == shown(run_spec_tests(spec).diagnostics) == wanted


def test_rows_that_some_tasks_share_are_no_oversight() -> None:
    """Two cities at the sea ask the same of their calls, and the third one does not."""
    plan = 'step n = people(id=if c.port then "a" else "b") answer n.people'
    text = f'{CITIES}task t {{ each c in City ask $"How many people live by the sea of {{c.id}}?" {plan} }}\n'
    assert compiled(text).diagnostics == ()


DISTRACTORS = """@distractor
tool area(id: str "Key of a city.") -> { area: int } fails Unknown {
  "Area of a city."
  let found = City[id] ?? fail Unknown(id)
  return { area: found.area }
}
@distractor
tool port(id: str "Key of a city.") -> { port: bool } fails Unknown {
  "Whether a city lies at the sea."
  let found = City[id] ?? fail Unknown(id)
  return { port: found.port }
}
@distractor
tool dwellers(id: str "Key of a city.") -> { dwellers: int } fails Unknown {
  "Who lives in a city."
  let found = City[id] ?? fail Unknown(id)
  return { dwellers: found.people }
}
task t { each c in City ask $"How many people live in {c.id}?" step n = people(id=c.id) gives n.people answer n.people }
"""


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ("level more { toolset: 1 }", {"dwellers": True, "port": True}),
        ("keep port level more { toolset: 1 }", {"dwellers": True, "area": True}),
        ("keep port, area level more { toolset: 1 }", {"dwellers": True, "port": True}),
        ("keep dwellers level more { toolset: 1 }", {"dwellers": False, "port": True}),
        ("level more { toolset: 1 } level most { toolset: 2 }", {"dwellers": True}),
        ("level more { toolset: 6 }", {"dwellers": False}),
    ],
)
def test_a_written_distractor_is_offered_or_told(levels: str, told: dict[str, bool]) -> None:
    """*told*: those that are offered nowhere, and whether others came before; else they show what is asked for."""
    text = f"{CITIES}{DISTRACTORS}scale {{ seed 1 {levels} }}\n"
    found = compiled(text)
    assert found.files is not None
    assert {each.code for each in found.diagnostics} == {"TW0751"}
    shown_as = {each.message.split("`")[1]: "keep" in (each.help or "") for each in found.diagnostics}
    assert shown_as == told
    assert {each.span.text for each in found.diagnostics} == {"@distractor"}


def test_levels_that_are_not_built_may_offer_what_others_do_not() -> None:
    text = f"{CITIES}{DISTRACTORS}scale {{ seed 1 level more {{ toolset: 1 }} level most {{ toolset: 2 }} }}\n"
    assert compile_program(checked(text), ["more"]).diagnostics == ()


def test_a_leak_says_what_to_do() -> None:
    text = (Path(__file__).parent / "broken" / "answer_in_question.tool").read_text().split("\n#! ")[0]
    assert all(found.help for found in compiled(text).diagnostics)


BOXES = """scenario boxes { title: "Boxes", domain: test, version: "1.0.0" }
@check(size > 0)
entity Box key shelf, place { shelf: str, place: int, size: int }
data Box from "boxes.csv"
tool size(shelf: str "Shelf.", place: int "Place.") -> { size: int? } {
  "How large a box is."
  let box = Box[shelf, place]
  return { size: box?.size }
}
task sizes {
  ask "How large is the box at the second place of shelf a?"
  step n = size(shelf="a", place=2)
  answer n.size ?? 0
}
"""


def test_a_row_of_a_file_that_breaks_a_check_is_told_at_the_check() -> None:
    files = Memory({"spec.tool": BOXES, "boxes.csv": "shelf,place,size\na,1,2\na,2,-3\nb,1,0\n"})
    program = check("spec.tool", files).program
    assert program is not None
    for diagnostics in (compile_program(program).diagnostics, run_spec_tests(program).diagnostics):
        (found,) = diagnostics
        assert shown([found]) == ["TW0516 2:8 the row `a, 2` of `Box` breaks a check"]
        assert found.notes == ("1 more row breaks it",)


TOLD_BY_TESTS = (
    "ambiguous", "answer_in_question", "failing_tests", "golden_call_fails", "goal_missed", "row_breaks_check",
    "wrong_kind",
)  # fmt: skip


@pytest.mark.parametrize("name", TOLD_BY_TESTS)
def test_running_tests_tells_what_is_wrong_with_plans(name: str) -> None:
    text = (Path(__file__).parent / "broken" / f"{name}.tool").read_text().split("\n#! ")[0]
    assert shown(run_spec_tests(checked(text)).diagnostics) == shown(compiled(text).diagnostics)
