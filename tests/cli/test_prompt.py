"""`toolwright prompt` and `toolwright grammar`."""

from __future__ import annotations

import pytest

from toolwright.cli.prompt import SHIPPED

from ..conftest import ROOT
from .test_commands import in_process, toolwright_process

TOKENS = 4000
CHARACTERS_A_TOKEN = 3.6
"""Usual for code; there is no tokenizer here to count with."""


def test_the_grammar_is_the_parsers_own() -> None:
    done = toolwright_process("grammar")
    assert done.returncode == 0
    assert done.stdout.encode() == (ROOT / "dsl" / "grammar.lark").read_bytes()


def test_all_shipped_scenarios_are_shown_verbatim(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = in_process(capfd, "prompt", "--examples", len(SHIPPED))
    assert code == 0
    shipped = {path.parent.name: path for path in (ROOT / "specs").glob("*/*.tool") if path.parent.name != "lib"}
    assert set(SHIPPED) == set(shipped)
    for path in shipped.values():
        assert f"```tool\n{path.read_text(encoding='utf-8')}```" in out
    assert "`data/customers.csv` begins:\n\n```text\nid,name,email,city\n" in out


def test_two_examples_are_shown_by_default(capfd: pytest.CaptureFixture[str]) -> None:
    _, whole, _ = in_process(capfd, "prompt")
    _, two, _ = in_process(capfd, "prompt", "--examples", 2)
    _, none, _ = in_process(capfd, "prompt", "--examples", 0)
    assert whole == two
    assert whole.startswith(none)
    assert "## Examples" not in none


def test_the_short_guide_is_short_and_has_a_whole_file(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = in_process(capfd, "prompt", "--short")
    assert code == 0
    assert len(out) / CHARACTERS_A_TOKEN < TOKENS
    assert "scenario city_trips {" in out
    assert "## Tasks" in out


def test_sections_can_be_had_alone(capfd: pytest.CaptureFixture[str]) -> None:
    _, names, _ = in_process(capfd, "prompt", "--list")
    for name in names.split():
        code, out, _ = in_process(capfd, "prompt", "--section", name)
        assert code == 0
        assert out.count("\n## ") + out.startswith("## ") == (name != "top")
    _, both, _ = in_process(capfd, "prompt", "--section", "tasks", "--section", "rules")
    assert both.index("## Rules") < both.index("## Tasks")


def test_an_unknown_section_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = in_process(capfd, "prompt", "--section", "poems")
    assert (code, out) == (2, "")
    assert "there is no section poems; there are top, what-a-scenario-is, rules" in err
