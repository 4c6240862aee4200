"""Proofs in parts, and from a memo: the same as all at once, and what is taken from a memo would be proved the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.compiler import proving
from toolwright.compiler.keyed import Basis, Keyed, keyed
from toolwright.compiler.prove import Bench, Part, Proof, bench_of, prove, prove_part
from toolwright.compiler.prove.bench import HOLDERS, Reads
from toolwright.compiler.prove.given import takes_texts
from toolwright.compiler.prove.search import Search
from toolwright.compiler.proving import Proved, Prover
from toolwright.compiler.reads import Readings, WorldReadings
from toolwright.compiler.scale import ScaledLevel
from toolwright.compiler.workshop import Workshop
from toolwright.runtime import Bundle
from toolwright.runtime.ir.tools import Param
from toolwright.runtime.ir.types import (
    DateType,
    EnumType,
    IntType,
    ListType,
    OptionalType,
    RecordField,
    RecordType,
    StrType,
    Type,
)

from ..conftest import Built
from ..sizes import examples
from .forging import edited
from .sources import bundle_of

NAMES = ("city_population",)


class Kept:
    """A memo in memory, as JSON."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def get(self, key: str) -> Any:
        return json.loads(self.texts[key]) if key in self.texts else None

    def put(self, key: str, value: Any) -> None:
        self.texts[key] = json.dumps(value)


def all_files(bundle: Bundle) -> dict[str, bytes]:
    return {**bundle.files, "manifest.json": bundle.manifest.model_dump_json().encode()}


def levels(bundle: Bundle) -> list[ScaledLevel]:
    loaded = {name: bundle.level(name) for name in bundle.level_names}
    return [ScaledLevel(n, one.info.operators, one.module, tuple(one.tasks.values())) for n, one in loaded.items()]


@pytest.mark.parametrize("name", NAMES)
def test_parts_are_the_whole_and_a_memo_knows_them(name: str, built: Built) -> None:
    bundle, memo = built[name], Kept()
    total = sum(level.tasks for level in bundle.manifest.levels)
    told: list[int] = []
    first = proofs(bundle, memo, told.append)
    assert first.proofs == prove(bundle)
    assert sum(told) == total
    tools = sum(len(bundle.level(level).module.tools) for level in bundle.level_names)
    assert (first.parts, first.known) == (total + tools + 2 * len(bundle.level_names), 0)
    again = proofs(bundle, memo, told.append)
    assert again.proofs == first.proofs
    assert again.known == again.parts
    assert sum(told) == 2 * total


def test_what_does_not_hold_is_not_remembered(built: Built) -> None:
    bundle, memo = built["city_population"], Kept()
    path = "levels/base/tasks.jsonl"
    wrong = edited(bundle, path, lambda tasks: tasks[5]["steps"][0].update(answer="Nowhere"))
    for _ in range(2):
        found = proofs(wrong, memo)
        assert {finding.task for finding in found.proofs["base"].findings} == {list(wrong.level().tasks)[5]}
    assert found.parts - found.known == 1


# ------------------------------------------------------------------ what is taken from a memo would hold


TINY = """
edition 1
scenario tiny {title: "Three cities", domain: geography, version: "1.0.0", license: "MIT"}
entity City key name {"A city." name: str "Name", people: int "Inhabitants", mayor: str "Who runs it"}
data City {
  | name    | people | mayor |
  | "Turin" | 7      | "Ada" |
  | "Porto" | 8      | "Bea" |
  | "Nice"  | 9      | "Cem" |
}
error Nowhere(city: str) $"There is no city {city}."
tool people(city: str "Name of a city.", hundreds: bool = false "Count in hundreds.") -> int
  fails Nowhere
{
  "How many live in a city."
  let found = first([c for c in City if c.name == city]) ?? fail Nowhere(city)
  return if hundreds then found.people * 100 else found.people
}
task count {
  each c in City
  ask $"How many live in {c.name}?"
  step n = people(city=c.name) asks $"How many live in {c.name}?"
  answer n
}
task run {
  each c in City
  ask $"Who runs {c.name}?"
  step n = derive first([x for x in City if x.name == c.name]).mayor asks $"Who runs {c.name}?"
  answer n
}
scale {seed 1 level more {toolset: 2, parameters: 1, types: 1}}
"""


WRITING = """
tool moved(city: str "Name of a city.", by: int "How many moved in.") -> int
  fails Nowhere
  writes City
{
  "Count people in who moved to a city."
  let found = first([c for c in City if c.name == city]) ?? fail Nowhere(city)
  update found { people: found.people + by }
  return found.people + by
}
task move {
  each c in City
  ask $"Three people move to {c.name}. How many live there now?"
  step n = moved(city=c.name, by=3) asks $"How many live in {c.name} now?"
  answer n
}
"""


@cache
def tiny(more: str = "") -> Bundle:
    return bundle_of(TINY + more)


@cache
def texts_of(bundle: Bundle) -> dict[str, str]:
    memo = Kept()
    proofs(bundle, memo)
    return memo.texts


