"""How far a training run is: plain lines in pipes, and one line that keeps steps and time on a narrow terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from toolwright.cli.training import EVERY, Pace, plain, renewed

ROLLOUTS = {"loss": 0.01234, "reward": 0.5, "solve_f1": 0.75, "answer": 0.25, "kl": 1.0}
PARTS = {
    "1-sft": {"loss": 0.5},
    "2-grpo-round-12": ROLLOUTS,
    "3-reinforce": ROLLOUTS,
    "4-dpo": {"loss": 0.5, "rewards/accuracies": 0.75},
    "5-kto": {"loss": 0.5},
    "2-grpo-round-12: collecting prefixes": {},
    "evaluation 2-grpo-round-12: unseen worlds": {},
}


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_log_gets_the_first_and_last_step_and_one_now_and_then() -> None:
    clock, lines = Clock(), list[str]()
    advance = plain(Pace(clock), lines.append)
    advance("2-grpo", 0, 200, {})
    for step in range(1, 201):
        clock.now += 12
        advance("2-grpo", step, 200, ROLLOUTS)
    assert lines[0] == "2-grpo 0/200"
    assert lines[1] == "2-grpo 3/200  reward 0.500, Solve-F1 0.750, answer 0.250, loss 0.012, 12 s/step, 39 min left"
    assert lines[-1] == "2-grpo 200/200  reward 0.500, Solve-F1 0.750, answer 0.250, loss 0.012, 12 s/step"
    assert len(lines) == 1 + 200 // 3 + 1
    assert EVERY == 30


def test_a_new_part_is_told_at_once_and_has_a_pace_of_its_own() -> None:
    clock, lines = Clock(), list[str]()
    advance = plain(Pace(clock), lines.append)
    for done in (0, 1):
        advance("evaluation before: held out", done, 30, {})
        clock.now += 100
    advance("1-sft", 50, 200, {})
    clock.now += 1
    advance("1-sft", 51, 200, {"loss": 1.0})
    clock.now += 60
    advance("1-sft", 52, 200, {"loss": 1.0})
    assert lines == [
        "evaluation before: held out 0/30",
        "evaluation before: held out 1/30  48 min left",
        "1-sft 50/200",
        "1-sft 52/200  loss 1.000, 30 s/step, 75 min left",
    ]


@pytest.mark.parametrize("what", PARTS)
def test_steps_and_time_stay_on_a_terminal_of_80_columns(what: str) -> None:
    clock, text = Clock(), io.StringIO()
    console = Console(file=text, width=80, force_terminal=True, color_system=None)
    with renewed(console, Pace(clock)) as advance:
        advance(what, 39, 200, {})
        clock.now += 120
        advance(what, 40, 200, PARTS[what])
    last = next(line for line in reversed(text.getvalue().splitlines()) if "40/200" in line)
    last = last.rpartition("\x1b[2K")[2].rstrip()
    assert len(last) <= 80
    assert last.startswith(what) and "0:00:00" in last and "5.3 h left" in last
    if PARTS[what]:
        assert next(iter(part for part in ("reward 0.500", "preferred 0.750", "loss 0.500") if part in last), None)


def test_a_part_that_begins_anew_begins_at_its_start() -> None:
    text = io.StringIO()
    console = Console(file=text, width=120, force_terminal=True, color_system=None)
    with renewed(console, Pace()) as advance:
        advance("1-sft", 200, 200, {"loss": 1.0})
        advance("2-grpo", 0, 60, {})
    assert "0/60" in text.getvalue()
