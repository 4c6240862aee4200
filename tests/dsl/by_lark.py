"""The grammar as lark itself reads it, which takes seconds: once in a process, and only when a test asks for it."""

from __future__ import annotations

from functools import cache

from lark import Lark

from toolwright.dsl.syntax.generate_tables import analyse
from toolwright.dsl.syntax.tables import grammar_text


@cache
def lark() -> Lark:
    """The parser that our tables are made from."""
    return analyse(grammar_text())
