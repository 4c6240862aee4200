"""What a build tells about tasks that can be proved and are odd all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import warning
from toolwright.dsl.syntax import nodes

from .golden import GoldenTask
from .prove.leaks import leaked

_SHOWN: Final = 80


def own_answers(program: Program, tasks: Sequence[GoldenTask]) -> Iterator[Diagnostic]:
    """Steps whose sub-question holds its own answer in every task of their family, which is no chance then."""
    for family, task in program.tasks.items():
        made = [each for each in tasks if each.family == family]
        for item in task.node.items:
            if not isinstance(item, nodes.Step) or item.asks is None:
                continue
            steps = [step for each in made for step in each.steps if step.id.partition(".")[0] == item.name.text]
            held = [leaked(step.answer, step.question) for step in steps]
            if held and held[0] is not None and None not in held:
                asked = steps[0].question
                shown = asked if len(asked) <= _SHOWN else f"{asked[:_SHOWN]}..."
                yield warning(
                    "TW0668",
                    item.asks.span,
                    f"`{item.name.text}` asks for what its own question says",
                    notes=(f"the sub-answer is `{held[0]}`, and the question is: {shown}",),
                    help="ask for the value without naming it, or let the step give another one with `gives`",
                )
