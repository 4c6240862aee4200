from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from toolwright.dsl.formatting.formatter import format_source
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.nodes import shape
from toolwright.dsl.syntax.parse import Parsed, parse

from ...sizes import examples
from . import noise

thorough = settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
WRITTEN = sorted((Path(__file__).parent / "style").glob("*.written.tool"))


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


@settings(thorough, max_examples=examples(90, beyond=150))
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


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name.partition(".")[0])
def test_the_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == path.with_name(path.name.replace(".written.", ".formatted.")).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(noise.ROOT.glob("specs/**/*.tool")), ids=lambda path: path.stem)
def test_shipped_specs_are_in_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text, "run `toolwright fmt specs`"


def test_a_file_with_errors_stays_as_it_is() -> None:
    text = "const A   = 1\nconst B = = 2\r\n"
    result = format_source(Source("a.tool", text))
    assert result.text == text
    assert [found.code for found in result.diagnostics] == ["TW0101"]
    assert result.diagnostics[0].span.source.text == text


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name.partition(".")[0])
def test_line_ends_become_line_feeds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    once = formatted(text)
    assert format_source(Source("a.tool", text.replace("\n", "\r\n"))).text == once
    assert format_source(Source("a.tool", text.replace("\n", "\r"))).text == once
    assert format_source(Source("a.tool", "\ufeff" + text)).text == once


def test_characters_that_nobody_sees_are_written_as_escapes() -> None:
    text = 'const A = "a\tb\u202ec"\nconst B = $"{A}\u200e"\n# a\rb\n'
    assert formatted(text) == 'const A = "a\\tb\\u{202e}c"\nconst B = $"{A}\\u{200e}"\n# a b\n'


def test_a_comment_in_a_hole_stays_in_its_hole() -> None:
    text = 'const A = $"""{1 # one\n  + 2} {1+2}"""\n'
    assert formatted(text) == 'const A = $"""{1 # one\n  + 2} {1 + 2}"""\n'


def test_a_file_without_declarations_is_reported() -> None:
    (found,) = format_source(Source("a.tool", "# nothing\n")).diagnostics
    assert found.code == "TW0114"


@pytest.mark.parametrize("path", sorted(noise.ROOT.glob("docs/**/*.md")), ids=lambda path: path.stem)
def test_examples_of_the_documentation_are_in_style(path: Path) -> None:
    for example in re.findall(r"^```tool[^\n]*\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S):
        if not parse(Source("a.tool", example)).diagnostics:
            assert formatted(example) == example


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("f(a=", ")"), ("[", "]"), ("{ a: ", "}"), ("1 - (", ")"), ("a[", "]"), ("not (", ")"), ("[x for x in ", "]")],
)
def test_what_nests_as_deep_as_may_be(opening: str, closing: str) -> None:
    deep = next(
        text for n in range(100, 0, -1) if not parse(Source("a.tool", text := nested(n, opening, closing))).diagnostics
    )
    assert deep.count(opening) >= 45
    formatted(deep)


def nested(depth: int, opening: str, closing: str) -> str:
    return f"const A = {opening * depth}1 # deep\n{closing * depth}\n"