def knowing(bundle: Bundle) -> Kept:
    """A memo that has the proofs of *bundle*."""
    memo = Kept()
    memo.texts.update(texts_of(bundle))
    return memo


def proofs(bundle: Bundle, memo: Kept | None = None, advance: Callable[[int], None] = lambda count: None) -> Proved:
    prover = Prover(bundle.name, Workshop(memo=memo) if memo else Workshop())
    found = prover.prove(all_files(bundle), bundle.level_names, reads(bundle, bundle.level_names), advance)
    prover.remember()
    return found


def reads(bundle: Bundle, names: Sequence[str]) -> dict[str, Keyed]:
    """What the proofs of the levels *names* read."""
    manifest, made = bundle.manifest, levels(bundle)
    basis = Basis(manifest.name, manifest.reward, manifest.policy, made[0].tasks, bundle.rows)
    texts = {path: bundle.files[path].decode() for path in manifest.files}
    return {
        level.name: keyed(level, {p: text for p, text in texts.items() if p.startswith(f"levels/{level.name}/")}, basis)
        for level in made
        if level.name in names
    }


def warm(old: Bundle, new: Bundle) -> Proved:
    """The proofs of *new* where those of *old* are known."""
    return proofs(new, knowing(old))


def other(value: Any) -> Any:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}x"
        case list():
            return [*value, *value]
        case _:
            return value


def change(draw: Any, bundle: Bundle) -> Bundle:
    """*bundle* with a cell, a tool or a task changed."""
    if draw(st.integers(0, 2)):
        entity = draw(st.sampled_from(sorted(bundle.rows)))
        row = draw(st.integers(0, len(bundle.rows[entity]) - 1))
        field = draw(st.sampled_from(["people", "mayor", "name"]))
        return edited(bundle, f"data/{entity}.jsonl", lambda rows: rows[row].update({field: other(rows[row][field])}))
    level = draw(st.sampled_from(bundle.level_names))
    if draw(st.booleans()):
        number = draw(st.integers(0, len(bundle.level(level).module.tools) - 1))
        said = draw(st.sampled_from(["Says 12 and more.", "Ada knows."]))
        return edited(bundle, f"levels/{level}/tools.ir.json", lambda m: m["tools"][number].update(doc=said))
    number = draw(st.integers(0, len(bundle.level(level).tasks) - 1))
    key, value = draw(st.sampled_from([("question", "How many live in Nice?"), ("tools", ["people"])]))
    return edited(bundle, f"levels/{level}/tasks.jsonl", lambda tasks: tasks[number].update({key: value}))


@pytest.mark.parametrize("more", ["", WRITING], ids=["reading", "writing"])
@settings(max_examples=examples(8))
@given(data=st.data())
def test_proofs_over_a_memo_are_those_without_one(more: str, data: st.DataObject) -> None:
    bundle = tiny(more)
    memo = knowing(bundle)
    for _ in range(data.draw(st.integers(1, 2))):
        bundle = change(data.draw, bundle)
        assert proofs(bundle, memo).proofs == proofs(bundle).proofs


@pytest.mark.parametrize("level", ["base", "more"])
def test_only_levels_that_were_made_anew_are_proved_again(level: str) -> None:
    old, told = tiny(), list[int]()
    new = edited(old, f"levels/{level}/tools.ir.json", lambda m: m["tools"][0].update(doc="Says 12 and more."))
    memo = Kept()
    prover = Prover(old.name, Workshop(memo=memo))
    for bundle, changed in ((old, old.level_names), (new, (level,)), (old, (level,))):
        found = prover.prove(all_files(bundle), bundle.level_names, reads(bundle, changed), told.append)
        assert found.proofs == proofs(bundle).proofs
    assert sum(told) == 3 * sum(info.tasks for info in old.manifest.levels)
    prover.remember()
    # Of both it is remembered what held: all but that the new document is not that of `tools.json`.
    assert [found.parts - proofs(bundle, memo).known for bundle in (old, new)] == [0, 1]


TASKS = "levels/base/tasks.jsonl"


def asked(*numbers: int, question: str) -> Callable[[Any], object]:
    return lambda tasks: [tasks[n].update(question=f"{question} ({n})") for n in numbers]


def answered(*numbers: int, value: int) -> Callable[[Any], object]:
    return lambda tasks: [tasks[n]["answer"].update(value=value) for n in numbers]


def called(*numbers: int, city: str) -> Callable[[Any], object]:
    return lambda tasks: [tasks[n]["steps"][0]["arguments"].update(city=city) for n in numbers]


NEIGHBOURS: dict[str, tuple[Callable[[Any], object], Callable[[Any], object]]] = {
    # Numbers that stand in all questions are no leak, in one they are.
    "questions": (asked(0, 1, 2, question="Is it 7, 8 or 9?"), asked(1, 2, question="How many?")),
    "sub-answers": (asked(0, 1, question="Is it 7, 8 or 9?"), lambda tasks: tasks[1]["steps"][0].update(answer=9)),
    "answers": (lambda tasks: None, answered(1, 2, value=8)),
    "arguments": (lambda tasks: None, called(1, 2, city="Nice")),
}


