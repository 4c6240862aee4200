"""Explanations: every code has one, and every example does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolwright.dsl.check import check
from toolwright.dsl.diagnostics import Diagnostic, Severity
from toolwright.dsl.diagnostics.catalogue import CATALOGUE
from toolwright.dsl.diagnostics.explain import PATH, Example, completed, document, explanation, markdown

from .corpus import Memory

ROOT = Path(__file__).parents[2]
COMPILED = re.compile(r"TW0516|TW06[5678]\d|TW075\d")
"""Codes of the compiler; tests/compiler/test_explained.py tries their examples."""
CHECKED = [code for code in CATALOGUE if not COMPILED.fullmatch(code) and explanation(code).wrong]
MOST_WITHOUT = 25
"""Codes that may do without an example: what a text cannot show, and what no spec can do wrong."""


def found(example: Example) -> tuple[Diagnostic, ...]:
    return check(PATH, Memory({**dict(example.files), PATH: completed(example)}), lints=True).diagnostics


@pytest.mark.parametrize("code", CHECKED)
def test_the_wrong_example_has_this_finding_and_no_other_error(code: str) -> None:
    said = explanation(code)
    assert said.wrong
    diagnostics = found(said.wrong)
    assert {each.severity for each in diagnostics if each.code == code} == {said.severity}
    assert {each.code for each in diagnostics if each.severity is Severity.ERROR} <= {code}


@pytest.mark.parametrize("code", [code for code in CATALOGUE if explanation(code).right])
def test_the_right_example_has_neither_this_finding_nor_an_error(code: str) -> None:
    right = explanation(code).right
    assert right
    assert not [each.message for each in found(right) if each.code == code or each.severity is Severity.ERROR]


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_explained(code: str) -> None:
    said = explanation(code)
    assert said.title == CATALOGUE[code].title
    assert said.words.endswith(".") and 1 <= len(re.findall(r"[.;](?= |$)", said.words)) <= 5
    assert (said.wrong is None) == (said.right is None) == (said.no_example is not None)
    for example in filter(None, (said.wrong, said.right)):
        assert 1 <= example.text.count("\n") <= 22
        assert max(map(len, example.text.splitlines())) <= 120
    assert markdown(code).startswith(f"## {code}: {said.title}\n")


def test_there_is_a_file_for_each_code_and_no_other() -> None:
    folder = ROOT / "dsl" / "diagnostics" / "explained"
    assert {path.stem for path in folder.iterdir()} == {*CATALOGUE, "world"}


def test_few_codes_have_no_example() -> None:
    assert len([code for code in CATALOGUE if explanation(code).no_example]) <= MOST_WITHOUT


def test_the_document_is_current() -> None:
    assert (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8") == document(), "run `make docs`"
