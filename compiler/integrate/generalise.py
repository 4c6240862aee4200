"""Least general generalisation of bodies: what they share, with a variable for each place where they differ.

A body is taken apart into its skeleton and its leaves, the constants and parameters in it. Bodies of one skeleton
differ in their leaves alone; each different tuple of leaves, one of each body, becomes one variable, so that the result
is the least general of all bodies which they are instances of. Only constants whose meaning a parameter can say are
leaves: what a field is compared with, how many are taken, a key that is looked up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Entity, Tool

from ..terms import bound, rename, rewrite, written

_COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")


@dataclass(frozen=True)
class Leaf:
    """A constant or a parameter in a body."""

    term: ir.Const | ir.Var
    field: tuple[str, str] | None = None
    """The entity and field that a constant stands for; None for one that is a number of rows, and for parameters."""


@dataclass(frozen=True)
class Parts:
    """A body apart."""

    skeleton: tuple[Any, ...]
    """The body with the variable `H0`, `H1`, ... in the place of each leaf, locals renamed by where they stand."""
    leaves: tuple[Leaf, ...]

    @property
    def form(self) -> str:
        """The skeleton as text, to compare."""
        return written(self.skeleton)


def apart(tool: Tool, entities: Mapping[str, Entity]) -> Parts:
    """The skeleton and the leaves of a tool's body."""
    params = {p.name for p in tool.params}
    leaves: list[Leaf] = []

    def hole(leaf: Leaf) -> ir.Var:
        leaves.append(leaf)
        return ir.Var(name=f"H{len(leaves) - 1}")

    def change(node: Any) -> Any:
        match node:
            case ir.Var(name=name) if name in params:
                return hole(Leaf(node))
            case ir.Binary(operator=operator, left=ir.Cell() as cell, right=ir.Const() as constant):
                if operator in _COMPARISONS and constant.value is not None:
                    return node.model_copy(update={"right": hole(Leaf(constant, (cell.entity, cell.field)))})
            case ir.Binary(operator=operator, left=ir.Const() as constant, right=ir.Cell() as cell):
                if operator in _COMPARISONS and constant.value is not None:
                    return node.model_copy(update={"left": hole(Leaf(constant, (cell.entity, cell.field)))})
            case ir.Take(count=ir.Const() as count) | ir.Skip(count=ir.Const() as count):
                return node.model_copy(update={"count": hole(Leaf(count))})
            case ir.Find(entity=entity, key=key):
                names = entities[entity].key
                made = [
                    hole(Leaf(part, (entity, name))) if isinstance(part, ir.Const) and part.value is not None else part
                    for part, name in zip(key, names, strict=True)
                ]
                return node.model_copy(update={"key": tuple(made)})
        return node

    locals_ = [name for name in bound(tool.body) if name not in params]
    body = rename(tool.body, {name: f"V{number}" for number, name in enumerate(locals_)})
    return Parts(rewrite(body, change), tuple(leaves))


@dataclass(frozen=True)
class Generalised:
    """The least general generalisation of some bodies."""

    body: tuple[Any, ...]
    """With the variables `G0`, `G1`, ... as parameters."""
    variables: tuple[tuple[Leaf, ...], ...]
    """For each of them, what stands there in each body."""


def generalised(parts: Sequence[Parts]) -> Generalised:
    """The generalisation of bodies that have one skeleton."""
    numbers: dict[tuple[Leaf, ...], int] = {}
    terms: dict[str, Any] = {}
    for place, leaves in enumerate(zip(*(each.leaves for each in parts), strict=True)):
        first = leaves[0].term
        if isinstance(first, ir.Const) and all(leaf.term == first for leaf in leaves):
            terms[f"H{place}"] = first
        else:
            terms[f"H{place}"] = ir.Var(name=f"G{numbers.setdefault(leaves, len(numbers))}")

    def change(node: Any) -> Any:
        return terms.get(node.name, node) if isinstance(node, ir.Var) else node

    return Generalised(rewrite(parts[0].skeleton, change), tuple(numbers))
