from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings

from toolwright.dsl.formatting.formatter import format_source
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.nodes import shape
from toolwright.dsl.syntax.parse import Parsed, parse

from . import noise

thorough = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read(text: str) -> Parsed:
    parsed = parse(Source("a.tool", text))
    assert parsed.diagnostics == ()
    return parsed


def comments(parsed: Parsed) -> list[str]:
    return [comment.text.rstrip().replace("\r", " ") for comment in parsed.comments]


def formatted(text: str) -> str:
    """*text* in the one style, after looking at what must hold for any text."""
    before = read(text)
    once = format_source(Source("a.tool", text))
    assert once.diagnostics == ()
    after = read(once.text)
    assert shape(after.module) == shape(before.module)
    assert comments(after) == comments(before)
    assert format_source(Source("a.tool", once.text)).text == once.text
    assert once.text.endswith("\n") and not once.text.endswith("\n\n") and not once.text.startswith("\n")
    return once.text


@thorough
@given(noise.noisy(noise.files))
def test_formatting_keeps_the_tree_and_every_comment_and_is_done_after_once(text: str) -> None:
    formatted(text)


@thorough
@given(noise.files)
def test_blanks_do_not_matter(text: str) -> None:
    bare = noise.without_blanks(text)
    assert shape(read(bare).module) == shape(read(text).module)
    roomy = formatted(noise.without_comments(text))
    assert without_empty_lines(formatted(bare)) == without_empty_lines(roomy)


def without_empty_lines(text: str) -> str:
    return re.sub(r"\n\n+", "\n", text)
