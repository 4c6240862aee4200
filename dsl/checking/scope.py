"""What names mean: the declarations that a file sees, and the locals of one place in it."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, TypeAlias

from ..diagnostics import Label
from ..diagnostics.findings import Findings
from ..program import Const, Entity, Error, Extern, Fn, Symbol, Tool
from ..source import Span
from ..syntax import nodes
from .types import Enum, Optional, Record, Type

TypeDecl: TypeAlias = nodes.EnumDecl | nodes.RecordDecl | nodes.EntityDecl | nodes.ErrorDecl
ValueDecl: TypeAlias = nodes.ConstDecl | nodes.FnDecl | nodes.ExternDecl | nodes.ToolDecl
Named: TypeAlias = TypeDecl | ValueDecl


class Place(StrEnum):
    """What an expression is part of."""

    CONST = "a constant"
    CHECK = "a check"
    MESSAGE = "the message of an error"
    FN = "a function"
    TOOL = "a tool"
    TASK = "a task"
    DERIVE = "a derived step"
    """Like a task, but what is not there is no answer: a null on the way makes the derived tool fail."""
    TEST = "a test"


@dataclass(frozen=True, slots=True)
class Scope:
    """The declarations that one file sees, under the names that it gives them."""

    types: Mapping[str, TypeDecl]
    """Enums, records, entities and errors."""
    values: Mapping[str, ValueDecl]
    """Constants, helper functions and tools."""
    poisoned: frozenset[str]
    """Names of declarations that could not be read: whoever uses them is not to blame."""
    used: set[str] = field(default_factory=set)
    """Names that were looked up, so that imports nobody needs can be told."""

    def type(self, name: str) -> TypeDecl | None:
        """The enum, record, entity or error called *name*."""
        self.used.add(name)
        return self.types.get(name)

    def value(self, name: str) -> ValueDecl | None:
        """The constant, function or tool called *name*."""
        self.used.add(name)
        return self.values.get(name)

    def types_of(self, kind: builtins.type[nodes.Node]) -> Iterator[str]:
        """Names of all declarations of one kind."""
        return (name for name, decl in self.types.items() if isinstance(decl, kind))


@dataclass(frozen=True, slots=True)
class World:
    """All declarations of a project by their own names, and the side tables; filled while checking."""

    findings: Findings
    enums: dict[str, Enum] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    consts: dict[str, Const] = field(default_factory=dict)
    errors: dict[str, Error] = field(default_factory=dict)
    fns: dict[str, Fn] = field(default_factory=dict)
    externs: dict[str, Extern] = field(default_factory=dict)
    tools: dict[str, Tool] = field(default_factory=dict)
    enum_docs: dict[str, dict[str, str]] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    """The scope of the file that declares a record, by the record's name."""
    types: dict[nodes.Node, Type] = field(default_factory=dict)
    symbols: dict[nodes.Node, Symbol] = field(default_factory=dict)
    depends_on: dict[str, str] = field(default_factory=dict)
    """Name to version of what the rows hang on besides the files that were read."""


@dataclass(frozen=True, slots=True)
class Local:
    """A name that a parameter, a `let`, a loop or a step gives."""

    type: Type
    span: Span
    step: bool = False
    """Whether it is a step's result (or an item of one): there a literal index is taken to hold."""
    late: bool = False
    """Whether its value is known only after a step has run."""


@dataclass(frozen=True, slots=True)
class Locals:
    """The locals of one place; every change gives a new value.

    There may be thousands, so a change copies only those that have changed not long ago.
    """

    _settled: Mapping[str, Local] = field(default_factory=dict)
    _recent: Mapping[str, Local] = field(default_factory=dict)
    """What is new or has changed; it goes before what is settled."""

    @property
    def names(self) -> Iterator[str]:
        """All names."""
        return iter({**self._settled, **self._recent})

    def get(self, name: str) -> Local | None:
        """The local called *name*."""
        return self._recent.get(name) or self._settled.get(name)

    def with_local(self, name: str, local: Local) -> Locals:
        """These and one more."""
        return self._with({name: local})

    def narrowed(self, names: Iterable[str]) -> Locals:
        """The same, with *names* known not to be null."""
        found = ((name, self.get(name)) for name in names)
        known = {
            name: replace(local, type=local.type.item)
            for name, local in found
            if local is not None and isinstance(local.type, Optional)
        }
        return self._with(known) if known else self

    def changed_since(self, before: Locals) -> Iterable[str]:
        """At least the names of those that are not what they are in *before*."""
        return self._recent if self._settled is before._settled else self.names

    def _with(self, changed: Mapping[str, Local]) -> Locals:
        recent = {**self._recent, **changed}
        return Locals(self._settled, recent) if len(recent) <= _RECENT else Locals({**self._settled, **recent})


