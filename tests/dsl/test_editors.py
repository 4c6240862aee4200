"""What editors and documentation tools colour .tool files by is current, and sees what the parser sees."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.token import Comment, Error, Generic, Keyword, Name, Number, Operator, String, Token

from toolwright.dsl.export.pygments_lexer import ToolLexer
from toolwright.dsl.export.textmate import as_text, grammar
from toolwright.dsl.export.words import words
from toolwright.dsl.syntax.build_expr import RESERVED
from toolwright.dsl.syntax.tables import tables

from .by_lark import lark

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "editors" / "vscode"
SPECS = [
    path
    for folder in ("specs", "tests/dsl/good_specs", "tests/dsl/examples")
    for path in sorted((ROOT / folder).rglob("*.tool"))
]
TEXTS = [path.read_text(encoding="utf-8") for path in SPECS]
IDS = [str(path.relative_to(ROOT)) for path in SPECS]
KEYWORDS = set(tables().words.values())

Piece = tuple[int, Any, str]
"""Offset, kind, text."""


def coloured(text: str) -> list[Piece]:
    return list(ToolLexer().get_tokens_unprocessed(text))


def kinds(text: str) -> list[tuple[Any, str]]:
    """What *text* is made of, blanks left out."""
    return [(kind, piece) for _, kind, piece in coloured(text) if piece.strip()]


def parsed(text: str) -> Iterator[tuple[int, str, str]]:
    """Offset, terminal and text of every token, as the parser takes it."""
    for token in lark().parse_interactive(text, start="start").iter_parse():
        yield token.start_pos or 0, token.type, str(token)


def is_keyword(kind: Any) -> bool:
    return (kind in Keyword and kind is not Keyword.Type) or kind is Operator.Word


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_every_character_of_a_spec_has_a_colour(text: str) -> None:
    pieces = coloured(text)
    assert "".join(piece for _, _, piece in pieces) == text
    assert [piece for _, kind, piece in pieces if kind in Error or kind in Generic.Error] == []


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_keywords_are_where_the_parser_sees_them(text: str) -> None:
    found = {at: kind for at, kind, _ in coloured(text)}
    for at, terminal, piece in parsed(text):
        line = text.count("\n", 0, at) + 1
        if terminal in KEYWORDS:
            assert is_keyword(found.get(at)), f"line {line}: `{piece}` is a keyword, not {found.get(at)}"
        elif terminal == "NAME" and text[at - 1] == "@":
            assert found.get(at - 1) is Name.Decorator, f"line {line}: `{piece}` is an annotation"
        elif terminal == "NAME":
            assert found.get(at) is not None, f"line {line}: `{piece}` is no token"
            assert not is_keyword(found[at]), f"line {line}: `{piece}` is a name, not {found[at]}"
        elif terminal in ("STRING", "LONG_STRING", "TEMPLATE", "LONG_TEMPLATE"):
            assert found.get(at) in String, f"line {line}: {found.get(at)}"
        elif terminal in ("INT", "FLOAT", "RANGE", "RANGE_TO"):
            assert found.get(at) in Number, f"line {line}: {found.get(at)}"


@pytest.mark.parametrize("word", sorted(tables().words))
def test_keywords_are_contextual(word: str) -> None:
    """As a field, an attribute and behind `let`, a word that is not reserved is a name."""
    if any(re.fullmatch(each.pattern, word) for each in words() if "(?=" not in each.pattern):
        assert is_keyword({piece: kind for kind, piece in kinds(f"let x = {word} y")}[word])
        return
    for text in (f"{{ {word}: 1 }}", f"x.{word} == 1", f"f({word})", f"| {word} | a |"):
        assert [kind for kind, piece in kinds(text) if piece == word and is_keyword(kind)] == [], text
    if word not in RESERVED:
        assert kinds(f"let {word} = 1")[1] == (Name.Variable, word)


def test_holes_hold_expressions() -> None:
    assert kinds('$"a {{b}} {round(x.y, 2):,.2f}" z')[:5] == [
        (String.Double, '$"'),
        (String.Double, "a "),
        (String.Escape, "{{"),
        (String.Double, "b"),
        (String.Escape, "}}"),
    ]
    found = kinds('$"{round(x.y, 2):,.2f}" z')
    assert (Name.Builtin, "round") in found
    assert (Name.Attribute, "y") in found
    assert found[-4:] == [(String.Interpol, ":,.2f"), (String.Interpol, "}"), (String.Double, '"'), (Name, "z")]
    assert (Name, "x") in kinds('$"{x:.2f}"')
    assert kinds('$"""{f({ a: "}" })}\n"""')[-3:] == [
        (Token.Punctuation, ")"),
        (String.Interpol, "}"),
        (String.Double, '"""'),
    ]


@pytest.mark.parametrize("line", ['"never closed', '$"never {closed', '$"never {f(', '$"{x', '"\\q'])
def test_a_text_that_is_not_closed_ends_with_its_line(line: str) -> None:
    assert kinds(f"{line}  \nlet a = 1")[-4:] == kinds("let a = 1")


