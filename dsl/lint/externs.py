"""Python of `extern` functions that counts on a memory: each call begins with the block as it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from ..checking.extern import python_span, python_tree
from ..diagnostics import Label
from ..syntax import nodes
from .view import Found, View

_Function: TypeAlias = "ast.FunctionDef | ast.Lambda"
_MUTABLE: Final = frozenset(("list", "dict", "set", "deque", "Counter", "defaultdict", "OrderedDict"))
"""Functions that make what can be changed in its place."""
_CHANGING: Final = frozenset(
    (
        "add", "append", "appendleft", "clear", "discard", "extend", "extendleft", "insert", "pop", "popitem",
        "popleft", "remove", "setdefault", "update",
    )
)  # fmt: skip
"""Methods of such values that change what they hold."""


def forgotten(view: View) -> Iterator[Found]:
    """What a function puts into a value of its block, or into a default, and finds no more at its next call."""
    for decl in view.of(nodes.ExternDecl):
        tree = python_tree(decl)
        if tree is None:
            continue
        outer = dict.fromkeys(_mutable_names(tree), "stands outside of the function")
        told: set[str] = set()
        for node, where in (each for part in tree.body for each in _changes(part, outer)):
            if node.id not in told:
                told.add(node.id)
                why = f"`{node.id}` {where}, and each call begins with the block as it stands"
                # No comment inside of the block could allow it, so it is told at the declaration.
                yield Found(
                    decl.name.span,
                    f"what a call puts into `{node.id}` is gone at the next one",
                    "compute from the arguments alone, and keep what has to last in rows, which tools change",
                    notes=(why,),
                    labels=(Label(python_span(decl, node), "put in here"),),
                )


def _changes(statement: ast.stmt, outer: Mapping[str, str]) -> Iterator[tuple[ast.Name, str]]:
    """Where functions in a *statement* change values of *outer*, which says where each is kept, and where that is."""
    for node in _own_nodes(statement):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            yield from _inside(node, outer)


def _inside(function: _Function, outer: Mapping[str, str]) -> Iterator[tuple[ast.Name, str]]:
    """What *function* changes of the values that *outer* names, as far as it has no variables of these names."""
    if isinstance(function, ast.FunctionDef) and _calls_itself(function):
        return  # what it keeps may be meant for the one call in which it calls itself
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    defaults = [
        *zip(plain[len(plain) - len(given.defaults) :], given.defaults, strict=True),
        *zip(given.kwonlyargs, given.kw_defaults, strict=True),
    ]
    own = _own_names(function)
    seen = {name: where for name, where in outer.items() if name not in own}
    stored = _stored_names(function)
    for argument, default in defaults:
        if default is not None and _is_mutable(default) and argument.arg not in stored:
            seen[argument.arg] = "is made once, as a default"
    body = function.body if isinstance(function.body, list) else [function.body]
    for node in (each for part in body for each in _own_nodes(part)):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            yield from _inside(node, seen)
        changed = _changed(node)
        if changed is not None and changed.id in seen:
            yield changed, seen[changed.id]


def _calls_itself(function: ast.FunctionDef) -> bool:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == function.name for called in calls)


def _changed(node: ast.AST) -> ast.Name | None:
    """The variable whose value *node* changes in its place."""
    match node:
        case ast.Subscript(value=value, ctx=ast.Store()):
            return _root(value)
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in _CHANGING:
            return _root(value)
        case _:
            return None


def _root(node: ast.expr) -> ast.Name | None:
    while isinstance(node, ast.Subscript):
        node = node.value
    return node if isinstance(node, ast.Name) else None


def _mutable_names(tree: ast.Module) -> Iterator[str]:
    """Variables of the block, outside of functions, that hold what can be changed."""
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=targets, value=value) if _is_mutable(value):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if _is_mutable(value):
                yield name
            case _:
                pass


def _is_mutable(node: ast.expr) -> bool:
    match node:
        case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _MUTABLE
        case _:
            return False


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """*node* and what is below it, without what stands in functions."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _own_nodes(child)


def _own_names(function: _Function) -> set[str]:
    """Parameters and variables of *function*."""
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return {argument.arg for argument in every if argument is not None} | _stored_names(function)


def _stored_names(function: _Function) -> set[str]:
    """Names that something in *function* is given to: loops, comprehensions and functions in it, too, to be sure."""
    found: set[str] = set()
    body = function.body if isinstance(function.body, list) else [function.body]
    for node in (each for part in body for each in ast.walk(part)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case _:
                pass
    return found
