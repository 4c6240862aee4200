from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.dsl.diagnostics import Diagnostic, Edit, Fix, Label, Severity, error, warning
from toolwright.dsl.diagnostics.catalogue import CATALOGUE
from toolwright.dsl.diagnostics.render import render_github, render_json, render_text
from toolwright.dsl.diagnostics.sarif import render_sarif
from toolwright.dsl.diagnostics.suggest import closest
from toolwright.dsl.source import Source, Span


def at(text: str, part: str, name: str = "a.tool") -> Span:
    start = text.index(part)
    return Span(Source(name, text), start, start + len(part))


def rich() -> Diagnostic:
    source = Source("dir/a.tool", "const A = 1\nconst B = 2\nconst A = 3\n")
    again = Span(source, 30, 31)
    return error(
        "TW0111",
        again,
        "`A` is said twice",
        labels=(Label(Span(source, 6, 7), "said here first"),),
        notes=("names are unique",),
        help="call it `C`",
        fix=Fix("call it `C`", (Edit(again, "C"),)),
    )


# ------------------------------------------------------------------ catalogue


def test_codes_are_well_formed_and_explained() -> None:
    assert list(CATALOGUE) == sorted(CATALOGUE)
    for code, (title, explanation) in CATALOGUE.items():
        assert re.fullmatch(r"TW0[1-9]\d\d", code)
        assert title and title[0].islower() and not title.endswith(".")
        assert explanation.endswith(".") and len(explanation) > 15


def test_codes_outside_the_catalogue_are_refused() -> None:
    with pytest.raises(AssertionError):
        error("TW0199", at("x", "x"), "no such code")


def test_warnings_are_no_errors() -> None:
    assert warning("TW0101", at("x", "x"), "m").severity is Severity.WARNING
    assert error("TW0101", at("x", "x"), "m").severity is Severity.ERROR


# ----------------------------------------------------------------------- text


def test_text_shows_everything() -> None:
    assert render_text([rich()], colour=False) == (
        "error[TW0111]: `A` is said twice\n"
        " --> dir/a.tool:3:7\n"
        "  |\n"
        "1 | const A = 1\n"
        "  |       - said here first\n"
        "2 | const B = 2\n"
        "3 | const A = 3\n"
        "  |       ^\n"
        "  = note: names are unique\n"
        "  = help: call it `C`\n"
        "\n"
        "1 error\n"
    )


def test_text_counts_by_severity() -> None:
    span = at("x", "x")
    found = [error("TW0101", span, "m"), error("TW0101", span, "m"), warning("TW0101", span, "m")]
    assert render_text(found, colour=False).endswith("\n\n2 errors, 1 warning\n")
    assert render_text([], colour=False) == ""


def test_colour_adds_escapes_and_nothing_else() -> None:
    coloured = render_text([rich()], colour=True)
    assert "\x1b[1;31m" in coloured
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in plain.split("\n")] == render_text([rich()], colour=False).split("\n")


def excerpt_of(text: str, part: str) -> list[str]:
    lines = render_text([error("TW0101", at(text, part), "m")], colour=False).split("\n")
    return [line.partition("| ")[2] for line in lines[3:5]]


def test_tabs_and_wide_letters_keep_the_caret_in_place() -> None:
    line, caret = excerpt_of("\ta = 日本 x", "x")
    assert line == "    a = 日本 x"
    # Each of the two letters takes two cells.
    assert caret == " " * 13 + "^"


@pytest.mark.parametrize(
    ("text", "cells"),
    [("e\u0301", 1), ("ก\u0e31", 1), ("❤\ufe0f", 2), ("😀", 2), ("ｱ", 1), ("한", 2), ("a\u200db", 10)],
)
def test_letters_take_the_cells_that_a_terminal_gives_them(text: str, cells: int) -> None:
    _, caret = excerpt_of(f'"{text}" x', "x")
    assert caret == " " * (cells + 3) + "^"


def test_controls_are_shown_and_not_sent() -> None:
    line, caret = excerpt_of("a\x1b[31m\u202e x", "x")
    assert line == "a<U+001B>[31m<U+202E> x"
    assert caret == " " * (len(line) - 1) + "^"
    message = render_text([error("TW0101", at("x", "x"), "bad \x1b[0m\r")], colour=False)
    assert "\x1b" not in message and "\r" not in message


def test_long_lines_are_cut_around_the_caret() -> None:
    line, caret = excerpt_of("a " * 500 + "HERE" + " b" * 500, "HERE")
    assert len(line) < 120 and line.startswith("...") and line.endswith("...")
    start = line.index("HERE")
    assert caret == " " * start + "^^^^"


def test_a_span_over_lines_marks_the_first() -> None:
    text = "tool f {\n  x\n}"
    _, caret = excerpt_of(text, text)
    assert caret == "^" * len("tool f {")


def test_an_empty_span_has_a_caret_and_so_has_the_end_of_the_file() -> None:
    for text in ("ab", "ab\n"):
        source = Source("a.tool", text)
        shown = render_text([error("TW0101", Span(source, len(text), len(text)), "m")], colour=False)
        assert shown.count("^") == 1


