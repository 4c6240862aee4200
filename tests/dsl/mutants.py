"""Texts that are nearly specs: a token or a character is too many, missing, another or elsewhere."""

from __future__ import annotations

import random
import re

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[A-Za-z_0-9]+|\.\.|[-=?/<>!]{2}|[^\sA-Za-z_0-9]')
WORDS = (
    *("and", "in", "if", "else", "for", "null", "x", "City", "name", "kind", "from", "sort", "tool", "let", "return"),
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "=",
        "==",
        "<",
        "?",
        "??",
        "?.",
        "|",
        "-",
        "+",
        "//",
        "@",
        "$",
    ),
    *("1", "2.5", "1..5", "..5", "-1", '"a"', '$"{a}"', '""', "->", "true", "record", "step", "#", '"""', "```"),
)
_CHARACTERS = "abz_019 \n\t\"'\\{}[](),.:;=<>?!|&+-*/%$@#`~é"


def mutant(text: str, source: random.Random) -> str:
    """*text* after one random edit."""
    tokens = [match.span() for match in _TOKEN.finditer(text)] or [(0, 0)]
    start, end = source.choice(tokens)
    match source.randrange(6):
        case 0:
            return text[:start] + text[end:]
        case 1:
            return f"{text[:start]}{source.choice(WORDS)} {text[start:]}"
        case 2:
            return text[:start] + source.choice(WORDS) + text[end:]
        case 3:
            first, second = sorted(((start, end), source.choice(tokens)))
            between = text[first[1] : second[0]]
            if first[1] > second[0]:
                return text
            one, two = text[slice(*first)], text[slice(*second)]
            return text[: first[0]] + two + between + one + text[second[1] :]
        case 4:
            at = source.randrange(len(text) + 1)
            return text[:at] + source.choice(_CHARACTERS) + text[at:]
        case _:
            at = source.randrange(max(1, len(text)))
            return text[:at] + text[at + 1 :]
