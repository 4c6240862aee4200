"""What a rule sees: the nodes of the checked file by kind, their types, and what the project uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from ..checking.scope import World
from ..checking.types import Type, Unknown
from ..diagnostics import Fix, Label
from ..program import SymbolKind
from ..project.unit import Unit
from ..source import Span
from ..syntax import nodes
from ..syntax.walk import children, walk
from .uses import Uses, uses

HOLE: Final = re.compile(r"\{\s*([a-z_]\w*)((?:\.[a-z_]\w*)*)(?::[^{}]*)?\}")
"""What looks like a hole with a path in it; the first group is where the path begins."""

N = TypeVar("N", bound=nodes.Node)


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule says; its code and severity stand in the registry."""

    span: Span
    message: str
    help: str | None = None
    notes: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    fix: Fix | None = None


class View:
    """The checked file as the rules see it."""

    def __init__(self, world: World, unit: Unit) -> None:
        """Look over *unit*, whose declarations stand in *world*."""
        self.world = world
        self.unit = unit
        self._by_kind = _by_kind(unit)

    @property
    def scenario(self) -> bool:
        """Whether this is a scenario: what a library has is there for others."""
        header = self.unit.header
        return header is not None and not header.library

    @cached_property
    def uses(self) -> Uses:
        """What the project uses."""
        return uses(self.world, self.unit.scope, self.of)

    def above(self, node: nodes.Node) -> nodes.Node | None:
        """What *node* is a part of; None for a declaration."""
        return self._parents.get(node)

    @cached_property
    def _parents(self) -> Mapping[nodes.Node, nodes.Node]:
        return {child: node for group in self._by_kind.values() for node in group for child in children(node)}

    def of(self, kind: type[N]) -> Iterator[N]:
        """All nodes of *kind* outside tables, in the order of the file."""
        return (node for node in self._by_kind.get(kind, ()) if isinstance(node, kind))

    def type(self, node: nodes.Node) -> Type:
        """Type of an expression, Unknown where it has none."""
        return self.world.types.get(node, Unknown())

    def names(self, node: nodes.Node, kind: SymbolKind) -> str | None:
        """What *node* stands for, where that is of this *kind*."""
        symbol = self.world.symbols.get(node)
        return symbol.name if symbol is not None and symbol.kind is kind else None

    def toolset(self) -> bool:
        """Whether some level of the scenario offers distractors."""
        return any(True for _ in self.of(nodes.Ladder)) or any(
            setting.name.text == "toolset" and isinstance(setting.value, nodes.Literal) and bool(setting.value.value)
            for level in self.of(nodes.Level)
            for setting in level.settings.items
        )


def names_below(root: nodes.Node) -> set[str]:
    """Names that *root* reads, those of templates whose `$` was forgotten too."""
    found: set[str] = set()
    for node in walk(root):
        if isinstance(node, nodes.Name):
            found.add(node.id)
        elif isinstance(node, nodes.Template) and not node.span.text.startswith("$"):
            found.update(hole[1] for hole in HOLE.finditer(node.span.text))
    return found


def _by_kind(unit: Unit) -> Mapping[type[nodes.Node], list[nodes.Node]]:
    found: dict[type[nodes.Node], list[nodes.Node]] = {}
    # Tables are large, and their cells are literals.
    waiting: list[nodes.Node] = [item for item in reversed(unit.items) if not isinstance(item, nodes.DataDecl)]
    while waiting:
        node = waiting.pop()
        found.setdefault(type(node), []).append(node)
        waiting.extend(reversed(children(node)))
    return found
