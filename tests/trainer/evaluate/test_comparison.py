"""Several attempts at a task, and two policies against each other."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from toolwright.runtime import Score
from toolwright.trainer.evaluate import (
    MEASURES,
    OVERALL,
    Scored,
    compare,
    evaluate,
    evaluate_by,
    markdown,
    markdown_comparison,
    render_comparison,
)
from toolwright.trainer.evaluate.comparison import sign_test

from ...sizes import examples
from ..made import call, score, turn


def scored(task: str, kind: str = "single_hop", bundle: str = "b", level: str = "base", **made: object) -> Scored:
    return Scored(bundle, level, task, kind, score(**made), bundle)  # type: ignore[arg-type]


def answers(*right: bool) -> list[Scored]:
    return [scored(str(i), answer=each) for i, each in enumerate(right)]


def test_attempts_at_one_task_are_one_task() -> None:
    often = [scored("1", answer=True)] * 9 + [scored("2", answer=False)]
    row = evaluate_by(often).row()
    assert row.tasks == 2
    assert row.measures["answer"] is not None and row.measures["answer"].mean == 0.5


def test_tables_by_level_and_bundle() -> None:
    episodes = [scored("1"), scored("1", level="hard", answer=True), scored("1", bundle="a"), scored("2", bundle="a")]
    assert [(row.kind, row.tasks) for row in evaluate_by(episodes, "level").rows] == [
        ("base", 3),
        ("hard", 1),
        (OVERALL, 4),
    ]
    assert [(row.kind, row.tasks) for row in evaluate_by(episodes, "bundle").rows] == [("a", 2), ("b", 2), (OVERALL, 4)]
    assert evaluate_by(episodes, "level").mean("answer", "hard") == 1.0
    pairs = [(each.kind, each.score) for each in answers(True, False, True)]
    assert evaluate_by(answers(True, False, True)) == evaluate(pairs)


def test_malformed_calls_are_a_share_of_the_calls_made() -> None:
    def of(*malformed: bool) -> Score:
        made = turn(*[call(malformed=each) for each in malformed])
        return replace(score(calls=len(malformed)), turns=(made,))

    assert MEASURES["malformed"](of(True, False, False, True)) == 0.5
    assert MEASURES["malformed"](of()) is None


def test_differences_by_hand() -> None:
    own = answers(True, True, True, False, True)
    other = [*answers(False, True, False, True, True)[:4], scored("alone", answer=True)]
    (kind, overall) = compare(own, other)
    assert (kind.kind, kind.tasks, overall.kind, overall.tasks) == ("single_hop", 4, OVERALL, 4)
    found = kind.differences["answer"]
    assert found is not None
    assert (found.estimate.mean, found.more, found.less, found.same) == (0.25, 2, 1, 1)
    assert found.p == 1.0
    assert kind.differences["goal"] is None


def test_pairing_takes_out_what_tasks_differ_by() -> None:
    """Tasks from easy to hard, one policy a little better in each: unpaired intervals overlap, paired ones tell."""
    steps = 20
    other = [scored(str(i), steps=steps, solved=i, calls=steps) for i in range(steps)]
    own = [scored(str(i), steps=steps, solved=i + 1, calls=steps) for i in range(steps)]
    before, after = (evaluate_by(each).row().measures["solve_r"] for each in (other, own))
    found = compare(own, other)[-1].differences["solve_r"]
    assert before is not None and after is not None and found is not None
    assert before.high > after.low
    assert found.estimate.low > 0.0 and (found.more, found.less) == (steps, 0) and found.p < 1e-5


def test_nothing_in_common_is_no_comparison() -> None:
    assert compare(answers(True), [scored("other")]) == ()
    assert compare([], []) == ()


@pytest.mark.parametrize(
    ("more", "less", "p"), [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 1 / 16), (9, 1, 22 / 1024), (3, 3, 1.0), (6000, 5000, 0.0)]
)
def test_sign_test_by_hand(more: int, less: int, p: float) -> None:
    assert sign_test(more, less) == sign_test(less, more) == pytest.approx(p, abs=1e-9)


@settings(max_examples=examples(20))
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_a_comparison_turned_round_is_the_same_with_another_sign(pairs: list[tuple[bool, bool]]) -> None:
    own, other = (answers(*side) for side in zip(*pairs, strict=True))
    there, back = compare(own, other)[-1].differences["answer"], compare(other, own)[-1].differences["answer"]
    assert there is not None and back is not None
    assert there.estimate.mean == pytest.approx(-back.estimate.mean)
    assert (there.more, there.less, there.same, there.p) == (back.less, back.more, back.same, back.p)
    assert there.more + there.less + there.same == len(pairs)
    alone = compare(own, own)[-1].differences["answer"]
    assert alone is not None and alone.estimate.low == alone.estimate.high == 0.0 and alone.p == 1.0


def test_what_is_printed() -> None:
    comparisons = compare(answers(True, True, False), answers(False, False, False))
    console = Console(width=150, record=True, file=io.StringIO())
    console.print(render_comparison(comparisons, title="after less before"))
    text = console.export_text()
    for word in ("after less before", "single_hop", "answer", "+66.7", "+0.0 to +100.0", "0.500"):
        assert word in text
    lines = markdown_comparison(comparisons).splitlines()
    assert lines[0].startswith("| kind | tasks | measure |") and len({line.count("|") for line in lines}) == 1
    table = markdown({"a|b": evaluate_by(answers(True)), "c": evaluate_by(answers(False))})
    assert "a\\|b" in table and "| --- | ---: | --- | ---: |" in table.splitlines()[1]
