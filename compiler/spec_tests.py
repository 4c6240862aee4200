"""The `test` blocks and the `@example`s of a file, each run on a fresh world."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from toolwright.dsl import Diagnostic
from toolwright.dsl.diagnostics import error
from toolwright.dsl.program import CellValue, Program, SymbolKind
from toolwright.dsl.source import Span
from toolwright.dsl.syntax import nodes
from toolwright.runtime.errors import CallError
from toolwright.runtime.externs import ExternError
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.jsontext import canonical
from toolwright.runtime.machine import Machine, Observation
from toolwright.runtime.python.prelude import World
from toolwright.runtime.reference import Evaluator, Held, unhold
from toolwright.runtime.reference.held import RowValue
from toolwright.runtime.world import plain_state

from .dag import children
from .failures import Failure, extern_failure, failure
from .instance import from_traced
from .key_order import in_key_order
from .lower import Expressions
from .lower.types import plain
from .lowered import lowered, oversized
from .placed import placed
from .planned import planned
from .prove.leaks import told_in_question
from .remarks import unheeded_questions
from .row_checks import broken_checks
from .unavailable import interpreted, unavailable


class _Failed(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Tested:
    """What running tests and examples gave."""

    diagnostics: tuple[Diagnostic, ...]
    """One for each test that does not hold and each example that fails; before them those of rows that break a check,
    behind them those of plans."""
    passed: int
    """How many tests hold and examples succeed."""
    failed: int
    """How many do not."""


def run_spec_tests(program: Program, progress: Callable[[int, int], None] = lambda *_: None) -> Tested:
    """Hold the rows of *program* to their checks, and run its tests, examples and plans; it is a scenario or a library.

    *progress* is told (done, all) tests and examples.
    """
    if missing := (*unavailable(program), *oversized(program)):
        return Tested(missing, 0, 0)
    program = in_key_order(program)
    ready = lowered(program)
    tested = run_tests(program, ready.machine, progress)
    tested = replace(tested, diagnostics=(*interpreted(program), *tested.diagnostics))
    if not program.tasks:
        return tested
    made = planned(program, ready).decomposed
    told = [
        finding
        for task in made.tasks
        for finding in told_in_question("base", task.id, task.question, [(s.id, s.answer) for s in task.steps])
    ]
    said = (
        *made.diagnostics,
        *(placed(told, program, made.tasks) if told else ()),
        *unheeded_questions(program, made.tasks),
    )
    return replace(tested, diagnostics=(*tested.diagnostics, *said))


def run_tests(program: Program, machine: Machine, progress: Callable[[int, int], None] = lambda *_: None) -> Tested:
    """Like `run_spec_tests`, on a *machine* that is there already."""
    examples = list(_examples(program))
    found = list(broken_checks(program, machine))
    passed, total = 0, len(program.tests) + len(examples)
    runs = (
        *(_run(program, machine, test) for test in program.tests),
        *(_run_example(program, machine, *example) for example in examples),
    )
    for number, run in enumerate(runs, start=1):
        findings = tuple(run)
        found += findings
        passed += not findings
        progress(number, total)
    return Tested(tuple(found), passed, total - passed)


def _examples(program: Program) -> Iterator[tuple[str, nodes.Annotation, Mapping[str, CellValue]]]:
    """The examples of the checked file's own tools."""
    own = set(program.module.items)
    for tool in program.tools.values():
        if tool.node in own:
            marks = (mark for mark in tool.node.annotations if mark.name.text == "example")
            for mark, arguments in zip(marks, tool.examples, strict=True):
                yield tool.name, mark, arguments


def _run_example(
    program: Program, machine: Machine, tool: str, mark: nodes.Annotation, arguments: Mapping[str, CellValue]
) -> Iterator[Diagnostic]:
    text = canonical({name: plain(value) for name, value in arguments.items()})
    problem = machine.call(machine.world(), tool, text).error
    if problem is not None:
        why = failure(program, problem)
        instead = "show a call that works: failures belong into a `test`"
        yield error("TW0673", mark.span, "this example fails", notes=why.notes, labels=why.labels, help=instead)


def _run(program: Program, machine: Machine, test: nodes.TestDecl) -> Iterator[Diagnostic]:
    try:
        _Test(program, machine).body(test.body, {})
    except _Failed as failed:
        yield failed.diagnostic


@dataclass(frozen=True, slots=True)
class _Made:
    """The calls of an expression that were made: a call that writes gives something else when it is made again."""

    env: Mapping[str, Held]
    """What names stand for, those of the results too."""
    results: Mapping[nodes.Node, Any]
    """By call, the name of its result."""


