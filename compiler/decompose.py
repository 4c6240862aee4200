"""Stage 1, scenario decomposition: task families become tasks, and every plan is run.

Before: `each c in City`, `step people = city_population(city=c.name)`, `answer people`.
After: one task a city, its steps with concrete arguments, the sub-answer and the fact that each golden call showed,
the DAG from data flow, the kind derived from the DAG, the answer computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from toolwright.dsl import Diagnostic
from toolwright.dsl.checking import types
from toolwright.dsl.diagnostics import error
from toolwright.dsl.program import Program, Task
from toolwright.dsl.source import Span
from toolwright.dsl.syntax import nodes
from toolwright.runtime import bundle as fmt
from toolwright.runtime.errors import CallError
from toolwright.runtime.facts import EffectFact, Fact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.machine import Machine, Observation
from toolwright.runtime.python.prelude import World
from toolwright.runtime.reference import (
    ConstraintViolation,
    DeclaredFailure,
    Evaluator,
    Held,
    RowValue,
    hold,
    unhold,
)
from toolwright.runtime.tracing import TracedBool, plain
from toolwright.runtime.world import plain_state

from .calls import GoldenCalls
from .dag import Dependencies, children, derive_kind
from .golden import GoldenStep, GoldenTask, stable_hash
from .lower import Expressions

MOST_FINDINGS_A_FAMILY = 3
"""A mistake in a family's plan shows in every instance; more than a few copies help nobody."""


@dataclass(frozen=True)
class Decomposed:
    """All tasks of a program, with what is wrong with them."""

    tasks: tuple[GoldenTask, ...]
    diagnostics: tuple[Diagnostic, ...]


