"""What `explore` promises of its tasks: as many as asked for, right, different, without short cuts and leaks."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from toolwright.compiler import compile_program
from toolwright.compiler.dag import derive_kind
from toolwright.compiler.explore import Explored
from toolwright.compiler.golden import GoldenTask
from toolwright.compiler.lowered import lowered
from toolwright.compiler.placed import placed
from toolwright.compiler.prove import Finding, stands_in
from toolwright.dsl import Program
from toolwright.dsl.program import KINDS
from toolwright.runtime.documents import document
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import BUILTINS
from toolwright.runtime.reference import Evaluator, hold, unhold

from ...sizes import examples
from ..sources import checked, compiled, shown
from .reading import explored, read
from .worlds import HARBOUR, TWO_OF_A_COLOUR, worlds

COUNT = 240
some = settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))


def harbour(count: int, seed: int = 5, rest: str = "hops: 2..4") -> str:
    return HARBOUR + f"\nexplore {count} seed {seed} {{ {rest} }}\n"


@pytest.fixture(scope="module")
def port() -> tuple[Program, Explored]:
    return explored(harbour(COUNT))


def depth(task: GoldenTask) -> int:
    """Calls one after the other."""
    depths: dict[str, int] = {}
    for step in task.steps:
        depths[step.id] = 1 + max((depths[before] for before in step.after), default=0)
    return max(depths.values())


def width(task: GoldenTask) -> int:
    """Calls beside each other, at most."""
    depths: dict[str, int] = {}
    for step in task.steps:
        depths[step.id] = 1 + max((depths[before] for before in step.after), default=0)
    return max(list(depths.values()).count(level) for level in depths.values())


def hold_to_promises(program: Program, made: Explored) -> None:
    """Everything that is true of all explored tasks, checked without the code that made them."""
    assert problems(made.module, BUILTINS) == []
    machine = Machine(made.module, lowered(program).rows)
    documents = {tool.name: json.dumps(document(tool), ensure_ascii=False) for tool in made.module.tools}
    assert len({task.question for task in made.tasks}) == len(made.tasks)
    plans = {json.dumps([(s.tool, s.arguments) for s in t.steps], sort_keys=True) + t.question for t in made.tasks}
    assert len(plans) == len(made.tasks)
    for task, draft in zip(made.tasks, made.drafts, strict=True):
        assert derive_kind({step.id: step.after for step in task.steps}) == task.kind
        results = {}
        receipts = {}
        for step, planned in zip(task.steps, draft.steps, strict=True):
            assert read(program, planned.move, planned.argument, planned.limit) == step.answer, step.question
            seen = machine.call(machine.world(), step.tool, json.dumps(step.arguments))
            assert json.loads(seen.text) == step.answer
            assert seen.receipt.holds(step.fact)
            results[step.id], receipts[step.id] = hold(step.answer), seen.receipt
            assert step.tool in task.offered
            assert step.question[0].isupper()
            assert step.question[-1] in "?."
        for step in task.steps:
            assert [own for own, receipt in receipts.items() if receipt.holds(step.fact)] == [step.id]
            for part in step.answer if isinstance(step.answer, list) else [step.answer]:
                if len(str(part)) >= 3:
                    assert not stands_in(str(part), task.question)
                    assert not any(stands_in(str(part), documents[name]) for name in task.offered)
        computed = unhold(Evaluator(made.module, {}).expr(task.answer.computed, results))
        assert computed == task.answer.value
        assert re.fullmatch(r"[A-Z][^{}\n]*[?.]", task.question), task.question
        assert "  " not in task.question


def test_kinds_hops_and_widths_are_as_asked_for() -> None:
    text = harbour(60, rest="single_hop: 7, parallel_single_hop: 11, multi_hop: 19, hops: 2..5, width: 2..4")
    _, made = explored(text)
    kinds = [task.kind for task in made.tasks]
    assert [kinds.count(kind) for kind in KINDS] == [7, 11, 19, 23]
    assert {depth(task) for task in made.tasks if task.kind == "multi_hop"} == {2, 3, 4, 5}
    assert {depth(task) for task in made.tasks if task.kind == "parallel_multi_hop"} == {2, 3, 4, 5}
    assert {width(task) for task in made.tasks if task.kind == "parallel_single_hop"} == {2, 3, 4}
    assert {width(task) for task in made.tasks if task.kind == "parallel_multi_hop"} == {2, 3, 4}


def test_long_walks() -> None:
    _, made = explored(harbour(12, rest="multi_hop: 12, hops: 8"))
    assert [depth(task) for task in made.tasks] == [8] * 12


def test_promises_hold(port: tuple[Program, Explored]) -> None:
    program, made = port
    assert made.diagnostics == ()
    assert len(made.tasks) == COUNT
    hold_to_promises(program, made)


def test_names_in_questions_are_those_of_one_row(port: tuple[Program, Explored]) -> None:
    program, made = port
    names = [str(row["name"]).casefold() for row in program.entities["Ship"].rows]
    shared = {name for name in names if names.count(name) > 1}
    assert shared
    assert not [task.question for task in made.tasks for name in shared if stands_in(name, task.question)]


def test_no_single_call_gives_what_several_are_planned_for(port: tuple[Program, Explored]) -> None:
    """Every tool with one parameter, called with every name in the question, shows no fact of a later step."""
    program, made = port
    machine = Machine(made.module, lowered(program).rows)
    single = [tool for tool in made.module.tools if len(tool.params) == 1]
    for task in made.tasks:
        facts = {step.fact for step in task.steps if step.after}
        first = [value for step in task.steps if not step.after for value in step.arguments.values()]
        for tool in single if facts else ():
            for name in first:
                seen = machine.call(machine.world(), tool.name, json.dumps({tool.params[0].name: name}), True)
                assert not facts & seen.receipt.facts, (task.question, tool.name)


def test_the_same_seed_gives_the_same_tasks_and_another_one_others(port: tuple[Program, Explored]) -> None:
    again = explored(harbour(COUNT))[1]
    assert [task.row(()) for task in again.tasks] == [task.row(()) for task in port[1].tasks]
    assert again.module == port[1].module
    other = {task.question for task in explored(harbour(COUNT, seed=6))[1].tasks}
    assert len(other & {task.question for task in port[1].tasks}) < COUNT / 2


def test_asking_for_more_keeps_the_first_ones(port: tuple[Program, Explored]) -> None:
    def of(tasks: Sequence[GoldenTask], kind: str) -> list[tuple[str, str]]:
        return [(task.id, task.question) for task in tasks if task.kind == kind]

    few = explored(harbour(COUNT // 4))[1].tasks
    for kind in KINDS:
        assert of(few, kind) == of(port[1].tasks, kind)[: len(of(few, kind))]


def test_answers_are_spread(port: tuple[Program, Explored]) -> None:
    for kind in KINDS:
        answers = [str(task.answer.value) for task in port[1].tasks if task.kind == kind]
        assert max(map(answers.count, answers)) <= 0.1 * len(answers) + 1


def test_all_levels_are_proved() -> None:
    level = "scale { seed 1 level some { parameters: 2, toolset: 3 } }"
    found = compiled(harbour(60) + level)
    assert found.files is not None, shown(found.diagnostics)
    report = json.loads(found.files["report.json"])
    assert report["levels"]["base"]["kinds"] == dict.fromkeys(sorted(KINDS), 15)
    assert report["answers"]["all"]["tasks"] == 60


def test_tools_of_the_author_are_offered_with_the_others_and_keep_their_names() -> None:
    own = """