class _Test:
    def __init__(self, program: Program, machine: Machine) -> None:
        self._program = program
        self._machine = machine
        self._world: World = machine.world()
        self._evaluator = Evaluator(machine.module, plain_state(self._world, program.entities))

    def body(self, body: tuple[nodes.TestStatement, ...], env: Mapping[str, Held]) -> None:
        env = dict(env)
        for statement in body:
            match statement:
                case nodes.Let(name=name, value=value):
                    assert not isinstance(value, nodes.Insert)
                    env[name.text] = self._value(value, env)
                case nodes.TestFor(name=name, source=source, body=inner):
                    for item in self._value(source, env).value:
                        self.body(inner, {**env, name.text: item})
                case nodes.Expect(value=value, fails=None):
                    made = self._made(value, env)
                    if not self._after(made, value).value:
                        raise _Failed(error("TW0670", value.span, "this does not hold", notes=self._sides(value, made)))
                case nodes.Expect(value=nodes.Call() as call, fails=nodes.Ident() as fails):
                    self._expect_failure(call, fails, env)

    def _sides(self, value: nodes.Expr, made: _Made) -> tuple[str, ...]:
        """What both sides of a comparison are, by the calls that were *made* for it; nothing for other conditions."""
        match value:
            case nodes.Binary(operator="==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in", left=left, right=right):
                sides = (("left", left), ("right", right))
                return tuple(f"the {side} side is {_shown(self._after(made, part))}" for side, part in sides)
            case _:
                return ()

    def _expect_failure(self, call: nodes.Call, fails: nodes.Ident, env: Mapping[str, Held]) -> None:
        seen = self._run(call, env)
        code = "" if seen.error is None else seen.error.code
        if code != fails.text:
            given = Failure((f"it gives {seen.text}",))
            why = given if seen.error is None else failure(self._program, seen.error)
            said = f"this call does not fail with `{fails.text}`"
            raise _Failed(error("TW0671", call.span, said, notes=why.notes, labels=why.labels))

    def _value(self, node: nodes.Expr, env: Mapping[str, Held]) -> Held:
        """The value of an expression in which tools may be called."""
        return self._after(self._made(node, env), node)

    def _made(self, node: nodes.Expr, env: Mapping[str, Held]) -> _Made:
        """The calls in an expression, made: inner ones before outer, each once."""
        results: dict[nodes.Node, Any] = {}
        env = dict(env)
        for call in _tool_calls(node, self._program):
            seen = self._run(call, env, results)
            if seen.error is not None:
                why = failure(self._program, seen.error)
                raise _Failed(error("TW0672", call.span, "this call fails", notes=why.notes, labels=why.labels))
            name = f"call{len(results)}result"
            env[name] = from_traced(seen.result)
            results[call] = ir.Var(name=name)
        return _Made(env, results)

    def _after(self, made: _Made, node: nodes.Expr) -> Held:
        """The value of an expression, or of a part of it, whose calls are *made*."""
        return self._eval(_WithCalls(self._program, made.results).value(node), made.env, node.span)

    def _run(
        self, call: nodes.Call, env: Mapping[str, Held], results: Mapping[nodes.Node, Any] | None = None
    ) -> Observation:
        tool = self._program.tools[self._program.symbols[call].name]
        lowered = _WithCalls(self._program, results or {}).arguments(call.args, tool.params)
        arguments = {entry.name: unhold(self._eval(entry.value, env, call.span)) for entry in lowered}
        values = self._machine.validate(tool.name, arguments)
        if isinstance(values, CallError):
            raise _Failed(error("TW0672", call.span, "this call is refused", notes=(values.message,)))
        seen = self._machine.run(self._world, self._machine.tools[tool.name], values)
        if seen.receipt.writes:
            self._evaluator.state = plain_state(self._world, self._program.entities)
        return seen

    def _eval(self, lowered: Any, env: Mapping[str, Held], span: Span) -> Held:
        try:
            return self._evaluator.expr(lowered, env)
        except ExternError as problem:
            why = extern_failure(self._program, problem)
            said = "this cannot be computed"
            raise _Failed(error("TW0658", span, said, notes=why.notes, labels=why.labels)) from None
        except (ArithmeticError, ValueError, TypeError, LookupError) as problem:
            note = f"{type(problem).__name__}: {problem}"
            raise _Failed(error("TW0658", span, "this cannot be computed", notes=(note,))) from None


class _WithCalls(Expressions):
    """Lowers expressions in which some tool calls have been made already."""

    def __init__(self, program: Program, results: Mapping[nodes.Node, Any]) -> None:
        super().__init__(program)
        self._results = results

    def _lower(self, node: nodes.Expr, wanted: Any) -> Any:
        return self._results[node] if node in self._results else super()._lower(node, wanted)


def _tool_calls(node: nodes.Node, program: Program) -> Iterator[nodes.Call]:
    for child in children(node):
        yield from _tool_calls(child, program)
    if isinstance(node, nodes.Call) and node in program.symbols and program.symbols[node].kind == SymbolKind.TOOL:
        yield node


def _shown(held: Held) -> str:
    """A value as a message shows it."""
    text = json.dumps(unhold(held), ensure_ascii=False, default=_row)
    return f"`{text}`" if len(text) <= _SHOWN else f"`{text[:_SHOWN]}...`"


def _row(value: Any) -> str:
    """A row, as the name of its entity and its key."""
    return f"{value.entity}[{value.key}]" if isinstance(value, RowValue) else str(value)


_SHOWN: Final = 80
"""Most characters of a value in a message."""
