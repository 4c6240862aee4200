"""Tasks (their questions, steps and answers) and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..diagnostics import Label
from ..diagnostics.findings import listed
from ..program import KINDS
from ..syntax import nodes
from ..syntax.walk import walk
from . import infer_calls
from .bodies import let_type
from .builtins import BUILTINS
from .fit import is_number, is_plain, present
from .infer import Typer
from .scope import Local, Locals, Place, Scope, World, bind
from .types import List, Optional, Record, Row, Type, Unknown, show


def check_task(world: World, scope: Scope, node: nodes.TaskDecl) -> None:
    """Check one task from its first item to its last."""
    later = {item.name.text: item for item in node.items if isinstance(item, nodes.Let | nodes.Step)}
    _TaskChecker(Typer(world, scope, Place.TASK, later=later), node).check()


@dataclass(frozen=True, slots=True)
class _TaskChecker:
    typer: Typer
    node: nodes.TaskDecl

    def check(self) -> None:
        self._complete()
        env = Locals()
        steps: dict[str, nodes.Step] = {}
        for item in self.node.items:
            match item:
                case nodes.KindItem(_, kind):
                    if kind.text not in KINDS:
                        message = f"there is no kind of task called `{kind.text}`"
                        other = f"it is {listed(KINDS, 'or')}"
                        self.typer.findings.unknown("TW0602", kind.span, message, kind.text, list(KINDS), other)
                case nodes.Each(_, name, source):
                    self._early(source, env, "`each` is drawn before any step has run")
                    found = self.typer.items(source, env)
                    env = self._bind(env, name, Local(found, name.span))
                case nodes.Ask(_, text):
                    self._early(text, env, "the question is asked before any step has run")
                    self.typer.infer(text, env)
                case nodes.Let():
                    env = self._let(item, env)
                case nodes.Step():
                    env = self._step(item, env, steps)
                    steps.setdefault(item.name.text, item)
                case nodes.Answer():
                    self._answer(item, env)
                case nodes.Goal(_, condition):
                    self.typer.condition(condition, env)

    def _complete(self) -> None:
        """What every task has, and what it has once."""
        name = self.node.name
        missing = []
        for kind, word, once in _PARTS:
            found = [item for item in self.node.items if isinstance(item, kind)]
            if not found and kind is not nodes.KindItem:
                missing.append(word)
            for extra in found[1:] if once else ():
                self.typer.findings.error(
                    "TW0603",
                    extra.span,
                    f"a task has one `{word}`",
                    labels=(Label(found[0].span, "the first one"),),
                )

        if missing:
            message = f"the task `{name.text}` lacks {listed(missing)}"
            steps = [item.name.text for item in self.node.items if isinstance(item, nodes.Step)]
            example = _EXAMPLES[missing[0]].replace("NAME", steps[-1] if steps else "x")
            self.typer.findings.error("TW0603", name.span, message, help=f"add a line such as `{example}`")

    def _bind(self, env: Locals, name: nodes.Ident, local: Local) -> Locals:
        return bind(self.typer.world, self.typer.scope, env, name, local)

    def _let(self, node: nodes.Let, env: Locals) -> Locals:
        if isinstance(node.value, nodes.Insert):
            self.typer.findings.error("TW0410", node.value.span, "a task changes nothing by itself", help="call a tool")
            found: Type = Unknown()
        else:
            found = let_type(self.typer, node, node.value, env)
        late = _late(node.value, env)
        return self._bind(env, node.name, Local(found, node.name.span, late=late))

    def _early(self, expr: nodes.Expr, env: Locals, why: str) -> None:
        """Report names in *expr* that stand for results of steps."""
        for node in walk(expr):
            local = env.get(node.id) if isinstance(node, nodes.Name) else None
            if local is not None and local.late:
                self.typer.findings.error(
                    "TW0605", node.span, why, labels=(Label(local.span, "known only after a step"),)
                )

    def _step(self, node: nodes.Step, env: Locals, steps: dict[str, nodes.Step]) -> Locals:
        typer = self.typer
        inner = env
        if node.variable is not None and node.source is not None:
            item = typer.items(node.source, env)
            local = Local(
                item,
                node.variable.span,
                step=typer.step_result(node.source, env),
                late=_late(node.source, env),
            )
            inner = self._bind(env, node.variable, local)
        for name in node.after:
            if name.text not in steps:
                message = f"no step before this one is called `{name.text}`"
                typer.findings.unknown("TW0607", name.span, message, name.text, list(steps))
        if isinstance(node.call, nodes.Derive):
            result = self._derive(node, node.call, inner)
        else:
            result = self._call(node.call, inner)
        typer.world.types[node.call] = result
        own = Local(result, node.name.span, step=True, late=True)
        inside = inner.with_local(node.name.text, own)
        if node.asks is not None:
            typer.infer(node.asks, inside)
        if node.gives is not None and isinstance(node.call, nodes.Call):
            if _is_path(node.gives, node.name.text):
                typer.infer(node.gives, inside)
            else:
                typer.findings.error(
                    "TW0606",
                    node.gives.span,
                    "`gives` is a place in the result of its own step",
                    help=f"write a path such as `{node.name.text}.field` or `{node.name.text}[0]`",
                )
        whole = result if node.variable is None else List(result)
        return self._bind(env, node.name, Local(whole, node.name.span, step=True, late=True))

    def _derive(self, step: nodes.Step, node: nodes.Derive, env: Locals) -> Type:
        """The type of what the step's question asks for: a plain value or a list of them."""
        typer = replace(self.typer, place=Place.DERIVE)
        found = present(typer.infer(node.value, env))
        if not is_plain(found):
            typer.findings.error(
                "TW0613",
                node.value.span,
                f"`derive` gives a number, text, date, enum or bool, or a list of them, not `{show(found)}`",
                help="take a field of it" if isinstance(found, Row | Record) else None,
            )
            found = Unknown()
        if step.gives is not None:
            typer.findings.error(
                "TW0613",
                step.gives.span,
                "a derived step gives its whole value",
                help="leave `gives` out, and say in `derive` what is asked for",
            )
        if step.asks is None:
            typer.findings.error(
                "TW0613",
                step.name.span,
                "a derived step needs its question",
                help='say what it asks: `asks $"..."`; the tool is written from it',
            )
        return found

    def _call(self, node: nodes.Call, env: Locals) -> Type:
        name = node.function.text
        decl = self.typer.scope.value(name)
        if isinstance(decl, nodes.ToolDecl):
            tool = self.typer.world.tools.get(decl.name.text)
            if tool is not None and tool.distractor:
                self.typer.findings.error(
                    "TW0610",
                    node.function.span,
                    f"`{name}` is a distractor, so no step can need it",
                    labels=(Label(tool.node.name.span, "marked with `@distractor`"),),
                )
            return infer_calls.call_tool(self.typer, node, decl, env, step=True)
        for arg in node.args:
            self.typer.infer(arg.value, env)
        if decl is not None or name in BUILTINS:
            self.typer.findings.error("TW0604", node.function.span, f"a step calls a tool, `{name}` is none")
        elif name not in self.typer.scope.poisoned:
            known = (n for n, d in self.typer.scope.values.items() if isinstance(d, nodes.ToolDecl))
            self.typer.findings.unknown("TW0203", node.function.span, f"there is no tool `{name}`", name, known)
        return Unknown()

    def _answer(self, node: nodes.Answer, env: Locals) -> None:
        findings = self.typer.findings
        found = self.typer.infer(node.value, env)
        if isinstance(found, Optional):
            self.typer.may_be_null(node.value, found, "answer with it")
        elif not is_plain(found):
            findings.error(
                "TW0608",
                node.value.span,
                f"an answer is a number, text, date, enum or bool, or a list of them, not `{show(found)}`",
                help="take a field of it" if isinstance(found, Row | Record) else None,
            )
        if node.within is not None:
            if node.within < 0:
                findings.error("TW0608", node.span, "a tolerance is never negative")
            elif not is_number(found.item if isinstance(found, List) else found):
                findings.error("TW0608", node.span, f"`within` is for numbers, this answer is `{show(found)}`")
        if node.unordered and not isinstance(found, List | Unknown):
            findings.error("TW0608", node.span, f"`unordered` is for lists, this answer is `{show(found)}`")
        if node.phrased is not None:
            inner = env.with_local("answer", Local(present(found), node.value.span, late=True))
            self.typer.infer(node.phrased, inner)


