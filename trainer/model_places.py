"""Where models are, as people name them: folders and names of the hub."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_ON_THE_HUB: Final = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)?")
"""How models are called there: a name, or an owner and a name."""


def may_be_on_the_hub(name: str) -> bool:
    """Whether a model of the hub can be called *name*."""
    return _ON_THE_HUB.fullmatch(name) is not None


def meant_instead(folder: Path) -> Path | None:
    """The folder of the model that the folder of a training stage holds, or of a run the last stage's; None without."""
    stages = sorted((folder / "stages").glob("*/model"), key=lambda path: _order(path.parent.name))
    return next((path for path in (*reversed(stages), folder / "model") if (path / "config.json").is_file()), None)


def _order(stage: str) -> tuple[int, str]:
    number = stage.partition("-")[0]
    return int(number) if number.isdecimal() else 0, stage


__all__ = ["may_be_on_the_hub", "meant_instead"]
