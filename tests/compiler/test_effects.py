"""What the steps of a plan write, as people read it: it is what happens when the plan is played."""

from __future__ import annotations

from typing import Any

from toolwright.compiler.effects import Effects
from toolwright.runtime import Bundle, Task

from ..conftest import Built
from .forging import edited

TASKS = "levels/base/tasks.jsonl"


def family(bundle: Bundle, name: str) -> Task:
    return bundle.level().tasks[f"{name}/1"]


def wanting(bundle: Bundle, *writes: Any) -> Bundle:
    """*bundle*, the first task of which wants *writes* of its steps, in their order."""

    def change(tasks: Any) -> None:
        for step, wanted in zip(tasks[0]["steps"], writes, strict=False):
            step["fact"] = {"kind": "effect", "writes": wanted}

    return edited(bundle, TASKS, change)


def test_changed_cells_are_told_with_what_they_held(built: Built) -> None:
    bundle = built["shop_orders"]
    task = family(bundle, "cancel_the_open_order")
    told = Effects(bundle).of(task)
    episode = bundle.environment().reset(task.id)
    for step in task.steps:
        episode.call(step.tool, step.arguments)
    lines = [line for step in told.values() for line in step]
    assert sum(line.startswith("adds Refund") for line in lines) == 1
    for change in episode.changes():
        if change.operation == "update":
            for name in change.after:
                before, after = (str(each[name]).replace("'", '"') for each in (change.before, change.after))
                (line,) = [x for x in lines if x.startswith(f'writes {change.entity}["{change.key}"].{name}: ')]
                assert line.replace('"', "").endswith(f"{name}: {before} -> {after}")


def test_a_step_finds_what_those_before_it_left(built: Built) -> None:
    bundle = wanting(
        built["shop_orders"],
        [["update", "Order", "A4107", {"status": "packed"}], ["insert", "Order", "new", {"status": "open"}]],
        [["update", "Order", "A4107", {"status": "sent"}], ["delete", "Order", "new", {}]],
    )
    task = next(iter(bundle.level().tasks.values()))
    assert list(Effects(bundle).of(task).values())[:2] == [
        ['adds Order["new"]: { status: "open" }', 'writes Order["A4107"].status: "open" -> "packed"'],
        ['deletes Order["new"]', 'writes Order["A4107"].status: "packed" -> "sent"'],
    ]


def test_keys_of_several_parts_and_steps_that_write_nothing(built: Built) -> None:
    bundle = built["shop_orders"]
    task = next(t for t in bundle.level().tasks.values() if "change" in {step.id for step in t.steps})
    told = Effects(bundle).of(task)
    assert told.keys() == {"change"}
    lines = [line for line in told["change"] if line.startswith('writes OrderLine["')]
    assert any('", "' in line and "null" not in line for line in lines)
