"""What sets the tasks of a level apart."""

from __future__ import annotations

from collections.abc import Iterator

from toolwright.runtime.bundle import Level, Step, Task

from ..source_text import source_text
from .difference import Difference
from .plain import meaning, shown


def task_differences(level: str, old: Level, new: Level) -> Iterator[Difference]:
    """What sets the tasks of *new* apart from those of *old*, task by task; tasks are known by their id."""
    here = (level,)
    there = {tool.name for tool in new.module.tools}
    for name, task in old.tasks.items():
        if name not in new.tasks:
            yield Difference("task-removed", name, levels=here)
        elif task != new.tasks[name]:
            yield from _task(task, new.tasks[name], here, there)
            if meaning(task.goal) != meaning(new.tasks[name].goal):
                yield Difference("goal-changed", name, _goal(task, old), _goal(new.tasks[name], new), here)
    for name in new.tasks:
        if name not in old.tasks:
            yield Difference("task-added", name, levels=here)


def _task(old: Task, new: Task, here: tuple[str, ...], there: set[str]) -> Iterator[Difference]:
    if old.kind != new.kind:
        yield Difference("kind-changed", old.id, old.kind, new.kind, here)
    before, after = _judged(old), _judged(new)
    if before != after:
        yield Difference("answer-changed", old.id, before, after, here)
    if _plan(old) != _plan(new):
        yield Difference("plan-changed", old.id, _plan(old), _plan(new), here)
    if old.question != new.question:
        yield Difference("question-changed", old.id, old.question, new.question, here)
    steps = {step.id: step for step in new.steps}
    for step in old.steps:
        if step.id in steps and step != steps[step.id]:
            yield from _step(f"{old.id} {step.id}", step, steps[step.id], here, there)
    for name in sorted(set(old.tools) - set(new.tools)):
        # A tool that is gone says so itself.
        if name in there:
            yield Difference("tool-withdrawn", f"{old.id} {name}", levels=here)
    for name in sorted(set(new.tools) - set(old.tools)):
        yield Difference("tool-offered", f"{old.id} {name}", levels=here)


def _step(where: str, old: Step, new: Step, here: tuple[str, ...], there: set[str]) -> Iterator[Difference]:
    if shown(old.answer) != shown(new.answer):
        yield Difference("sub-answer-changed", where, shown(old.answer), shown(new.answer), here)
    elif old.fact != new.fact:
        yield Difference("sub-answer-changed", where, shown(old.fact), shown(new.fact), here)
    if old.question != new.question:
        yield Difference("question-changed", where, old.question, new.question, here)
    if (old.tool, shown(old.arguments)) != (new.tool, shown(new.arguments)) and old.tool in there:
        yield Difference("call-changed", where, _call(old), _call(new), here)


def _judged(task: Task) -> str:
    answer = task.answer_data
    parts = [shown(answer.value), answer.type]
    if answer.tolerance is not None:
        parts.append(f"within {answer.tolerance:g}")
    if answer.unordered:
        parts.append("in any order")
    if answer.aliases:
        parts.append(f"or {shown(list(answer.aliases))}")
    return " ".join(parts)


def _goal(task: Task, level: Level) -> str:
    return "" if task.goal is None else source_text(task.goal, level.module.entities)


def _plan(task: Task) -> str:
    return ", ".join(f"{s.id} after {' and '.join(s.after)}" if s.after else s.id for s in task.steps)


def _call(step: Step) -> str:
    return f"{step.tool}({shown(step.arguments)})"
