"""What tasks and tests leave untouched: parameters, effects, distractors, expectations; and searches by key."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking.types import Row
from ..diagnostics import Edit, Fix
from ..program import SymbolKind
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import walk
from .view import Found, View, names_below


def unset_parameters(view: View) -> Iterator[Found]:
    """Parameters of a scenario's tools that no step, no test and no example ever gives."""
    if not view.scenario:
        return
    given: set[tuple[str, str]] = set()
    for call in view.of(nodes.Call):
        tool = view.world.tools.get(view.names(call, SymbolKind.TOOL) or "")
        for position, arg in enumerate(call.args if tool else ()):
            if tool is not None and (arg.name is not None or position < len(tool.params)):
                given.add((tool.name, arg.name.text if arg.name else tool.params[position].name))
    for item in view.of(nodes.ToolDecl):
        tool = view.world.tools.get(item.name.text)
        if tool is None or tool.distractor or tool.name not in view.uses.stepped:
            continue
        for param in tool.params:
            shown = any(param.name in example for example in tool.examples)
            if (tool.name, param.name) not in given and not shown:
                yield Found(
                    param.node.name.span,
                    f"no step and no test ever gives `{param.name}`",
                    "write a test or a task that needs it, or leave it out",
                )


def untested_effects(view: View) -> Iterator[Found]:
    """Tools that change rows, and that no test calls."""
    tested = {
        view.names(call, SymbolKind.TOOL)
        for test in view.of(nodes.TestDecl)
        for call in walk(test)
        if isinstance(call, nodes.Call)
    }
    for tool in view.of(nodes.ToolDecl):
        if tool.writes and tool.name.text not in tested:
            yield Found(
                tool.name.span,
                f"`{tool.name.text}` changes rows, and no test calls it",
                'write a `test "..." { ... }` that calls it and looks at the rows afterwards',
            )


def empty_tests(view: View) -> Iterator[Found]:
    """Tests that can only fail where a call fails."""
    for test in view.of(nodes.TestDecl):
        if not any(isinstance(node, nodes.Expect) for node in walk(test)):
            yield Found(_head(test), "this test expects nothing", "say what has to hold: `expect ...`")


def _head(test: nodes.TestDecl) -> Span:
    """The word `test` and the title."""
    text = test.span.text
    end = text.find("{") if "{" not in test.title else text.find('"', text.find('"') + 1) + 1
    return Span(test.span.source, test.span.start, test.span.start + len(text[:end].rstrip()))


def idle_distractors(view: View) -> Iterator[Found]:
    """Distractors of a scenario none of whose levels offers any."""
    if not view.scenario or view.toolset():
        return
    for tool in view.of(nodes.ToolDecl):
        mark = next((each for each in tool.annotations if each.name.text == "distractor"), None)
        if mark is not None:
            yield Found(
                mark.span,
                f"no level offers the distractor `{tool.name.text}`",
                "give a level of the `scale` block distractors: `level hard { toolset: 2 }`",
            )


def searches_by_key(view: View) -> Iterator[Found]:
    """`first([c for c in City if c.id == id])`, which is `City[id]`."""
    for call in view.of(nodes.Call):
        match call.args:
            case (nodes.Arg(_, None, nodes.Query(_, nodes.Name(_, item), clauses)),) if _first(view, call):
                pass
            case _:
                continue
        match clauses:
            case (nodes.ForClause(_, name, source), nodes.IfClause(_, nodes.Binary(_, "==", left, right))):
                entity = view.world.entities.get(view.names(source, SymbolKind.ENTITY) or "")
            case _:
                continue
        if entity is None or len(entity.key) != 1 or item != name.text:
            continue
        for side, key in ((left, right), (right, left)):
            if not _is_key(side, name.text, entity.key[0]) or name.text in names_below(key):
                continue
            found, wanted = view.type(key), view.type(side)
            if type(found) is type(wanted) and (not isinstance(wanted, Row) or found == wanted):
                text = f"{source.span.text}[{key.span.text}]"
                fix = Fix(f"write `{text}`", (Edit(call.span, text),))
                yield Found(call.span, f"this searches `{entity.name}` for its key", f"look it up: `{text}`", fix=fix)
            break


def _first(view: View, call: nodes.Call) -> bool:
    return view.names(call, SymbolKind.BUILTIN) == "first"


def _is_key(node: nodes.Expr, variable: str, key: str) -> bool:
    match node:
        case nodes.Attribute(_, nodes.Name(_, name), field, False):
            return name == variable and field.text == key
        case _:
            return False
