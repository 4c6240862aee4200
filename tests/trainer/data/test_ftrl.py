"""Rows of the paper's data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolwright.cli import run
from toolwright.runtime import Environment
from toolwright.trainer import GoldenPolicy, rollout
from toolwright.trainer.data import follow
from toolwright.trainer.data.ftrl import FtrlRow, can_be_said, ftrl_row, function_source, read_ftrl
from toolwright.trainer.data.parquet import read_parquet, write_parquet
from toolwright.trainer.data.tables import FORMATS

from ...conftest import Built


def rows(environment: Environment, most: int = 3) -> list[dict[str, Any]]:
    made = rollout(environment, [task.id for task in environment.tasks.values()][:most], GoldenPolicy())
    return [ftrl_row(environment, prefix) for each in made for prefix in follow(environment, each).prefixes]


def called(source: str, name: str, arguments: dict[str, Any]) -> Any:
    """A tool's result as the reference gets it: its source is run inside a function, where only itself is seen."""

    def execute() -> Any:
        space: dict[str, Any] = {}
        exec(source, {}, space)  # the source that is tested: our own generator's
        return space[name](**arguments)

    return execute()


@pytest.mark.parametrize(
    ("scenario", "level"), [("author_currency", "base"), ("author_currency", "scaled"), ("city_population", "scaled")]
)
def test_functions_stand_alone_and_show_the_answers(built: Built, scenario: str, level: str) -> None:
    environment = built[scenario].environment(level)
    for task in list(environment.tasks.values())[:4]:
        episode = environment.reset(task.id)
        for step in task.steps:
            result = called(function_source(environment, step.tool), step.tool, step.arguments)
            assert result == json.loads(episode.call(step.tool, step.arguments))


def test_a_declared_error_is_a_text_and_writes_are_forgotten(built: Built) -> None:
    environment = built["author_currency"].environment()
    source = function_source(environment, "country_of_city")
    assert called(source, "country_of_city", {"city": "Nowhere"}) == "Error: There is no city called Nowhere."
    with pytest.raises(TypeError):
        called(source, "country_of_city", {"town": "Oslo"})
    shop = built["shop_orders"].environment()
    with_goal = next(task for task in shop.tasks.values() if task.goal is not None)
    assert not can_be_said(shop, with_goal)
    distances = built["flight_distances"].environment()  # its tools call functions from outside
    assert not any(can_be_said(distances, task) for task in distances.tasks.values())


def test_rows_shrink_and_come_back(built: Built) -> None:
    environment = built["author_currency"].environment()
    made = rows(environment, 1)
    assert [list(row)[: len(FORMATS["ftrl"])] for row in made] == [list(FORMATS["ftrl"])] * len(made)
    left = [sum(map(len, json.loads(row["unsolved_set"]).values())) for row in made]
    assert left == [4, 3, 2, 1, 0]
    assert [row["solve_rate"] for row in made] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert made[0]["data_source"] == "self/multi_hop"
    for row in made:
        read = read_ftrl(row)
        assert isinstance(read, FtrlRow)
        assert read.to_row() == {name: row[name] for name in FORMATS["ftrl"]}
        assert read.gt_tool_call is not None and len(read.gt_tool_call) == 4


PLAIN: dict[str, Any] = {
    "messages": [{"role": "user", "content": "?"}],
    "tools": "[]",
    "codes": "{}",
    "unsolved_set": '{"a": ["1", "2"]}',
    "solve_rate": 0.0,
    "data_source": "self/single_hop",
    "split": "test",
    "answer": "1",
}


