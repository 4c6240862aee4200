"""Questions and answers of tasks: do they ask for what the task makes, and can the answer be judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..checking.fit import present
from ..checking.types import Float, List, Row
from ..diagnostics import Edit, Fix, Label
from ..program import SymbolKind
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import walk
from .uses import changed_by
from .view import HOLE, Found, View, names_below


def same_for_all(view: View) -> Iterator[Found]:
    """Questions that no `each` changes: all tasks of the family would ask the same."""
    for task in view.of(nodes.TaskDecl):
        eaches = [item for item in task.items if isinstance(item, nodes.Each)]
        behind = {item.name.text: item.value for item in task.items if isinstance(item, nodes.Let)}
        names = {each.name.text for each in eaches}
        for ask in (item for item in task.items if isinstance(item, nodes.Ask)):
            if eaches and not names & _needs(ask.text, behind):
                some = " or ".join(f"`{each.name.text}`" for each in eaches)
                yield Found(
                    ask.text.span,
                    "every task of this family asks the same",
                    f"say in the question what it is about: a hole with {some}",
                    labels=(Label(eaches[0].name.span, "what differs between them"),),
                )


def _needs(expr: nodes.Node, behind: Mapping[str, nodes.Node]) -> set[str]:
    """Names that *expr* reads, also through `let`s."""
    found: set[str] = set()
    waiting = [expr]
    while waiting:
        names = names_below(waiting.pop()) - found
        found |= names
        waiting += [behind[name] for name in names if name in behind]
    return found


def same_words(view: View) -> Iterator[Found]:
    """Two phrasings of a question that are one."""
    for task in view.of(nodes.TaskDecl):
        first: dict[tuple[str, ...], nodes.Ask] = {}
        for ask in (item for item in task.items if isinstance(item, nodes.Ask)):
            # Punctuation and letter case make no new phrasing.
            key = tuple(re.findall(r"\w+", ask.text.span.text.lower()))
            earlier = first.setdefault(key, ask)
            if earlier is not ask:
                label = Label(earlier.text.span, "the first time")
                yield Found(ask.text.span, "this phrasing stands here twice", "say it in other words", labels=(label,))


def missing_dollar(view: View) -> Iterator[Found]:
    """Plain texts with a hole for a name that is there: the `$` that makes a template of them is missing."""
    for error in view.of(nodes.ErrorDecl):
        yield from _plain(error.message, {param.name.text for param in error.params})
    for task in view.of(nodes.TaskDecl):
        known: set[str] = set()
        for item in task.items:
            match item:
                case nodes.Each(_, name) | nodes.Let(_, name):
                    known.add(name.text)
                case nodes.Ask(_, text):
                    yield from _plain(text, known)
                case nodes.Step(_, name, variable):
                    known |= {name.text, *((variable.text,) if variable else ())}
                    if item.asks is not None:
                        yield from _plain(item.asks, known)
                case nodes.Answer(phrased=nodes.Template() as phrased):
                    yield from _plain(phrased, {*known, "answer"})
                case _:
                    pass


def _plain(text: nodes.Template, known: set[str]) -> Iterator[Found]:
    written = text.span.text
    holes = list(HOLE.finditer(written))
    if written.startswith("$") or not any(hole[1] in known for hole in holes):
        return
    # Only where every brace is a hole of known names is it certain what was meant.
    certain = all(hole[1] in known for hole in holes) and written.count("{") == len(holes) == written.count("}")
    at = Span(text.span.source, text.span.start, text.span.start)
    fix = Fix("write `$` before the text", (Edit(at, "$"),)) if certain else None
    hole = next(hole[0] for hole in holes if hole[1] in known)
    yield Found(text.span, f"`{hole}` is shown as it stands here, not its value", "write `$` before the text", fix=fix)


# ------------------------------------------------------------------ answers


def tolerance(view: View) -> Iterator[Found]:
    """Answers that are computed with fractions, and are to be met to the last digit."""
    for task in view.of(nodes.TaskDecl):
        for item in task.items:
            if isinstance(item, nodes.Answer) and item.within is None and _is_float(view, item.value):
                known: dict[str, nodes.Node] = {
                    part.name.text: part for part in task.items if isinstance(part, nodes.Let | nodes.Step)
                }
                if _Computed(view, known).holds(item.value, 0):
                    yield _without_tolerance(item)


def _is_float(view: View, node: nodes.Expr) -> bool:
    type_ = present(view.type(node))
    return isinstance(type_.item if isinstance(type_, List) else type_, Float)


def _without_tolerance(answer: nodes.Answer) -> Found:
    fix, instead = None, "say how far off an answer may be, such as `within 0.01`"
    match answer.value:
        case nodes.Call(_, nodes.Ident(text="round"), (_, nodes.Arg(_, None, nodes.Literal(_, int() as digits)))):
            if 0 <= digits <= 9:
                text = f" within {0.5 / 10**digits:.{digits + 1}f}"
                end = answer.value.span.end
                fix = Fix(f"write `{text.strip()}`", (Edit(Span(answer.span.source, end, end), text),))
                instead = f"say how far off an answer may be: `{text.strip()}`"
        case _:
            pass
    message = "this answer is computed, and without `within` it has to be met to nine digits"
    return Found(answer.value.span, message, instead, fix=fix)


def unheeded(view: View) -> Iterator[Found]:
    """Answers of plans that change rows, which neither a step's result nor what a step changes has a part in.

    Where a plan changes nothing, its last step is an unused one then.
    """
    for task in view.of(nodes.TaskDecl):
        steps = [item for item in task.items if isinstance(item, nodes.Step)]
        answer = next((item for item in task.items if isinstance(item, nodes.Answer)), None)
        tools = [view.world.tools.get(view.names(step.call, SymbolKind.TOOL) or "") for step in steps]
        changed = {each for tool in tools if tool is not None for each in changed_by(view.world, tool)}
        if answer is None or not changed:
            continue
        behind = {item.name.text: item.value for item in task.items if isinstance(item, nodes.Let)}
        needed = _needs(answer.value, behind)
        if any(step.name.text in needed for step in steps):
            continue
        # What stands before the first step was there before anything changed.
        first = next(place for place, item in enumerate(task.items) if isinstance(item, nodes.Step))
        later = [i.value for i in task.items[first:] if isinstance(i, nodes.Let) and i.name.text in needed]
        if not changed & _read(view, [answer.value, *later]):
            yield Found(
                answer.value.span,
                "the answer hangs on nothing that a step gives or changes",
                f"take it from what a step gives, such as `{steps[-1].name.text}`, or from rows as they are in the end",
            )


def _read(view: View, parts: Iterable[nodes.Node]) -> set[tuple[str, str | None]]:
    """Entity and field of all that *parts* read of rows; the field is None where they go through an entity's rows."""
    found: set[tuple[str, str | None]] = set()
    known: set[str] = set()
    waiting = list(parts)
    while waiting:
        for node in walk(waiting.pop()):
            entity, function = view.names(node, SymbolKind.ENTITY), view.names(node, SymbolKind.FN)
            if entity is not None:
                found.add((entity, None))
            elif function is not None and function not in known:
                known.add(function)
                waiting.append(view.world.fns[function].node.value)
            if isinstance(node, nodes.Attribute):
                row = present(view.type(node.value))
                if isinstance(row, Row):
                    found.add((row.entity, node.name.text))
    return found