_RECENT = 32
"""Most locals that are copied at every change."""


def bind(world: World, scope: Scope, env: Locals, name: nodes.Ident, local: Local) -> Locals:
    """*env* with *name* bound to *local*; a name that is not allowed or already taken is reported."""
    check_name(world.findings, name)
    check_free(world, scope, env, name)
    return env.with_local(name.text, local)


def check_free(world: World, scope: Scope, env: Locals, name: nodes.Ident) -> None:
    """Report a local *name* that already has a meaning."""
    earlier = env.get(name.text)
    outer = scope.values.get(name.text)
    entity = scope.types.get(name.text)
    if earlier is not None:
        world.findings.error(
            "TW0208",
            name.span,
            f"`{name.text}` already has a meaning here",
            labels=(Label(earlier.span, "the first one"),),
            help="choose another name",
        )
    elif outer is not None:
        world.findings.error(
            "TW0208",
            name.span,
            f"`{name.text}` is already the name of a {_kind(outer)}",
            labels=(Label(outer.name.span, "declared here"),),
            help="choose another name",
        )
    elif isinstance(entity, nodes.EntityDecl):
        world.findings.error(
            "TW0208",
            name.span,
            f"`{name.text}` is already the name of an entity",
            labels=(Label(entity.name.span, "declared here"),),
            help="choose another name",
        )


def check_name(findings: Findings, name: nodes.Ident) -> None:
    """Report a declared *name* that generated code could not hold."""
    if name.text.startswith("_") or name.text.endswith("_"):
        bare = name.text.strip("_")
        findings.error(
            "TW0205",
            name.span,
            f"a name cannot begin or end with `_`, as `{name.text}` does",
            help=f"write `{bare}`" if bare else "use letters",
        )
    elif len(name.text) > MAX_NAME:
        findings.error("TW0205", name.span, f"a name has at most {MAX_NAME} characters")


def check_entity_name(findings: Findings, name: nodes.Ident) -> None:
    """Report the *name* of an entity that generated code would take for a variable or a constant."""
    word = name.text
    if not word[0].isupper() and not word.startswith("_"):
        capital = word[0].upper() + word[1:]
        message = f"the name of an entity begins with a capital letter, `{word}` does not"
        findings.error("TW0205", name.span, message, help=f"write `{capital}`, here and wherever it is used")
    elif word in _PYTHON:
        findings.error("TW0205", name.span, f"`{word}` has a meaning of its own in Python", help="choose another name")


_PYTHON: Final = frozenset(("None", "True", "False"))


def check_names(findings: Findings, names: Iterable[nodes.Ident], what: str) -> None:
    """`check_name` for all, and each must be given once; *what* says what they name."""
    seen: dict[str, nodes.Ident] = {}
    for name in names:
        check_name(findings, name)
        first = seen.setdefault(name.text, name)
        if first is not name:
            findings.error(
                "TW0206",
                name.span,
                f"there are two {what} called `{name.text}`",
                labels=(Label(first.span, "the first one"),),
            )


MAX_NAME = 64
"""Longest name, in characters; function-calling interfaces accept no longer tool name."""


def _kind(decl: ValueDecl) -> str:
    match decl:
        case nodes.ConstDecl():
            return "constant"
        case nodes.FnDecl() | nodes.ExternDecl():
            return "function"
        case nodes.ToolDecl():
            return "tool"
