"""How things are called: one spelling for each kind of name, so that a reader knows what a word stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..syntax import nodes
from .view import Found, View

_CAMEL: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_SNAKE: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_UPPER: Final = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")

_CAMEL_KINDS: Final[tuple[type[nodes.Node], ...]] = (
    nodes.EnumDecl,
    nodes.RecordDecl,
    nodes.EntityDecl,
    nodes.ErrorDecl,
)
_SNAKE_KINDS: Final[tuple[tuple[type[nodes.Node], str], ...]] = (
    (nodes.ScenarioDecl, "a scenario or library"),
    (nodes.FnDecl, "a function"),
    (nodes.ExternDecl, "a function"),
    (nodes.ToolDecl, "a tool"),
    (nodes.TaskDecl, "a task"),
    (nodes.FieldNode, "a field or parameter"),
    (nodes.Let, "a local"),
    (nodes.For, "a local"),
    (nodes.TestFor, "a local"),
    (nodes.ForClause, "a local"),
    (nodes.GroupClause, "a local"),
    (nodes.Each, "a local"),
    (nodes.Step, "a step"),
    (nodes.Level, "a level"),
)


def spelling(view: View) -> Iterator[Found]:
    """Types in UpperCamel, constants in UPPER_CASE, everything else in snake_case."""
    for kind in _CAMEL_KINDS:
        for decl in view.of(kind):
            name = getattr(decl, "name")  # noqa: B009 - every kind of the table has one
            yield from _named(name, _CAMEL, "a type or an error", "UpperCamel", camel(name.text))
    for const in view.of(nodes.ConstDecl):
        yield from _named(const.name, _UPPER, "a constant", "UPPER_CASE", snake(const.name.text).upper())
    for kind, what in _SNAKE_KINDS:
        for node in view.of(kind):
            name = getattr(node, "name")  # noqa: B009 - every kind of the table has one
            yield from _named(name, _SNAKE, what, "snake_case", snake(name.text))
    for step in view.of(nodes.Step):
        if step.variable is not None:
            yield from _named(step.variable, _SNAKE, "a local", "snake_case", snake(step.variable.text))


def _named(name: nodes.Ident, wanted: re.Pattern[str], what: str, style: str, better: str) -> Iterator[Found]:
    if not wanted.fullmatch(name.text):
        instead = f"call it `{better}`, here and where it is used" if better != name.text else None
        yield Found(name.span, f"{what} is written in {style}, `{name.text}` is not", instead)


def words(name: str) -> list[str]:
    """The words of a name in lower case: `areaKm2` and `area_km2` have the same two."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+", name)]


def snake(name: str) -> str:
    """*name* in snake_case."""
    return "_".join(words(name))


def camel(name: str) -> str:
    """*name* in UpperCamel."""
    return "".join(word.capitalize() for word in words(name))
