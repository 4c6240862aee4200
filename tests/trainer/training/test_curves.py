"""Learning curves: what stands in the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from matplotlib import pyplot

from toolwright.trainer.plot import smoothed
from toolwright.trainer.training.curves import draw

SFT = [{"stage": "1-sft", "step": step, "loss": 1 / step} for step in range(1, 13)]
GRPO = [{"stage": "2-grpo", "step": step, "loss": 0.1, "reward": -0.4, "solve_f1": 0.5} for step in range(1, 41)]


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The figures that were drawn, kept open."""
    drawn: list[Any] = []
    monkeypatch.setattr(pyplot, "close", drawn.append)
    return drawn


def test_a_leg_has_axes_for_what_it_logs_alone(tmp_path: Path, figures: list[Any]) -> None:
    draw([*SFT, *GRPO], ["1-sft", "2-grpo", "3-dpo"], tmp_path / "curves.png")
    (figure,) = figures
    sft, grpo, shares, dpo = figure.axes
    assert [axes.get_title() for axes in figure.axes] == ["1-sft", "2-grpo", "", "3-dpo"]
    assert not dpo.lines and len(sft.lines) == len(grpo.lines) == 2 and len(shares.lines) == 4
    assert shares.get_ylim()[0] < -0.4, "a reward below 0 is in the picture"
    legend = shares.get_legend()
    figure.canvas.draw()
    assert legend.get_window_extent().x0 >= shares.get_window_extent().x1, "the legend is on no curve"
    assert "pale" in figure.get_supxlabel()
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_the_smoothed_line_does_not_lag() -> None:
    line = [float(value) for value in range(60)]
    assert smoothed(line)[5:-5] == pytest.approx(line[5:-5]), "a straight line stays where it is"
    assert (smoothed(line)[0], smoothed(line)[-1]) == (2.5, 56.5)
    assert smoothed([0.0, 1.0, 0.0]) == [0.0, 1.0, 0.0], "few steps are drawn as they are"
    jagged = [0.0, 1.0] * 30
    assert max(smoothed(jagged)[5:-5]) - min(smoothed(jagged)[5:-5]) < 0.2
    assert smoothed([]) == []
