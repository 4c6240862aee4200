"""The study of docs/study.md: its worlds are sound, its intervals are right, and its page says what the scores say."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy
import pytest

from benchmarks.study.arms import BASE, START, Size, arms
from benchmarks.study.page import verdict, write_page
from benchmarks.study.results import Cell, curves, read
from benchmarks.study.statistics import interval
from benchmarks.study.train import TRAINED, UNSEEN, Place, config, names, train
from benchmarks.study.worlds import worlds
from toolwright.dsl.check import check
from toolwright.trainer.evaluate import Estimate
from toolwright.trainer.training.folder import RunFolder


class _Text:
    def __init__(self, text: str) -> None:
        self._text = text

    def read(self, _path: str) -> bytes:
        return self._text.encode()


def _tools(text: str) -> set[str]:
    return set(re.findall(r"^tool (\w+)", text, re.MULTILINE))


def test_unseen_worlds_share_no_tool_with_those_that_are_trained_on() -> None:
    made = dict(worlds(TRAINED + UNSEEN))
    trained, unseen = names()
    assert len(trained) == TRAINED
    assert len(unseen) == UNSEEN
    known = {tool for name in trained for tool in _tools(made[name])}
    assert len(known) == 5 * TRAINED
    assert not known & {tool for name in unseen for tool in _tools(made[name])}


def test_worlds_are_without_findings() -> None:
    for name, text in worlds(TRAINED + UNSEEN)[::6]:
        checked = check(f"{name}.tool", _Text(text))
        assert checked.diagnostics == (), name


def test_every_arm_is_a_training_file_that_holds(tmp_path: Path) -> None:
    for arm in arms(Size()):
        made = config(Place(tmp_path), arm, 100, Size())
        assert made.seed == 100
        assert (
            made.model.path == "tiny" if arm.name == START else made.model.path.endswith("sft-100/stages/1-sft/model")
        )
        assert len(made.order) == 1


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = numpy.random.default_rng(1)
    held = 0
    for _ in range(30):
        seeds, tasks = rng.normal(0, 0.1, (12, 1)), rng.normal(0, 0.3, (1, 60))
        worlds = numpy.repeat(rng.normal(0, 0.2, 12), 5)
        found = interval(0.5 + seeds + tasks + worlds + rng.normal(0, 0.2, (12, 60)), [str(i // 5) for i in range(60)])
        held += found.low <= 0.5 <= found.high
    assert held >= 26


def test_an_interval_of_one_value_is_that_value() -> None:
    assert interval(numpy.full((3, 5), 0.25), list("aabbb")) == Estimate(0.25, 0.25, 0.25)


def test_a_difference_whose_interval_contains_nothing_is_called_none() -> None:
    assert verdict(Estimate(0.02, -0.01, 0.05)) == "null: +2.0 [-1.0, +5.0]"
    assert verdict(Estimate(0.02, 0.01, 0.03)) == "**+2.0** [+1.0, +3.0]"
    assert verdict(Estimate(-0.02, -0.03, -0.01)) == "**-2.0** [-3.0, -1.0]"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A study of two arms whose scores are made up."""
    place = Place(tmp_path / "study")
    for arm, f1 in ((START, 0.5), (BASE, 0.75)):
        for seed in (0, 100):
            lines = [
                {
                    "tasks": tasks,
                    "level": level,
                    "bundle": "w",
                    "task": f"t/{i}",
                    "kind": ("single_hop", "parallel_single_hop", "multi_hop", "parallel_multi_hop")[i % 4],
                    "reward": f1,
                    "solve_p": f1,
                    "solve_r": f1,
                    "solve_f1": f1,
                    "answer": 1.0,
                    "goal": None,
                    "malformed": None,
                    "calls": 2.0,
                }
                for tasks in ("held out", "unseen worlds")
                for level in ("base", "hard")
                for i in range(8)
            ]
            file = place.scores(arm, seed)
            file.parent.mkdir(parents=True)
            file.write_text("".join(json.dumps(line) + "\n" for line in lines))
            events = [
                {"stage": stage, "step": step, "solve_f1": f1 + step / 100 + seed / 1000}
                for stage in ("1-grpo-round-1", "1-grpo-round-2")
                for step in (1, 2)
            ]
            (file.parent / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
    return place


def test_rounds_go_on_where_the_one_before_ended_and_seeds_are_averaged(place: Place) -> None:
    points = curves(place, BASE, (0, 100), "solve_f1")
    assert [step for step, _ in points] == [1, 2, 3, 4]
    assert [value for _, value in points] == pytest.approx([0.81, 0.82, 0.81, 0.82])


def test_the_page_says_what_the_scores_say_and_leaves_out_arms_that_were_not_run(place: Place, tmp_path: Path) -> None:
    write_page(place, Size(steps=7), (0, 100), tmp_path / "docs", "Read by hand.")
    text = (tmp_path / "docs" / "study.md").read_text()
    assert "takes 7 optimizer steps" in text
    assert "Read by hand." in text
    difference, nothing = "**+25.0** [+25.0, +25.0]", "null: +0.0 [+0.0, +0.0]"
    assert f"| GRPO on episodes, `solve_f1` | {difference} | {difference} | {nothing} | {nothing} |" in text
    assert "REINFORCE++ on episodes |" not in text
    for picture in re.findall(r"\]\((study/\w+\.png)\)", text):
        assert (tmp_path / "docs" / picture).stat().st_size > 5_000, picture


def test_what_is_asked_at_more_seeds_is_shown_where_all_of_them_are_there(place: Place, tmp_path: Path) -> None:
    for seed in (0, 100):
        shutil.copytree(place.run(BASE, seed), place.run("ftrl_f1", seed))
    page = tmp_path / "docs" / "study.md"
    write_page(place, Size(), (0,), page.parent, more=(0, 100))
    asked = page.read_text().split("### Does the sound reward cost anything? (2 seeds)\n")[1].split("\n### ")[0]
    assert "| GRPO on episodes, `ftrl_f1` | 75.0 [75.0, 75.0] | 75.0 [75.0, 75.0]" in asked
    assert "| GRPO on episodes, `ftrl_f1` | null: +0.0 [+0.0, +0.0] | null: +0.0 [+0.0, +0.0]" in asked
    assert "| GRPO on episodes, `ftrl_f1` | 75.0 | 75.0 | 75.0 | 75.0 |" in asked
    place.scores("ftrl_f1", 100).unlink()
    write_page(place, Size(), (0,), page.parent, more=(0, 100))
    assert "cost anything?" not in page.read_text()


def test_a_model_that_is_there_without_its_scores_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, arm = Place(tmp_path), arms(Size())[0]
    monkeypatch.setattr("toolwright.runtime.Bundle.load", lambda folder: None)
    monkeypatch.setattr("benchmarks.study.train._measured", lambda model, *_: [{"model": model.name}])
    monkeypatch.setattr("toolwright.trainer.training.run.Run.go", lambda run: pytest.fail("trained again"))
    RunFolder(place.run(arm.name, 0)).finish("1-sft", lambda folder: folder.mkdir(parents=True))
    train(place, arm, 0, Size())
    assert json.loads(place.scores(arm.name, 0).read_text()) == {"model": "model"}


def test_an_arm_without_all_seeds_is_not_shown(place: Place) -> None:
    place.scores(BASE, 100).unlink()
    assert list(read(place, [START, BASE], (0, 100)).lines) == [START]


def test_values_are_those_of_the_tasks_that_are_asked_for(place: Place) -> None:
    results = read(place, [START], (0, 100))
    assert results.values(START, Cell("held out", "hard", "solve_f1")).shape == (2, 8)
    assert results.values(START, Cell("held out", "hard", "solve_f1"), "multi_hop").shape == (2, 2)
