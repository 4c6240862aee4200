"""Models that have the change of training in chosen places alone.

What is chosen may be put on the model before (does it suffice?), or taken out of the model after (is it needed?). A
control has random changes of the same norms in the same places: what that does too is not the work of training.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from safetensors.torch import save_file

from .checkpoint import INDEX, SINGLE, CheckpointError
from .compare import Pair
from .names import GROUPS, MODULE_ORDER, layer_of, module_of
from .spectrum import drawn_from

_BESIDE: Final = ("*.json", "*.jinja", "*.txt", "*.model")
"""Files of a model beside its weights: its configuration and its tokenizer."""
_RANGE: Final = re.compile(r"(\d+)(?:-(\d+))?")
SELECTION: Final = "`layers=0-2,5` and/or `modules=mlp,q`, joined by `:`"


class SelectionError(Exception):
    """A selection that cannot be read, or that selects nothing."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Some places of a model."""

    text: str
    layers: frozenset[int] | None
    """None for all, and for what stands outside of layers."""
    modules: frozenset[str] | None

    def __contains__(self, name: str) -> bool:
        """Whether a tensor is in one of the places."""
        return (self.layers is None or layer_of(name) in self.layers) and (
            self.modules is None or module_of(name) in self.modules
        )

    @property
    def slug(self) -> str:
        """The selection as a part of file names."""
        return re.sub(r"[^a-z0-9_-]+", "_", self.text)


def selection(text: str) -> Selection:
    """The selection that *text* writes, as `layers=0-2:modules=mlp`. Raises SelectionError."""
    layers: frozenset[int] | None = None
    modules: frozenset[str] | None = None
    for part in text.split(":"):
        what, equals, values = part.partition("=")
        if what == "layers" and equals and layers is None:
            layers = frozenset(number for value in values.split(",") for number in _numbers(value, text))
        elif what == "modules" and equals and modules is None:
            modules = frozenset(module for value in values.split(",") for module in _modules(value, text))
        else:
            raise SelectionError(f"{text!r} selects nothing: write {SELECTION}")
    return Selection(text, layers, modules)


def everything() -> Selection:
    """The whole model."""
    return Selection("everything", None, None)


def _numbers(value: str, text: str) -> range:
    found = _RANGE.fullmatch(value)
    if not found or (found[2] and int(found[2]) < int(found[1])):
        raise SelectionError(f"{value!r} in {text!r} is no layer and no range of layers: write {SELECTION}")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def _modules(value: str, text: str) -> tuple[str, ...]:
    if value in GROUPS:
        return GROUPS[value]
    if value not in MODULE_ORDER:
        raise SelectionError(f"{value!r} in {text!r} is no module: {', '.join((*GROUPS, *MODULE_ORDER))}")
    return (value,)


def check(chosen: Selection, pair: Pair) -> None:
    """Raise SelectionError where *chosen* names no tensor of *pair*."""
    if not any(name in chosen for name in pair.names):
        raise SelectionError(f"the model has no tensor in {chosen.text}")


@dataclass(frozen=True, slots=True)
class Graft:
    """A model to write."""

    name: str
    """`only`, `without` or `random-SEED`."""
    chosen: Selection
    seed: int = 0

    def tensor(self, pair: Pair, name: str) -> Any:
        """A tensor of the model that is to be written."""
        changes = (name in self.chosen) != (self.name == "without")
        if not changes or name not in pair.names:
            return pair.before.tensor(name)
        after = pair.after_tensor(name)
        if not self.name.startswith("random"):
            return after
        before = pair.before.tensor(name)
        noise = _normal(before.shape, name, self.seed)
        length = float(noise.norm())
        wanted = float((after.double() - before.double()).norm())
        return (before.double() + noise * (wanted / length if length else 0.0)).to(before.dtype)


def _normal(shape: Any, name: str, seed: int) -> Any:
    import torch

    return torch.randn(shape, generator=drawn_from(name, seed), dtype=torch.float64)


def grafts(chosen: Selection, controls: int) -> Iterator[Graft]:
    """The models that tell what *chosen* is worth: with it alone, without it, and so many random *controls*."""
    yield Graft("only", chosen)
    yield Graft("without", chosen)
    for seed in range(controls):
        yield Graft(f"random-{seed}", chosen, seed)


def write(pair: Pair, graft: Graft, folder: Path) -> None:
    """Write a model into *folder*, in files as those of the model before, one of them in memory at a time.

    Raises OSError, or CheckpointError where the model before is a lone file: nobody could load the result.
    """
    source = pair.before.path
    if not source.is_dir():
        raise CheckpointError(f"{source} is a file; to graft, name the folder of a model with its config.json")
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in _BESIDE:
        for file in source.glob(pattern):
            if file.name != INDEX:
                shutil.copyfile(file, folder / file.name)
    weights: dict[Path, list[str]] = {}
    for name in pair.before.specs:
        weights.setdefault(pair.before.files[name], []).append(name)
    for file, names in weights.items():
        tensors = {name: graft.tensor(pair, name).contiguous() for name in names}
        save_file(tensors, folder / file.name, metadata={"format": "pt"})
    if len(weights) > 1 or next(iter(weights)).name != SINGLE:
        shutil.copyfile(source / INDEX, folder / INDEX)


def loadable(folder: Path) -> bool:
    """Whether a folder has what transformers needs beside weights."""
    try:
        return isinstance(json.loads((folder / "config.json").read_text("utf-8")), dict)
    except (OSError, ValueError):
        return False