def test_labels_in_other_files_are_quoted_from_there() -> None:
    label = Label(at("entity City", "City", "lib/geo.tool"), "declared here")
    shown = render_text([error("TW0101", at("x", "x"), "m", labels=(label,))], colour=False)
    assert " ::: lib/geo.tool:1:8\n" in shown
    assert "  |        ---- declared here\n" in shown


@given(st.text(st.characters(), max_size=300), st.data())
def test_any_line_can_be_shown(text: str, data: st.DataObject) -> None:
    source = Source("a.tool", text)
    start = data.draw(st.integers(0, len(text)))
    span = Span(source, start, data.draw(st.integers(start, len(text))))
    found = [error("TW0101", span, text[:20], labels=(Label(span, text[:5]),))]
    shown = render_text(found, colour=False)
    assert "^" in shown or not text
    assert all(line.isprintable() for line in shown.split("\n"))
    for line in render_json(found).splitlines():
        assert json.loads(line)["start"]["offset"] == start
    assert render_github(found).count("\n") == 1


# ------------------------------------------------------------------- programs


def test_json_has_one_object_a_line() -> None:
    (line,) = render_json([rich()]).splitlines()
    assert json.loads(line) == {
        "code": "TW0111",
        "severity": "error",
        "file": "dir/a.tool",
        "start": {"offset": 30, "byte": 30, "line": 3, "column": 7},
        "end": {"offset": 31, "byte": 31, "line": 3, "column": 8},
        "message": "`A` is said twice",
        "labels": [
            {
                "file": "dir/a.tool",
                "start": {"offset": 6, "byte": 6, "line": 1, "column": 7},
                "end": {"offset": 7, "byte": 7, "line": 1, "column": 8},
                "text": "said here first",
            }
        ],
        "notes": ["names are unique"],
        "help": "call it `C`",
        "fix": {
            "title": "call it `C`",
            "edits": [
                {
                    "file": "dir/a.tool",
                    "start": {"offset": 30, "byte": 30, "line": 3, "column": 7},
                    "end": {"offset": 31, "byte": 31, "line": 3, "column": 8},
                    "text": "C",
                }
            ],
        },
    }


def test_json_counts_bytes_and_code_points() -> None:
    text = "é = 1\n\U0001f600日 = x"
    (line,) = render_json([error("TW0101", at(text, "x"), "m")]).splitlines()
    start = json.loads(line)["start"]
    assert start == {"offset": text.index("x"), "byte": text.encode().index(b"x"), "line": 2, "column": 6}


def test_a_message_is_one_short_line_whatever_it_quotes() -> None:
    found = error("TW0101", at("ab", "b"), "`a\r\nb` " + "c" * 100_000, help="d" * 100_000)
    assert found.message.startswith("`a\\r\\nb` ccc") and len(found.message) < 1100
    assert found.help is not None and len(found.help) < 1100


def test_github_commands_are_escaped() -> None:
    found = error("TW0101", at("ab\ncd", "cd", "a,b:c.tool"), "100%", notes=("sure",))
    assert render_github([found]) == (
        "::error file=a%2Cb%3Ac.tool,line=2,col=1,endColumn=2,title=TW0101%3A syntax error::100%25%0Asure\n"
    )
    note = warning("TW0101", at("ab\ncd", "ab\ncd"), "m")
    assert render_github([note]).startswith("::warning file=a.tool,line=1,col=1,endLine=2,title=")


def test_sarif_has_what_the_format_asks_for() -> None:
    log = json.loads(render_sarif([rich(), warning("TW0101", at("ü x", "x", "b c.tool"), "m")]))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["TW0101", "TW0111"]
    assert rules[1]["help"]["markdown"].startswith("## TW0111: said twice\n") and rules[1]["help"]["text"]
    first, second = run["results"]
    assert [rules[r["ruleIndex"]]["id"] for r in (first, second)] == [first["ruleId"], second["ruleId"]]
    assert (first["level"], second["level"]) == ("error", "warning")
    place = second["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "b%20c.tool"
    assert place["region"] == {
        "startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 4, "snippet": {"text": "x"}
    }  # fmt: skip
    assert first["relatedLocations"][0]["message"]["text"] == "said here first"
    replacement = first["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement["insertedContent"]["text"] == "C"
    assert json.loads(render_sarif([]))["runs"][0]["results"] == []


# ------------------------------------------------------------------- suggest


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("retrun", ["require", "return"], "return"),
        ("popluation", ["name", "population"], "population"),
        ("unknowncity", ["UnknownCity"], "UnknownCity"),
        ("area_km2", ["areakm2"], "areakm2"),
        ("tol", ["task", "tool"], "tool"),
        ("x", ["y", "z"], None),
        ("order", ["or"], None),
        ("completely", ["different"], None),
        ("name", ["name"], None),
        ("naem", [], None),
    ],
)
def test_closest(word: str, candidates: list[str], expected: str | None) -> None:
    assert closest(word, candidates) == expected


@given(st.from_regex(r"[a-z]{4,12}", fullmatch=True), st.data())
def test_one_letter_too_few_or_too_many_is_forgiven(word: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    assert closest(word[:index] + word[index + 1 :], [word]) == word
    assert closest(word[:index] + letter + word[index:], [word]) == word
