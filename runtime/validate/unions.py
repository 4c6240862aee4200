"""Keywords that put schemas together: all, any, one, none, if."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ..errors import CallError, ErrorCode, most_urgent
from .found import Check, Found
from .kinds import is_of
from .place import Place
from .problem import Problem


@dataclass(frozen=True, slots=True)
class Node:
    """A schema that was read."""

    check: Check
    kinds: tuple[str, ...] | None
    """The types that its values may be of; None where it does not say."""
    words: str
    """What its values are, to be read after "must be"."""

    def may_take(self, value: object) -> bool:
        """Whether the type of *value* is one of those that it takes."""
        return self.kinds is None or any(is_of(value, kind) for kind in self.kinds)


Sub: TypeAlias = Callable[..., Node]
"""From a schema that stands in this one, and the path to it, to what was read of it."""


def _branches(name: str, schema: Mapping[str, Any], sub: Sub) -> list[Node] | Problem:
    given = schema[name]
    if not isinstance(given, list) or not given:
        return Problem(name, f"`{name}` is a list of schemas")
    return [sub(branch, name, index) for index, branch in enumerate(given)]


def _all_of(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    nodes = _branches("allOf", schema, sub)
    if isinstance(nodes, Problem):
        return nodes

    def check(value: object, at: Place, found: Found) -> None:
        for node in nodes:
            node.check(value, at, found)

    return check


def _any_of(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    nodes = _branches("anyOf", schema, sub)
    if isinstance(nodes, Problem):
        return nodes

    def check(value: object, at: Place, found: Found) -> None:
        _count(nodes, value, at, found, enough=1)

    return check


def _one_of(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    nodes = _branches("oneOf", schema, sub)
    if isinstance(nodes, Problem):
        return nodes

    def check(value: object, at: Place, found: Found) -> None:
        if _count(nodes, value, at, found, enough=2) > 1:
            found.add(at, ErrorCode.CONSTRAINT, f"must be one alone of: {_either(nodes)}")

    return check


def _count(nodes: Sequence[Node], value: object, at: Place, found: Found, enough: int) -> int:
    """How many of *nodes* hold, counted up to *enough*; where none does, what the nearest one says is found."""
    count = 0
    said: list[list[CallError]] = []
    for node in nodes:
        own = found.branch()
        node.check(value, at, own)
        if not own.errors:
            count += 1
            if count == enough:
                return count
        elif node.may_take(value):
            said.append(own.errors)
    if count:
        return count
    if said:
        # The branch that was meant is the one with the least to mend; `min` takes the first of equals.
        nearest = min(said, key=len)
        found.errors.append(most_urgent(nearest))
    else:
        found.add(at, ErrorCode.WRONG_TYPE, f"must be {_either(nodes)}")
    return 0


def _either(nodes: Sequence[Node]) -> str:
    return ", or ".join(dict.fromkeys(node.words for node in nodes))


def _not(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    node = sub(schema["not"], "not")

    def check(value: object, at: Place, found: Found) -> None:
        own = found.branch()
        node.check(value, at, own)
        if not own.errors:
            found.add(at, ErrorCode.CONSTRAINT, f"must not be {node.words}")

    return check


def _if(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    condition = sub(schema["if"], "if").check
    then, otherwise = (sub(schema.get(name, True), name).check for name in ("then", "else"))

    def check(value: object, at: Place, found: Found) -> None:
        own = found.branch()
        condition(value, at, own)
        (otherwise if own.errors else then)(value, at, found)

    return check


KEYWORDS: Final = (
    (("allOf",), _all_of),
    (("anyOf",), _any_of),
    (("oneOf",), _one_of),
    (("not",), _not),
    (("if",), _if),
)
"""Keywords and the maker of their check, in the form that all nested keywords share."""

__all__ = ["KEYWORDS", "Node"]
