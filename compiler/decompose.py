"""Stage 1, scenario decomposition: task families become tasks, and every plan is run.

Before: `each c in City`, `step people = city_population(city=c.name)`, `answer people`.
After: one task a city, its steps with concrete arguments, the sub-answer and the fact that each golden call showed,
the DAG from data flow, the kind derived from the DAG, the answer computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolwright.dsl import Diagnostic
from toolwright.dsl.diagnostics import error
from toolwright.dsl.program import Program, Task
from toolwright.dsl.syntax import nodes
from toolwright.runtime.errors import CallError
from toolwright.runtime.facts import EffectFact, Fact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.machine import Machine, Observation
from toolwright.runtime.reference import (
    Evaluator,
    Held,
    unhold,
)
from toolwright.runtime.world import plain_state

from .calls import GoldenCalls
from .dag import Dependencies, derive_kind
from .ends import answer_of, goal_of
from .failures import failure, mend
from .golden import GoldenStep, GoldenTask, stable_hash
from .instance import Computing, Instance, Made, Refused, from_traced

MOST_FINDINGS_A_FAMILY = 3
"""A mistake in a family's plan shows in every instance; more than a few copies help nobody."""


@dataclass(frozen=True)
class Decomposed:
    """All tasks of a program, with what is wrong with them."""

    tasks: tuple[GoldenTask, ...]
    diagnostics: tuple[Diagnostic, ...]


