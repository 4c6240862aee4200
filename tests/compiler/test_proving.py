"""Proofs in parts, and from a memo: the same as all at once, and what is taken from a memo would be proved the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.compiler.prove import Proof, prove, prove_part
from toolwright.compiler.proving import _parts, proved
from toolwright.compiler.scale import ScaledLevel
from toolwright.compiler.workshop import Workshop
from toolwright.runtime import Bundle

from ..conftest import Built
from ..sizes import examples
from .forging import edited

NAMES = ("country_areas", "shop_orders")


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
    files, total = all_files(bundle), sum(level.tasks for level in bundle.manifest.levels)
    told: list[int] = []
    first = proved(files, levels(bundle), bundle.rows, Workshop(memo=memo), told.append)
    assert first.proofs == prove(bundle)
    assert sum(told) == total
    assert (first.parts, first.known) == (total + len(bundle.level_names), 0)
    again = proved(files, levels(bundle), bundle.rows, Workshop(memo=memo), told.append)
    assert again.proofs == first.proofs
    assert again.known == again.parts
    assert sum(told) == 2 * total


def test_what_does_not_hold_is_not_remembered(built: Built) -> None:
    bundle, memo = built["country_areas"], Kept()
    path = "levels/base/tasks.jsonl"
    wrong = edited(bundle, path, lambda tasks: tasks[5]["steps"][0].update(answer="Nowhere"))
    for _ in range(2):
        found = proved(all_files(wrong), levels(wrong), wrong.rows, Workshop(memo=memo), lambda count: None)
        assert {finding.task for finding in found.proofs["base"].findings} == {list(wrong.level().tasks)[5]}
    assert found.parts - found.known == 1


# ------------------------------------------------------------------ what is taken from a memo would hold


Parts = dict[tuple[str, str | None], str]


def keys(bundle: Bundle) -> Parts:
    files = all_files(bundle)
    return {
        (part.level, part.task): part.key
        for level in levels(bundle)
        for part in _parts(files, bundle.manifest, level, bundle.rows)
    }


@cache
def known(bundle: Bundle) -> Parts:
    return keys(bundle)


@cache
def proof(bundle: Bundle, level: str, task: str) -> Proof:
    return prove_part(all_files(bundle), level, (task,))


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
    """*bundle* with one cell or one tool changed."""
    if draw(st.integers(0, 3)):
        entity = draw(st.sampled_from(sorted(bundle.rows)))
        key = bundle.manifest.keys[entity]
        row = draw(st.integers(0, len(bundle.rows[entity]) - 1))
        (fields,) = (e.fields for e in bundle.level().module.entities if e.name == entity)
        field = draw(st.sampled_from([f.name for f in fields if f.name not in key and f.value.type != "row"]))
        return edited(bundle, f"data/{entity}.jsonl", lambda rows: rows[row].update({field: other(rows[row][field])}))
    level = draw(st.sampled_from(bundle.level_names))
    number = draw(st.integers(0, len(bundle.level(level).module.tools) - 1))
    return edited(bundle, f"levels/{level}/tools.ir.json", lambda m: m["tools"][number].update(doc="Says 12 and more."))


def taken(old: Bundle, new: Bundle) -> list[tuple[str, str]]:
    """Tasks whose proofs would be taken from those of *old*: some beside what has changed, and the last one."""
    before, now = known(old), keys(new)
    assert now != before
    parts = enumerate(now.items())
    same = [(level, task, number) for number, ((level, task), key) in parts if task and before[level, task] == key]
    # Those beside what was changed are the likeliest to have read it.
    changed = [number for number, part in enumerate(now) if before[part] != now[part]]
    near = sorted(same, key=lambda part: min(abs(part[2] - number) for number in changed))
    return [(level, task) for level, task, _ in (*near[:6], *near[-1:])]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=examples(10))
@given(data=st.data())
def test_a_proof_that_is_taken_from_before_is_what_it_would_be_now(
    name: str, built: Built, data: st.DataObject
) -> None:
    old = built[name]
    new = change(data.draw, old)
    for level, task in taken(old, new):
        assert prove_part(all_files(new), level, (task,)) == proof(old, level, task)


EDITS: dict[str, Callable[[Any, Any], object]] = {
    "question": lambda task, before: task.update(question=task["question"] + " Now?"),
    "answer": lambda task, before: task["answer"].update(value=before["answer"]["value"]),
    "arguments": lambda task, before: task["steps"][0].update(arguments=before["steps"][0]["arguments"]),
}


@pytest.mark.parametrize("part", EDITS)
@pytest.mark.parametrize("number", [40])
def test_a_changed_task_is_read_by_no_proof_that_is_taken_from_before(number: int, part: str, built: Built) -> None:
    old = built["country_areas"]
    new = edited(old, "levels/base/tasks.jsonl", lambda tasks: EDITS[part](tasks[number], tasks[number - 1]))
    for level, task in taken(old, new):
        assert prove_part(all_files(new), level, (task,)) == proof(old, level, task)
