"""What an index of a project holds: definitions, and the places that mean them."""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ..check import Analysis
from ..checking.types import Type
from ..project.paths import resolve
from ..source import Source, Span
from ..syntax import nodes


class Kind(StrEnum):
    """What a name stands for."""

    SCENARIO = "scenario"
    LIBRARY = "library"
    ENUM = "enum"
    MEMBER = "member"
    RECORD = "record"
    ENTITY = "entity"
    FIELD = "field"
    CONST = "const"
    ERROR = "error"
    FN = "fn"
    EXTERN = "extern python"
    TOOL = "tool"
    PARAMETER = "parameter"
    TASK = "task"
    STEP = "step"
    VARIABLE = "variable"
    """A `let`, the variable of a loop, of a query, of `each` or of a fan-out."""
    LEVEL = "level"
    ALIAS = "alias"
    """The name that an import gives to what it imports."""
    WORD = "word"
    """A word of the language: a built-in function, a plain type, a setting, an annotation, a kind of task."""


Key: TypeAlias = tuple[str, int, int, str]
"""What tells one definition from all others, in every index of the same texts."""


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """Something that has a name."""

    kind: Kind
    name: str
    span: Span | None
    """Where it gets its name; None for words of the language."""
    node: nodes.Node | None = None
    """The declaration, field, member, statement or clause that makes it."""
    owner: Definition | None = None
    """What it is a part of: the entity of a field, the enum of a member, the tool of a parameter."""
    target: Definition | None = None
    """What an alias stands for."""
    type: Type | None = None
    """Of variables and steps, as far as it is known."""
    group: str = ""
    """Of words of the language: which words it is one of."""
    doc: str = ""
    """Of words of the language."""

    @property
    def key(self) -> Key:
        """Equal for the same definition in two indexes of the same texts."""
        if self.span is None:
            return (self.group, 0, 0, self.name)
        return (self.span.source.name, self.span.start, self.span.end, self.name)


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A place that means a definition; its *span* covers the name alone, without quotes."""

    span: Span
    definition: Definition
    declares: bool = False
    node: nodes.Node | None = None
    """The expression that is typed here, where the definition's own type says less."""


Environment: TypeAlias = Mapping[str, Definition]
"""The locals of one place."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Everything that has a name in one analysed project."""

    analysis: Analysis
    uses: Mapping[str, Sequence[Use]]
    """By path, in the order of the text; they do not overlap."""
    definitions: Mapping[nodes.Node, Definition]
    """By the node that makes each."""
    environments: Mapping[nodes.Node, Environment]
    """The locals that names, calls and failures see."""

    def at(self, path: str, offset: int) -> Use | None:
        """The use at *offset* of the file at *path*, or the one that ends there."""
        uses = self.uses.get(path, ())
        position = bisect_right(uses, offset, key=lambda use: use.span.start)
        if position and uses[position - 1].span.end >= offset:
            return uses[position - 1]
        return None

    def file(self, importer: str, named: str) -> Source | None:
        """The text of the file that the one at *importer* calls *named*; None where it was not read."""
        folder = next((posixpath.dirname(unit.path) for unit in self.analysis.units if unit.root), "")
        path = resolve(importer, named, folder)
        return self.analysis.sources.get(path) if isinstance(path, str) else None

    def uses_of(self, key: Key) -> list[Use]:
        """All uses of the definition with that key, its declaration among them."""
        return [use for uses in self.uses.values() for use in uses if use.definition.key == key]
