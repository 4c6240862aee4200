"""What stage 2 knows of a task family: its names, and which values a reader of the question has in hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.dsl.checking import types
from toolwright.dsl.program import Program, SymbolKind, Task
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.walk import walk
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import verify

from ..lower import Expressions


@dataclass(frozen=True)
class Known:
    """A value that stands in a question."""

    value: Any
    """As an expression over the names of the task."""
    type: types.Type


@dataclass(frozen=True)
class Family:
    """One task family."""

    program: Program
    task: Task
    names: frozenset[str]
    """Everything that its `each`, `let` and `step` items name."""
    lets: Mapping[str, nodes.Expr]
    """Names whose values may be written out where they are read: none where a step changes rows, since a `let` keeps
    the value that was."""
    said: tuple[Known, ...]
    """What its questions show, in order."""
    stored: frozenset[Any]
    """What stands in rows: a document never says such a value, for it may be an answer."""

    @classmethod
    def of(cls, program: Program, task: Task, stored: frozenset[Any]) -> Family:
        """What is known of *task*."""
        names: set[str] = set()
        lets: dict[str, nodes.Expr] = {}
        writes = False
        asks: list[nodes.Template] = []
        for item in task.node.items:
            match item:
                case nodes.Each(name=name):
                    names.add(name.text)
                case nodes.Let(name=name, value=value):
                    names.add(name.text)
                    assert not isinstance(value, nodes.Insert)
                    lets[name.text] = value
                case nodes.Step():
                    names.update({item.name.text, *([item.variable.text] if item.variable else [])})
                    writes = writes or _writes(item, program)
                case nodes.Ask(text=text):
                    asks.append(text)
        bare = cls(program, task, frozenset(names), {} if writes else lets, (), stored)
        plain = bare.expressions()
        said = tuple(known for text in asks for known in _shown(text, plain))
        return cls(program, task, bare.names, bare.lets, said, stored)

    def expressions(self) -> Expressions:
        """Lowers expressions of the family as they are, its `let`s written out."""
        return Inlined(self)

    def step_said(self, step: nodes.Step) -> tuple[Known, ...]:
        """What a step's own question shows, and after that what the family's does."""
        own = _shown(step.asks, self.expressions()) if step.asks else ()
        result = step.name.text
        return (*(known for known in own if result not in _variables(known.value)), *self.said)

    def outer_names(self, node: nodes.Expr, inner: Collection[str]) -> frozenset[str]:
        """The names of the task that *node* reads; empty where it reads one of *inner*, variables of queries around it.

        A query may use a name that a later item of the task gets, so that names alone do not tell them apart.
        """
        read = {n.id for n in walk(node) if isinstance(n, nodes.Name) and self._is_local(n)}
        read -= {c.name.text for c in walk(node) if isinstance(c, nodes.ForClause | nodes.GroupClause)}
        return frozenset() if read & set(inner) else frozenset(read)

    def _is_local(self, node: nodes.Name) -> bool:
        symbol = self.program.symbols.get(node)
        return symbol is not None and symbol.kind == SymbolKind.LOCAL


class Inlined(Expressions):
    """Lowers expressions of a family with its `let`s written out."""

    def __init__(self, family: Family) -> None:
        """For the names of *family*."""
        super().__init__(family.program)
        self._lets = family.lets

    def _lower(self, node: nodes.Expr, wanted: types.Type | None) -> Any:
        if isinstance(node, nodes.Name) and node.id in self._lets:
            return self.value(self._lets[node.id])
        return super()._lower(node, wanted)


def stored_values(program: Program) -> frozenset[Any]:
    """All texts and numbers in the rows of *program*, those in lists, records and maps too."""
    rows = (value for entity in program.entities.values() for row in entity.rows for value in row.values())
    return frozenset(value for cell in rows for value in _scalars(cell))


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for part in value:
            yield from _scalars(part)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _scalars(part)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield value


def _shown(text: nodes.Template, plain: Expressions) -> tuple[Known, ...]:
    holes = (part.value for part in text.parts if not isinstance(part, str))
    return tuple(Known(plain.value(hole), plain.program.types[hole]) for hole in holes)


def _variables(value: Any) -> Iterator[str]:
    return (node.name for node in verify.walk(value) if isinstance(node, ir.Var))


def _writes(step: nodes.Step, program: Program) -> bool:
    if isinstance(step.call, nodes.Derive):
        return False
    symbol = program.symbols.get(step.call)
    return bool(program.tools[symbol.name if symbol else step.call.function.text].writes)


def known_parts(said: Sequence[Known]) -> frozenset[Any]:
    """The values that stand in questions, to look up."""
    return frozenset(known.value for known in said)
