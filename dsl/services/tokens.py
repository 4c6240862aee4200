"""What each name of a file is, for colours that hang on meaning: what patterns alone cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..source import Span
from .model import Definition, Index, Kind
from .words import Group


class Role(StrEnum):
    """What a name stands for, as far as colours tell it."""

    NAMESPACE = "namespace"
    ENTITY = "entity"
    RECORD = "record"
    ENUM = "enum"
    MEMBER = "member"
    FIELD = "field"
    PARAMETER = "parameter"
    LOCAL = "local"
    """A variable or a step."""
    CONST = "const"
    ERROR = "error"
    FUNCTION = "function"
    GENERATOR = "generator"
    TOOL = "tool"
    TASK = "task"
    TYPE = "type"
    SETTING = "setting"
    ANNOTATION = "annotation"


@dataclass(frozen=True, slots=True)
class Token:
    """One name in a file."""

    span: Span
    """The name alone, without quotes; in one line."""
    role: Role
    declares: bool
    """This is where it gets its name."""
    readonly: bool
    """It is one value for all of the file. A local is never assigned again either, but a colour that all names have
    tells nothing.
    """
    built_in: bool
    """The language brings it."""


_ROLES: Final[Mapping[Kind, Role]] = {
    Kind.SCENARIO: Role.NAMESPACE,
    Kind.LIBRARY: Role.NAMESPACE,
    Kind.ENUM: Role.ENUM,
    Kind.MEMBER: Role.MEMBER,
    Kind.RECORD: Role.RECORD,
    Kind.ENTITY: Role.ENTITY,
    Kind.FIELD: Role.FIELD,
    Kind.CONST: Role.CONST,
    Kind.ERROR: Role.ERROR,
    Kind.FN: Role.FUNCTION,
    Kind.EXTERN: Role.FUNCTION,
    Kind.TOOL: Role.TOOL,
    Kind.PARAMETER: Role.PARAMETER,
    Kind.TASK: Role.TASK,
    Kind.STEP: Role.LOCAL,
    Kind.VARIABLE: Role.LOCAL,
    Kind.LEVEL: Role.MEMBER,
}
_WORDS: Final[Mapping[str, Role]] = {
    Group.TYPE: Role.TYPE,
    Group.REFINEMENT: Role.SETTING,
    Group.ANNOTATION: Role.ANNOTATION,
    Group.KIND: Role.MEMBER,
    Group.INFO: Role.SETTING,
    Group.REWARD: Role.SETTING,
    Group.LEVEL: Role.SETTING,
    Group.EXPLORE: Role.SETTING,
    Group.EXTERN: Role.SETTING,
    Group.BUILTIN: Role.FUNCTION,
    Group.GENERATOR: Role.GENERATOR,
    Group.ANSWER: Role.LOCAL,
}


def tokens(index: Index, path: str) -> list[Token]:
    """Every name with a meaning in the file at *path*, in the order of the text; they do not overlap.

    Keywords are left out: patterns tell them from names (`dsl/export/words.py`).
    """
    found = []
    for use in index.uses.get(path, ()):
        role = _role(use.definition)
        if role is not None and use.span.end > use.span.start:
            readonly = role in (Role.CONST, Role.MEMBER)
            found.append(Token(use.span, role, use.declares, readonly, use.definition.kind is Kind.WORD))
    return found


def _role(own: Definition) -> Role | None:
    if own.kind is Kind.ALIAS:
        return _role(own.target) if own.target is not None else None
    return _WORDS.get(own.group) if own.kind is Kind.WORD else _ROLES[own.kind]
