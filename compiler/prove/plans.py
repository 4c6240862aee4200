"""Plans: the golden one earns the maximum, mutated ones less, and the order of independent steps does not matter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolwright.runtime import Task
from toolwright.runtime.bundle import Step
from toolwright.runtime.facts import EffectFact
from toolwright.runtime.machine import Observation
from toolwright.runtime.tracing import facts_of, plain
from toolwright.runtime.world import plain_state

from ..dag import derive_kind
from .bench import Bench, Call, parts, play, solved
from .finding import Finding

OTHER_TASKS = 4
"""Tasks of the same family whose arguments and results are tried in place of a task's own."""


def golden(bench: Bench, task: Task, counts: dict[str, int]) -> Iterator[Finding]:
    """The golden plan earns the maximum and doing nothing earns nothing: played as episodes."""
    counts["golden_plans"] += 1
    counts["idle"] += 1
    perfect = play(bench.environment, task, task.steps)
    failed = next((c for turn in perfect.turns for c in turn.calls if c.error), None)
    if failed is not None:
        yield Finding(
            "TW0661",
            bench.level,
            task.id,
            f"the golden call of `{failed.name}` fails",
            f"{failed.name}({failed.arguments}) gives {failed.observation}",
            tool=failed.name,
        )
    elif not (perfect.f1 == 1.0 and perfect.answer_correct and perfect.goal_reached is not False):
        yield Finding(
            "TW0661",
            bench.level,
            task.id,
            "the golden plan does not earn the maximum",
            f"solved {perfect.solved} of {perfect.steps} in {perfect.calls} calls, answer "
            f"{'right' if perfect.answer_correct else 'wrong'}, goal reached: {perfect.goal_reached}",
            "give it as many turns as it has steps and one more, and an answer that can be written",
        )
    idle = bench.environment.reset(task.id)
    idle.finish("")
    if idle.score().reward > 0:
        yield Finding("TW0663", bench.level, task.id, "doing nothing earns a reward")


def kind(bench: Bench, task: Task, counts: dict[str, int]) -> Iterator[Finding]:
    """The kind is that of the data flow."""
    counts["kinds"] += 1
    found = derive_kind({step.id: step.after for step in task.steps})
    if found != task.kind:
        edges = "; ".join(f"{step.id} after {', '.join(step.after)}" for step in task.steps if step.after)
        yield Finding(
            "TW0657",
            bench.level,
            task.id,
            f"the plan is `{found}`, not `{task.kind}`",
            edges or "no step uses the result of another one",
        )


def calls(bench: Bench, task: Task, seen: Sequence[Observation], counts: dict[str, int]) -> Iterator[Finding]:
    """Each golden call shows its own sub-answer, and no other golden call shows the same fact."""
    for step, observation in zip(task.steps, seen, strict=True):
        fact = step.golden_fact
        counts["needed_calls"] += 1
        other = next(
            (o.id for o, s in zip(task.steps, seen, strict=True) if o.id != step.id and s.receipt.holds(fact)), None
        )
        if other is not None:
            yield Finding(
                "TW0662",
                bench.level,
                task.id,
                f"the golden call of `{step.id}` is not needed",
                f"`{other}` shows its fact, too",
                "leave the step out, or ask for a fact that only its own call shows",
                step=step.id,
            )
        counts["sub_answers"] += 1
        effect = isinstance(fact, EffectFact)
        shown = [plain(part) for part in parts(observation.result) if effect or fact in facts_of(part)]
        if step.answer not in shown:
            note = f"it shows {shown[0]!r}, the sub-answer is {step.answer!r}" if shown else "it shows nothing of it"
            yield Finding(
                "TW0667",
                bench.level,
                task.id,
                f"the sub-answer of `{step.id}` is not what its golden call shows",
                note,
                step=step.id,
            )