def test_python_stands_in_its_fence() -> None:
    text = "extern python f(x: int) -> int {}\n```python\ndef f(x):  # note\n    return `x`\n```\nconst a = 1 # end"
    found = kinds(text)
    assert (Keyword, "def") in found
    assert (Comment.Single, "# note") in found
    assert found[-5:] == kinds("const a = 1 # end")


def test_ranges_are_one_number() -> None:
    assert [piece for kind, piece in kinds("int(-500..6_000) float(0.5..) list[str](..3)") if kind in Number] == [
        "500..6_000",
        "0.5..",
        "..3",
    ]


@given(st.text(alphabet=st.sampled_from('a1 "${}`\\\n#@.:(|') | st.characters(), max_size=60))
def test_no_text_is_lost(text: str) -> None:
    assert "".join(piece for _, _, piece in coloured(text)) == text


def test_the_textmate_grammar_is_current() -> None:
    path = EXTENSION / "syntaxes" / "tool.tmLanguage.json"
    assert path.read_text(encoding="utf-8") == as_text(), "run `make docs`"


def rules(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in *value*."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from rules(part)


def test_the_textmate_grammar_holds_together() -> None:
    whole = grammar()
    for rule in rules(whole):
        for part in ("match", "begin", "end"):
            if part in rule:
                groups = re.compile(rule[part]).groups
                captures = rule.get("captures") or rule.get(f"{part}Captures") or {}
                assert all(int(number) <= groups for number in captures), rule
        assert ("begin" in rule) == ("end" in rule), rule
        include = rule.get("include", "source.python")
        assert include == "source.python" or include.removeprefix("#") in whole["repository"], include
        if "match" in rule:
            assert re.match(rule["match"], "") is None, f"{rule['match']} matches nothing at all"


def test_the_extension_names_what_is_there() -> None:
    package = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    (language,), (colours,) = package["contributes"]["languages"], package["contributes"]["grammars"]
    assert language["extensions"] == [".tool"]
    assert colours["language"] == language["id"] == "tool"
    assert colours["scopeName"] == grammar()["scopeName"]
    for path in (package["main"], language["configuration"], colours["path"]):
        assert (EXTENSION / path).is_file(), path
    settings = json.loads((EXTENSION / "language-configuration.json").read_text(encoding="utf-8"))
    assert re.fullmatch(tables().patterns["COMMENT"], settings["comments"]["lineComment"])
    client = (EXTENSION / package["main"]).read_text(encoding="utf-8")
    assert f'language: "{language["id"]}"' in client
    for command in package["contributes"]["commands"]:
        assert f'registerCommand("{command["command"]}"' in client


def test_the_extension_is_complete() -> None:
    package = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    # What the client library itself asks for.
    assert package["dependencies"]["vscode-languageclient"] == "9.0.1"
    assert package["engines"]["vscode"] == "^1.82.0"
    # Since 1.74 the editor starts an extension for the languages and commands that it contributes.
    assert package["activationEvents"] == []
    assert all((EXTENSION / each["path"]).is_file() for each in package["contributes"]["snippets"])
    settings = package["contributes"]["configuration"]["properties"]
    assert set(settings) == {"toolwright.command", "toolwright.inlayHints.types", "toolwright.trace.server"}
    for name, setting in settings.items():
        assert setting["description"].endswith("."), name
        assert isinstance(setting["default"], {"string": str, "boolean": bool}[setting["type"]]), name
    readme = (EXTENSION / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in settings)


ENTERED = [
    ("# a remark that", " goes on", "# "),
    ("# a remark", "", None),
    ('  | "o" | "Oslo" |', "", "| "),
    ('  | "o" | "Oslo"', "", None),
    ("  step who = author_of(title=b.title)", "", "indent"),
    ("  step who = author_of(", "", None),
    ('tool t(id: str "Id.") -> { people: int }', "", "indent"),
    ('tool t(id: str "Id.") -> {', "", None),
    ("  let all = [c for c in City]", "", None),
]


@pytest.mark.parametrize(("before", "after", "wanted"), ENTERED)
def test_a_new_line_goes_on_with_what_is_written(before: str, after: str, wanted: str | None) -> None:
    rules = json.loads((EXTENSION / "language-configuration.json").read_text(encoding="utf-8"))["onEnterRules"]
    fit = [rule for rule in rules if re.search(rule["beforeText"], before) and re.search(rule["afterText"], after)]
    found = [rule["action"].get("appendText", rule["action"]["indent"]) for rule in fit]
    assert found == ([wanted] if wanted else [])


def test_pygments_is_told_of_the_lexer() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["pygments.lexers"]["toolwright"].partition(":")
    assert (module, name) == (ToolLexer.__module__, ToolLexer.__name__)
    assert "tool" in ToolLexer.aliases
    assert ToolLexer.filenames == ["*.tool"]