error NoPort(name: str) $"There is no port {name}."
tool port_depth_m(name: str "Name of the port.") -> float fails NoPort {
  "How deep a port is."
  let found = first([p for p in Port if p.name == name]) ?? fail NoPort(name)
  return found.depth_m
}
task depths {
  each p in Port
  ask $"How deep is {p.name}?"
  step deep = port_depth_m(name=p.name)
  answer deep
}
"""
    found = compiled(harbour(20) + own)
    assert found.files is not None, shown(found.diagnostics)
    tasks = [json.loads(line) for line in found.files["levels/base/tasks.jsonl"].splitlines()]
    assert len(tasks) == 26
    assert all("port_depth_m" in task["tools"] for task in tasks)
    tools = [tool["function"]["name"] for tool in json.loads(found.files["levels/base/tools.json"])]
    assert len(set(tools)) == len(tools)
    errors = json.loads(found.files["levels/base/tools.ir.json"])["errors"]
    assert len({error["name"] for error in errors}) == len(errors)


def test_stage_three_merges_what_was_written_and_the_calls_follow() -> None:
    found = compiled(harbour(40))
    assert found.files is not None, shown(found.diagnostics)
    merged = [each for each in json.loads(found.files["report.json"])["stages"] if each["what"] == "field"]
    assert {"cargo_details", "ship_details"} <= {each["to"] for each in merged}
    gone = {name for each in merged for name in each["from"]}
    apart = explored(harbour(40))[1].tasks
    tasks = [json.loads(line) for line in found.files["levels/base/tasks.jsonl"].splitlines()]
    for task, before in zip(tasks, apart, strict=True):
        assert [step["answer"] for step in task["steps"]] == [step.answer for step in before.steps]
        assert not gone & {*task["tools"], *(step["tool"] for step in task["steps"])}
    kept = compiled(harbour(40).replace('title: "Made"', 'integrate: none, title: "Made"'))
    assert kept.files is not None, shown(kept.diagnostics)
    assert json.loads(kept.files["report.json"])["stages"] == []


def test_an_answer_that_comes_too_often_is_told_and_the_bundle_is_made() -> None:
    world = HARBOUR.split("entity Port")[0].replace("enum Flag { norway, panama, malta }", "")
    lamps = 'entity Lamp key id { "A lamp." id: str, colour: str "Colour of the shade" }\n'
    rows = 'data Lamp generate 30 seed 1 { id: serial("L"), colour: "red" }\nexplore 20 seed 1 { single_hop: 20 }\n'
    found = compiled(world + lamps + rows)
    assert found.files is not None
    assert {(each.code, each.severity.value) for each in found.diagnostics} == {("TW0681", "warning")}
    share = json.loads(found.files["report.json"])["answers"]["all"]
    assert share == {"tasks": 20, "answer": "red", "share": 1.0}


def test_a_small_world_says_what_it_has() -> None:
    found = compiled(harbour(3000, rest="single_hop: 3000"))
    (told,) = found.diagnostics
    assert told.code == "TW0680"
    made = int(re.search(r"and (\d+) can be made", told.message)[1])  # type: ignore[index]
    assert 100 < made < 3000
    assert f"`single_hop: {made}`" in (told.help or "")
    _, again = explored(harbour(made, rest=f"single_hop: {made}"))
    assert not [each for each in again.diagnostics if each.code == "TW0680"]
    assert len(again.tasks) == made


@some
@given(worlds(), st.integers(0, 9))
def test_promises_hold_in_any_world(text: str, seed: int) -> None:
    program, made = explored(f"{text}\nexplore 24 seed {seed} {{ hops: 2..3 }}\n")
    hold_to_promises(program, made)
    assert len(made.tasks) == 24 or any(each.code == "TW0680" for each in made.diagnostics)


@settings(some, max_examples=examples(12))
@example(TWO_OF_A_COLOUR, 1)
@given(worlds(), st.integers(0, 9))
def test_any_world_that_has_enough_tasks_is_built_and_proved(text: str, seed: int) -> None:
    _, made = explored(f"{text}\nexplore 24 seed {seed} {{ hops: 2..3 }}\n")
    counts = {kind: [task.kind for task in made.tasks].count(kind) for kind in KINDS}
    if not made.tasks:
        return
    kinds = ", ".join(f"{kind}: {count}" for kind, count in counts.items())
    program = checked(f"{text}\nexplore {len(made.tasks)} seed {seed} {{ {kinds}, hops: 2..3 }}\n")
    found = compile_program(program)
    assert found.files is not None, shown(found.diagnostics)


FOUR = """
scenario few { title: "Four cities", domain: geography, version: "1.0.0" }
entity City key id {
  "A city."
  id: str, name: str "English name", country: str "Country that it lies in", people: int(0..) "Inhabitants",
  twin: City? "Partner town", mayor: str "Full name of the mayor",
}
data City {
  | id | name     | country  | people   | twin | mayor      |
  | "p" | "Paris"  | "France" | 2102650  | "o"  | "Anne Ody" |
  | "o" | "Oslo"   | "Norway" | 717710   | "t"  | "Ans Rem"  |
  | "t" | "Tokyo"  | "Japan"  | 13960000 | "w"  | "Yu Koike" |
  | "w" | "Warsaw" | "Poland" | 1863000  | null | "Raf Trza" |
}
"""


AUTHORED = {
    "mayor_of_twin": """
