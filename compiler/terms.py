"""Trees of the intermediate form as terms: rewriting, renaming, and what they are like but for names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.verify import walk


def rewrite(node: Any, change: Callable[[Any], Any]) -> Any:
    """*node* with *change* made to every node below it and then to itself; parts that do not change are shared."""
    if isinstance(node, tuple):
        return tuple(rewrite(part, change) for part in node)
    if not isinstance(node, BaseModel):
        return node
    changed = {}
    for name, part in node.__dict__.items():
        if isinstance(part, BaseModel | tuple):
            made = rewrite(part, change)
            if made is not part and made != part:
                changed[name] = made
    return change(node.model_copy(update=changed) if changed else node)


def rename(node: Any, names: Mapping[str, str]) -> Any:
    """*node* (or a tuple of nodes) with variables renamed, where they are bound and where they are read."""

    def change(node: Any) -> Any:
        match node:
            case ir.Var() | ir.ForEach() | ir.Let() | ir.For() if node.name in names:
                return node.model_copy(update={"name": names[node.name]})
            case ir.GroupBy():
                variables = tuple(names.get(name, name) for name in node.variables)
                return node.model_copy(update={"name": names.get(node.name, node.name), "variables": variables})
            case ir.Insert() | ir.Update() if node.name in names:
                return node.model_copy(update={"name": names[str(node.name)]})
        return node

    return rewrite(node, change)


def bound(nodes: Sequence[Any]) -> Iterator[str]:
    """The variables that *nodes* bind, in the order in which they stand there, each once."""
    found: dict[str, None] = {}
    for part in nodes:
        for node in walk(part):
            if isinstance(node, ir.Let | ir.For | ir.ForEach | ir.GroupBy | ir.Insert | ir.Update) and node.name:
                found.setdefault(str(node.name))
    yield from found


def read(nodes: Sequence[Any]) -> Iterator[str]:
    """The variables that *nodes* read, in the order in which they stand there, each once."""
    found: dict[str, None] = {}
    for part in nodes:
        for node in walk(part):
            if isinstance(node, ir.Var):
                found.setdefault(node.name)
    yield from found


def canonical(params: Sequence[str], body: Sequence[Any]) -> tuple[dict[str, str], tuple[Any, ...]]:
    """*body* with every name replaced by one that says only where it is first met, and the map to those names.

    Parameters come in the order in which the body reads them, those that it never reads last. Two bodies that mean
    the same but for names are equal then.
    """
    own = list(bound(body))
    order = [name for name in read(body) if name in set(params)]
    order += [name for name in params if name not in order]
    names = {name: f"P{number}" for number, name in enumerate(order)}
    names |= {name: f"V{number}" for number, name in enumerate(n for n in own if n not in names)}
    return names, rename(tuple(body), names)


def written(body: Sequence[Any]) -> str:
    """*body* as text, to compare: as values, 1, 1.0 and true would be equal."""
    return "\n".join(statement.model_dump_json() for statement in body)
