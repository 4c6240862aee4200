"""A file and its parts: every node lies in its parent and means the same read alone, and so do declarations."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.dsl.diagnostics import Severity
from toolwright.dsl.formatting.printer import print_module
from toolwright.dsl.source import Source
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.lexical import outline
from toolwright.dsl.syntax.nodes import shape
from toolwright.dsl.syntax.parse import Parsed, parse
from toolwright.dsl.syntax.pieces import pieces
from toolwright.dsl.syntax.walk import walk

from ..sizes import examples
from .corpus import PATHS, load
from .formatting.noise import good_texts, noisy
from .fuzzing.probe import inside
from .mutants import mutant
from .strategies import modules

thorough = settings(
    max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
GOOD = good_texts()
ALL = [*GOOD, *(load(path).text for path in PATHS)]
good = st.sampled_from(range(len(GOOD))).map(GOOD.__getitem__)
plain = st.one_of(good, modules.map(print_module))
"""Files in which nothing but declarations stands in column 0, as everybody writes them."""
files = st.one_of(plain, noisy(good))


def read(text: str) -> Parsed:
    return parse(Source("a.tool", text))


def broken(parsed: Parsed) -> bool:
    return any(found.severity is Severity.ERROR for found in parsed.diagnostics)


# ------------------------------------------------------------- 4: spans lie in spans


@thorough
@given(st.one_of(files, st.sampled_from(ALL)))
def test_nodes_lie_in_their_parents(text: str) -> None:
    parsed = read(text)
    inside(parsed.module.span.source, parsed)


@thorough
@given(st.sampled_from(ALL), st.integers())
def test_nodes_lie_in_their_parents_in_broken_files(text: str, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(3):
        text = mutant(text, rng)
    parsed = read(text)
    inside(parsed.module.span.source, parsed)


# ------------------------------------------------------------- 5: a node's own text


def expressions(item: nodes.Declaration) -> Iterator[nodes.Expr]:
    """The expressions of *item*."""
    for node in walk(item):
        if isinstance(node, nodes.Expr) and not any(map(is_value, walk(node))):
            yield node


def is_value(node: nodes.Node) -> bool:
    """Whether *node* is written as an expression and is none: a text in a template's place, a negative number."""
    quoted = isinstance(node, nodes.Template) and node.span.text[0] == '"'
    return quoted or (isinstance(node, nodes.Literal) and node.span.text[0] == "-")


@thorough
@given(files)
def test_declarations_and_expressions_alone_are_what_they_were(text: str) -> None:
    parsed = read(text)
    assert not broken(parsed)
    for item in parsed.module.items:
        (again,) = read(item.span.text).module.items
        assert shape(again) == shape(item)
        for node in expressions(item):
            (const,) = read(f"const A = ({node.span.text}\n)").module.items
            assert isinstance(const, nodes.ConstDecl)
            assert shape(const.value) == shape(node)


# ------------------------------------------------------------- 6: piece by piece


def cut(text: str) -> list[str]:
    """*text* cut where the parser cuts a file that does not parse."""
    source = Source("a.tool", text)
    return [piece.text for piece in pieces(source, outline(source).cuts)]


@thorough
@given(plain)
def test_a_file_read_piece_by_piece_is_what_it_is_as_a_whole(text: str) -> None:
    whole = read(text)
    items = [item for piece in cut(text) for item in read(piece).module.items]
    assert list(map(shape, items)) == list(map(shape, whole.module.items))


@thorough
@given(plain, st.integers())
def test_a_broken_declaration_takes_no_other_one_away(text: str, seed: int) -> None:
    parts = cut(text)
    at = random.Random(seed).randint(1, len(parts))
    whole = read(text)
    mixed = read("".join((*parts[:at], "\nconst broken = = 1\n\n", *parts[at:])))
    assert [found.code for found in mixed.diagnostics] == ["TW0101"]
    assert Counter(map(repr, map(shape, mixed.module.items))) == Counter(map(repr, map(shape, whole.module.items)))
    assert mixed.poisoned == {"broken"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_wrong_files_keep_what_can_be_read_alone(path: Path) -> None:
    text = load(path).text
    whole = read(text)
    items = [item for piece in cut(text) for item in read(piece).module.items]
    assert list(map(shape, items)) == list(map(shape, whole.module.items))
