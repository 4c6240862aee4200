"""Examples of the documentation that have tasks or values: they are built, and their tests hold."""

from __future__ import annotations

import pytest

from toolwright.compiler import compile_program
from toolwright.dsl.diagnostics.render import render_text

from ..dsl.markdown import Block
from ..dsl.test_docs import BLOCKS, PAGES

RIGHT = [each for each in BLOCKS if each[1].kind != "wrong"]


@pytest.mark.parametrize(("name", "block"), RIGHT, ids=[f"{name}:{block.line}" for name, block in RIGHT])
def test_every_example_can_be_built(name: str, block: Block) -> None:
    program = PAGES[name].check(block).program
    assert program is not None
    if program.tasks or program.explore:
        found = compile_program(program).diagnostics
        assert not found, render_text(found, colour=False)
