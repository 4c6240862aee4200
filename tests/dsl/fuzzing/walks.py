"""Texts that follow the grammar: walks through the parser's own tables, and the strategy that hypothesis makes."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st
from hypothesis.extra.lark import from_lark
from lark import Lark

from toolwright.dsl.syntax.machine import END, machine
from toolwright.dsl.syntax.tables import grammar_text

from ..by_lark import lark

_CLOSERS = ("RBRACE", "RPAR", "RSQB", "VBAR", "NAME", "INT", "STRING", "COLON", "EQUAL", "CODE")
"""What tends to end a construct, tried in this order when a walk has become long."""
_GIVEN_UP = 60
"""Tokens by which a walk may grow longer than it should, to come to an end."""
LEAVES: Mapping[str, Sequence[str]] = {
    "NAME": ("a", "b", "City", "name", "id", "str", "int", "float", "list", "count", "first", "bool", "date", "x_1"),
    "INT": ("0", "1", "42", "9_000", "9223372036854775807"),
    "FLOAT": ("0.5", "1.0e3", "2_0.25"),
    "RANGE": ("1..5", "0..", "1.5..2.5", "1..-3"),
    "RANGE_TO": ("..5", "..-0.5"),
    "STRING": ('""', '"a"', '"\\u{1F600} \\n"', '"[a-z]+"', '"d.csv"'),
    "LONG_STRING": ('"""a"""', '"""\n  a "b"\n    c\n  """'),
    "TEMPLATE": ('$"a {b}"', '$"{a.b:,.2f}{{}}"', '$"{count([x for x in City])}"'),
    "LONG_TEMPLATE": ('$"""\n  {f("a")}\n  """', '$"""{City["x"].name}"""'),
    "CODE": ("```python\ndef a():\n    return 1\n```", "```python\n```"),
    "COMPARE": ("==", "!=", "<", ">="),
    "COMMENT": ("# a\n",),
    "WS": (" ", "\n"),
}
"""Texts of the tokens that have no fixed one."""


def walked(rng: random.Random, length: int, leaves: Mapping[str, Sequence[str]] = LEAVES) -> str:
    """A text of about *length* tokens each of which the parser accepts; most, not all, come to a good end."""
    parser = machine()
    actions, texts = parser.tables.actions, parser.tables.texts
    states = [parser.tables.starts["start"]]
    words: list[str] = []
    while len(words) < length + _GIVEN_UP:
        kinds = list(actions[states[-1]])
        rng.shuffle(kinds)
        if len(words) >= length:
            rank = {END: -1, **{kind: number for number, kind in enumerate(_CLOSERS)}}
            kinds.sort(key=lambda kind: rank.get(kind, len(rank)))
        for kind in kinds:
            behind = states.copy()
            if parser.advance("start", behind, kind):
                break
        else:
            break
        if kind == END:
            if len(words) >= length or rng.random() < 0.05:
                break
            continue
        states = behind
        words.append(texts.get(kind) or rng.choice(leaves[kind]))
    return "".join(word + (rng.choice(("", "\n", " ")) if word in "|{}," else " ") for word in words)


def from_grammar(start: str = "start") -> st.SearchStrategy[str]:
    """Texts that hypothesis draws from the grammar; a blank behind every token keeps words apart."""
    grammar = grammar_text()
    fixed = {name: [text] for name, text in machine().tables.texts.items()}
    explicit = {name: st.sampled_from([f"{text} " for text in each]) for name, each in {**LEAVES, **fixed}.items()}
    known = {terminal.name for terminal in lark().terminals}
    reader = Lark(grammar, start=[start], parser="lalr", maybe_placeholders=False)
    return from_lark(reader, explicit={name: each for name, each in explicit.items() if name in known})
