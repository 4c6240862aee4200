"""`toolwright parse`: lines in, calls out, and lines that cannot be read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from toolwright.cli import run
from toolwright.trainer.parsing import FORMATS, ParseError

from ..conftest import ROOT
from ..trainer.parsing.golden_tools import TOOLS
from ..trainer.parsing.test_golden import GOLDEN


def parsed(folder: Path, data: bytes) -> tuple[int, list[dict[str, Any]]]:
    (folder / "in.jsonl").write_bytes(data)
    code = run(["parse", str(folder / "in.jsonl"), "-o", str(folder / "out.jsonl")])
    return code, [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]


def test_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [(name, case) for name, cases in GOLDEN.items() for case in cases]
    lines = [
        json.dumps({"id": number, "format": name, "text": text, "tools": TOOLS})
        for number, (name, (text, *_)) in enumerate(cases)
    ]
    code, out = parsed(tmp_path, "\n".join(lines).encode())
    assert code == 0
    for number, (row, (_, (_, calls, errors, content))) in enumerate(zip(out, cases, strict=True)):
        assert row["id"] == number and row["content"] == content
        assert [call["name"] for call in row["calls"]] == [tool for tool, _ in calls]
        assert all(set(call) == {"name", "arguments"} for call in row["calls"])
        assert row["errors"] == [{"code": error} for error in errors]
    said = capsys.readouterr()
    assert said.out == "" and f"{len(cases)} texts, " in said.err


def test_what_cannot_be_read_is_told_by_line_and_the_rest_is_parsed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = json.dumps({"id": "\ud800", "format": "Hermes", "text": "é\ud800"}).encode()
    data = b"\xef\xbb\xbf" + good + b'\nno json\n\xff\n\n[]\n{"id": 1, "format": "qwem", "text": ""}\n{"id": 1}\n'
    data += b'{"id": 1, "format": "qwen", "text": 5}\n{"id": 1, "format": "qwen", "text": "", "tools": 5}\n'
    data += b"[" * 100_000 + b"\n" + good
    code, out = parsed(tmp_path, data)
    row = {"id": "\ud800", "calls": [], "content": "é\ud800", "errors": []}
    assert code == 2 and out == [row, row]
    err = capsys.readouterr().err
    for line in (2, 3, 5, 6, 7, 8, 9, 10):
        assert f"in.jsonl:{line}: " in err
    assert "there is no format 'qwem'; there are qwen, " in err and "Traceback" not in err


def test_formats_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["parse", "--list-formats"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()] == list(FORMATS) and "hermes" in out


def test_files_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["parse", str(tmp_path / "x"), "-o", str(tmp_path / "out")]) == 2
    assert "cannot be read" in capsys.readouterr().err and not list(tmp_path.iterdir())
    (tmp_path / "in").write_text("")
    assert run(["parse", str(tmp_path / "in"), "-o", str(tmp_path / "none" / "out")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    text = 'Look.<tool_call>{"name": "f", "arguments": {"a": "' + "x" * 20_000 + '"}}</tool_call>'
    line = json.dumps({"id": 1, "format": "qwen", "text": text}).encode() + b"\n"
    peaks = []
    for count in (2, 2, 200):
        tracemalloc.start()
        file = tmp_path / f"{count}.jsonl"
        with file.open("wb") as lines:
            lines.writelines(line for _ in range(count))
        assert run(["parse", str(file), "-o", str(tmp_path / "out.jsonl")]) == 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # 200 lines are 4 MB.
    assert peaks[2] < peaks[1] + 500_000


def test_the_documentation_says_what_happens(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "parsing.md").read_text(encoding="utf-8")
    given, made = re.findall(r"(?ms)^```jsonl\n(.*?)^```$", page)
    code, out = parsed(tmp_path, given.encode())
    assert code == 0 and out == [json.loads(line) for line in made.splitlines()]
    assert all(f"`{name}`" in page for name in (*FORMATS, *ParseError))
    (example,) = re.findall(r"(?ms)^```python\n(.*?)^```$", page)
    done = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
