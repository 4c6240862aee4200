"""What a body needs of Python and pydantic-monty does not have, told before it is called.

Modules, their attributes, builtins and methods that the body names are asked for one by one, in the interpreter itself,
so that what it learns in its next version counts at once. What cannot be seen in the text fails at the call.
"""

from __future__ import annotations

import ast
import builtins
import collections
import datetime
import decimal
import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from ..package import Function

Problem: TypeAlias = Callable[[str], BaseException | None]
"""Runs a text in a session of its own, and gives the exception that ended it."""

_LACKS = (AttributeError, NameError, NotImplementedError, ImportError)
_MANY = "(0, 0, 0, 0, 0, 0, 0, 0, 0)"
"""More arguments than any method takes: what is there refuses them, and does nothing."""
_SAMPLES: Final[Mapping[str, Mapping[str, type]]] = {
    "": {
        "''": str, "0": int, "0.5": float, "[]": list, "{}": dict, "set()": set, "()": tuple, "b''": bytes,
        "frozenset()": frozenset, "range(3)": range,
    },
    "collections": {
        "collections.Counter()": collections.Counter,
        "collections.deque()": collections.deque,
        "collections.defaultdict(int)": collections.defaultdict,
    },
    "datetime": {
        "datetime.datetime(2000, 1, 1)": datetime.datetime,
        "datetime.date(2000, 1, 1)": datetime.date,
        "datetime.time(1)": datetime.time,
        "datetime.timedelta(1)": datetime.timedelta,
    },
    "decimal": {"decimal.Decimal(1)": decimal.Decimal},
    "re": {"re.compile('')": re.Pattern, "re.match('', '')": re.Match},
}  # fmt: skip
"""Module (none for what needs none) to values whose methods a body may call, as text, and their classes."""


def misfit(function: Function, problem: Problem) -> str | None:
    """The first thing that *function* needs and the interpreter lacks; None where it has all that can be seen."""
    for module in function.imports:
        if problem(f"import {module}") is not None:
            return f"there is no module `{module}`"
    has_modules = "".join(f"import {module}\n" for module in function.imports)
    if isinstance(found := problem(has_modules + function.code), NotImplementedError | SyntaxError):
        return _words(found)
    try:
        tree = ast.parse(function.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as found:
        return f"this is not Python: {found}"
    return next(_lacking(tree, function.imports, lambda text: problem(has_modules + text)), None)


def _lacking(tree: ast.Module, modules: tuple[str, ...], problem: Problem) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    samples = {text: made for module in ("", *modules) for text, made in _SAMPLES.get(module, {}).items()}
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    foreign = vars(builtins).keys() - set(_named_by(nodes))
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)) if any("\ud800" <= mark <= "\udfff" for mark in text):
                yield "it writes half a character (a lone surrogate), which that interpreter does not keep"
            case ast.Import(names=[ast.alias(name=module), *_]) | ast.ImportFrom(module=str(module)):
                if isinstance(problem(f"import {module}"), _LACKS):
                    yield f"there is no module `{module}`"
            case ast.Name(id=name) if name in foreign and isinstance(problem(name), _LACKS):
                yield f"there is no `{name}`"
            case ast.Attribute(attr=name):
                end = _MANY if id(node) in called else ""
                if _root(node) in foreign | {module.partition(".")[0] for module in modules}:
                    path = ast.unparse(node)
                    if _exists(path) and isinstance(problem(path + end), _LACKS):
                        yield f"there is no `{path}`"
                elif not _some_have(samples, name, end, problem):
                    yield f"there is no `.{name}`{'' if end else ' that is not called'}"
            case _:
                pass


def _named_by(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that a body gives to things of its own."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
                yield name
            case _:
                pass


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _exists(path: str) -> bool:
    """Whether Python itself has what *path* names; what nobody has fails in both alike."""
    first, *rest = path.split(".")
    try:
        found = vars(builtins)[first] if first in vars(builtins) else importlib.import_module(first)
        for name in rest:
            found = getattr(found, name)
    except (ImportError, AttributeError):
        return False
    return True


def _some_have(samples: Mapping[str, type], name: str, end: str, problem: Problem) -> bool:
    """Whether one of *samples* has the attribute there, or none has it in Python itself."""
    having = [text for text, made in samples.items() if hasattr(made, name)]
    return not having or any(not isinstance(problem(f"({text}).{name}{end}"), _LACKS) for text in having)


def _words(problem: BaseException) -> str:
    return str(problem).removeprefix("The monty syntax parser ").strip() or type(problem).__name__