def decompose(program: Program, machine: Machine, calls: GoldenCalls) -> Decomposed:
    """Expand every task family and run its plans on *machine*, whose tools *calls* says how to call."""
    tasks: list[GoldenTask] = []
    asked: list[_Asked] = []
    findings: list[Diagnostic] = []
    for family in program.tasks.values():
        expanded = _Family(program, machine, calls, family).expand()
        tasks.extend(expanded.tasks)
        asked.extend(expanded.asked)
        findings.extend(expanded.findings)
    # First, since a question that leads to another row is why a plan misses its goal, and not the other way round.
    return Decomposed(tuple(tasks), (*_ambiguous(asked), *findings))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an instance of a family asks, whether or not its plan can be run."""

    id: str
    question: str
    family: Task


@dataclass(frozen=True, slots=True)
class _Expanded:
    """What became of a family: its tasks, what all of its instances ask, and what is wrong with those that failed."""

    tasks: Sequence[GoldenTask]
    asked: Sequence[_Asked]
    findings: Sequence[Diagnostic]


def _ambiguous(asked: Sequence[_Asked]) -> Iterator[Diagnostic]:
    seen: dict[str, _Asked] = {}
    reported = set()
    for each in asked:
        first = seen.setdefault(each.question, each)
        if first is not each and each.family.name not in reported:
            reported.add(each.family.name)
            yield error(
                "TW0659",
                each.family.node.name.span,
                f"`{first.id}` and `{each.id}` ask the same question",
                notes=(f"both ask: {each.question}",),
                help="write `$` before the quotes, so that `{...}` is filled in"
                if "{" in each.question
                else "leave one of them out with a condition in `each`, or say in the question what sets it apart",
            )


class _Family:
    def __init__(self, program: Program, machine: Machine, calls: GoldenCalls, family: Task) -> None:
        self._program = program
        self._machine = machine
        self._calls = calls
        self._family = family
        self._computing = Computing(program)
        self._rows = {
            entity.name: {_key(entity.key, row): dict(row) for row in entity.rows}
            for entity in program.entities.values()
        }

    def expand(self) -> _Expanded:
        """Make the family's tasks."""
        evaluator = Evaluator(self._machine.module, self._rows)
        instances = [Instance({}, Dependencies({}), evaluator=evaluator)]
        items = self._family.node.items
        tasks: list[GoldenTask] = []
        findings: list[Diagnostic] = []
        try:
            body = 0
            while body < len(items) and not isinstance(items[body], nodes.Step | nodes.Answer):
                instances = [new for old in instances for new in self._before_steps(old, items[body])]
                body += 1
        except Refused as refused:
            return _Expanded((), (), (refused.diagnostic,))
        asked: list[_Asked] = []
        for number, instance in enumerate(instances, start=1):
            task_id = f"{self._family.name}/{number}"
            try:
                tasks.append(self._task(task_id, instance, items[body:]))
                asked.append(_Asked(task_id, tasks[-1].question, self._family))
            except Refused as refused:
                findings.append(_about(refused.diagnostic, task_id, instance))
                if not any(isinstance(item, nodes.Ask) for item in items[body:]):
                    asked.append(_Asked(task_id, _question(task_id, instance), self._family))
        if not instances:
            findings.append(
                error(
                    "TW0651",
                    self._family.node.name.span,
                    f"`{self._family.name}` makes no task",
                    notes=("one of its `each` lists is empty",),
                )
            )
        if len(findings) > MOST_FINDINGS_A_FAMILY:
            more = f"{len(findings) - 1} more tasks of `{self._family.name}` have this or another mistake"
            findings = [replace(findings[0], notes=(*findings[0].notes, more))]
        return _Expanded(tasks, asked, findings)

    # -------------------------------------------------------------- before the first step

    def _before_steps(self, at: Instance, item: nodes.TaskItem) -> Iterator[Instance]:
        match item:
            case nodes.Each(name=name, source=source):
                for value in self._computing.evaluate(source, at, item.span).value:
                    about = (*at.about, f"{name.text} = {_in_brief(value)}")
                    yield replace(at, env={**at.env, name.text: value}, about=about)
            case nodes.Let():
                yield self._let(at, item)
            case nodes.Ask(text=text):
                yield replace(at, questions=(*at.questions, str(self._computing.evaluate(text, at, item.span).value)))
            case _:
                yield at

    def _let(self, at: Instance, item: nodes.Let) -> Instance:
        assert not isinstance(item.value, nodes.Insert)
        value = self._computing.evaluate(item.value, at, item.span)
        steps = at.sources.of(item.value)
        formulas = {**at.formulas, item.name.text: self._computing.formula(at, item.value)} if steps else at.formulas
        sources = at.sources.bind(item.name.text, steps)
        return replace(at, env={**at.env, item.name.text: value}, sources=sources, formulas=formulas)

    # -------------------------------------------------------------- the plan

    def _task(self, task_id: str, at: Instance, items: Sequence[nodes.TaskItem]) -> GoldenTask:
        at = replace(
            at,
            world=self._machine.world(),
            evaluator=Evaluator(self._machine.module, self._rows),
        )
        answer: nodes.Answer | None = None
        goal: nodes.Goal | None = None
        for item in items:
            match item:
                case nodes.Step():
                    at = self._step(at, item)
                case nodes.Answer():
                    answer = item
                case nodes.Goal():
                    goal = item
                case _:
                    at = next(self._before_steps(at, item))
        assert answer is not None
        kind = derive_kind({step.id: step.after for step in at.steps})
        if self._family.kind is not None and kind != self._family.kind:
            raise Refused(self._wrong_kind(kind, at.steps))
        _check_facts(at.steps)
        return GoldenTask(
            id=task_id,
            kind=kind,
            question=_question(task_id, at),
            steps=at.steps,
            answer=answer_of(self._program, self._computing, at, answer),
            goal=goal_of(self._program, self._computing, at, goal),
            family=self._family.name,
            span=self._family.node.name.span,
        )

    def _step(self, at: Instance, step: nodes.Step) -> Instance:
        name = step.name.text
        named = tuple(s.id for after in step.after for s in at.steps if s.id.split(".")[0] == after.text)
        if step.variable is None or step.source is None:
            at, made = self._golden_call(at, step, name, (*at.sources.of_call(step.call), *named))
            whole = ir.Var(name=name)
            return replace(
                at,
                env={**at.env, name: made.result},
                sources=at.sources.bind(name, frozenset({name})),
                formulas={**at.formulas, name: whole if made.field is None else ir.Get(value=whole, name=made.field)},
                given={**at.given, name: made.given},
            )
        variable = step.variable.text
        values = self._computing.evaluate(step.source, at, step.source.span).value
        if not values:
            raise Refused(
                error(
                    "TW0652",
                    step.source.span,
                    f"the fan-out of `{name}` has nothing to run over in this task",
                )
            )
        calls: list[Made] = []
        elements = at.sources.elements(step.source, len(values))
        for number, (value, source) in enumerate(zip(values, elements, strict=True), start=1):
            inner = replace(at, env={**at.env, variable: value}, sources=at.sources.bind(variable, source))
            after = (*inner.sources.of_call(step.call), *named)
            inner, made = self._golden_call(inner, step, f"{name}.{number}", after)
            at = replace(inner, env=at.env, sources=at.sources)
            calls.append(made)
        ids = tuple(frozenset({f"{name}.{i + 1}"}) for i in range(len(calls)))
        return replace(
            at,
            env={**at.env, name: Held([made.result for made in calls])},
            sources=at.sources.bind(name, ids),
            formulas={**at.formulas, name: _each_at(calls[0].field, ir.Var(name=name), variable)},
            given={**at.given, name: Held([made.given for made in calls])},
        )

    def _golden_call(self, at: Instance, step: nodes.Step, step_id: str, after: Sequence[str]) -> tuple[Instance, Made]:
        entries = self._calls.arguments(step)
        given = {entry.name: unhold(self._computing.guarded(entry.value, at, step.call.span)) for entry in entries}
        call = self._calls.translated(step, given)
        tool, arguments = self._machine.tools[call.tool], call.arguments
        seen = self._run(at, tool.name, arguments, step)
        whole = from_traced(seen.result)
        result = whole if call.field is None else whole.value[call.field]
        if at.pristine:
            self._calls.confirm(step, given, unhold(result))
        inner = replace(at, env={**at.env, step.name.text: result})
        part = self._computing.evaluate(step.gives, inner, step.gives.span) if step.gives else result
        fact: Fact | None = EffectFact(seen.receipt.writes) if tool.writes else part.fact
        if fact is None or (tool.writes and not seen.receipt.writes):
            what = "changes nothing" if tool.writes else "gives null"
            raise Refused(
                error(
                    "TW0654",
                    (step.gives if step.gives is not None and not tool.writes else step.call).span,
                    f"the golden call of `{step_id}` {what}, so no fact can solve the step",
                    help="call it with arguments that change a row"
                    if tool.writes
                    else "let `each` leave such rows out, or take another field with `gives`",
                )
            )
        question = str(self._computing.evaluate(step.asks, inner, step.asks.span).value) if step.asks else ""
        golden = GoldenStep(
            id=step_id,
            question=question,
            after=tuple(dict.fromkeys(after)),
            tool=tool.name,
            arguments=arguments,
            fact=fact,
            answer=unhold(part),
            span=step.span,
        )
        return replace(at, steps=(*at.steps, golden), pristine=at.pristine and not seen.receipt.writes), Made(
            result, whole, call.field
        )

    def _run(self, at: Instance, tool: str, arguments: dict[str, Any], step: nodes.Step) -> Observation:
        values = self._machine.validate(tool, arguments)
        if isinstance(values, CallError):
            raise Refused(
                error(
                    "TW0653",
                    step.call.span,
                    f"the golden call of `{step.name.text}` is refused: {values.message}",
                )
            )
        assert at.world is not None
        seen = self._machine.run(at.world, self._machine.tools[tool], values)
        if seen.error is not None:
            why = failure(self._program, seen.error)
            raise Refused(
                error(
                    "TW0653",
                    step.call.span,
                    f"the golden call of `{step.name.text}` fails",
                    notes=why.notes,
                    labels=why.labels,
                    help=mend(seen.error),
                )
            )
        if seen.receipt.writes and at.evaluator is not None:
            at.evaluator.state = plain_state(at.world, self._program.entities)
        return seen

    def _wrong_kind(self, kind: str, steps: Sequence[GoldenStep]) -> Diagnostic:
        item = next(i for i in self._family.node.items if isinstance(i, nodes.KindItem))
        edges = [f"{step.id} after {', '.join(step.after)}" for step in steps if step.after]
        return error(
            "TW0657",
            item.kind.span,
            f"the plan is `{kind}`, not `{item.kind.text}`",
            notes=("; ".join(edges) or "no step uses the result of another one",),
            help=f"write `kind {kind}`, or change which results the steps use",
        )


