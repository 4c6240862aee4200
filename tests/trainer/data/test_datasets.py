"""Files, figures, and what two sets of tasks share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from toolwright.runtime import Environment, Task
from toolwright.trainer import GoldenPolicy
from toolwright.trainer.data import dataset_report, overlap
from toolwright.trainer.data.overlap import Traces, traces
from toolwright.trainer.data.parquet import read_parquet, write_parquet
from toolwright.trainer.data.prepare import WITHOUT, TaskName, prepare
from toolwright.trainer.data.rows import Row
from toolwright.trainer.data.sources import Wanted, made_rows, scripted
from toolwright.trainer.data.tables import FORMATS
from toolwright.trainer.tasks import split

from ...conftest import Built


def rows(environment: Environment, form: str, most: int = 8) -> list[Row]:
    here = {(environment.bundle.name, environment.level): environment}
    return list(made_rows(Wanted(form), scripted(here, GoldenPolicy(), most), alone=True))


@pytest.mark.parametrize("form", ["sft", "prefix", "episode", "preference", "kto"])
def test_datasets_opens_what_is_written(built: Built, tmp_path: Path, form: str) -> None:
    from datasets import Dataset

    made = rows(built["shop_orders"].environment(), form, 3)
    file = tmp_path / "train.parquet"
    assert write_parquet(file, made, FORMATS[form]) == len(made)
    opened = Dataset.from_parquet(str(file), cache_dir=str(tmp_path / "cache"))
    assert opened.to_list() == made
    assert list(read_parquet(file)) == made
    write_parquet(tmp_path / "again.parquet", made, FORMATS[form])
    assert (tmp_path / "again.parquet").read_bytes() == file.read_bytes()


def test_odd_texts_come_back(tmp_path: Path) -> None:
    odd = [{"content": "\ud800 Ł \x00", "x": {"": None}}, {"only": [1.5, "é"]}]
    row: Row = dict.fromkeys(FORMATS["kto"]) | {"prompt": odd, "completion": [], "label": True, "tools": []}
    write_parquet(tmp_path / "a.parquet", [row], FORMATS["kto"])
    assert list(read_parquet(tmp_path / "a.parquet", ["prompt", "label"])) == [{"prompt": odd, "label": True}]
    with pytest.raises(ValueError, match="no column who"):
        list(read_parquet(tmp_path / "a.parquet", ["who"]))
    (tmp_path / "b.parquet").write_text("no")
    with pytest.raises(ValueError, match="no Parquet file"):
        list(read_parquet(tmp_path / "b.parquet"))


def test_figures(built: Built) -> None:
    made = rows(built["author_currency"].environment(), "episode", 3)
    spoiled: list[Row] = [{**made[0], "reward": 0.0, "completion": []}]
    report = dataset_report([*made, *made[:2], *spoiled], count_tokens=lambda text: len(text.split()))
    assert (report.rows, report.tasks, report.duplicates) == (6, 3, 2)
    assert (report.groups, report.still) == (2, 1)
    assert report.kinds == {"multi_hop": 6} and report.bundles == {"author_currency": 6}
    assert report.tokens is not None and 0 < report.tokens < report.characters
    assert dataset_report(rows(built["author_currency"].environment(), "sft", 1)).groups is None
    assert dataset_report([]).messages == 0.0


def find(environment: Environment) -> Any:
    def found(name: TaskName) -> tuple[Environment, Task]:
        return environment, environment.tasks[name[2]]

    return found


def test_what_tasks_share(built: Built) -> None:
    environment = built["author_currency"].environment()
    tasks = [(environment, task) for task in environment.tasks.values()]
    first, second = tasks[:40], tasks[20:60]
    shared = overlap(traces(first), traces(second))
    assert shared.question.both == 20 == len(shared.question.tasks)
    assert shared.fact.both >= 20 and shared.tool.both == shared.tool.own
    assert set(shared.question.tasks) <= set(shared.fact.tasks) <= set(shared.tool.tasks)
    cities = built["city_population"].environment()
    nothing = overlap(traces(first), traces((cities, task) for task in cities.tasks.values()))
    assert (nothing.question.both, nothing.fact.both, nothing.tool.both) == (0, 0, 0)
    assert Traces.from_json(traces(first).to_json()) == traces(first)
    wrongs: list[Any] = [None, [], {"questions": {}}, {"questions": 1, "facts": 1, "tools": 1}]
    for wrong in wrongs:
        with pytest.raises(ValueError):
            Traces.from_json(wrong)


def test_a_tool_of_another_name_is_the_same_tool(built: Built) -> None:
    """Levels rename nothing that `base` has, so what a level leaves alone is shared."""
    bundle = built["author_currency"]
    base, scaled = (bundle.environment(level) for level in ("base", "scaled"))
    task = next(iter(base.tasks))
    shared = overlap(traces([(base, base.tasks[task])]), traces([(scaled, scaled.tasks[task])]))
    assert shared.question.both == 1 and shared.fact.both == shared.fact.own


@pytest.mark.parametrize("respect", ["question", "fact"])
def test_training_tasks_that_share_something_are_left_out(built: Built, respect: str) -> None:
    environment = built["author_currency"].environment()
    made = rows(environment, "sft", 60)
    kept = prepare(made, find(environment), {}, (), 0.3)
    apart = prepare(made, find(environment), {}, (respect,), 0.3)
    assert len(kept.splits["train"]) + len(kept.splits["test"]) == 60
    assert kept.splits["test"] == apart.splits["test"]
    tasks = [
        [(environment, environment.tasks[row["task"]]) for row in apart.splits[name]] for name in ("train", "test")
    ]
    left = getattr(overlap(traces(tasks[0]), traces(tasks[1])), respect)
    assert left.both == 0 and left.own > 0
    assert apart.left_out == 60 - sum(map(len, apart.splits.values()))
    assert (apart.left_out > 0) == (respect == "fact")


def test_others_tasks_are_left_out_of_all_splits(built: Built) -> None:
    environment = built["author_currency"].environment()
    made = rows(environment, "sft", 20)
    others = {"there": traces((environment, task) for task in list(environment.tasks.values())[:5])}
    apart = prepare(made, find(environment), others, ("question",), 0.0)
    assert [row["task"] for row in apart.splits["train"]] == [row["task"] for row in made[5:]]
    assert apart.shared["there"].question.both == 5


def test_duplicates_and_still_tasks_are_left_out(built: Built) -> None:
    environment = built["author_currency"].environment()
    made = rows(environment, "episode", 4)
    varied = {**made[3], "reward": 0.5, "completion": [{"role": "assistant", "content": "x"}]}
    everything = [*made, made[0], varied]
    once = prepare(everything, find(environment), {}, ("duplicate",), 0.0)
    assert once.splits["train"] == [*made, varied]
    moving = prepare([*made[2:], made[2], varied], find(environment), {}, ("still",), 0.0)
    assert moving.splits["train"] == [made[3], varied]
    assert {"duplicate", "still"} < set(WITHOUT)


def test_held_out_tasks_are_those_of_a_training_run(built: Built) -> None:
    environment = built["author_currency"].environment()
    made = prepare(rows(environment, "sft", 60), find(environment), {}, (), 0.3)
    training, held_out = split([environment.bundle], 0.3, 1000)
    for name, refs in (("train", training), ("test", held_out)):
        assert {("author_currency", row["task"]) for row in made.splits[name]} <= set(refs)
