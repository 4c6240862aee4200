"""The guide for models that write specs: nothing of the language is missing in it, and its parts can be had alone."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from toolwright.dsl.checking.builtins import BUILTINS
from toolwright.dsl.checking.extern import IMPORTS
from toolwright.dsl.checking.resolve_types import PLAIN
from toolwright.dsl.checking.setting_tables import BLOCKS
from toolwright.dsl.data.generate.generators import GENERATORS
from toolwright.dsl.diagnostics.catalogue import CATALOGUE
from toolwright.dsl.export.guide import OFTEN_MET, SHORT, Example, Excerpt, guide, sections
from toolwright.dsl.program import KINDS
from toolwright.dsl.syntax.build_expr import RESERVED
from toolwright.dsl.syntax.tables import tables

GUIDE = guide()
CODE = " ".join(re.findall(r"`+[^`]+`+|```.*?```", GUIDE, re.DOTALL))
WORDS = frozenset(re.findall(r"\w+", CODE))


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(BUILTINS, id="builtins"),
        pytest.param(GENERATORS, id="generators"),
        pytest.param([name for block in BLOCKS.values() for name in block], id="settings"),
        pytest.param(BLOCKS, id="blocks"),
        pytest.param(tables().words, id="keywords"),
        pytest.param(RESERVED, id="reserved words"),
        pytest.param(PLAIN, id="types"),
        pytest.param(KINDS, id="kinds"),
        pytest.param(IMPORTS, id="modules"),
        pytest.param(["distractor", "example", "check"], id="annotations"),
        pytest.param(OFTEN_MET, id="codes"),
    ],
)
def test_every_name_of_the_language_is_in_it(names: list[str]) -> None:
    assert set(names) - WORDS == set()


def test_its_codes_are_those_of_the_catalogue() -> None:
    assert set(re.findall(r"TW\d{4}", GUIDE)) <= set(CATALOGUE)
    assert list(OFTEN_MET) == sorted(set(OFTEN_MET))


def test_every_operator_is_in_it() -> None:
    marks = {text for name, text in tables().texts.items() if not text.isalpha()}
    marks |= {"==", "!=", "<", "<=", ">", ">="}
    assert {mark for mark in marks if mark not in GUIDE} == set()


def test_it_is_the_same_every_time() -> None:
    code = "from toolwright.dsl.export.guide import guide; import sys; sys.stdout.buffer.write(guide().encode())"
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
        )
        assert done.stdout.decode() == GUIDE


def test_its_sections_make_it_up() -> None:
    parts = sections(GUIDE)
    assert "\n".join(parts.values()) == GUIDE
    assert set(SHORT) <= set(parts)


def test_examples_stand_at_its_end() -> None:
    example = Example("a/a.tool", 'library a { title: "A" }', (Excerpt("a/a.csv", "id,name\n1,One"),))
    text = guide([example])
    assert text.startswith(GUIDE)
    assert sections(text)["examples"] == (
        "## Examples\n\nWhole scenarios with their files.\n\n`a/a.tool`:\n\n"
        '```tool\nlibrary a { title: "A" }\n```\n\n`a/a.csv` begins:\n\n```text\nid,name\n1,One\n```\n'
    )