tool mayor_of_twin(name: str "English name of a city.") -> { mayor: str }
  fails NoTwin
{
  "Full name of the mayor of the partner town of a city."
  let city = first([c for c in City if c.name == name]) ?? fail NoTwin
  let twin = city.twin ?? fail NoTwin
  return { mayor: twin.mayor }
}
error NoTwin "There is no partner town."
""",
    "some_mayors": """
tool some_mayors() -> list[str] {
  "Full names of some mayors."
  return [c.mayor for c in City if c.people > 2000000]
}
""",
    "larger_city": """
tool larger_city(people: int "Number of inhabitants.") -> { mayor: str, country: str }
  fails NoCity
{
  "What is known of a city with more inhabitants."
  let city = first([c for c in City if c.people > people]) ?? fail NoCity
  return { mayor: city.mayor, country: city.country }
}
error NoCity "There is no such city."
""",
    "renamed": """
tool renamed(name: str "English name of a city.", mayor: str "Full name of the new mayor.") -> { people: int }
  fails NoCity
  writes City
{
  "Give a city another mayor."
  let city = first([c for c in City if c.name == name]) ?? fail NoCity
  update city { mayor: mayor }
  return { people: city.people }
}
error NoCity "There is no city of this name."
""",
}


@pytest.mark.parametrize("name", AUTHORED)
def test_tools_of_the_author_give_no_found_task_away(name: str) -> None:
    for seed in range(3):
        found = compiled(f"{FOUR}{AUTHORED[name]}explore 8 seed {seed} {{ multi_hop: 2, single_hop: 6 }}\n")
        assert found.files is not None, shown(found.diagnostics)
        tasks = [json.loads(line) for line in found.files["levels/base/tasks.jsonl"].decode().splitlines()]
        assert len(tasks) == 8
        assert all(name in task["tools"] for task in tasks)


@pytest.mark.parametrize("seed", range(3))
def test_four_rows_are_enough_and_nothing_shows_unasked(seed: int) -> None:
    found = compiled(f"{FOUR}explore 5 seed {seed} {{ multi_hop: 3 }}\n")
    assert found.files is not None, shown(found.diagnostics)
    tasks = [json.loads(line) for line in found.files["levels/base/tasks.jsonl"].decode().splitlines()]
    assert len(tasks) == 5
    assert sum(task["kind"] == "multi_hop" for task in tasks) >= 3


def test_what_speaks_against_a_found_task_says_what_its_author_can_do() -> None:
    program, found = explored(f"{FOUR}explore 5 seed 1 {{}}\n")
    task = found.tasks[0]
    finding = Finding(
        "TW0675", "base", task.id, "it is short", "the calls", "leave the step out", step=task.steps[-1].id
    )
    (told,) = placed([finding], program, found.tasks)
    assert told.help == "`explore` found this task: another `seed` finds others, a smaller number fewer"
    assert told.span.text.startswith("explore 5 seed 1")
