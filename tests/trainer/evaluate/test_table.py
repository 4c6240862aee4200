from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from toolwright.trainer.evaluate import OVERALL, bootstrap, evaluate, render

from ..made import score

SCORES = [
    ("multi_hop", score(steps=2, solved=2, calls=2, answer=True, goal=True)),
    ("multi_hop", score(steps=2, solved=1, calls=2, answer=False, goal=False)),
    ("single_hop", score(steps=1, solved=1, calls=3, answer=True)),
    ("single_hop", score(steps=1, solved=0, calls=0, answer=False)),
]


def test_means_per_kind() -> None:
    table = evaluate(SCORES)
    assert [row.kind for row in table.rows] == ["single_hop", "multi_hop", OVERALL]
    assert [row.tasks for row in table.rows] == [2, 2, 4]
    assert table.mean("solve_f1", "multi_hop") == pytest.approx((1 + 0.5) / 2)
    assert table.mean("solve_f1", "single_hop") == pytest.approx((0.5 + 0) / 2)
    assert table.mean("solve_r", "single_hop") == 0.5
    assert table.mean("answer") == 0.5
    assert table.mean("goal") == 0.5
    assert table.mean("calls") == 7 / 4


def test_an_episode_without_calls_has_full_precision_and_nothing_else() -> None:
    # The paper's definition; F1 and recall beside it show what it is worth.
    table = evaluate([("single_hop", score(steps=1, solved=0, calls=0))])
    assert {name: table.mean(name) for name in ("solve_p", "solve_r", "solve_f1")} == {
        "solve_p": 1.0,
        "solve_r": 0.0,
        "solve_f1": 0.0,
    }


def test_what_does_not_apply_is_none() -> None:
    table = evaluate(SCORES)
    assert table.row("single_hop").measures["goal"] is None
    with pytest.raises(KeyError):
        table.mean("goal", "single_hop")
    with pytest.raises(KeyError):
        table.row("parallel_multi_hop")


def test_tables_are_plain_data() -> None:
    rows = json.loads(json.dumps(evaluate(SCORES).to_json()))
    assert rows[-1]["kind"] == OVERALL
    assert rows[-1]["measures"]["answer"]["mean"] == 0.5
    assert rows[0]["measures"]["goal"] is None


def test_the_same_scores_give_the_same_table() -> None:
    assert evaluate(SCORES) == evaluate(SCORES)
    assert evaluate(SCORES, seed=1).row().measures["answer"] is not None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_holds_its_mean(values: list[float]) -> None:
    estimate = bootstrap(values)
    assert min(values) - 1e-9 <= estimate.low <= estimate.high <= max(values) + 1e-9
    assert estimate.low - 1e-9 <= estimate.mean <= estimate.high + 1e-9 or len(set(values)) > 1


def test_an_interval_has_the_width_of_its_standard_error() -> None:
    estimate = bootstrap([0.0, 1.0] * 200)
    assert estimate.mean == 0.5
    # 1.96 * 0.5 / sqrt(400) on either side
    assert estimate.low == pytest.approx(0.451, abs=0.01)
    assert estimate.high == pytest.approx(0.549, abs=0.01)


def test_nothing_to_average() -> None:
    with pytest.raises(ValueError, match="nothing"):
        bootstrap([])


def test_the_rendered_table_shows_all_of_it() -> None:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(render({"before": evaluate(SCORES[:2]), "after": evaluate(SCORES)}, title="Held out"))
    text = console.export_text()
    for word in ("Held out", "multi_hop", "single_hop", "before", "after", "Solve-F1", "75.0", "goal"):
        assert word in text
    assert render({"only": evaluate(SCORES)}).columns[2].header == "Solve-P"
