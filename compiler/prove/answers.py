"""Answers: computed again from the results of golden calls, and none but them is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from toolwright.runtime import Task
from toolwright.runtime.answers import Answer, answer_text, matches
from toolwright.runtime.jsontext import canonical
from toolwright.runtime.machine import BROKEN_RULES, Observation
from toolwright.runtime.python.prelude import ToolError
from toolwright.runtime.tracing import plain

from .bench import Bench, family
from .finding import Finding
from .phrasings import misleading, said_alike

BASE = "base"
MOST_CANDIDATES = 20
"""Answers of a family that one text lists to be right for sure."""
OTHER_ANSWERS = 3
LEAST_NUMBERS = 3
"""Other numbers from which on their nearness says something of a tolerance."""


def computed(bench: Bench, task: Task, seen: Sequence[Observation], counts: dict[str, int]) -> Iterator[Finding]:
    """The answer is what its expression gives; a scaled level asks for the same as `base`."""
    counts["answers"] += 1
    if bench.level != BASE:
        base = bench.bundle.level(BASE).tasks.get(task.id)
        if base is None or base.answer_data != task.answer_data:
            yield _wrong(bench, task, "the answer is not that of level `base`")
        return
    try:
        value = compute(bench, task, seen)
    except (ToolError, *BROKEN_RULES) as problem:
        yield _wrong(bench, task, "the answer cannot be computed", f"{type(problem).__name__}: {problem}")
        return
    if canonical(value) != canonical(task.answer_data.value):
        note = f"the steps give {canonical(value)}, the task says {canonical(task.answer_data.value)}"
        yield _wrong(bench, task, "the answer is not what follows from its steps", note)


def compute(bench: Bench, task: Task, seen: Sequence[Observation]) -> Any:
    """The answer of *task* from what its golden calls gave, over the world that they leave behind.

    Raises ToolError and `BROKEN_RULES` where it cannot be computed.
    """
    results: dict[str, Any] = {}
    for step, observation in zip(task.steps, seen, strict=True):
        name, _, number = step.id.partition(".")
        if number:
            results.setdefault(name, []).append(observation.result)
        else:
            results[name] = observation.result
    world = bench.machine.world()
    if bench.writes(task):
        for step in task.steps:
            bench.machine.call(world, step.tool, canonical(step.arguments))
    expression, names = task.answer_data.computed, tuple(results)
    formula = bench.once(("answer", expression, names), lambda: bench.machine.condition(expression, *names))
    return plain(formula(world, *results.values()))


def mistaken(bench: Bench, task: Task, counts: dict[str, int]) -> Iterator[Finding]:
    """Wrong answers are wrong. A scaled level has the answers of `base` (see `computed`), so `base` speaks for it."""
    if bench.level != BASE:
        return
    for what, text in wrong_texts(bench, task):
        counts["wrong_answers"] += 1
        if matches(task.answer, text):
            yield Finding(
                "TW0669",
                bench.level,
                task.id,
                f"{what} is taken for the right answer",
                f"{text!r} is taken where {task.answer_data.value!r} is right",
                "make the tolerance smaller, or let `phrased` say what no other task's answer says",
            )
    alike = bench.once(("said alike", family(task)), lambda: said_alike(bench.families[family(task)]))
    counts["wrong_answers"] += len(task.answer.aliases)
    for phrased in misleading(task.answer, alike):
        yield Finding(
            "TW0669",
            bench.level,
            task.id,
            f"`phrased` makes {phrased.phrasing!r} right where {task.answer_data.value!r} is the answer",
            phrased.why,
            "let `phrased` show as much as sets the answers apart, or say with `within` how far off one may be",
        )


def wrong_texts(bench: Bench, task: Task) -> Iterator[tuple[str, str]]:
    """(what it is, text) of answers that are wrong for *task*."""
    own = task.answer
    yield "an empty text", ""
    yield "an empty answer", "Answer:"
    others = _answers_of_family(bench, task)
    different = [other for other in others if _differs(own, other)]
    for other in different[:OTHER_ANSWERS]:
        yield "another task's answer", f"Answer: {answer_text(other)}"
    if isinstance(own.value, int | float) and not isinstance(own.value, bool):
        step = 1 if own.tolerance is None else own.tolerance + max(1, own.tolerance)
        for off in (own.value + step, own.value - step):
            yield "a number off by one", f"Answer: {off}"
    swallowed = _swallowed(own, others)
    if swallowed is not None:
        yield "another task's answer", f"Answer: {answer_text(swallowed)}"
    if different:
        listed = [answer_text(other) for other in (own, *different)]
        yield "a list of all candidates", f"Answer: {', '.join(sorted(listed))}"
        yield "a choice of candidates", f"Answer: {' or '.join(sorted(listed)[:3])}"


def _swallowed(own: Answer, others: Sequence[Answer]) -> Answer | None:
    """Another answer that the tolerance takes in, where it takes in most of them: so much is no rounding."""
    numbers = [o for o in others if isinstance(o.value, int | float) and o.value != own.value]
    inside = [o for o in numbers if not _differs(own, o)]
    return inside[0] if len(numbers) >= LEAST_NUMBERS and 2 * len(inside) > len(numbers) else None


def _answers_of_family(bench: Bench, task: Task) -> Sequence[Answer]:
    """Different answers of the tasks of the same family, from *task*'s own on."""

    def collect() -> tuple[list[Answer], dict[str, int]]:
        kept: dict[str, Answer] = {}
        for other in bench.families[family(task)]:
            kept.setdefault(canonical(other.answer_data.value), other.answer)
        return list(kept.values()), {key: i for i, key in enumerate(kept)}

    answers, places = bench.once(("answers", family(task)), collect)
    at = places[canonical(task.answer_data.value)]
    return [answers[(at + i) % len(answers)] for i in range(min(len(answers), MOST_CANDIDATES))]


def _differs(own: Answer, other: Answer) -> bool:
    if own.type != other.type:
        return False
    if isinstance(own.value, int | float) and isinstance(other.value, int | float):
        allowed = max(own.tolerance or 0, abs(own.value) * 1e-9)
        return abs(own.value - other.value) > 2 * allowed
    if isinstance(own.value, list | tuple) and isinstance(other.value, list | tuple):
        return len(own.value) != len(other.value)
    return str(own.value).casefold() != str(other.value).casefold()


def _wrong(bench: Bench, task: Task, message: str, note: str = "") -> Finding:
    return Finding("TW0674", bench.level, task.id, message, note, "build the bundle again from its scenario")
