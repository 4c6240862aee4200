"""`toolwright validate`: lines in, verdicts out, and lines that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolwright.cli import run

from ..conftest import Built

CITY = {
    "type": "function",
    "function": {
        "name": "population",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def validated(folder: Path, tools: bytes, calls: bytes) -> tuple[int, list[dict[str, Any]]]:
    (folder / "tools").write_bytes(tools)
    (folder / "calls").write_bytes(calls)
    out = folder / "out.jsonl"
    result = run(["validate", "--tools", str(folder / "tools"), "--calls", str(folder / "calls"), "-o", str(out)])
    return result, [json.loads(line) for line in out.read_text().splitlines()]


def jsonl(*rows: Any) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def call(name: str, arguments: Any, **more: Any) -> dict[str, Any]:
    return {"id": 1, "set": "s", "name": name, "arguments": arguments, **more}


def test_verdicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        call("population", '{"city": "Oslo"}'),
        call("population", {"city": 5}, id="two"),
        call("size", "{}", id=None),
        call("population", '{"city": "\\ud800"}', id="\ud800"),
        call("population", '{"city": "a"}', set="sets"),
        call("population", '{"a":' * 10_000),
        call("population", '{"city": "' + "x" * 10_000_000 + '"}'),
    ]
    code, verdicts = validated(tmp_path, jsonl({"set": "s", "tools": [CITY]}), jsonl(*rows))
    assert code == 2
    assert verdicts[0] == {"id": 1, "verdict": "accept"}
    path = {"code": "wrong_type", "path": "/city", "message": "`city` must be a string"}
    assert verdicts[1] == {"id": "two", "verdict": "reject", **path}
    assert verdicts[3]["id"] == "\ud800"
    assert [verdict.get("code") for verdict in verdicts[2:]] == [
        "unknown_tool", "invalid_text", "malformed_json", "too_large",
    ]  # fmt: skip
    out, err = capsys.readouterr()
    assert out == "" and "1 accepted, 5 rejected" in err
    assert "calls:5: not judged, since there is no set of tools named 'sets'" in err


def test_what_cannot_be_read_is_told_by_line_and_the_rest_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = {"type": "function", "function": {"name": "broken", "parameters": {"type": "dict"}}}
    calls = (
        jsonl(call("population", '{"city": "Oslo"}')) + b'no json\n\xff\xfe\n\n[]\n{"id": 1, "id": 2}\n{"name": "x"}\n'
    )
    calls += b"[" * 100_000 + b"\n" + jsonl(call("broken", "{}"), call("population", "{}"))
    code, verdicts = validated(tmp_path, jsonl({"set": "s", "tools": [CITY, broken]}), calls)
    assert code == 2 and [verdict["verdict"] for verdict in verdicts] == ["accept", "reject"]
    err = capsys.readouterr().err
    assert "tools:1: broken: #/type: the types are" in err and "did you mean `object`?" in err
    for line in (2, 3, 5, 6, 7, 8, 9):
        assert f"calls:{line}: " in err
    assert "Traceback" not in err


def test_documents_of_a_bundle_are_one_list(built: Built, tmp_path: Path) -> None:
    task = next(iter(built["city_population"].level().tasks.values()))
    step = task.steps[0]
    rows = [{"id": 1, "name": step.tool, "arguments": json.dumps(step.arguments)}, {"id": 2, "name": step.tool}]
    code, verdicts = validated(tmp_path, built["city_population"].files["levels/base/tools.json"], jsonl(*rows))
    assert code == 0
    assert [verdict.get("code") for verdict in verdicts] == [None, "malformed_json"]


def test_files_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["validate", "--tools", str(tmp_path / "x"), "--calls", str(tmp_path / "y"), "-o", str(out)]) == 2
    assert "cannot be read" in capsys.readouterr().err and not list(tmp_path.iterdir())
