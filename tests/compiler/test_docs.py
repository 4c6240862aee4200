"""Examples of the documentation that have tasks or values: they are built, and their tests hold."""

from __future__ import annotations

import re

import pytest

from toolwright.compiler import compile_program
from toolwright.dsl.diagnostics.render import render_text

from ..dsl.markdown import Block
from ..dsl.test_docs import BLOCKS, PAGES

NOT_YET = "TW0703"
"""The compiler says so of constructs that it cannot build."""


RIGHT = [each for each in BLOCKS if each[1].kind != "wrong"]


@pytest.mark.parametrize(("name", "block"), RIGHT, ids=[f"{name}:{block.line}" for name, block in RIGHT])
def test_every_example_can_be_built(name: str, block: Block) -> None:
    program = PAGES[name].check(block).program
    assert program is not None
    if program.tasks or program.explore:
        found = [each for each in compile_program(program).diagnostics if each.code != NOT_YET]
        assert not found, render_text(found, colour=False)


@pytest.mark.parametrize("name", ["language.md", "guide"])
def test_what_cannot_be_built_yet_is_said(name: str) -> None:
    """As soon as everything can be built, the documentation has to stop saying that it cannot."""
    late = [block for page, block in RIGHT if page == name and re.search(r"(?m)^explore|^extern", block.text)]
    programs = [PAGES[name].check(block).program for block in late]
    codes = {each.code for program in programs if program for each in compile_program(program).diagnostics}
    assert (NOT_YET in codes) == (NOT_YET in PAGES[name].text)
