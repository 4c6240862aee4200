"""The language as patterns for highlighters, which see a line without parsing it.

Keywords are contextual: a field may be called `from` or `key`. The parser's tables say what may follow each keyword,
and a word is taken for one only where something of that kind follows, or nothing on its line. All patterns mean the
same to Python and to Oniguruma, line by line; `$` is the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from ..checking.builtins import BUILTINS
from ..syntax.build_expr import RESERVED
from ..syntax.strings import ESCAPED, FORMAT
from ..syntax.tables import tables
from .rows import OPERATORS, TYPES


class Kind(StrEnum):
    """What a keyword is to a reader."""

    DECLARATION = "declaration"
    OPERATOR = "operator"
    CONSTANT = "constant"
    OTHER = "other"


class Words(NamedTuple):
    """Keywords of one kind before the same things."""

    kind: Kind
    pattern: str
    naming: str | None
    """Where a name follows, whatever it reads: the pattern with the groups keyword, blank, name. Names with a capital
    have patterns of their own."""


_BLANK: Final = r"[ \t]"
_FIRST: Final = {"COMPARE": "[=!<>]", "RANGE_TO": r"\.", "STRING": '"', "LONG_STRING": '"', "CODE": "`"}
"""How terminals begin whose pattern does not begin with what is plainly their first character."""

_GRAMMAR: Final = tables()

NAME: Final = rf"\b{_GRAMMAR.patterns['NAME']}"
CONSTANT: Final = r"\b[A-Z][A-Z0-9_]+\b"
"""Names in the spelling of `const`."""
TYPE: Final = r"\b[A-Z][A-Za-z0-9_]*\b"
"""Names in the spelling of enums, records, entities and errors."""
ATTRIBUTE: Final = rf"(\??\.)({_GRAMMAR.patterns['NAME']})"
"""The groups dot and field."""
FIELD: Final = rf"{NAME}(?={_BLANK}*:)"
CALL: Final = rf"{NAME}(?=\()"
ANNOTATION: Final = rf"@{_GRAMMAR.patterns['NAME']}"
COMMENT: Final = _GRAMMAR.patterns["COMMENT"]
ESCAPE: Final = rf"\\(?:u\{{[0-9A-Fa-f]{{1,6}}\}}|[{re.escape(''.join(ESCAPED))}])"
BRACE: Final = r"\{\{|\}\}"
"""A brace of a template that is no hole's."""
HOLE_FORMAT: Final = rf":(?:{FORMAT.pattern})(?=\}})"
HOLE_NAME: Final = rf"{NAME}(?={HOLE_FORMAT})"
"""A name before a format, which is no field."""


def _any(words: Iterable[str]) -> str:
    return rf"(?:{'|'.join(sorted(words))})\b"


PLAIN_TYPE: Final = r"\b" + _any(row.name for row in TYPES)
BUILTIN: Final = rf"\b{_any(BUILTINS)}(?=\()"

INTEGER: Final = _GRAMMAR.patterns["INT"]
DECIMAL: Final = _GRAMMAR.patterns["FLOAT"]
RANGE: Final = f"{_GRAMMAR.patterns['RANGE']}|{_GRAMMAR.patterns['RANGE_TO']}"

FENCE: Final = _GRAMMAR.patterns["CODE"].partition("python")[0]
"""What opens and closes a block of code."""

_SYMBOLS: Final = ("ARROW", "COALESCE", "FLOOR_SLASH", "SAFE_DOT", "COMPARE")
_BREAKS: Final = frozenset("()[]{},:.@")
OPERATOR: Final = "|".join(
    (
        *(_GRAMMAR.patterns.get(name) or re.escape(_GRAMMAR.texts[name]) for name in _SYMBOLS),
        *(re.escape(text) for text in sorted(_GRAMMAR.texts.values()) if len(text) == 1 and text not in _BREAKS),
    )
)
"""Operators, the longer first."""
PUNCTUATION: Final = f"[{re.escape(''.join(sorted(_BREAKS)))}]"


@cache
def words() -> tuple[Words, ...]:
    """All keywords: those that only one thing can follow first."""
    groups: dict[tuple[Kind, frozenset[str]], list[str]] = {}
    for word, terminal in _GRAMMAR.words.items():
        follows = frozenset() if word in RESERVED - {"for", "fail", "insert"} else _followers(terminal)
        groups.setdefault((_kind(word, terminal), follows), []).append(word)
    found = []
    for (kind, follows), group in groups.items():
        pattern = r"\b" + _any(group)
        free = {"NAME"} == follows
        blocked = _any(RESERVED)
        naming = rf"({pattern})({_BLANK}+)((?![A-Z]|{blocked}){_GRAMMAR.patterns['NAME']})" if free else None
        if follows:
            pattern += rf"(?={_BLANK}*(?:$|#|{'|'.join(sorted(set(_beginnings(follows))))}))"
        found.append(Words(kind, pattern, naming))
    return tuple(sorted(found, key=lambda each: (each.naming is None, each)))


def _kind(word: str, terminal: str) -> Kind:
    actions = _GRAMMAR.actions
    if terminal in actions[_GRAMMAR.starts["start"]]:
        return Kind.DECLARATION
    if any(word in operator.split() for row in OPERATORS for operator in row.written if _only_words(operator)):
        return Kind.OPERATOR
    after = actions[_GRAMMAR.starts["expr"]].get(terminal)
    # An expression that is whole after one word.
    if after is not None and all(action < 0 for action in actions[after].values()):
        return Kind.CONSTANT
    return Kind.OTHER


def _only_words(written: str) -> bool:
    return all(part in _GRAMMAR.words for part in written.split())


def _followers(terminal: str) -> frozenset[str]:
    """The terminals that may stand behind one."""
    targets = {row[terminal] for row in _GRAMMAR.actions if row.get(terminal, -1) >= 0}
    return frozenset(name for target in targets for name in _GRAMMAR.actions[target])


def _beginnings(terminals: frozenset[str]) -> Iterator[str]:
    """Patterns that show that one of *terminals* comes."""
    keywords = {word for word, terminal in _GRAMMAR.words.items() if terminal in terminals}
    if "NAME" in terminals:
        yield rf"(?!{_any(RESERVED - keywords)})[A-Za-z_]"
    elif keywords:
        yield _any(keywords)
    for name in terminals:
        if name in _GRAMMAR.texts and name not in _GRAMMAR.words.values():
            yield re.escape(_GRAMMAR.texts[name][0])
        elif name in _FIRST:
            yield _FIRST[name]
        elif name in ("INT", "FLOAT", "RANGE"):
            yield "[0-9]"
        elif name in ("TEMPLATE", "LONG_TEMPLATE"):
            yield r"\$"
