"""From bundles to a model that is measurably better, on a CPU and without a download: read it top to bottom.

The tasks are split by hash; a small model learns to call tools from demonstrations (SFT), then from its own episodes
(GRPO). The demonstrations are golden plans, and a share of them have a bad habit: they ask everything twice. A
model of this size that is trained on golden plans alone and stopped early is left with mistakes in copying names,
which GRPO does not mend in minutes (docs/demo.md has what was measured); habits are what it mends, and what real
demonstrations have. GRPO plays only tasks that the SFT model does not solve wholly, because a group of episodes
without variance in its rewards teaches nothing.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from toolwright.runtime import Bundle, Score, score

from .evaluate import Table, evaluate
from .logs import StepLog
from .policies import GoldenPolicy, NoisyPolicy, Policy
from .rollout import rollout

TaskRef = tuple[str, str]
"""(bundle name, task id)"""


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
    from .grpo import train_grpo
    from .sft import demonstration_rows, train_sft
    from .tiny import build_model

    set_seed(settings.seed)
    by_name = {bundle.name: bundle for bundle in bundles}
    training, held_out = split(bundles, settings)
    tokenizer = _tokenizer(by_name, [*training, *held_out])
    model = build_model(tokenizer)
    measure = _Measure(by_name, held_out, settings, model, tokenizer, progress)

    stages = [measure.stage("before")]
    demonstrations = [t for t, _ in _play(by_name, training, NoisyPolicy(settings.habits))]
    rows = demonstration_rows(demonstrations, [_tools(by_name, ref) for ref in training])
    sft_log: list[StepLog] = []
    train_sft(
        model,
        tokenizer,
        rows,
        out / "sft",
        steps=settings.sft_steps,
        learning_rate=settings.sft_learning_rate,
        seed=settings.seed,
        log=_logger("SFT", sft_log, progress),
    )
    _save(model, tokenizer, out / "sft")
    stages.append(measure.stage("after SFT"))

    unsolved = _unsolved(by_name, training, measure.policy(settings.temperature), settings, progress)
    grpo_log: list[StepLog] = []
    train_grpo(
        model,
        tokenizer,
        EpisodeSource(bundles),
        unsolved,
        out / "grpo",
        steps=settings.grpo_steps,
        batch_size=settings.grpo_batch,
        generations=settings.grpo_generations,
        learning_rate=settings.grpo_learning_rate,
        temperature=settings.temperature,
        seed=settings.seed,
        log=_logger("GRPO", grpo_log, progress),
    )
    _save(model, tokenizer, out / "grpo")
    stages.append(measure.stage("after GRPO"))

    counts = {"training": len(training), "played by GRPO": len(unsolved)}
    report = Report(tuple(stages), tuple(sft_log), tuple(grpo_log), {**counts, "held out": len(held_out)})
    (out / "report.json").write_text(json.dumps(report.to_json(), sort_keys=True, indent=1) + "\n", "utf-8")
    return report


def split(bundles: Sequence[Bundle], settings: Settings) -> tuple[list[TaskRef], list[TaskRef]]:
    """Training tasks and held-out tasks: the same split on every machine and day."""
    training: list[TaskRef] = []
    held_out: list[TaskRef] = []
    for bundle in bundles:
        apart: list[TaskRef] = []
        for task_id in bundle.level("base").tasks:
            ref = (bundle.name, task_id)
            (apart if _draw(ref, "held out") < settings.held_out else training).append(ref)
        held_out += sorted(apart, key=lambda ref: _draw(ref, "order"))[: settings.held_out_most]
    return training, held_out


class _Measure:
    """Evaluates the model as it is now on the held-out tasks."""

    def __init__(
        self,
        bundles: Mapping[str, Bundle],
        held_out: Sequence[TaskRef],
        settings: Settings,
        model: Any,
        tokenizer: Any,
        progress: Progress,
    ) -> None:
        self._bundles = bundles
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
        played = _play(self._bundles, self._held_out, self.policy(temperature), self._progress, f"evaluation {name}")
        return evaluate((kind, result) for _, (kind, result) in played)


def _play(
    bundles: Mapping[str, Bundle],
    refs: Sequence[TaskRef],
    policy: Policy,
    progress: Progress = lambda *_: None,
    what: str = "",
) -> list[tuple[dict[str, Any], tuple[str, Score]]]:
    """Play each task once; the trajectory with the task's kind and the score, in the order of *refs*."""
    played: dict[TaskRef, tuple[dict[str, Any], tuple[str, Score]]] = {}
    done = 0

    def advance(finished: int) -> None:
        nonlocal done
        done += finished
        progress(what, done, len(refs))

    for name, bundle in bundles.items():
        environment = bundle.environment("base")
        ids = [task_id for owner, task_id in refs if owner == name]
        for trajectory in rollout(environment, ids, policy, advance=advance):
            task = environment.tasks[trajectory["task"]]
            played[name, task.id] = (trajectory, (task.kind, score(bundle, trajectory)))
    return [played[ref] for ref in refs]


def _unsolved(
    bundles: Mapping[str, Bundle],
    training: Sequence[TaskRef],
    policy: Policy,
    settings: Settings,
    progress: Progress,
) -> list[TaskRef]:
    """Training tasks that *policy* does not solve wholly in one try, from a sample; all of them if it solves all."""
    tried = random.Random(settings.seed).sample(list(training), min(settings.probe_most, len(training)))
    played = _play(bundles, tried, policy, progress, "what is left to learn")
    unsolved = [ref for ref, (_, (_, result)) in zip(tried, played, strict=True) if result.reward < 1.0]
    return unsolved or list(training)


def _tokenizer(bundles: Mapping[str, Bundle], refs: Sequence[TaskRef]) -> Any:
    """A tokenizer that knows the words of all tasks, as any does; the model learns from training tasks alone."""
    from .policies.hf import template_messages
    from .tiny import build_tokenizer

    render = build_tokenizer([]).apply_chat_template
    played = _play(bundles, refs, GoldenPolicy())
    return build_tokenizer(
        render(template_messages(trajectory["messages"]), tools=_tools(bundles, ref), tokenize=False)
        for ref, (trajectory, _) in zip(refs, played, strict=True)
    )


def _tools(bundles: Mapping[str, Bundle], ref: TaskRef) -> list[dict[str, Any]]:
    return bundles[ref[0]].environment("base").reset(ref[1]).tools


def _draw(ref: TaskRef, purpose: str) -> float:
    """A number in [0, 1) that depends on the task and the purpose alone."""
    digest = hashlib.sha256(f"{purpose}/{ref[0]}/{ref[1]}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


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
