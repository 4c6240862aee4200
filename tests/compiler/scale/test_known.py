"""What a level remembers of its trials changes nothing but the time that it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.compiler.scale import Known, ScaledLevel, scale
from toolwright.compiler.scale.draft import Draft

from ...sizes import examples
from .library import library

OPERATORS = {"toolset": 3, "functionality": 2, "parameters": 2, "types": 2}


def scaled(draft: Draft, seed: int, known: Known | None = None) -> ScaledLevel:
    return scale("x", OPERATORS, draft.module, draft.tasks, draft.rows, (), seed, known=known)


def other_cell(draw: Any, draft: Draft) -> Draft:
    """Another row's value in one cell that is no key, or one that no row has."""
    entity = draw(st.sampled_from(draft.module.entities))
    field = draw(st.sampled_from([field.name for field in entity.fields if field.name not in entity.key]))
    rows = [dict(row) for row in draft.rows[entity.name]]
    values = [row[field] for row in rows]
    new = [f"{value} or so" if isinstance(value, str) and " " in value else value for value in values]
    rows[draw(st.integers(0, len(rows) - 1))][field] = draw(st.sampled_from([*values, *new]))
    return replace(draft, rows={**draft.rows, entity.name: rows})


def other_tool(draw: Any, draft: Draft) -> Draft:
    """Another documentation of a tool, or of one of its parameters."""
    number = draw(st.integers(0, len(draft.module.tools) - 1))
    tool = draft.module.tools[number]
    said = draw(st.sampled_from(["Something else.", "Pages: 310.", tool.doc]))
    params = tuple(param.model_copy(update={"doc": said}) for param in tool.params)
    made = tool.model_copy(update={"params": params} if draw(st.booleans()) else {"doc": said})
    tools = (*draft.module.tools[:number], made, *draft.module.tools[number + 1 :])
    return replace(draft, module=draft.module.model_copy(update={"tools": tools}))


def fewer_tasks(draw: Any, draft: Draft) -> Draft:
    number = draw(st.integers(0, len(draft.tasks) - 1))
    return replace(draft, tasks=draft.tasks[:number] + draft.tasks[number + 1 :])


EDITS: list[Callable[[Any, Draft], Draft]] = [other_cell, other_cell, other_tool, fewer_tasks]


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=examples(10))
@given(st.data(), st.integers(0, 3))
def test_a_level_is_the_same_whatever_is_known(data: st.DataObject, seed: int) -> None:
    draft, known = library(), Known()
    scaled(draft, seed, known)
    for _ in range(2):
        edit = data.draw(st.sampled_from(EDITS))
        draft = edit(data.draw, draft)
        cold, known = Known(), Known(known.now)
        assert scaled(draft, seed, known) == scaled(draft, seed, cold)
        assert known.now == cold.now


class AllKnown(Known):
    """Finds out nothing by itself."""

    def once(self, read: Iterable[str], make: Callable[[], Any]) -> Any:
        def never() -> Any:
            raise AssertionError("this was tried before")

        return super().once(read, never)


def test_nothing_is_tried_twice() -> None:
    known = Known()
    first = scaled(library(), 1, known)
    assert known.now
    assert scaled(library(), 1, AllKnown(known.now)) == first
