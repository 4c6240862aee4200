"""Definitions of the words that the language itself brings, from the tables that say what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from ..checking.builtins import BUILTINS, Use
from ..checking.ladder import RUNGS
from ..checking.setting_tables import EXPLORE, EXTERN, INFO, LEVEL, REWARD, Block
from ..data.generate.generators import GENERATORS, signature
from ..export.rows import TYPES
from .model import Definition, Kind


class Group(StrEnum):
    """What a word of the language is."""

    TYPE = "plain type"
    REFINEMENT = "setting of a type"
    ANNOTATION = "annotation"
    KIND = "kind of task"
    INFO = "setting of a scenario"
    REWARD = "setting of a reward"
    LEVEL = "scaling operator"
    RUNG = "rung of the ladder"
    EXPLORE = "setting of an exploration"
    EXTERN = "setting of an extern function"
    BUILTIN = "built-in function"
    GENERATOR = "generator of cells"
    ANSWER = "value"


_ANNOTATIONS: Final = {
    "check": "Before an entity: a condition on its fields that holds for every row, after every call.",
    "distractor": "Before a tool: no plan needs it; scaled levels offer it beside those that are needed.",
    "example": "Before a tool: the arguments of a typical call.",
}
_REFINEMENTS: Final = {
    "pattern": "A regular expression that matches the whole text; the same in Python and ECMAScript.",
    "unit": 'The unit of the number, such as `unit="km"`; documents show it.',
}
_KINDS: Final = {
    "single_hop": "One step.",
    "parallel_single_hop": "Several steps, none of which needs another.",
    "multi_hop": "Several steps, each of which needs the one before.",
    "parallel_multi_hop": "Several steps, some of which need others, in any other shape.",
}
ANSWER: Final = "answer"
"""The name that stands for the answer in its own sentence."""


def _settings(block: Block) -> dict[str, str]:
    return {
        name: f"{row.doc}\n\nIt is {row.form.words}; "
        + ("needed" if row.required else f"`{row.default or 'nothing'}` without it")
        + f". Example: `{name}: {row.example}`"
        for name, row in block.items()
    }


@cache
def words(group: Group) -> Mapping[str, str]:
    """The words of one group, with what they mean."""
    match group:
        case Group.TYPE:
            return {each.name: f"{each.values}; refined by {each.refinements}: `{each.example}`" for each in TYPES}
        case Group.REFINEMENT:
            return _REFINEMENTS
        case Group.ANNOTATION:
            return _ANNOTATIONS
        case Group.KIND:
            return _KINDS
        case Group.INFO:
            return _settings(INFO)
        case Group.REWARD:
            return _settings(REWARD)
        case Group.LEVEL:
            return _settings(LEVEL)
        case Group.RUNG:
            return {name: f"{rung.doc}\n\nIt stands for `{{ {rung.written} }}`." for name, rung in RUNGS.items()}
        case Group.EXPLORE:
            return _settings(EXPLORE)
        case Group.EXTERN:
            return _settings(EXTERN)
        case Group.BUILTIN:
            return {
                name: row.doc if row.use is Use.ANYWHERE else f"{row.doc} Only {row.use}."
                for name, row in BUILTINS.items()
            }
        case Group.GENERATOR:
            return {name: f"{row.doc}\n\nExample: `{row.example}`" for name, row in GENERATORS.items()}
        case Group.ANSWER:
            return {ANSWER: "The value of the task's answer."}


@cache
def word(group: Group, name: str) -> Definition | None:
    """The definition of the word *name* of *group*; None where the language has none."""
    doc = words(group).get(name)
    return None if doc is None else Definition(Kind.WORD, name, None, group=group, doc=doc)


def written(definition: Definition) -> str:
    """How a word of the language is used, in a line."""
    match definition.group:
        case Group.BUILTIN:
            return BUILTINS[definition.name].signature
        case Group.GENERATOR:
            return signature(GENERATORS[definition.name])
        case Group.ANNOTATION:
            return f"@{definition.name}"
        case _:
            return definition.name