def _question(task_id: str, at: Instance) -> str:
    """Which of its phrasings an instance asks."""
    return at.questions[int(stable_hash(task_id)[:8], 16) % len(at.questions)]


def _each_at(field: str | None, whole: ir.Var, variable: str) -> Any:
    """The results of a fan-out from what its calls gave."""
    if field is None:
        return whole
    item = ir.Get(value=ir.Var(name=variable), name=field)
    return ir.Query(item=item, clauses=(ir.ForEach(name=variable, source=whole),))


def _check_facts(steps: Sequence[GoldenStep]) -> None:
    seen: dict[Fact, GoldenStep] = {}
    for step in steps:
        first = seen.setdefault(step.fact, step)
        if first is not step:
            raise Refused(
                error(
                    "TW0660",
                    step.span,
                    f"`{first.id}` and `{step.id}` ask for the same fact",
                    help="one call answers both: leave one step out, or keep such instances out of `each`",
                )
            )


def _about(diagnostic: Diagnostic, task_id: str, at: Instance) -> Diagnostic:
    about = f"task {task_id}: {', '.join(at.about)}" if at.about else f"task {task_id}"
    return replace(diagnostic, notes=(*diagnostic.notes, about))


def _in_brief(value: Held) -> str:
    shown = value.value
    if isinstance(shown, list):
        return "[" + ", ".join(map(_in_brief, shown)) + "]"
    key = getattr(shown, "key", shown)
    return str(key)


def _key(names: Sequence[str], row: Mapping[str, Any]) -> Any:
    parts = tuple(row[name] for name in names)
    return parts[0] if len(parts) == 1 else parts
