"""A level that is made again without some rewrites: only the tools that had them are others."""

from __future__ import annotations

import pytest

from toolwright.compiler.amended import taken_back
from toolwright.compiler.prove import Finding
from toolwright.compiler.scale import ScaledLevel, scale
from toolwright.compiler.scale.draft import Draft

from .library import library

OPERATORS = {"toolset": 3, "functionality": 1, "parameters": 2, "types": 2}
KINDS = ("functionality", "types")


def scaled(
    draft: Draft, refused: frozenset[tuple[str, str]] = frozenset(), before: ScaledLevel | None = None
) -> ScaledLevel:
    rows = draft.rows
    return scale("x", OPERATORS, draft.module, draft.tasks, rows, (), 3, refused=refused, before=before)


def made_of(level: ScaledLevel) -> tuple[object, ...]:
    """All of a level but the order in which its records stand."""
    records = [set(map(repr, each)) for each in (level.dropped, level.witnesses, level.module.errors)]
    return level.module.tools, level.module.distractors, level.tasks, level.samples, *records


@pytest.mark.parametrize("kind", KINDS)
def test_a_level_made_again_is_the_one_without_what_is_refused(kind: str) -> None:
    draft = library()
    first = scaled(draft)
    having = [(t.name, c) for t in first.module.tools for c in t.added if c.startswith(f"{kind}: ")]
    golden = {step.tool for task in draft.tasks for step in task.steps}
    called = [change for change in having if change[0] in golden]
    refused = frozenset((called[0], having[-1]))
    again = scaled(draft, refused, first)
    assert again != first
    assert not refused & {(tool.name, change) for tool in again.module.tools for change in tool.added}
    assert made_of(again) == made_of(scaled(draft, refused))


def test_a_tool_that_was_written_for_the_level_goes_when_it_is_refused() -> None:
    draft = library()
    first = scaled(draft)
    written = next((t.name, c) for t in first.module.tools for c in t.added if c.startswith("toolset: "))
    again = scaled(draft, frozenset((written,)), first)
    assert written[0] not in {tool.name for tool in again.module.tools}
    assert len(again.module.distractors) >= len(first.module.distractors) - 1
    assert made_of(again) == made_of(scaled(draft, frozenset((written,))))


def test_what_is_taken_back_ends_with_the_distractor_that_was_written() -> None:
    level = scaled(library())
    tool = next(t for t in level.module.tools if any(c.startswith("toolset: ") for c in t.added))
    found = Finding("TW0675", "x", None, "cut short", calls=(tool.name,))
    made, refused = level, frozenset[tuple[str, str]]()
    for _ in range(9):
        back = taken_back([found], [made])
        if not back:
            break
        refused |= back["x"]
        made = scaled(library(), refused, made)
    assert tool.name not in {each.name for each in made.module.tools}
