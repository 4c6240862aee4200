"""The parser's tables, made from the grammar beforehand: see `generate_tables`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pkgutil import get_data
from typing import NamedTuple, TypeAlias

_PACKAGE = "toolwright.dsl"

Row: TypeAlias = dict[str, int]


class Rule(NamedTuple):
    """One production of the grammar."""

    origin: str
    """What it makes."""
    size: int
    """How many symbols it is made of."""
    callback: str | None
    """Method of the builder that makes a value of the values of the parts. None where there is none: the value is
    that of the only part, and for an origin with an underscore the list of the parts."""
    inlined: tuple[int, ...]
    """Places of the parts that are lists, whose members are parts."""

    @property
    def passes(self) -> bool:
        """Whether its value is that of its only part."""
        return self.callback is None and not self.origin.startswith("_")


@dataclass(frozen=True, slots=True)
class Tables:
    """What a parser needs to know about the grammar."""

    grammar: str
    """Fingerprint of the grammar's text."""
    patterns: dict[str, str]
    """Regular expressions of the terminals that are no keywords, in the order of trying them."""
    words: dict[str, str]
    """Keywords, to their terminals."""
    texts: dict[str, str]
    """Terminals with one text each, such as COMMA to `,`."""
    ignored: tuple[str, ...]
    """Terminals that may stand anywhere."""
    rules: tuple[Rule, ...]
    starts: Row
    ends: Row
    """What can be parsed: the states before and after it."""
    actions: tuple[Row, ...]
    """For each state what to do at a terminal: go to a state, or, as -1 - n, apply rule n."""
    gotos: tuple[Row, ...]
    """For each state where to go after something was made."""


def fingerprint(grammar: str) -> str:
    """What tells tables of one grammar from those of another."""
    return sha256(grammar.encode()).hexdigest()


def grammar_text() -> str:
    """The grammar of the language."""
    data = get_data(_PACKAGE, "grammar.lark")
    assert data is not None
    return data.decode()


@cache
def tables() -> Tables:
    """The tables of the grammar; those kept in a file are not used where they are of another grammar."""
    grammar = grammar_text()
    kept = json.loads(get_data(_PACKAGE, "syntax/tables.json") or b"{}")
    if kept.get("grammar") == fingerprint(grammar):
        kept["rules"] = tuple(Rule(*rule) for rule in kept["rules"])
        return Tables(**kept)
    from .generate_tables import generate

    return generate(grammar)
