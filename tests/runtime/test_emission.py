"""`tools.py` as reviewers and their linters see it: formatted, typed, documented, and the same program as before."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from toolwright.runtime.python import module_source
from toolwright.runtime.python.prelude import sort_records
from toolwright.runtime.python.support import definition, imports

from ..conftest import ROOT, SPECS, Built
from ..sizes import examples
from .strategies import Sample, samples

WIDTH = "100"
LINES = "E4,E7,E9,F,I,B,UP,D1,ANN"
"""Errors, unused and undefined names, order of imports, likely bugs, old syntax, missing documents and annotations.

Not lines that are too long (the formatter cuts all but texts, which are the author's)."""
OURS = "D105,D107,ANN401,B006"
"""What `__init__` takes is said by its class; some values may be anything; no function changes its arguments."""
AUTHORS = "F841,B007,B023,E712"
"""In programs made at random: names that are never used, comparisons with true; a function is called before its loop
goes on."""
EXACT = settings(
    max_examples=examples(60),
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


def ruff(*arguments: str) -> str:
    """What ruff has to say; nothing where all is well."""
    run = [str(Path(sys.executable).parent / "ruff"), *arguments, "--isolated", "--line-length", WIDTH]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def written(folder: Path, texts: Iterable[str]) -> str:
    """*texts* as Python files in *folder*."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"tools_{number}.py").write_text(text, "utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def shipped(built: Built, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of all levels of all shipped scenarios."""
    texts = (built[name].files[f"levels/{level}/tools.py"] for name in SPECS for level in built[name].level_names)
    return written(tmp_path_factory.mktemp("emission") / "shipped", (text.decode() for text in texts))


def test_the_formatter_leaves_shipped_tools_as_they_are(shipped: str) -> None:
    assert ruff("format", "--diff", shipped) == ""


def test_the_linter_finds_nothing_in_shipped_tools(shipped: str) -> None:
    assert ruff("check", "--select", LINES, "--ignore", OURS, shipped) == ""


def test_formatter_and_linter_leave_generated_programs_as_they_are(tmp_path: Path) -> None:
    texts: list[str] = []

    @EXACT
    @given(samples())
    def collect(sample: Sample) -> None:
        texts.append(module_source(sample.module, "Tools."))

    collect()
    folder = written(tmp_path / "generated", texts)
    assert ruff("format", "--diff", folder) == ""
    assert ruff("check", "--select", LINES, "--ignore", f"{OURS},{AUTHORS}", folder) == ""


def test_only_what_is_used_of_the_prelude_is_written(built: Built) -> None:
    text = built["city_population"].files["levels/base/tools.py"].decode()
    defined = set(re.findall(r"^(?:def|class) (\w+)", text, re.MULTILINE))
    assert {"World", "Table", "Row", "ToolError"} <= defined
    assert not defined & {"sort_records", "Write_", "format_date", "next_id"}
    assert "def insert" not in text
    assert "import datetime" not in text
    assert definition("sort_records").startswith(f"def {sort_records.__name__}(")
    assert imports({"math", "Any", "Path"}) == ["import math", "from pathlib import Path", "from typing import Any"]


@pytest.mark.slow
def test_shipped_tools_pass_the_strict_type_checker(shipped: str, tmp_path: Path) -> None:
    run = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--cache-dir",
        str(tmp_path / "cache"),
        shipped,
    ]
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=ROOT / "tests")
    assert done.returncode == 0, done.stdout
