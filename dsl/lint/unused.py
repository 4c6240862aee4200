"""What nothing uses: declarations, parameters, locals, steps. Usually a slip, always a burden for readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ..diagnostics import Edit, Fix
from ..program import SymbolKind
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import walk
from .view import Found, View, names_below


def parameters(view: View) -> Iterator[Found]:
    """Parameters that the body, or the message of an error, never reads."""
    for fn in view.of(nodes.FnDecl):
        yield from _params(fn.params, [fn.value], "the function never reads", "leave it out")
    for tool in view.of(nodes.ToolDecl):
        yield from _params(tool.params, tool.body, "the tool never reads", "use it, or leave it out")
    for error in view.of(nodes.ErrorDecl):
        yield from _params(error.params, [error.message], "the message of the error never shows", "show it in a hole")


def _params(params: Sequence[nodes.FieldNode], body: Sequence[nodes.Node], what: str, instead: str) -> Iterator[Found]:
    read = {name for node in body for name in names_below(node)} if params else set()
    for param in params:
        if param.name.text not in read:
            yield Found(param.name.span, f"{what} its parameter `{param.name.text}`", instead)


_Block: TypeAlias = "Sequence[nodes.Statement] | Sequence[nodes.TaskItem] | Sequence[nodes.TestStatement]"


def locals_(view: View) -> Iterator[Found]:
    """`let`s and `each`es that nothing behind them reads."""
    for block in _blocks(view):
        for item, later in _with_later_names(block):
            if isinstance(item, nodes.Let | nodes.Each) and item.name.text not in later:
                yield from _local(view, item)


def _with_later_names(block: Sequence[nodes.Node]) -> Iterator[tuple[nodes.Node, set[str]]]:
    """The items of *block*, last one first, each with the names that are read behind it."""
    later: set[str] = set()
    for item in reversed(block):
        yield item, later
        later |= names_below(item)


def _blocks(view: View) -> Iterator[_Block]:
    for tool in view.of(nodes.ToolDecl):
        yield tool.body
    for branch in view.of(nodes.If):
        yield branch.then
        yield branch.otherwise
    for loop in view.of(nodes.For):
        yield loop.body
    for task in view.of(nodes.TaskDecl):
        yield task.items
    for test in view.of(nodes.TestDecl):
        yield test.body
    for test_loop in view.of(nodes.TestFor):
        yield test_loop.body


def _local(view: View, item: nodes.Let | nodes.Each) -> Iterator[Found]:
    name = item.name.text
    if isinstance(item, nodes.Each):
        instead = "every task it makes is the same: use it in the question, or leave it out"
        yield Found(item.name.span, f"nothing in the task reads `{name}`", instead)
    elif isinstance(item.value, nodes.Insert):
        head = Span(item.span.source, item.span.start, item.value.span.start)
        fix = Fix(f"leave out `let {name} =`", (Edit(head, ""),))
        yield Found(item.name.span, f"nothing reads `{name}`", "write the `insert` alone", fix=fix)
    elif isinstance(item.value, nodes.OrFail):
        value, failure = item.value.value.span.text, item.value.failure.span.text
        short = len(value) + len(failure) < 120 and "\n" not in value + failure
        check = f"`require {value} != null else {failure}`" if short else "`require ... != null else ...`"
        yield Found(item.name.span, f"nothing reads `{name}`", f"where only the check matters, write {check}")
    elif not any(view.names(node, SymbolKind.TOOL) for node in walk(item.value)):
        # In a test, a `let` is also how a tool is called for what it changes.
        yield Found(item.name.span, f"nothing reads `{name}`", "use it, or leave it out")


def declarations(view: View) -> Iterator[Found]:
    """Constants, functions, types, errors and tools of a scenario that it never uses."""
    if not view.scenario:
        return
    uses = view.uses
    for item in view.unit.items:
        match item:
            case nodes.ConstDecl(_, name) if name.text not in uses.values:
                yield Found(name.span, f"nothing uses the constant `{name.text}`", "leave it out")
            case nodes.FnDecl(_, name) | nodes.ExternDecl(_, name) if name.text not in uses.values:
                yield Found(name.span, f"nothing calls the function `{name.text}`", "leave it out")
            case nodes.EnumDecl(_, name) if name.text not in uses.types:
                yield Found(name.span, f"nothing is of the type `{name.text}`", "leave it out")
            case nodes.RecordDecl(_, name) if name.text not in uses.types:
                yield Found(name.span, f"nothing is of the type `{name.text}`", "leave it out")
            case nodes.ErrorDecl(_, name) if name.text not in uses.raised:
                yield Found(name.span, f"nothing fails with `{name.text}`", "leave it out")
            case nodes.ToolDecl(_, name) if name.text not in uses.stepped and not _distractor(item):
                yield Found(
                    name.span,
                    f"no step calls the tool `{name.text}`",
                    "mark it with `@distractor`, write a task that needs it, or leave it out",
                    notes=("a tool that no task needs is offered with every task all the same",),
                )
            case _:
                pass


def _distractor(tool: nodes.ToolDecl) -> bool:
    return any(annotation.name.text == "distractor" for annotation in tool.annotations)


def entities(view: View) -> Iterator[Found]:
    """Entities of a scenario whose rows nothing looks at."""
    # Distractors are also made from the fields of entities that no tool shows, and `explore` walks over all.
    if not view.scenario or view.toolset() or view.uses.explored:
        return
    for item in view.of(nodes.EntityDecl):
        name = item.name.text
        if name not in view.uses.read and name not in view.uses.inserted:
            instead = "write a tool or a task that reads it, or leave it out with its data"
            yield Found(item.name.span, f"nothing reads the rows of `{name}`", instead)


def steps(view: View) -> Iterator[Found]:
    """Steps that change nothing and whose result nothing needs."""
    for task in view.of(nodes.TaskDecl):
        waited_for = {after.text for step in task.items if isinstance(step, nodes.Step) for after in step.after}
        for item, later in _with_later_names(task.items):
            if isinstance(item, nodes.Step) and not _changes(view, item):
                name = item.name.text
                if name not in later and name not in waited_for:
                    message = f"neither the answer nor a later step needs `{name}`"
                    yield Found(item.name.span, message, "use its result, or leave the step out")


def _changes(view: View, step: nodes.Step) -> bool:
    tool = view.world.tools.get(view.names(step.call, SymbolKind.TOOL) or "")
    return tool is not None and bool(tool.writes)
