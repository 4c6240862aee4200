"""`toolwright explain`."""

from __future__ import annotations

import io
import sys

import pytest

from toolwright.cli import run


def test_codes_are_explained_in_any_case_and_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "tw0203", "TW0301", "TW0203"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("## TW0203: unknown function\n") and said.count("## TW0203") == 1
    assert "## TW0301: wrong type\n" in said and "uper(word)" in said and "\x1b" not in said


def test_all_are_explained_with_the_world_of_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "--all"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("# Diagnostics\n") and "## TW0918" in said and "entity City key id" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["TW203"], "did you mean TW0203?"),
        (["0203"], "did you mean TW0203?"),
        (["TW0203", "quack"], "no code QUACK"),
        ([], "--all"),
        (["TW0203", "--all"], "--all"),
    ],
)
def test_what_is_no_code_is_told(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", *arguments]) == 2
    told = capsys.readouterr()
    assert words in told.err and not told.out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_terminals_get_colour_unless_they_ask_for_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stdout", shown := Terminal())
    assert run(["explain", "TW0203"]) == 0
    assert "\x1b[" in shown.getvalue() and "```" not in shown.getvalue()
    monkeypatch.setattr(sys, "stdout", shown := Terminal())
    assert run(["explain", "TW0203", "--markdown"]) == 0
    assert "\x1b[" not in shown.getvalue() and "```tool\n" in shown.getvalue()
