"""Another name for something changes no answer: property 9 of the language, its golden half."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from toolwright.compiler import compile_program
from toolwright.dsl.check import analyse
from toolwright.dsl.diagnostics.edits import applied
from toolwright.dsl.services.bind import index
from toolwright.dsl.services.model import Kind, Use
from toolwright.dsl.services.rename import Renamed, rename

from ..dsl.services.world import GEO, TRIP, Memory

FILES = {"a/main.tool": TRIP, "a/lib.tool": GEO}
WORLD = index(analyse("a/main.tool", Memory(FILES)))


def symbols() -> dict[object, Use]:
    """A use of each thing that has a name, by its key."""
    found: dict[object, Use] = {}
    for uses in WORLD.uses.values():
        for use in uses:
            if use.definition.kind is not Kind.WORD:
                found.setdefault(use.definition.key, use)
    return found


def golden(files: Mapping[str, str]) -> list[object]:
    """The answers of all tasks with what each of their steps shows; questions with them."""
    program = analyse("a/main.tool", Memory(dict(files))).checked.program
    assert program is not None
    made = compile_program(program)
    assert made.files is not None, made.diagnostics
    tasks = [json.loads(line) for line in made.files["levels/base/tasks.jsonl"].splitlines()]
    assert tasks
    return [
        (
            task["question"],
            task["answer"]["value"],
            [(list(step["arguments"].values()), step["answer"]) for step in task["steps"]],
        )
        for task in tasks
    ]


BEFORE = golden(FILES)


@pytest.mark.parametrize("use", symbols().values(), ids=lambda use: f"{use.definition.kind}-{use.definition.name}")
def test_answers_stay_as_they_are(use: Use) -> None:
    other = "Renamed" if use.definition.kind is Kind.ENTITY else "renamed_one"
    found = rename([WORLD], use.span.source.name, use.span.start, other, Memory(FILES))
    assert isinstance(found, Renamed), found
    files = dict(FILES)
    for path, edits in found.edits.items():
        files[path] = applied(files[path], edits)
    assert files != FILES
    # A member is itself a value: tools are called with its new name.
    after = repr(golden(files))
    member = use.definition.kind is Kind.MEMBER
    assert (after.replace(other, use.definition.name) if member else after) == repr(BEFORE)
