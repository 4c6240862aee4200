"""Types of list comprehensions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..syntax import nodes
from ..syntax.lexical import MAX_DEPTH
from .fit import is_orderable, present
from .narrow import facts
from .scope import Local, Locals, bind
from .types import Int, List, Map, Null, Optional, Record, Type, Unknown, show

if TYPE_CHECKING:
    from .infer import Typer


def query(typer: Typer, node: nodes.Query, env: Locals, expected: Type | None) -> Type:
    """The type of `[item for x in xs ...]`: a list."""
    if len(node.clauses) > MAX_DEPTH:
        # Every clause works on what those before it give.
        typer.findings.error("TW0112", node.span, f"this query has more than {MAX_DEPTH} clauses")
        return Unknown()
    inner, own = env, list[str]()
    for clause in node.clauses:
        match clause:
            case nodes.ForClause(_, name, source):
                item = typer.items(source, inner)
                local = Local(item, name.span, step=typer.step_result(source, inner))
                inner = bind(typer.world, typer.scope, inner, name, local)
                own.append(name.text)
            case nodes.IfClause(_, condition):
                typer.condition(condition, inner)
                inner = inner.narrowed(facts(condition).if_true)
            case nodes.GroupClause(_, key, name):
                inner = _group(typer, key, name, inner, own)
                own.append(name.text)
            case nodes.SortClause(_, keys):
                for sort_key in keys:
                    _sort_key(typer, sort_key.value, inner)
            case nodes.TakeClause(_, number) | nodes.SkipClause(_, number):
                _number(typer, number, env)
    place = present(expected) if expected is not None else None
    return List(typer.infer(node.item, inner, place.item if isinstance(place, List) else None))


def _group(typer: Typer, key: nodes.Expr, name: nodes.Ident, env: Locals, own: list[str]) -> Locals:
    found = typer.infer(key, env)
    if isinstance(present(found), List | Map | Record | Null):
        typer.findings.error("TW0309", key.span, f"one cannot group by `{show(found)}`", help="group by one value")
        found = Unknown()
    for each in own:
        local = env.get(each)
        if local is not None:
            env = env.with_local(each, replace(local, type=List(local.type), step=False))
    return bind(typer.world, typer.scope, env, name, Local(found, name.span))


def _sort_key(typer: Typer, key: nodes.Expr, env: Locals) -> None:
    found = typer.infer(key, env)
    if isinstance(found, Optional) and is_orderable(found.item):
        typer.may_be_null(key, found, "sort by it")
    elif not is_orderable(found):
        typer.findings.error(
            "TW0309",
            key.span,
            f"one cannot sort by `{show(found)}`",
            help="sort by a number, a text or a date",
        )


def _number(typer: Typer, number: nodes.Expr, env: Locals) -> None:
    # The number holds for the whole list, so it does not see the variables of the query.
    typer.expect(number, env, Int(low=0))