@pytest.mark.parametrize("part", NEIGHBOURS)
def test_a_proof_hangs_on_other_tasks_of_the_family(part: str) -> None:
    first, then = NEIGHBOURS[part]
    old = edited(tiny(), TASKS, first)
    new = edited(old, TASKS, then)
    assert old.level().tasks["count/1"] == new.level().tasks["count/1"]
    before, after = (prove_part(bench_of(all_files(b), "base"), Part("base", "task", "count/1")) for b in (old, new))
    assert not before.findings
    assert before != after
    assert warm(old, new).proofs == proofs(new).proofs


READ: dict[str, tuple[str, Callable[[Any], object], set[str]]] = {
    # A golden call is tried with the arguments of the next task of the family, too.
    "a number": ("data/City.jsonl", lambda rows: rows[2].update(people=70), {"people", "count/2", "count/3"}),
    "a text": (
        "data/City.jsonl",
        lambda rows: rows[2].update(mayor="Eve"),
        {"people", "mayor_of_city", "run/2", "run/3"},
    ),
    "a document": ("levels/more/tools.ir.json", lambda m: m["tools"][0].update(doc="Ada."), set()),
    "an answer": (TASKS, lambda tasks: tasks[5]["answer"].update(value="Eve"), {"run/1", "run/2", "run/3"}),
}


def noted_parts(monkeypatch: pytest.MonkeyPatch) -> list[Part]:
    """The parts that are proved from now on."""
    anew: list[Part] = []

    def noted(bench: Bench, part: Part) -> Proof:
        anew.append(part)
        return prove_part(bench, part)

    monkeypatch.setattr(proving, "prove_part", noted)
    return anew


@pytest.mark.parametrize("part", READ)
def test_only_what_reads_a_change_is_proved_anew(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path, then, names = READ[part]
    old, memo = tiny(), knowing(tiny())
    anew = noted_parts(monkeypatch)
    parts = proofs(edited(old, path, then), memo).parts
    assert {one.name for one in anew if one.level == "base"} == names
    assert proofs(old, memo).known == parts  # what was taken back is known


def test_answers_of_other_tasks_are_read_at_base_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def then(tasks: Any) -> None:
        tasks[5]["answer"].update(value="Eve")
        tasks[5]["steps"][0].update(answer="Eve")

    memo, anew = knowing(tiny()), noted_parts(monkeypatch)
    proofs(edited(edited(tiny(), TASKS, then), TASKS.replace("base", "more"), then), memo)
    assert {one.name for one in anew if one.level == "more"} == {"run/3"}


WORDS = EnumType(members=("first", "last"))


@pytest.mark.parametrize(
    ("type_", "reads"),
    [
        (StrType(), True),
        (OptionalType(item=DateType()), True),
        (RecordType(fields=(RecordField(name="by", value=WORDS), RecordField(name="value", value=StrType()))), True),
        (ListType(item=WORDS), False),
        (
            RecordType(fields=(RecordField(name="low", value=IntType()), RecordField(name="high", value=IntType()))),
            False,
        ),
    ],
)
def test_searches_look_texts_alone_up_in_columns(type_: Type, reads: bool) -> None:
    assert takes_texts(Param(name="it", value=type_, doc="It.")) is reads


def test_searches_hang_on_the_texts_of_the_world() -> None:
    old, task = tiny(), tiny().level().tasks["count/1"]
    new = edited(old, "data/City.jsonl", lambda rows: rows[1].update({"mayor": "NICE"}))
    before, after = (
        list(Readings(tiny().level().module, [task], WorldReadings(bundle.rows)).of_task(task)) for bundle in (old, new)
    )
    assert before != after
    assert len(before) == len(after)


def test_searches_hang_on_the_columns_of_the_texts_that_they_know() -> None:
    """Of what a question names and calls show, and of no other: the other rows may be called what they like."""
    old = tiny()
    new = edited(old, "data/City.jsonl", lambda rows: rows[1].update({"name": "Oporto", "mayor": "Porto"}))
    bench, after = Bench(old, "base"), Bench(new, "base")
    _, reads = bench.reading(Search(bench, old.level().tasks["count/2"]).run)
    texts = {tool.removeprefix(HOLDERS) for tool, _ in flat(reads) if tool.startswith(HOLDERS)}
    assert "Porto" in texts
    assert "Oporto" not in texts
    changed = {text for text in texts if after.shows(HOLDERS + text, "") != bench.shows(HOLDERS + text, "")}
    assert changed == {"Porto", "Bea"}


def flat(reads: Reads) -> Iterator[tuple[str, str]]:
    for read in reads:
        match read:
            case (str(tool), str(arguments)):
                yield tool, arguments
            case _:
                yield from flat(read)
