"""Constrained decoding: llguidance reads the grammar file as it is, and means by it what the parser means."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from llguidance import LLMatcher, LLTokenizer, grammar_from

from toolwright.dsl.source import Source, Span
from toolwright.dsl.syntax.build_expr import RESERVED
from toolwright.dsl.syntax.cursor import Cursor, Misfit
from toolwright.dsl.syntax.machine import END, Machine, machine
from toolwright.dsl.syntax.tables import grammar_text

from .markdown import load
from .mutants import WORDS, mutant

ROOT = Path(__file__).parents[2]
FOLDERS = ("specs", "tests/dsl/examples", "tests/dsl/good_specs")
DOCUMENTS = [load(path) for path in sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = [block.text for page in DOCUMENTS for block in page.blocks if block.kind in ("fragment", "prelude")]
PATHS = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.tool"))]
TOKENIZER = LLTokenizer("byte")
GRAMMAR = grammar_from("grammar", grammar_text())
MUTANTS = 400


def matcher_accepts(text: str) -> bool:
    """Whether a constrained decoder could write *text*."""
    matcher = LLMatcher(TOKENIZER, GRAMMAR)
    tokens = TOKENIZER.tokenize_bytes(text.encode())
    return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


def parser(own: Machine) -> Callable[[str], bool]:
    """Whether a text is one of the grammar; what stands inside its tokens is not looked at."""
    callbacks = [None if rule.callback is None else (lambda parts: 1) for rule in own.tables.rules]
    return lambda text: own.parse("start", text, 0, len(text), callbacks) is not None


def test_the_grammar_needs_no_change() -> None:
    failed, messages = LLMatcher.validate_grammar_with_warnings(GRAMMAR, TOKENIZER)
    assert not failed
    assert messages == []


@pytest.mark.parametrize("path", PATHS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_decoder_can_write_the_specs(path: Path) -> None:
    assert matcher_accepts(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", BLOCKS, ids=lambda text: text[:20].splitlines()[0])
def test_a_decoder_can_write_the_examples_of_the_documentation(text: str) -> None:
    # It takes nothing before the first word.
    assert matcher_accepts(text)


def disagreements(number: int, seed: int) -> list[str]:
    """Those of *number* mutants of the specs that only one of the two accepts."""
    source = random.Random(seed)
    accepts = parser(machine())
    texts = [*(path.read_text(encoding="utf-8") for path in PATHS), *BLOCKS]
    found = (mutant(source.choice(texts), source) for _ in range(number))
    return [text for text in found if accepts(text) != matcher_accepts(text)]


def test_parser_and_decoder_agree_on_mutants() -> None:
    # They differ on about 3 in 1,000: a decoder knows neither reserved words nor the borders of words.
    assert len(disagreements(MUTANTS, seed=1)) <= MUTANTS / 100


# ------------------------------------------------------------------ sampling

_NEVER_CLOSED = ("#", '"""', "```")
_STARTS = ("a", "City", "scenario", "entity", "key", "data", "tool", "task", "test", "scale", "seed", "level", "reward")
VOCABULARY = (*(word for word in WORDS if word not in _NEVER_CLOSED), *_STARTS)


def refused(text: str) -> bool:
    """Whether no continuation of *text*, which ends with a whole word, can be parsed."""
    cursor = Cursor(machine(), "start", Span(Source("x", text), 0, len(text)))
    while not isinstance(kind := cursor.read(), Misfit):
        if kind == END:
            return False
    return kind.kind != END


def test_what_a_decoder_may_write_can_be_parsed() -> None:
    """Masked sampling, word by word: no text that the mask lets through leads into a syntax error."""
    assert sum(sampled(random.Random(seed)) for seed in range(12)) > 20


def sampled(source: random.Random) -> int:
    """How many beginnings of one sampled text are complete; checks each of them."""
    matcher = LLMatcher(TOKENIZER, GRAMMAR)
    accepts = parser(machine())
    text, complete = "", 0
    for _ in range(100):
        piece = next((word for word in shuffled(source) if may_follow(matcher, word)), "") + " "
        if piece == " ":
            break  # only a keyword fits that the vocabulary lacks
        assert matcher.consume_tokens(TOKENIZER.tokenize_bytes(piece.encode()))
        text += piece
        assert not refused(text), text
        if matcher.is_accepting():
            complete += 1
            assert accepts(text), text
    return complete


def shuffled(source: random.Random) -> list[str]:
    return source.sample(VOCABULARY, len(VOCABULARY))


def may_follow(matcher: LLMatcher, word: str) -> bool:
    tokens = TOKENIZER.tokenize_bytes(f"{word} ".encode())
    if matcher.validate_tokens(tokens) < len(tokens):
        return False
    # Where a name fits, a decoder takes reserved words too; the compiler tells of that (TW0110).
    return word not in RESERVED or matcher.validate_tokens(TOKENIZER.tokenize_bytes(b"a ")) < 2
