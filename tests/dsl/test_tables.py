"""Our parser over lark's tables reads what lark reads, and as lark reads it."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import interegular
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Tree
from lark.exceptions import UnexpectedInput

from toolwright.dsl.syntax import tables as kept
from toolwright.dsl.syntax.generate_tables import as_text, generate
from toolwright.dsl.syntax.machine import _ALONE, Machine
from toolwright.dsl.syntax.tables import Tables, grammar_text, tables

from .by_lark import lark
from .corpus import PATHS, load
from .mutants import mutant

ROOT = Path(__file__).parents[2]
TEXTS = [
    path.read_text(encoding="utf-8")
    for folder in ("tests/dsl/examples", "tests/dsl/good_specs", "tests/dsl/lints", "specs")
    for path in sorted((ROOT / folder).rglob("*.tool"))
]
WRONG = [load(path).text for path in PATHS]
GRAMMAR = grammar_text()
MACHINE = Machine(tables())
TOKEN = re.compile(r'"[^"\n]*"|\w+|[^\w\s]|\s+')


def test_the_file_is_current() -> None:
    text = (ROOT / "dsl/syntax/tables.json").read_text(encoding="utf-8")
    assert text == as_text(generate(GRAMMAR)), "dsl/grammar.lark or lark has changed: run `make tables`"


def test_tables_of_another_grammar_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    other = GRAMMAR.replace('edition: "edition" INT', 'edition: "version" INT')
    monkeypatch.setattr(kept, "grammar_text", lambda: other)
    fresh: Tables = kept.tables.__wrapped__()
    assert "version" in fresh.words
    assert "edition" not in fresh.words
    assert tables().grammar != fresh.grammar


@pytest.mark.parametrize("mark", sorted(_ALONE))
def test_no_other_token_begins_with_a_mark_that_stands_alone(mark: str) -> None:
    begins = interegular.parse_pattern(re.escape(mark) + "(.|\n)*").to_fsm()
    patterns = {kind: interegular.parse_pattern(pattern).to_fsm() for kind, pattern in tables().patterns.items()}
    assert [kind for kind, fsm in patterns.items() if not (fsm & begins).empty()] == [
        kind for kind, text in tables().texts.items() if text == mark
    ]


def by_lark(text: str, start: str) -> Any:
    """What lark makes of *text*: nested lists, or None."""

    def plain(tree: Any) -> Any:
        if isinstance(tree, Tree):
            return [str(tree.data), *map(plain, tree.children)]
        return tree.type, str(tree), tree.start_pos, tree.end_pos

    try:
        return plain(lark().parse(text, start=start))
    except UnexpectedInput:
        return None


def by_machine(text: str, start: str) -> Any:
    """The same by our parser."""

    def callback(name: str) -> Any:
        return lambda parts: [
            name,
            *(p if isinstance(p, list) else (p.type, str(p), p.start_pos, p.end_pos) for p in parts),
        ]

    callbacks = [callback(rule.callback) if rule.callback else None for rule in MACHINE.tables.rules]
    return MACHINE.parse(start, text, 0, len(text), callbacks)


@pytest.mark.parametrize("text", TEXTS)
def test_reads_files_as_lark_does(text: str) -> None:
    assert by_machine(text, "start") == by_lark(text, "start")


@pytest.mark.parametrize("part", range(8))
def test_reads_wrong_files_as_lark_does(part: int) -> None:
    """The whole corpus, as it is and after one to three random edits."""
    rng = random.Random(part)
    for text in WRONG[part::8]:
        assert by_machine(text, "start") == by_lark(text, "start")
        for _ in range(3):
            text = mutant(text, rng)
            assert by_machine(text, "start") == by_lark(text, "start")


@given(st.data())
def test_reads_mutations_as_lark_does(data: st.DataObject) -> None:
    """Declarations with tokens left out, doubled, exchanged and glued together."""
    whole = data.draw(st.sampled_from(TEXTS))
    piece = data.draw(st.sampled_from(re.split(r"\n(?=\w)", whole)))
    tokens = TOKEN.findall(piece)
    for _ in range(data.draw(st.integers(0, 3))):
        if not tokens:
            break
        at = data.draw(st.integers(0, len(tokens) - 1))
        tokens[at] = data.draw(st.sampled_from(["", " ", tokens[at] * 2, *TOKEN.findall(whole)[:200]]))
    text = "".join(tokens)
    assert by_machine(text, "start") == by_lark(text, "start")


MARKS = [*"()[]{}.,-+/a1", "1.5", "..", "1..", "??", "?.", "//", "<=", '"s"', '$"t"']


@given(st.lists(st.sampled_from([*tables().words, *MARKS, "not in", "#c\n"])))
def test_reads_expressions_as_lark_does(tokens: list[str]) -> None:
    text = " ".join(tokens)
    assert by_machine(text, "expr") == by_lark(text, "expr")
    glued = "".join(tokens)
    assert by_machine(glued, "expr") == by_lark(glued, "expr")
