"""`toolwright explain`."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from toolwright.cli import run

ROOT = Path(__file__).parents[2]


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


@pytest.mark.parametrize(
    ("terminal", "form", "said"), [(True, "text", True), (False, "text", False), (True, "json", False)]
)
def test_check_names_the_command_on_terminals_only(
    terminal: bool, form: str, said: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "wrong.tool"
    spec.write_text('library wrong { title: "Wrong" }\nconst A: int = B\n', encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", shown := Terminal() if terminal else io.StringIO())
    assert run(["check", "--no-cache", "--format", form, str(spec)]) == 1
    assert ("; `toolwright explain TW0201` says more\n" in shown.getvalue()) == said


def test_check_reads_no_explanations() -> None:
    code = "from toolwright.cli import run; run(['check', '--no-cache', 'specs/city_population'])"
    code += "; import sys; assert 'toolwright.dsl.diagnostics.explain' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
