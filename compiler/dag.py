"""Plans as graphs: which step uses which step's result, and what kind of task that makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeAlias

from toolwright.dsl.syntax import nodes

Source: TypeAlias = "frozenset[str] | tuple[frozenset[str], ...]"
"""Steps whose results went into a value; one set an element for a fan-out's list of results."""


@dataclass(frozen=True)
class Dependencies:
    """Which steps' results each name of a task holds."""

    by_name: Mapping[str, Source]

    def bind(self, name: str, source: Source) -> Dependencies:
        """The same with *name* bound."""
        return Dependencies({**self.by_name, name: source})

    def of(self, node: nodes.Node) -> frozenset[str]:
        """The steps whose results *node* reads."""
        match node:
            case nodes.Name(id=name):
                return _union(self.by_name.get(name, frozenset()))
            case nodes.Index(value=nodes.Name(id=name), keys=(nodes.Literal(value=int(position)),)):
                source = self.by_name.get(name, frozenset())
                if isinstance(source, tuple) and 0 <= position < len(source):
                    return source[position]
                return _union(source)
        found: frozenset[str] = frozenset()
        for child in children(node):
            found |= self.of(child)
        return found

    def of_call(self, call: nodes.Call | nodes.Derive) -> tuple[str, ...]:
        """The steps whose results a call's arguments read, in a fixed order."""
        return tuple(sorted(self.of(call), key=_step_order))

    def elements(self, node: nodes.Expr, length: int) -> Sequence[frozenset[str]]:
        """For each element of the list that *node* gives, the steps behind it: one to one for a fan-out's results."""
        if isinstance(node, nodes.Name):
            source = self.by_name.get(node.id, frozenset())
            if isinstance(source, tuple) and len(source) == length:
                return source
        return [self.of(node)] * length


def derive_kind(after: Mapping[str, Sequence[str]]) -> str:
    """The kind of a plan from its DAG (step to the steps that it comes after).

    One step: `single_hop`; several and no edge: `parallel_single_hop`; a path: `multi_hop`; anything else:
    `parallel_multi_hop` (DESIGN.md 4, stage 1).
    """
    if len(after) == 1:
        return "single_hop"
    if not any(after.values()):
        return "parallel_single_hop"
    depth: dict[str, int] = {}
    for step, sources in after.items():
        depth[step] = 1 + max((depth[source] for source in sources), default=-1)
    return "multi_hop" if sorted(depth.values()) == list(range(len(depth))) else "parallel_multi_hop"


def _union(source: Source) -> frozenset[str]:
    return frozenset().union(*source) if isinstance(source, tuple) else source


def _step_order(step: str) -> tuple[str, int]:
    name, _, number = step.partition(".")
    return name, int(number or 0)


def children(node: nodes.Node) -> Iterator[nodes.Node]:
    """The nodes directly below *node*."""
    if not is_dataclass(node):
        return
    for field in fields(node):
        value: Any = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, nodes.Node):
                yield part
