"""From bundles to a model that is measurably better, on a CPU and without a download: read it top to bottom.

The tasks are split by hash; a small model learns to call tools from demonstrations (SFT), then from its own episodes
(GRPO). The demonstrations are golden plans, and a share of them have a bad habit: they ask everything twice. A
model of this size that is trained on golden plans alone and stopped early is left with mistakes in copying names,
which GRPO does not mend in minutes (docs/demo.md has what was measured); habits are what it mends, and what real
demonstrations have. GRPO plays only tasks that the SFT model does not solve wholly, because a group of episodes
without variance in its rewards teaches nothing.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from toolwright.runtime import Bundle, Environment

from .config.models import GrpoSection, SftSection
from .evaluate import Table, evaluate
from .logs import StepLog
from .policies import NoisyPolicy, Policy
from .tasks import LevelTask, Played, play, split


@dataclass(frozen=True)
class Settings:
    """What the recipe does; the defaults are those of `toolwright demo`."""

    seed: int = 0
    held_out: float = 0.2
    """Share of the tasks that are never trained on, by hash of their name."""
    held_out_most: int = 30
    """At most so many held-out tasks of each bundle are played in an evaluation."""
    habits: float = 0.65
    """Share of the demonstrations that have a bad habit (`policies.noisy`); the others are golden."""
    sft_steps: int = 300
    sft_learning_rate: float = 3e-3
    grpo_steps: int = 110
    grpo_batch: int = 48
    grpo_generations: int = 8
    grpo_learning_rate: float = 2e-4
    temperature: float = 1.0
    probe_most: int = 720
    """At most so many training tasks are tried once with the SFT model, to find those that it does not solve."""


@dataclass(frozen=True)
class Stage:
    """An evaluation of the model at one point of the recipe, on held-out tasks."""

    name: str
    greedy: Table
    sampled: Table
    """At the temperature of training."""


@dataclass(frozen=True)
class Report:
    """What came out."""

    stages: tuple[Stage, ...]
    sft_log: tuple[StepLog, ...]
    grpo_log: tuple[StepLog, ...]
    counts: dict[str, int]
    """Tasks by what they were used for."""

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        tables = [{"stage": s.name, "greedy": s.greedy.to_json(), "sampled": s.sampled.to_json()} for s in self.stages]
        logs = {"sft": [asdict(log) for log in self.sft_log], "grpo": [asdict(log) for log in self.grpo_log]}
        return {"stages": tables, "logs": logs, "counts": self.counts}


Progress = Callable[[str, float, float], None]
"""Called with (what is being done, done, all)."""


def improve(bundles: Sequence[Bundle], out: Path, settings: Settings, progress: Progress = lambda *_: None) -> Report:
    """Train a small model on *bundles* and measure it before, after SFT and after GRPO.

    The model, its tokenizer and `report.json` are saved under *out*. Needs the `train` extra.
    """
    from transformers import set_seed

    from .environment import EpisodeSource
    from .tiny import build_model, build_tokenizer
    from .training.rollouts import RolloutRun, train_rollouts
    from .training.sft import demonstration_rows, train_sft
    from .training.stage import StageRun
    from .training.start import golden_texts

    set_seed(settings.seed)
    source = EpisodeSource(bundles)
    training, held_out = (
        [(name, "base", task) for name, task in refs]
        for refs in split(bundles, settings.held_out, settings.held_out_most)
    )
    tokenizer = build_tokenizer(golden_texts(source.environments, [*training, *held_out]))
    model = build_model(tokenizer)
    measure = _Measure(source.environments, held_out, settings, model, tokenizer, progress)

    stages = [measure.stage("before")]
    demonstrations = [each.trajectory for each in play(source.environments, training, NoisyPolicy(settings.habits))]
    rows = demonstration_rows(demonstrations, [source.documents(*ref) for ref in training])
    sft_log: list[StepLog] = []
    sft = SftSection(
        steps=settings.sft_steps,
        learning_rate=settings.sft_learning_rate,
        warmup_steps=min(20, settings.sft_steps // 4),
        max_length=1024,
    )
    train_sft(model, tokenizer, rows, sft, StageRun(out / "sft", settings.seed, _logger("SFT", sft_log, progress)))
    _save(model, tokenizer, out / "sft")
    stages.append(measure.stage("after SFT"))

    unsolved = _unsolved(source.environments, training, measure.policy(settings.temperature), settings, progress)
    grpo_log: list[StepLog] = []
    grpo = GrpoSection(
        steps=settings.grpo_steps,
        batch_size=settings.grpo_batch,
        generations=settings.grpo_generations,
        learning_rate=settings.grpo_learning_rate,
        warmup_steps=min(5, settings.grpo_steps),
        temperature=settings.temperature,
        max_completion_length=320,
    )
    grpo_run = StageRun(out / "grpo", settings.seed, _logger("GRPO", grpo_log, progress))
    train_rollouts(model, tokenizer, source.rows(unsolved), grpo, grpo_run, RolloutRun(source))
    _save(model, tokenizer, out / "grpo")
    stages.append(measure.stage("after GRPO"))

    counts = {"training": len(training), "played by GRPO": len(unsolved)}
    report = Report(tuple(stages), tuple(sft_log), tuple(grpo_log), {**counts, "held out": len(held_out)})
    (out / "report.json").write_text(json.dumps(report.to_json(), sort_keys=True, indent=1) + "\n", "utf-8")
    return report


class _Measure:
    """Evaluates the model as it is now on the held-out tasks."""

    def __init__(
        self,
        environments: Mapping[tuple[str, str], Environment],
        held_out: Sequence[LevelTask],
        settings: Settings,
        model: Any,
        tokenizer: Any,
        progress: Progress,
    ) -> None:
        self._environments = environments
        self._held_out = held_out
        self._settings = settings
        self._model = model
        self._tokenizer = tokenizer
        self._progress = progress

    def policy(self, temperature: float) -> Policy:
        from .policies.hf import HFPolicy

        return HFPolicy(
            self._model, self._tokenizer, temperature=temperature, max_new_tokens=112, seed=self._settings.seed
        )

    def stage(self, name: str) -> Stage:
        greedy, sampled = (self._table(name, t) for t in (0.0, self._settings.temperature))
        return Stage(name, greedy, sampled)

    def _table(self, name: str, temperature: float) -> Table:
        advance = counted(self._progress, f"evaluation {name}", len(self._held_out))
        return table_of(play(self._environments, self._held_out, self.policy(temperature), advance=advance))


def table_of(played: Sequence[Played]) -> Table:
    """The evaluation of what was played."""
    return evaluate((each.kind, each.score) for each in played)


def counted(progress: Progress, what: str, total: int) -> Callable[[int], None]:
    """Says to *progress* how many of *total* are done, from how many just finished."""
    done = 0

    def advance(finished: int) -> None:
        nonlocal done
        done += finished
        progress(what, done, total)

    return advance


def _unsolved(
    environments: Mapping[tuple[str, str], Environment],
    training: Sequence[LevelTask],
    policy: Policy,
    settings: Settings,
    progress: Progress,
) -> list[LevelTask]:
    """Training tasks that *policy* does not solve wholly in one try, from a sample; all of them if it solves all."""
    tried = random.Random(settings.seed).sample(list(training), min(settings.probe_most, len(training)))
    played = play(environments, tried, policy, advance=counted(progress, "what is left to learn", len(tried)))
    unsolved = [ref for ref, each in zip(tried, played, strict=True) if each.score.reward < 1.0]
    return unsolved or list(training)


def _logger(what: str, kept: list[StepLog], progress: Progress) -> Callable[[StepLog], None]:
    def log(entry: StepLog) -> None:
        # A trainer's last log sums the run up and has no step of its own.
        if "loss" in entry.values:
            kept.append(entry)
        progress(what, entry.step, entry.total)

    return log


def _save(model: Any, tokenizer: Any, folder: Path) -> None:
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
