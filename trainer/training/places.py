"""Where the model of a training file is."""

from __future__ import annotations

from pathlib import Path

from toolwright.dsl.diagnostics import Diagnostic, error

from ..config import Config, Written
from ..model_places import may_be_on_the_hub


def placed(config: Config, written: Written, folder: Path) -> tuple[Config, list[Diagnostic]]:
    """*config* with the place of its model seen from *folder*, and what is wrong with that place.

    A name that is no folder here is left to the hub, unless it can be none of its names.
    """
    path = config.model.path
    if path == "tiny":
        return config, []
    if (folder / path).is_dir():
        found = config.model.model_copy(update={"path": str(folder / path)})
        return config.model_copy(update={"model": found}), []
    if may_be_on_the_hub(path):
        return config, []
    say = "name the folder of a model, seen from the folder of this file, or a model of the hub as `Qwen/Qwen3-8B`"
    return config, [error("TW0901", written.value(("model", "path")), f"there is no folder `{path}`", help=say)]
