"""Levels open as the success rate allows, and a stopped curriculum goes on as it was."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from toolwright.trainer.config.models import CurriculumSection
from toolwright.trainer.training.curriculum import Curriculum

LEVELS = ("base", "two", "three")
SETTINGS = CurriculumSection(threshold=0.5, window=4, rehearsal=0.25)


def test_a_level_opens_when_the_newest_is_played_well() -> None:
    curriculum = Curriculum(LEVELS, SETTINGS, 0)
    curriculum.observe([("base", 1.0)] * 3)
    assert curriculum.newest == "base", "the window is not full"
    curriculum.observe([("base", 0.0)])
    assert curriculum.newest == "two", "three of four is more than half"
    assert curriculum.success is None
    curriculum.observe([("base", 1.0)] * 9)
    assert curriculum.newest == "two", "what was won at earlier levels opens nothing"
    curriculum.observe([("two", 0.4)] * 8)
    assert curriculum.newest == "two"
    curriculum.observe([("two", 0.6)] * 4)
    curriculum.observe([("three", 1.0)] * 40)
    assert curriculum.newest == "three"


def test_earlier_levels_are_rehearsed_for_their_share_of_the_groups() -> None:
    curriculum = Curriculum(LEVELS, SETTINGS, 0)
    drawn = {curriculum.level(step, "b", "t") for step in range(100)}
    assert drawn == {"base"}
    for level in LEVELS[:2]:
        curriculum.observe([(level, 1.0)] * 4)
    counts = Counter(curriculum.level(step, "b", f"t{task}") for step in range(40) for task in range(50))
    assert abs(counts["three"] / 2000 - 0.75) < 0.05
    assert abs(counts["base"] - counts["two"]) < 80
    assert curriculum.level(3, "b", "t") == curriculum.level(3, "b", "t")


@given(
    st.lists(st.lists(st.tuples(st.sampled_from(LEVELS), st.floats(0, 1)), max_size=6), max_size=12),
    st.integers(0, 12),
)
def test_a_stopped_curriculum_goes_on_as_it_was(batches: list[list[tuple[str, float]]], stop: int) -> None:
    whole, stopped = (Curriculum(LEVELS, SETTINGS, 1) for _ in range(2))
    for number, batch in enumerate(batches):
        if number == stop:
            state = stopped.state()
            stopped = Curriculum(LEVELS, SETTINGS, 1)
            stopped.restore(state)
        whole.observe(batch)
        stopped.observe(batch)
        assert (whole.newest, whole.success) == (stopped.newest, stopped.success)
        assert whole.level(number, "b", "t") == stopped.level(number, "b", "t")
