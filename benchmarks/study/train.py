"""One run of the study: an arm at a seed, trained and then measured task by task."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .arms import EASY, HARD, START, Arm, Size
from .worlds import worlds

TRAINED: Final = 16
UNSEEN: Final = 16
"""Worlds that are trained on, and worlds that are not."""
MEASURED: Final = (EASY, HARD)
"""Levels at which every model plays."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the study is kept."""

    folder: Path

    def bundle(self, name: str) -> Path:
        """The bundle of a world."""
        return self.folder / "bundles" / name

    def run(self, arm: str, seed: int) -> Path:
        """The folder of one run."""
        return self.folder / "runs" / f"{arm}-{seed}"

    def scores(self, arm: str, seed: int) -> Path:
        """What the model of one run earned, a line a task; there once the run is whole."""
        return self.run(arm, seed) / "scores.jsonl"


def names() -> tuple[list[str], list[str]]:
    """The worlds that are trained on, and the others."""
    every = [name for name, _ in worlds(TRAINED + UNSEEN)]
    return every[:TRAINED], every[TRAINED:]


def make_bundles(place: Place, say: Callable[[str], None]) -> None:
    """Build and prove every world that is not there yet. Raises ValueError where one has mistakes."""
    from toolwright.compiler import compile_program, write_folder
    from toolwright.dsl.check import check

    for name, text in worlds(TRAINED + UNSEEN):
        if (place.bundle(name) / "manifest.json").exists():
            continue
        say(f"building {name}")
        program = check(f"{name}.tool", _Text(text)).program
        result = compile_program(program) if program else None
        if result is None or result.files is None:
            raise ValueError(f"the world {name} cannot be built")
        write_folder(result.files, place.bundle(name))


@dataclass(frozen=True, slots=True)
class _Text:
    """The only file that there is."""

    text: str

    def read(self, _path: str) -> bytes:
        return self.text.encode()


def train(place: Place, arm: Arm, seed: int, size: Size) -> None:
    """Train *arm* at *seed* and measure it; a whole run is left as it is, one that was cut off is begun anew.

    A model that is there, without its scores, is measured.
    """
    from toolwright.runtime import Bundle
    from toolwright.trainer.training.bundles import Worlds
    from toolwright.trainer.training.folder import RunFolder, write_text
    from toolwright.trainer.training.run import Run, legs

    if place.scores(arm.name, seed).exists():
        return
    trained, unseen = names()
    settings = config(place, arm, seed, size)
    folder = RunFolder(place.run(arm.name, seed))
    bundles = tuple(Bundle.load(place.bundle(name)) for name in trained)
    last = legs(settings)[-1].name
    if folder.model(last) is None:
        Run(settings, Worlds(bundles, ()), folder).go()
    model = folder.model(last)
    assert model is not None
    others = [Bundle.load(place.bundle(name)) for name in unseen]
    lines = [json.dumps(line, sort_keys=True) + "\n" for line in _measured(model, bundles, others, size, seed)]
    write_text(place.scores(arm.name, seed), "".join(lines))


def config(place: Place, arm: Arm, seed: int, size: Size) -> Any:
    """The training file of an arm at a seed, as a `trainer.config.Config`."""
    from toolwright.trainer.config import Config

    trained, _ = names()
    start = str(place.run(START, seed) / "stages" / "1-sft" / "model") if arm.name != START else "tiny"
    return Config.model_validate(
        {
            "seed": seed,
            "bundle": {"paths": [str(place.bundle(name)) for name in trained], "levels": list(arm.levels)},
            "model": {"path": start, "max_turn_tokens": 96},
            "tiny": {"hidden": size.hidden, "layers": size.layers, "cut_names": True},
            # No table of the run's own: models are measured here. The levels say which words the tokenizer knows.
            "eval": {"tasks_most": 0, "levels": list(MEASURED)},
            "checkpoint": {"every": 0},
            "order": [name for name in arm.sections if name != "collect" and name != "curriculum"],
            **arm.sections,
        }
    )


def _measured(
    model: Path, trained: Sequence[Any], unseen: Sequence[Any], size: Size, seed: int
) -> Iterator[Mapping[str, Any]]:
    """A line for each task that is measured: where it is from, and what greedy play earned."""
    from toolwright.trainer.config.models import ModelSection
    from toolwright.trainer.evaluate.measures import MEASURES
    from toolwright.trainer.policies.hf import HFPolicy
    from toolwright.trainer.tasks import play, split
    from toolwright.trainer.training.start import load, on_device

    settings = ModelSection(path=str(model), max_turn_tokens=96)
    weights, tokenizer = load(str(model), settings)
    policy = HFPolicy(on_device(weights, settings), tokenizer, max_new_tokens=96, seed=seed)
    sets = {
        "held out": (trained, split(trained, 0.2, size.held_out)[1]),
        "unseen worlds": (unseen, split(unseen, 1.0, size.unseen)[1]),
    }
    for which, (bundles, tasks) in sets.items():
        for level in MEASURED:
            environments = {(bundle.name, level): bundle.environment(level) for bundle in bundles}
            refs = [(bundle, level, task) for bundle, task in tasks]
            for ref, played in zip(refs, play(environments, refs, policy, seed), strict=True):
                values = {name: measure(played.score) for name, measure in MEASURES.items()}
                yield {
                    "tasks": which,
                    "level": level,
                    "bundle": ref[0],
                    "task": ref[2],
                    "kind": played.kind,
                    "reward": played.score.reward,
                    **values,
                }