class _Computed:
    """Whether a value comes out of arithmetic; a stored one is exact as it stands."""

    def __init__(self, view: View, known: Mapping[str, nodes.Node]) -> None:
        self._view = view
        self._known = known

    def holds(self, node: nodes.Node, depth: int) -> bool:
        if depth > 20:
            return False
        match node:
            case nodes.Binary(_, "??", left, right):
                return self.holds(left, depth + 1) or self.holds(right, depth + 1)
            case nodes.Binary(_, sign):
                return sign in ("+", "-", "*", "/", "//", "%")
            case nodes.Unary(_, "-", operand):
                return self.holds(operand, depth + 1)
            case nodes.IfExpr(_, _, then, otherwise):
                return self.holds(then, depth + 1) or self.holds(otherwise, depth + 1)
            case nodes.OrFail(_, value) | nodes.Index(_, value) | nodes.Let(_, _, _, value):
                return self.holds(value, depth + 1)
            case nodes.ListNode(_, items):
                return any(self.holds(item, depth + 1) for item in items)
            case nodes.Query(_, item):
                return self.holds(item, depth + 1)
            case nodes.Name(_, name) if name in self._known:
                return self.holds(self._known[name], depth + 1)
            case nodes.Step(_, _, _, _, call):
                return self._tool(call, None, depth)
            case nodes.Attribute(_, nodes.Name(_, name), field) if isinstance(self._known.get(name), nodes.Step):
                step = self._known[name]
                return isinstance(step, nodes.Step) and self._tool(step.call, field.text, depth)
            case nodes.Call():
                return self._call(node, depth)
            case _:
                return False

    def _call(self, node: nodes.Call, depth: int) -> bool:
        function = self._view.world.fns.get(self._view.names(node, SymbolKind.FN) or "")
        if function is not None:
            return _Computed(self._view, {}).holds(function.node.value, depth + 1)
        if self._view.names(node, SymbolKind.BUILTIN) in ("sum", "avg", "round"):
            return True
        return any(self.holds(arg.value, depth + 1) for arg in node.args)

    def _tool(self, call: nodes.Node, field: str | None, depth: int) -> bool:
        """Whether the tool's result, or this *field* of it, is computed."""
        tool = self._view.world.tools.get(self._view.names(call, SymbolKind.TOOL) or "")
        if tool is None:
            return False
        known: dict[str, nodes.Node] = {node.name.text: node for node in walk(tool.node) if isinstance(node, nodes.Let)}
        inside = _Computed(self._view, known)
        for node in walk(tool.node):
            if not isinstance(node, nodes.Return):
                continue
            if field is None:
                if inside.holds(node.value, depth + 1):
                    return True
            elif isinstance(node.value, nodes.RecordNode):
                shown = (entry.value for entry in node.value.entries if entry.name.text == field)
                if any(inside.holds(value, depth + 1) for value in shown):
                    return True
        return False