_EXAMPLES: Final = {
    "ask": 'ask $"How large is {c.name}?"',
    "step": "step x = tool(city=c.name)",
    "answer": "answer NAME",
}
"""How each part that a task needs may look."""
_PARTS: Final[tuple[tuple[type[nodes.Node], str, bool], ...]] = (
    (nodes.KindItem, "kind", True),
    (nodes.Ask, "ask", False),
    (nodes.Step, "step", False),
    (nodes.Answer, "answer", True),
)


def _late(expr: nodes.Node, env: Locals) -> bool:
    """Whether *expr* names the result of a step."""
    names = (env.get(node.id) for node in walk(expr) if isinstance(node, nodes.Name))
    return any(local is not None and local.late for local in names)


def _is_path(expr: nodes.Expr, root: str) -> bool:
    match expr:
        case nodes.Name(_, name):
            return name == root
        case nodes.Attribute(_, value, _, False):
            return _is_path(value, root)
        case nodes.Index(_, value, (nodes.Literal(_, int() | str() as place),)):
            return not isinstance(place, bool) and _is_path(value, root)
        case _:
            return False


# ------------------------------------------------------------------ tests


def check_test(world: World, scope: Scope, node: nodes.TestDecl) -> None:
    """Check one test."""
    _statements(Typer(world, scope, Place.TEST), node.body, Locals())