def test_published_rows_are_read() -> None:
    """Without golden calls, and with JSON as text or plain."""
    read = read_ftrl(PLAIN)
    assert isinstance(read, FtrlRow) and (read.kind, read.gt_tool_call) == ("single_hop", None)
    assert read_ftrl({**PLAIN, "tools": [], "codes": {}, "unsolved_set": {"a": ["1", "2"]}, "more": 1}) == read


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tools": "["}, "`tools` is no JSON"),
        ({"unsolved_set": '{"a": "1"}'}, "`unsolved_set.a`"),
        ({"answer": 3}, "`answer`"),
        ({"messages": "?"}, "`messages`"),
        ({"codes": "[" * 100_000}, "`codes` is no JSON"),
        ({"answer": "\ud800"}, "`answer` holds a lone surrogate"),
        ({"solve_rate": float("nan")}, "`solve_rate` holds a number that JSON does not have"),
        ({"tools": '[{"a": 1e999}]'}, "`tools` holds a number that JSON does not have"),
        ({"messages": [{"a": float("inf")}]}, "`messages` holds a number that JSON does not have"),
    ],
)
def test_what_is_wrong_with_a_row(change: dict[str, Any], says: str) -> None:
    told = read_ftrl({**PLAIN, **change})
    assert isinstance(told, str) and told.startswith(says)


def test_half_a_character_in_json_is_kept(tmp_path: Path) -> None:
    lines, out = tmp_path / "rows.jsonl", tmp_path / "out"
    broken = {"messages": [{"role": "user", "content": "\ud800"}], "codes": {"a": "'\udfff'"}}
    lines.write_text(json.dumps({**PLAIN, **broken}))
    assert run(["import", str(lines), "-o", str(out)]) == 0
    (row,) = read_parquet(out / "test.parquet")
    assert {"messages": row["messages"], "codes": json.loads(row["codes"])} == broken


def test_there_and_back(built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, out = str(built.folder("author_currency")), tmp_path / "out"
    options = ["--limit", "5", "--held-out", "0.3", "-o", str(out)]
    assert run(["export", bundle, "--format", "ftrl", *options]) == 0
    files = [str(out / "train.parquet"), str(out / "test.parquet")]
    assert run(["import", *files, "-o", str(tmp_path / "in"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    for split in ("train", "test"):
        before, after = (list(read_parquet(folder / f"{split}.parquet")) for folder in (out, tmp_path / "in"))
        assert before == after and before
        assert {row["split"] for row in before} == {split}
        assert told[split]["rows"] == str(len(before))
    lines = tmp_path / "rows.jsonl"
    lines.write_text(f"{json.dumps(PLAIN)}\n\n")
    assert run(["import", str(lines), "-o", str(tmp_path / "lines")]) == 0
    assert "open answers a row" in capsys.readouterr().out
    for text, says in (("{", ":1: this is no JSON"), ("[]", ":1: a row is an object"), ("{}", ":1: `messages`")):
        lines.write_text(text)
        assert run(["import", str(lines), "-o", str(tmp_path / "lines")]) == 2
        assert says in capsys.readouterr().err
    assert run(["import", str(tmp_path / "none.jsonl"), "-o", str(tmp_path / "lines")]) == 2


def test_an_import_that_fails_midway_leaves_what_was_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, out = tmp_path / "rows.jsonl", tmp_path / "out"
    both = [{**PLAIN, "split": split} for split in ("train", "test")]
    lines.write_text("".join(f"{json.dumps(row)}\n" for row in both))
    command = ["import", str(lines), "-o", str(out)]
    assert run(command) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert sorted(before) == ["test.parquet", "train.parquet"]
    lines.write_text("".join(f"{json.dumps({**row, 'solve_rate': 0.25})}\n" for row in both))

    def full(path: Path, *rest: Any) -> int:
        if path.name == "test.parquet":
            path.write_bytes(b"PAR1")
            raise OSError(28, "No space left on device")
        return write_parquet(path, *rest)

    monkeypatch.setattr("toolwright.trainer.data.parquet.write_parquet", full)
    assert run(command) == 2
    assert f"{out} cannot be written: No space left" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    monkeypatch.undo()
    lines.write_text(f"{json.dumps(PLAIN)}\n")
    assert run(command) == 0
    assert [path.name for path in out.iterdir()] == [f"{PLAIN['split']}.parquet"], "none of an earlier import is left"