def mutated(bench: Bench, task: Task, seen: Sequence[Observation], counts: dict[str, int]) -> Iterator[Finding]:
    """A step left out, or called with another task's arguments or results, loses its fact."""
    golden_calls = [Call(step.tool, step.arguments) for step in task.steps]
    for i, step in enumerate(task.steps):
        counts["left_out"] += 1
        without = golden_calls[:i] + golden_calls[i + 1 :]
        rest = [*seen[:i], *seen[i + 1 :]] if not bench.writes(task) else bench.run(without)
        if solved(task.steps, rest) >= len(task.steps):
            yield Finding(
                "TW0662",
                bench.level,
                task.id,
                f"the plan solves as much without `{step.id}`",
                "; ".join(f"{call.tool}({_brief(call.arguments)})" for call in without),
                step=step.id,
            )
        tried: list[str] = []
        kept = False
        for arguments in _replaced(bench, task, step):
            counts["other_arguments"] += 1
            tried.append(_brief(arguments))
            other = [*golden_calls[:i], Call(step.tool, arguments), *golden_calls[i + 1 :]]
            kept = (
                bench.run(other)[i].receipt.holds(step.golden_fact)
                if bench.writes(task)
                else (bench.call(step.tool, arguments).receipt.holds(step.golden_fact))
            )
            if not kept:
                break
        if kept and tried:
            yield Finding(
                "TW0662",
                bench.level,
                task.id,
                f"the arguments of `{step.id}` do not matter: other tasks' arguments show its fact, too",
                f"`{step.tool}` shows it for {' and for '.join(tried)}",
                "let the tool show only what its arguments ask for",
                step=step.id,
            )


def _replaced(bench: Bench, task: Task, step: Step) -> Iterator[Mapping[str, Any]]:
    """Arguments of *step* in other tasks that ask for another fact, and its own with their results in them."""
    results = {_key(part) for other in task.steps if other.id in step.after for part in leaves(other.answer)}
    from_results = [name for name, value in step.arguments.items() if {_key(v) for v in leaves(value)} & results]
    own = _key(step.arguments)
    given = {own}
    for sibling in bench.siblings(task, OTHER_TASKS):
        other = next((s for s in sibling.steps if s.id == step.id and s.tool == step.tool), None)
        if other is None or other.golden_fact == step.golden_fact:
            continue
        mixed = {**step.arguments, **{n: other.arguments[n] for n in from_results if n in other.arguments}}
        for arguments in (other.arguments, mixed):
            if _key(arguments) not in given:
                given.add(_key(arguments))
                yield arguments


def orders(bench: Bench, task: Task, seen: Sequence[Observation], counts: dict[str, int]) -> Iterator[Finding]:
    """Independent steps in the opposite order give the same: where no call writes, no call can change another."""
    depth: dict[str, int] = {}
    for step in task.steps:
        depth[step.id] = 1 + max((depth[name] for name in step.after), default=-1)
    if len(set(depth.values())) == len(depth):
        return
    counts["orders"] += 1
    if not bench.writes(task):
        return
    swapped = sorted(range(len(task.steps)), key=lambda i: (depth[task.steps[i].id], -i))
    ends = []
    for order in (range(len(task.steps)), swapped):
        world = bench.machine.world()
        found: dict[int, Observation] = {}
        for i in order:
            step = task.steps[i]
            found[i] = bench.machine.call(world, step.tool, json.dumps(step.arguments))
        state = plain_state(world, bench.bundle.manifest.keys)
        ends.append(([(found[i].text, found[i].receipt) for i in range(len(task.steps))], state))
    if ends[0] != ends[1]:
        names = [task.steps[i].id for i in swapped]
        step_id = next((s.id for s, a, b in zip(task.steps, ends[0][0], ends[1][0], strict=True) if a != b), names[0])
        yield Finding(
            "TW0679",
            bench.level,
            task.id,
            "the order of steps matters, and the plan does not say so",
            f"made in the order {', '.join(names)}, `{step_id}` gives or leaves behind something else",
            "name the step that must come first with `after`",
            step=step_id,
        )


def leaves(value: Any) -> Iterator[Any]:
    """The scalars in a JSON value."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    else:
        yield value


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _brief(arguments: Mapping[str, Any]) -> str:
    return json.dumps(arguments, ensure_ascii=False)