def _statements(typer: Typer, body: Sequence[nodes.TestStatement], env: Locals) -> None:
    for statement in body:
        match statement:
            case nodes.Let(_, name, _, value):
                if isinstance(value, nodes.Insert):
                    typer.findings.error("TW0410", value.span, "a test changes nothing by itself", help="call a tool")
                    found: Type = Unknown()
                else:
                    found = let_type(typer, statement, value, env)
                env = bind(typer.world, typer.scope, env, name, Local(found, name.span))
            case nodes.TestFor(_, name, source, inner):
                item = typer.items(source, env)
                _statements(typer, inner, bind(typer.world, typer.scope, env, name, Local(item, name.span)))
            case nodes.Expect(_, value, None):
                typer.condition(value, env)
            case nodes.Expect(_, value, nodes.Ident() as fails):
                _expect_failure(typer, value, fails, env)


def _failures(tool: nodes.ToolDecl) -> set[str]:
    """Errors that the body of *tool* fails with; those that its head leaves out are told there."""
    return {node.error.text for statement in tool.body for node in walk(statement) if isinstance(node, nodes.Failure)}


def _expect_failure(typer: Typer, value: nodes.Expr, fails: nodes.Ident, env: Locals) -> None:
    typer.infer(value, env)
    decl = typer.scope.value(value.function.text) if isinstance(value, nodes.Call) else None
    if not isinstance(decl, nodes.ToolDecl):
        if not isinstance(typer.world.types[value], Unknown):
            typer.findings.error("TW0611", value.span, "only the call of a tool can fail")
        return
    error = typer.scope.type(fails.text)
    tool = typer.world.tools.get(decl.name.text)
    if tool is None or fails.text in typer.scope.poisoned:
        return
    if not isinstance(error, nodes.ErrorDecl):
        message = f"there is no error `{fails.text}`"
        other = f"`{tool.name}` fails with {listed(tool.fails)}" if tool.fails else f"`{tool.name}` never fails"
        typer.findings.unknown("TW0210", fails.span, message, fails.text, list(tool.fails), other)
    elif error.name.text not in tool.fails and error.name.text not in _failures(tool.node):
        typer.findings.error(
            "TW0611",
            fails.span,
            f"`{tool.name}` never fails with `{fails.text}`",
            help=f"it fails with {listed(tool.fails)}" if tool.fails else "it never fails",
        )
