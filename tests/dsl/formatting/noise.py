"""Good files with comments, empty lines and blanks put in at random, and the same files without any blank to spare."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from toolwright.dsl.formatting.printer import print_module
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.parse import parse

from .. import strategies

ROOT = Path(__file__).parents[3]
TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | ```python[ \t\r]*\n(?:[^`]|`[^`]|``[^`])*```
    | \$?\"\"\"(?:[^"\\]|\\(?:.|\n)|""?(?:[^"\\]|\\(?:.|\n)))*\"\"\" | \$?"(?:[^"\\\n]|\\[^\n])*"
    | -?[0-9][0-9_]*(?:\.[0-9][0-9_]*)?\.\.(?:-?[0-9][0-9_]*(?:\.[0-9][0-9_]*)?)?
    | \.\.-?[0-9][0-9_]*(?:\.[0-9][0-9_]*)?
    | [0-9][0-9_]*(?:\.[0-9][0-9_]*(?:[eE][+-]?[0-9]+)?)?
    | [A-Za-z_][A-Za-z0-9_]* | -> | \?\? | \?\. | \.\. | // | [=!<>]= | [^\s]
    """,
    re.VERBOSE,
)


@cache
def good_texts() -> list[str]:
    """Every file of the repository that parses."""
    paths = sorted([*ROOT.glob("specs/**/*.tool"), *ROOT.glob("tests/dsl/**/*.tool")])
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [text for text in texts if not parse(Source("a.tool", text)).diagnostics]


def tokens(text: str) -> list[tuple[str, str]]:
    """Tokens of *text*, each with the blanks and comments before it."""
    found: list[tuple[str, str]] = []
    start = 0
    for match in TOKEN.finditer(text):
        if match["comment"] is None:
            found.append((text[start : match.start()], match.group()))
            start = match.end()
    return found


def without_comments(text: str) -> str:
    """*text* with nothing but blanks between its tokens."""
    return "".join(re.sub(r"#[^\n]*", "", before) + token for before, token in tokens(text)) + "\n"


def without_blanks(text: str) -> str:
    """*text* with no more blanks than needed, and without comments."""
    out = ""
    for _, token in tokens(text):
        # Words that would read as one, signs that might; two bars on a line are an empty cell.
        words = out and (out[-1] + token[0]).replace("_", "a").isalnum()
        signs = out and (out[-1] in '-.?/=!<>+$"`' or token[0] in '-.?/=!<>+"`$|')
        out += ("\n" if out[-1:] == token == "|" else " " if words or signs else "") + token
    return out + "\n"


@st.composite
def noisy(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A file with comments and blanks put between its tokens: in few places, or in many."""
    pieces = [[before, token] for before, token in tokens(draw(texts))] + [["\n", ""]]
    if draw(st.booleans()):
        places = draw(st.lists(st.integers(0, len(pieces) - 1), min_size=1, max_size=8))
    else:
        places = [*range(0, len(pieces), draw(st.integers(1, 5)))]
    random = Random(draw(st.integers(0, 999)))
    for number, place in enumerate(places):
        before = random.choice(["", " ", "\n", "\n\n", "\n  ", "\n\n\n   "])
        middle = random.choice([f" # noise {number}\n"] * 3 + ["\n\n"])
        pieces[place][0] += before + middle + random.choice(["", "", "\n", "\n\n"])
    return "".join(before + token for before, token in pieces)


TEXTS = good_texts()
generated = strategies.modules.map(print_module)
files = st.one_of(st.sampled_from(TEXTS), generated)
