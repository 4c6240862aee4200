"""Kinds are drawn beside each other, in whatever processes, and come out as if they were drawn one after the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from toolwright.cli.workers import Pool
from toolwright.compiler.explore import explore
from toolwright.compiler.explore.drawing import Drawn, Wanted, draw
from toolwright.compiler.explore.field import Given
from toolwright.compiler.key_order import in_key_order
from toolwright.compiler.lowered import Lowered, lowered
from toolwright.compiler.workshop import Alone
from toolwright.dsl import Program

from ..sources import checked
from .worlds import HARBOUR


def harbour() -> tuple[Program, Lowered]:
    program = in_key_order(checked(HARBOUR + "\nexplore 80 seed 5 { hops: 2..3 }\n"))
    return program, lowered(program)


def test_processes_do_not_matter() -> None:
    program, ready = harbour()
    alone = explore(program, ready, Alone())
    with Pool(2) as pool:
        beside = explore(program, ready, pool)
    assert (beside.tasks, beside.tools, beside.diagnostics) == (alone.tasks, alone.tools, alone.diagnostics)
    assert beside.module == alone.module


def test_a_question_that_is_taken_is_not_asked_again() -> None:
    program, ready = harbour()
    assert program.explore is not None
    given = Given.of(program, program.explore, ready)
    first = draw(given, Wanted("multi_hop"))
    again = draw(given, Wanted("multi_hop", frozenset(first.questions[:2])))
    assert again.refusals["a task is there already"] == first.refusals["a task is there already"] + 2
    assert set(again.questions).isdisjoint(first.questions[:2])
    assert again.judged >= set(first.questions[:2])
    # What is never looked at changes nothing.
    assert draw(given, Wanted("multi_hop", frozenset({"Who?"}))) == first


class Misled(Alone):
    """Workers to whom every kind looks at the questions of the others, and finds nothing."""

    def map(
        self,
        work: Callable[[Any, Any], Any],
        shared: Any,
        items: Sequence[Any],
        seconds: float,
        alike: Callable[[Any], Hashable],
    ) -> Iterator[Any]:
        found = list(super().map(work, shared, items, seconds, alike))
        if not isinstance(found[0], Drawn):
            return iter(found)
        questions = frozenset(question for each in found for question in each.questions)
        return iter(
            [replace(each, judged=questions, places=each.places if each is found[-1] else []) for each in found]
        )


def test_a_kind_that_looks_at_a_question_of_another_is_drawn_again() -> None:
    program, ready = harbour()
    assert explore(program, ready, Misled()).tasks == explore(program, ready, Alone()).tasks
