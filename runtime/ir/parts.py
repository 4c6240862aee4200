"""Names for the parts of a module that a place of the spec can be told for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from .expressions import For, If
from .tools import Tool

PartKind: TypeAlias = Literal["tool", "base", "function", "error", "entity"]
PART_KINDS: Final[tuple[PartKind, ...]] = ("tool", "base", "function", "error", "entity")
"""A tool, the base tool inside a scaled one (by the scaled one's name), a helper function, an error, an entity."""


@dataclass(frozen=True, slots=True)
class Part:
    """A declaration of a module, a statement of a tool's body, or a check of an entity."""

    kind: PartKind
    name: str
    path: tuple[int, ...] = ()
    """Empty for the declaration itself. Of a statement its number in the body, counted from 0, then for each statement
    that it stands in the branch (0, or 1 for `else`) and its number there. Of an entity's check its number.
    """

    def below(self, *path: int) -> Part:
        """What stands at *path* in this part."""
        return Part(self.kind, self.name, (*self.path, *path))


def own_part(tool: Tool) -> Part:
    """The part that is the body of *tool*."""
    return Part("tool", tool.name)


def base_part(tool: Tool) -> Part:
    """The part that is the base tool inside *tool*."""
    return Part("base", tool.name)


def statements_of(tool: Tool) -> Iterator[tuple[Part, Any]]:
    """Every statement of *tool* and of the base tool inside it, those that hold others before what they hold."""
    if tool.core is not None:
        yield from statements_in(tool.core.body, base_part(tool))
    yield from statements_in(tool.body, own_part(tool))


def statements_in(body: Sequence[Any], within: Part, *branch: int) -> Iterator[tuple[Part, Any]]:
    """The same of a *body*, which is that of *within*, or of one of its statements the *branch*."""
    for number, statement in enumerate(body):
        part = within.below(*branch, number)
        yield part, statement
        for inner, held in enumerate(held_by(statement)):
            yield from statements_in(held, part, inner)


def held_by(statement: Any) -> tuple[Sequence[Any], ...]:
    """The bodies inside a statement, by the number of the branch."""
    match statement:
        case For(body=body):
            return (body,)
        case If(then=then, otherwise=otherwise):
            return then, otherwise
    return ()
