"""What every bundle promises of its plans, rewards and answers; `promises.py` has the others, and all in one list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from toolwright.compiler.dag import derive_kind
from toolwright.runtime import Environment, Score, Task
from toolwright.runtime.answers import Answer, answer_text, matches
from toolwright.runtime.bundle import Step
from toolwright.runtime.facts import EffectFact
from toolwright.runtime.ir import types as ir
from toolwright.runtime.world import plain_state

from .seen import Seen


def replay(environment: Environment, task: Task, calls: Sequence[Step], answer: Any = None) -> Score:
    """The score of an episode that makes *calls* as one turn each, as many as it may, and answers as the task wants."""
    episode = environment.reset(task.id)
    for step in calls[: environment.settings.max_turns - 1]:
        episode.call(step.tool, step.arguments)
    episode.finish(f"Answer: {answer_text(task.answer) if answer is None else answer}")
    return episode.score()


def golden_plans_earn_the_most(seen: Seen) -> None:
    """20: nothing that is drawn earns more than the golden plan, which earns 1."""
    chance = seen.chance
    for environment, task in seen.tasks():
        golden = replay(environment, task, task.steps)
        assert (golden.reward, golden.f1, golden.answer_correct, golden.goal_reached is not False) == (1, 1, True, True)
        others = [chance.choice(list(environment.tasks.values())) for _ in range(2)]
        for calls in (
            [*task.steps, *others[0].steps],
            [step for other in others for step in other.steps],
            list(reversed(task.steps)),
            [],
        ):
            assert replay(environment, task, calls).reward <= golden.reward


def kinds_hang_on_no_order(seen: Seen) -> None:
    """21: the kind of a plan in any order of its steps is the one that its task declares."""
    for _, task in seen.tasks():
        for _ in range(3):
            steps = seen.chance.sample(task.steps, len(task.steps))
            assert derive_kind({step.id: step.after for step in _in_order(steps)}) == task.kind


def independent_steps_may_change_places(seen: Seen) -> None:
    """22: any order that `after` allows shows each fact, gives each result and leaves the same world."""
    for environment, task in seen.tasks():
        machine = environment.machine
        names = [entity.name for entity in machine.module.entities]
        ended = []
        for steps in (task.steps, _in_order(seen.chance.sample(task.steps, len(task.steps)))):
            world, results = machine.world(), {}
            for step in steps:
                made = machine.call(world, step.tool, json.dumps(step.arguments))
                assert made.receipt.holds(step.golden_fact), (task.id, step.id)
                results[step.id] = made.text
            ended.append((results, plain_state(world, names), environment.goal_reached(task, world)))
        assert ended[0] == ended[1]


def _in_order(steps: Sequence[Step]) -> list[Step]:
    """*steps* as they are, each after those that it needs."""
    made: list[Step] = []
    left = list(steps)
    while left:
        ready = next(step for step in left if not {each.id for each in left}.intersection(step.after))
        left.remove(ready)
        made.append(ready)
    return made


def every_step_is_needed(seen: Seen) -> None:
    """23: a step left out, or made with another instance's arguments, lowers the reward."""
    for environment, task in seen.tasks():
        golden = replay(environment, task, task.steps).reward
        for i, step in enumerate(task.steps):
            without = [*task.steps[:i], *task.steps[i + 1 :]]
            assert replay(environment, task, without).reward < golden, (task.id, step.id)
            used = {json.dumps([s.tool, s.arguments]) for s in task.steps}
            other = next(
                (
                    s
                    for t in environment.tasks.values()
                    for s in t.steps
                    if s.tool == step.tool and json.dumps([s.tool, s.arguments]) not in used and s.fact != step.fact
                ),
                None,
            )
            if other is not None and not isinstance(step.golden_fact, EffectFact):
                swapped = [*task.steps[:i], other, *task.steps[i + 1 :]]
                assert replay(environment, task, swapped).reward < golden, (task.id, step.id, other)


def more_calls_never_pay(seen: Seen) -> None:
    """24: a call more earns nothing; F1 lies between 0 and 1 and grows with what is solved."""
    for environment, task in seen.tasks(6):
        before = -1.0
        for solved in range(len(task.steps) + 1):
            score = replay(environment, task, task.steps[:solved])
            assert 0 <= score.f1 <= 1
            assert score.solved == solved
            assert score.f1 > before
            before = score.f1
        golden = replay(environment, task, task.steps)
        for extra in (task.steps[-1], seen.chance.choice(list(environment.tasks.values())).steps[0]):
            for place in (0, len(task.steps)):
                more = replay(environment, task, [*task.steps[:place], extra, *task.steps[place:]])
                assert more.f1 <= golden.f1
                assert more.reward <= golden.reward


def answers_are_told_apart(seen: Seen) -> None:
    """25: an answer is known in other clothes, and those of other tasks are refused."""
    tasks = list(seen.bundle.level().tasks.values())
    for task in tasks:
        answer = task.answer
        for text in _clothes(answer):
            assert matches(answer, f"Answer: {text}"), (answer, text)
        for other in tasks:
            if other.answer.type == answer.type and not _equal(answer, other.answer):
                assert not matches(answer, f"Answer: {answer_text(other.answer)}"), (answer, other.answer)


def _equal(one: Answer, other: Answer) -> bool:
    if isinstance(one.value, int | float) and isinstance(other.value, int | float):
        return abs(one.value - other.value) <= (one.tolerance or 0) + 1e-9 * abs(one.value)
    return json.dumps(one.value).casefold() == json.dumps(other.value).casefold()


def _clothes(answer: Answer) -> Iterator[str]:
    value = answer.value
    yield answer_text(answer)
    yield f"**{answer_text(answer)}**"
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield f"{value:,}"
        yield f"{value}.0"
    elif isinstance(value, float):
        yield f"{value}00"
    elif isinstance(value, str) and answer.type == "string":
        yield value.upper()
        yield f"{value}."
    elif isinstance(value, list | tuple):
        yield ", ".join(str(item) for item in value)
        if answer.unordered:
            yield json.dumps(list(reversed(value)))


def nothing_gives_an_answer_away(seen: Seen) -> None:
    """26: no sub-answer stands in the question or in a document that the task offers, distractors' among them."""
    words = {m for e in seen.bundle.level().module.entities for f in e.fields for m in _members(f.value)}
    for environment, task in seen.tasks(40):
        documents = " ".join(json.dumps(environment.documents[name], ensure_ascii=False) for name in task.tools)
        for step in task.steps:
            for part in step.answer if isinstance(step.answer, list) else [step.answer]:
                if isinstance(part, bool | None) or part in words or len(str(part)) < 3:
                    continue
                found = re.compile(rf"(?<!\w){re.escape(str(part))}(?!\w)", re.IGNORECASE)
                assert not found.search(task.question), (task.question, part)
                assert not found.search(documents), (task.id, part)


def _members(type_: ir.Type) -> tuple[str, ...]:
    return type_.members if isinstance(type_, ir.EnumType) else ()
