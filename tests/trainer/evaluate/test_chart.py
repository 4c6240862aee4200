"""The picture of an evaluation."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolwright.trainer.evaluate import evaluate, evaluate_by
from toolwright.trainer.evaluate.chart import draw

from ..made import score
from .test_comparison import scored


def test_pictures_are_the_same_each_time(tmp_path: Path) -> None:
    tables = {
        "before": evaluate([("single_hop", score(answer=True)), ("multi_hop", score(solved=2))]),
        "after": evaluate([("single_hop", score(solved=2)), ("a_kind_of_ones_own", score())]),
    }
    for name in ("one.png", "two.png"):
        draw(tables, tmp_path / "new" / name)
    assert (tmp_path / "new/one.png").read_bytes() == (tmp_path / "new/two.png").read_bytes()
    assert (tmp_path / "new/one.png").read_bytes().startswith(b"\x89PNG")
    draw({"alone": evaluate_by([scored("1")])}, tmp_path / "alone.png")
    with pytest.raises(ValueError, match="not supported"):
        draw(tables, tmp_path / "x.what")
