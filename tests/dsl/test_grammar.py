"""The grammar file itself: what every consumer of it relies on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lark import Lark, Token
from lark.exceptions import UnexpectedInput
from lark.lark import PostLex
from lark.lexer import PatternStr

from toolwright.dsl.syntax.build import Builder
from toolwright.dsl.syntax.build_expr import RESERVED

GRAMMAR = (Path(__file__).parents[2] / "dsl" / "grammar.lark").read_text(encoding="utf-8")
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.tool"))


class WholeWords(PostLex):
    always_accept = ("NAME",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return stream


@pytest.fixture(scope="module")
def lark() -> Lark:
    # Strict mode refuses conflicts that lark would settle silently, and terminals that overlap.
    return Lark(GRAMMAR, parser="lalr", strict=True, start=["start", "expr"], postlex=WholeWords())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_reads_the_examples(lark: Lark, path: Path) -> None:
    lark.parse(path.read_text(encoding="utf-8"), start="start")


@pytest.mark.parametrize(
    "text",
    [
        "fn f(a: bool, b: bool) -> bool = a orb",
        "const A = 1 < 2 < 3",
        "entity A key id { id: str name: str }",
        "tool f() { return 1 }",
        "data A { | 1 | }",
        "tool f() -> int { x = 1 return x }",
        "const A = a.b(c)",
        "const A: str(..) = 1",
        "@distractor enum A { b }",
        'const A = { ["a"]: 1 }',
        "extern python f() -> int {}",
        "extern f() -> int {}\n```python\n```",
        "data A generate { a: 1 }",
        "task t { step a = derive }",
        "task t { let a = derive x }",
        "explore { hops: 2..5 }",
    ],
)
def test_refuses(lark: Lark, text: str) -> None:
    with pytest.raises(UnexpectedInput):
        lark.parse(text, start="start")


def test_every_rule_has_a_callback_and_every_callback_a_rule(lark: Lark) -> None:
    results = set()
    for rule in lark.rules:
        name = rule.alias or rule.origin.name
        # Rules with an underscore, `?` rules of one part and lark's own loops leave no node of their own.
        inlined = name.startswith("_") or (rule.options.expand1 and not rule.alias and len(rule.expansion) == 1)
        if not inlined:
            results.add(str(name))
    callbacks = {
        name
        for kind in Builder.__mro__[:-1]
        for name in vars(kind)
        if not name.startswith("_") and name in re.findall(r"[a-z_]+", GRAMMAR)
    }
    assert results - callbacks == set()
    assert callbacks - results == set()


def test_keywords_are_told_from_names_in_every_state(lark: Lark) -> None:
    """Where a name fits, only reserved words are keywords: so all others can be names."""
    keywords = {
        terminal.name
        for terminal in lark.terminals
        if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isalpha()
    }
    reserved = {word.upper() for word in RESERVED}
    assert reserved <= keywords
    states = lark.parser.parser._parse_table.states  # there is no public way to them
    assert len(states) > 300
    for actions in states.values():
        if "NAME" in actions:
            assert (keywords - reserved).isdisjoint(actions)


def test_keeps_to_what_constrained_decoders_read() -> None:
    rules = re.sub(r"(?m)//.*$", "", GRAMMAR)
    assert not re.search(r"\(\?[=!<]", rules), "lookaround"
    assert not re.search(r"[*+?}]\?[^?.\s\"]", rules.split("ARROW:")[1].replace('"""', "")), "lazy quantifier"
    assert not re.search(r"(?m)^[A-Za-z_]+\.\d", rules), "priorities"
    assert not re.search(r"(?m)^%(import|declare|override|extend)", rules)
    assert not re.search(r"(?m)^\w+\{", rules), "templates"
