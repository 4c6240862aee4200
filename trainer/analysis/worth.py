"""What a graft is worth: the share of training's gain in Solve-F1 that a model with a part of the change has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from toolwright.runtime import Environment

from ..policies.hf import HFPolicy
from ..rollout import jobs_of, play_batches
from .graft import Graft

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True, slots=True)
class Exam:
    """What models are played on."""

    environments: tuple[Environment, ...]
    limit: int | None = None
    """Most tasks of each environment; None for all."""
    seed: int = 0
    max_new_tokens: int = 256
    batch: int = 32

    def solve_f1(self, model: Path) -> float:
        """The mean Solve-F1 of a model, greedy, over all tasks. Raises OSError where there is no model."""
        policy = HFPolicy.load(str(model), max_new_tokens=self.max_new_tokens, seed=self.seed)
        jobs = [
            job
            for environment in self.environments
            for job in jobs_of(environment, list(environment.tasks)[: self.limit], seed=self.seed)
        ]
        return fmean(ended.episode.score().f1 for ended in play_batches(jobs, policy, self.batch))


@dataclass(frozen=True, slots=True)
class Worth:
    """What a part of the change is worth."""

    chosen: str
    only: float
    """Solve-F1 of the model before with the chosen part of the change."""
    without: float
    """Solve-F1 of the model after without it."""
    controls: tuple[float, ...]
    """Solve-F1 of the model before with random changes of the same norms in the same places."""


@dataclass(frozen=True, slots=True)
class Gain:
    """The gain of training, and which parts of the change carry it."""

    before: float
    after: float
    parts: tuple[Worth, ...]

    def share(self, score: float) -> float | None:
        """The share of the gain that a model of this score has; None where there was no gain."""
        gain = self.after - self.before
        return (score - self.before) / gain if gain > 0 else None

    def to_json(self) -> dict[str, Any]:
        """Solve-F1 of every model, and the shares of the gain."""
        parts = [
            asdict(part)
            | {
                "share_only": self.share(part.only),
                "share_without": self.share(part.without),
                "share_controls": [self.share(control) for control in part.controls],
            }
            for part in self.parts
        ]
        return {"measure": "solve_f1", "before": self.before, "after": self.after, "parts": parts}


def worth(chosen: str, models: Sequence[Graft], score: Callable[[Graft], float]) -> Worth:
    """What `graft.grafts` of *chosen* are worth, where *score* gives the Solve-F1 of one."""
    scores = {graft.name: score(graft) for graft in models}
    return Worth(chosen, scores.pop("only"), scores.pop("without"), tuple(scores.values()))


def render(gain: Gain) -> Table:
    """The parts as a table for the terminal."""
    from rich.table import Table

    shared = gain.share(gain.after) is not None
    what = "Solve-F1 (and the share of its gain)" if shared else "Solve-F1, which has no gain to share"
    title = f"{what}: {gain.before:.3f} before, {gain.after:.3f} after"
    table = Table(title=title, title_justify="left")
    table.add_column("part of the change", no_wrap=True)
    for head in ("with it alone", "without it", "random of the same norm"):
        table.add_column(head, justify="right")
    for part in gain.parts:
        controls = fmean(part.controls) if part.controls else None
        table.add_row(part.chosen, *(_cell(gain, score) for score in (part.only, part.without, controls)))
    return table


def _cell(gain: Gain, score: float | None) -> str:
    if score is None:
        return ""
    share = gain.share(score)
    return f"{score:.3f}" if share is None else f"{score:.3f} ({100 * share:.0f} %)"