class _Refused(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(frozen=True)
class _Instance:
    """One task in the making: what its names stand for, and which steps' results went into them."""

    env: Mapping[str, Held]
    sources: Dependencies
    formulas: Mapping[str, Any] = field(default_factory=dict)
    """How each name that hangs on steps comes from their results: expressions over variables named for steps."""
    given: Mapping[str, Held] = field(default_factory=dict)
    """What the golden calls of each step gave: what `formulas` are over."""
    about: tuple[str, ...] = ()
    steps: tuple[GoldenStep, ...] = ()
    questions: tuple[str, ...] = ()
    evaluator: Evaluator | None = None
    world: World | None = None
    pristine: bool = True


@dataclass(frozen=True)
class _Made:
    """What a golden call gave."""

    result: Held
    """The result of the tool that the spec asks for."""
    given: Held
    """The result of the call that was made, which holds the other at *field* (is the other where that is None)."""
    field: str | None


def decompose(program: Program, machine: Machine, calls: GoldenCalls) -> Decomposed:
    """Expand every task family and run its plans on *machine*, whose tools *calls* says how to call."""
    tasks: list[GoldenTask] = []
    diagnostics: list[Diagnostic] = []
    for family in program.tasks.values():
        made, findings = _Family(program, machine, calls, family).expand()
        tasks.extend(made)
        diagnostics.extend(findings)
    diagnostics.extend(_ambiguous(tasks))
    return Decomposed(tuple(tasks), tuple(diagnostics))


def _ambiguous(tasks: Sequence[GoldenTask]) -> Iterator[Diagnostic]:
    seen: dict[str, GoldenTask] = {}
    reported = set()
    for task in tasks:
        first = seen.setdefault(task.question, task)
        if first is not task and task.family not in reported:
            reported.add(task.family)
            yield error(
                "TW0659",
                task.span,
                f"`{first.id}` and `{task.id}` ask the same question",
                notes=(f"both ask: {task.question}",),
                help="write `$` before the quotes, so that `{...}` is filled in"
                if "{" in task.question
                else "leave one of them out with a condition in `each`, or say in the question what sets it apart",
            )


class _Family:
    def __init__(self, program: Program, machine: Machine, calls: GoldenCalls, family: Task) -> None:
        self._program = program
        self._machine = machine
        self._calls = calls
        self._family = family
        self._expressions = Expressions(program)
        self._rows = {
            entity.name: {_key(entity.key, row): dict(row) for row in entity.rows}
            for entity in program.entities.values()
        }

    def expand(self) -> tuple[list[GoldenTask], list[Diagnostic]]:
        """The family's tasks, and what is wrong with those that could not be made."""
        evaluator = Evaluator(self._machine.module, self._rows)
        instances = [_Instance({}, Dependencies({}), evaluator=evaluator)]
        items = self._family.node.items
        tasks: list[GoldenTask] = []
        findings: list[Diagnostic] = []
        try:
            body = 0
            while body < len(items) and not isinstance(items[body], nodes.Step | nodes.Answer):
                instances = [new for old in instances for new in self._before_steps(old, items[body])]
                body += 1
        except _Refused as refused:
            return [], [refused.diagnostic]
        for number, instance in enumerate(instances, start=1):
            try:
                tasks.append(self._task(f"{self._family.name}/{number}", instance, items[body:]))
            except _Refused as refused:
                findings.append(_about(refused.diagnostic, f"{self._family.name}/{number}", instance))
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
        return tasks, findings

    # -------------------------------------------------------------- before the first step

    def _before_steps(self, at: _Instance, item: nodes.TaskItem) -> Iterator[_Instance]:
        match item:
            case nodes.Each(name=name, source=source):
                for value in self._eval(source, at, item.span).value:
                    about = (*at.about, f"{name.text} = {_in_brief(value)}")
                    yield replace(at, env={**at.env, name.text: value}, about=about)
            case nodes.Let():
                yield self._let(at, item)
            case nodes.Ask(text=text):
                yield replace(at, questions=(*at.questions, str(self._eval(text, at, item.span).value)))
            case _:
                yield at

    def _let(self, at: _Instance, item: nodes.Let) -> _Instance:
        assert not isinstance(item.value, nodes.Insert)
        value = self._eval(item.value, at, item.span)
        steps = at.sources.of(item.value)
        formulas = {**at.formulas, item.name.text: self._formula(at, item.value)} if steps else at.formulas
        sources = at.sources.bind(item.name.text, steps)
        return replace(at, env={**at.env, item.name.text: value}, sources=sources, formulas=formulas)

    # -------------------------------------------------------------- the plan

    def _task(self, task_id: str, at: _Instance, items: Sequence[nodes.TaskItem]) -> GoldenTask:
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
            raise _Refused(self._wrong_kind(kind, at.steps))
        _check_facts(at.steps)
        question = at.questions[int(stable_hash(task_id)[:8], 16) % len(at.questions)]
        return GoldenTask(
            id=task_id,
            kind=kind,
            question=question,
            steps=at.steps,
            answer=self._answer(at, answer),
            goal=self._goal(at, goal),
            family=self._family.name,
            span=self._family.node.name.span,
        )

    def _step(self, at: _Instance, step: nodes.Step) -> _Instance:
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
        values = self._eval(step.source, at, step.source.span).value
        if not values:
            raise _Refused(
                error(
                    "TW0652",
                    step.source.span,
                    f"the fan-out of `{name}` has nothing to run over in this task",
                )
            )
        calls: list[_Made] = []
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

    def _golden_call(
        self, at: _Instance, step: nodes.Step, step_id: str, after: Sequence[str]
    ) -> tuple[_Instance, _Made]:
        entries = self._calls.arguments(step)
        given = {entry.name: unhold(self._guarded(entry.value, at, step.call.span)) for entry in entries}
        call = self._calls.translated(step, given)
        tool, arguments = self._machine.tools[call.tool], call.arguments
        seen = self._run(at, tool.name, arguments, step)
        whole = from_traced(seen.result)
        result = whole if call.field is None else whole.value[call.field]
        if at.pristine:
            self._calls.confirm(step, given, unhold(result))
        inner = replace(at, env={**at.env, step.name.text: result})
        part = self._eval(step.gives, inner, step.gives.span) if step.gives else result
        fact: Fact | None = EffectFact(seen.receipt.writes) if tool.writes else part.fact
        if fact is None or (tool.writes and not seen.receipt.writes):
            what = "changes nothing" if tool.writes else "gives null"
            raise _Refused(
                error(
                    "TW0654",
                    (step.gives if step.gives is not None and not tool.writes else step.call).span,
                    f"the golden call of `{step_id}` {what}, so no fact can solve the step",
                    help="call it with arguments that change a row"
                    if tool.writes
                    else "let `each` leave such rows out, or take another field with `gives`",
                )
            )
        question = str(self._eval(step.asks, inner, step.asks.span).value) if step.asks else ""
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
        return replace(at, steps=(*at.steps, golden), pristine=at.pristine and not seen.receipt.writes), _Made(
            result, whole, call.field
        )

    def _run(self, at: _Instance, tool: str, arguments: dict[str, Any], step: nodes.Step) -> Observation:
        values = self._machine.validate(tool, arguments)
        if isinstance(values, CallError):
            raise _Refused(
                error(
                    "TW0653",
                    step.call.span,
                    f"the golden call of `{step.name.text}` is refused: {values.message}",
                )
            )
        assert at.world is not None
        seen = self._machine.run(at.world, self._machine.tools[tool], values)
        if seen.error is not None:
            raise _Refused(
                error(
                    "TW0653",
                    step.call.span,
                    f"the golden call of `{step.name.text}` fails",
                    notes=(f"{seen.error.code}: {seen.error.message}",),
                    help="keep instances that cannot be solved out of `each`",
                )
            )
        if seen.receipt.writes and at.evaluator is not None:
            at.evaluator.state = plain_state(at.world, self._program.entities)
        return seen

    # -------------------------------------------------------------- answer and goal

    def _answer(self, at: _Instance, node: nodes.Answer) -> fmt.TaskAnswer:
        held = self._eval(node.value, at, node.span)
        value = unhold(held)
        if value is None:
            raise _Refused(error("TW0655", node.value.span, "the answer is null in this task"))
        type_ = self._program.types[node.value]
        aliases: tuple[str, ...] = ()
        if node.phrased is not None:
            phrased = replace(at, env={**at.env, "answer": held})
            aliases = (str(self._eval(node.phrased, phrased, node.phrased.span).value),)
        return fmt.TaskAnswer(
            value=value,
            type=_answer_type(type_, value),
            tolerance=None if node.within is None else float(node.within),
            unordered=node.unordered,
            aliases=aliases,
            computed=self._computed(at, node.value, value),
        )

    def _computed(self, at: _Instance, node: nodes.Expr, value: Any) -> Any:
        """How the answer comes from the results of the golden calls, so that it can be computed again without the spec.

        What the plan overwrote later cannot be read again at its end; such an answer stands as the value that it had.
        """
        formula = self._formula(at, node)
        try:
            if unhold(self._guarded(formula, replace(at, env=at.given), self._family.node.name.span)) == value:
                return formula
        except _Refused:
            pass
        return _constant(hold(value))

    def _formula(self, at: _Instance, node: nodes.Expr) -> Any:
        """*node* over the results of steps alone: all other names stand for what they are in this task."""
        constants = {name: _constant(at.env[name]) for name in _names(node) if name in at.env}
        return Expressions(self._program, {**constants, **at.formulas}).value(node)

    def _goal(self, at: _Instance, node: nodes.Goal | None) -> Any:
        if node is None:
            return None
        # The instance's own names are settled now; what is left reads the world alone, rows as they are in the end.
        constants = {name: _constant(held) for name, held in at.env.items()}
        lowered = Expressions(self._program, constants).value(node.condition)
        if not self._guarded(lowered, at, node.span).value:
            instead = "add the step that is missing, or state the goal as it is after the last step"
            raise _Refused(error("TW0656", node.condition.span, "the plan does not reach the goal", help=instead))
        return lowered

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

    # -------------------------------------------------------------- expressions

    def _eval(self, node: nodes.Expr | nodes.Template, at: _Instance, span: Span) -> Held:
        lowered = (
            self._expressions.template(node) if isinstance(node, nodes.Template) else self._expressions.value(node)
        )
        return self._guarded(lowered, at, span)

    def _guarded(self, lowered: Any, at: _Instance, span: Span) -> Held:
        assert at.evaluator is not None
        try:
            return at.evaluator.expr(lowered, at.env)
        except (
            DeclaredFailure,
            ConstraintViolation,
            ArithmeticError,
            ValueError,
            TypeError,
            LookupError,
        ) as problem:
            text = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
            raise _Refused(error("TW0658", span, "this cannot be computed in this task", notes=(text,))) from None


def _each_at(field: str | None, whole: ir.Var, variable: str) -> Any:
    """The results of a fan-out from what its calls gave."""
    if field is None:
        return whole
    item = ir.Get(value=ir.Var(name=variable), name=field)
    return ir.Query(item=item, clauses=(ir.ForEach(name=variable, source=whole),))


def from_traced(value: Any) -> Held:
    """A result of generated code as a value of the reference evaluator, facts kept."""
    fact = getattr(value, "fact", None)
    if isinstance(value, dict):
        return Held({name: from_traced(part) for name, part in value.items()}, fact)
    if isinstance(value, list):
        return Held([from_traced(part) for part in value], fact)
    if isinstance(value, TracedBool):
        return Held(bool(value), fact)
    return Held(plain(value), fact)


def _check_facts(steps: Sequence[GoldenStep]) -> None:
    seen: dict[Fact, GoldenStep] = {}
    for step in steps:
        first = seen.setdefault(step.fact, step)
        if first is not step:
            raise _Refused(
                error(
                    "TW0660",
                    step.span,
                    f"`{first.id}` and `{step.id}` ask for the same fact",
                    help="one call answers both: leave one step out, or keep such instances out of `each`",
                )
            )


def _about(diagnostic: Diagnostic, task_id: str, at: _Instance) -> Diagnostic:
    about = f"task {task_id}: {', '.join(at.about)}" if at.about else f"task {task_id}"
    return replace(diagnostic, notes=(*diagnostic.notes, about))


def _in_brief(value: Held) -> str:
    shown = value.value
    if isinstance(shown, list):
        return "[" + ", ".join(map(_in_brief, shown)) + "]"
    key = getattr(shown, "key", shown)
    return str(key)


def _names(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Name):
        yield node.id
    for child in children(node):
        yield from _names(child)


def _constant(held: Held) -> Any:
    value = held.value
    if isinstance(value, RowValue):
        parts = value.key if isinstance(value.key, tuple) else (value.key,)
        return ir.Find(entity=value.entity, key=tuple(ir.Const(value=part) for part in parts))
    if isinstance(value, list):
        return ir.ListOf(items=tuple(map(_constant, value)))
    if isinstance(value, dict):
        return ir.RecordOf(fields=tuple(ir.Entry(name=n, value=_constant(v)) for n, v in value.items()))
    return ir.Const(value=value)


def _key(names: Sequence[str], row: Mapping[str, Any]) -> Any:
    parts = tuple(row[name] for name in names)
    return parts[0] if len(parts) == 1 else parts


def _answer_type(type_: types.Type, value: Any) -> Any:
    match type_:
        case types.Optional(item):
            return _answer_type(item, value)
        case types.Int():
            return "integer"
        case types.Float():
            return "number"
        case types.Bool():
            return "boolean"
        case types.Date():
            return "date"
        case types.Datetime():
            return "datetime"
        case types.List():
            return "list"
        case _:
            return "string"
