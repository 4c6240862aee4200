"""The documentation: every example does what it says, and every table is what the checker works with."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolwright.dsl.diagnostics.render import render_text
from toolwright.dsl.export.guide import guide
from toolwright.dsl.export.regions import filled

from .markdown import OTHER_LANGUAGES, Block, in_style, load, page

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "docs" / "language.md"
TEMPLATE = ROOT / "dsl" / "export" / "templates" / "guide.md.j2"
PAGES = {"language.md": load(LANGUAGE), "authoring.md": load(ROOT / "docs" / "authoring.md"), "guide": page(guide())}
BLOCKS = [(name, block) for name, page in PAGES.items() for block in page.blocks if block.is_tool]
IDS = [f"{name}:{block.line}" for name, block in BLOCKS]


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=IDS)
def test_every_example_is_what_it_says(name: str, block: Block) -> None:
    found = PAGES[name].findings(block)
    wanted = sorted(block.words[2:]) if block.kind == "wrong" else []
    assert sorted({each.code for each in found}) == wanted, render_text(found, colour=False)


@pytest.mark.parametrize("name", PAGES)
def test_every_block_says_what_it_is(name: str) -> None:
    for block in PAGES[name].blocks:
        known = block.is_tool or block.is_data or (block.words and block.words[0] in OTHER_LANGUAGES)
        assert known, f"{name}, line {block.line}: a block without a language"


@pytest.mark.parametrize("path", [LANGUAGE, TEMPLATE], ids=lambda path: path.name)
def test_examples_are_formatted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == in_style(text), f"run `python -m tests.dsl.markdown {path.relative_to(ROOT)}`"


def test_the_tables_are_current() -> None:
    text = LANGUAGE.read_text(encoding="utf-8")
    assert text == filled(text), "run `make docs`"
