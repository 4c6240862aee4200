"""The table of built-in functions: what it says in words is what its rules do."""

from __future__ import annotations

import re

import pytest

from toolwright.dsl.checking.builtin_rules import Refusal
from toolwright.dsl.checking.builtins import BUILTINS, Builtin
from toolwright.dsl.checking.types import Bool, Date, Float, Int, List, Map, Optional, Str, Type

PLAIN: dict[str, Type] = {
    "int": Int(),
    "str": Str(),
    "float": Float(),
    "bool": Bool(),
    "date": Date(),
    "T": Bool(),
    "K": Str(),
    "V": Float(),
    "N": Float(),
    "O": Date(),
    "P": Int(),
}


def meant(words: str) -> Type:
    """The type that *words* name, with an example in the place of each letter."""
    if words.endswith("?"):
        return Optional(meant(words[:-1]))
    if found := re.fullmatch(r"list\[(.*)\]", words):
        return List(meant(found[1]))
    if found := re.fullmatch(r"map\[(.*), (.*)\]", words):
        return Map(meant(found[1]), meant(found[2]))
    return PLAIN[words]


@pytest.mark.parametrize("builtin", BUILTINS.values(), ids=lambda b: b.name)
def test_the_words_are_what_the_rule_does(builtin: Builtin) -> None:
    assert len(builtin.params) == len(builtin.takes) == len(builtin.literals)
    for given in {builtin.required, len(builtin.params)}:
        found = builtin.rule([meant(words) for words in builtin.takes[:given]])
        assert not isinstance(found, Refusal)
        assert found in [meant(words) for words in builtin.gives.split(" | ")]


@pytest.mark.parametrize("builtin", BUILTINS.values(), ids=lambda b: b.name)
def test_other_arguments_are_refused(builtin: Builtin) -> None:
    wrong: Type = Optional(List(Optional(Map(Str(), Str()))))
    if builtin.takes[0] != "list[T]":
        assert isinstance(builtin.rule([wrong, *map(meant, builtin.takes[1:])]), Refusal)
    else:
        assert isinstance(builtin.rule([Str(), *map(meant, builtin.takes[1:])]), Refusal)
