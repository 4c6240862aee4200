"""A whole run: the stages of a training file in their order, measured before, between and after.

Each stage takes a model from a folder and leaves one in another, so a run goes on where it was stopped: stages that
ended are not run again, and the one that was cut off goes on from its newest checkpoint.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from toolwright.runtime import Environment

from ..config import Config
from ..config.models import DpoSection, GrpoSection, KtoSection, ReinforceSection, RolloutStage, SftSection
from ..data import Prefix
from ..environment import EpisodeSource
from ..evaluate import evaluate
from ..evaluate.measures import measured
from ..logs import StepLog
from ..policies import GoldenPolicy, NoisyPolicy, Policy
from ..policies.hf import HFPolicy
from ..tasks import LevelTask, by_name, play, split
from .bundles import Worlds
from .callbacks import checkpoint_step, newest_checkpoint
from .curriculum import Curriculum
from .experience import collect, preferences, prefix_rows
from .folder import RunFolder
from .lora import merged, targeted
from .preference import train_dpo, train_kto
from .rollouts import RolloutRun, train_rollouts
from .sft import demonstration_rows, train_sft
from .stage import StageRun, Unfit, is_main, main_first, on_processors, processes, rank, wait
from .start import load, make_tiny, on_device
from .templates import call_format, fit, manner

Progress = Callable[[str, float, float, Mapping[str, float]], None]
"""Called with (what is being done, done, all, figures of the latest step)."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of a run that begins and ends with a model on disk: a stage, or one of its rounds."""

    name: str
    """Its folder's name, such as `2-grpo` or `2-grpo-round-3`."""
    stage: str
    number: int
    """Among all legs of the run, from 1: seeds are made from it."""


def legs(config: Config) -> list[Leg]:
    """The legs of a run in their order."""
    found: list[Leg] = []
    for place, stage in enumerate(config.order, start=1):
        rounds = getattr(getattr(config, stage), "rounds", 1)
        for each in range(1, rounds + 1):
            name = f"{place}-{stage}" + (f"-round-{each}" if rounds > 1 else "")
            found.append(Leg(name, stage, len(found) + 1))
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """A run on its way."""

    config: Config
    worlds: Worlds
    folder: RunFolder
    progress: Progress = lambda *_: None

    def go(self) -> None:
        """Run every leg that has not been run. Raises Unfit where the settings cannot be run here."""
        _together(self.config, self.folder)
        start = self._start()
        self._measure("before", start)
        for leg in legs(self.config):
            done = self.folder.model(leg.name)
            start = str(done or self._leg(leg, start))
            self._measure(leg.name, start)

    def source(self, tokenizer: Any) -> EpisodeSource:
        """The tasks that are trained on, for a model with *tokenizer*."""
        written_as = call_format(tokenizer, self.config.model)
        return EpisodeSource(self.worlds.bundles, self.config.bundle.levels, call_format=written_as)

    def tasks(self) -> tuple[list[LevelTask], list[LevelTask]]:
        """Training tasks at the levels that are trained on, and the held-out ones at those that are measured."""
        bundle = self.config.bundle
        training, held = split(self.worlds.bundles, bundle.held_out, self.config.eval.tasks_most)
        return (
            [(name, level, task) for level in bundle.levels for name, task in training],
            [(name, level, task) for level in self._eval_levels() for name, task in held],
        )

    def _eval_levels(self) -> list[str]:
        return self.config.eval.levels or self.config.bundle.levels

    def _start(self) -> str:
        """The model that the run begins with."""
        if self.config.model.path != "tiny":
            return self.config.model.path
        folder = self.folder.path / "model"
        with main_first():
            if is_main() and not (folder / "tokenizer.json").exists():
                environments = self._environments(self.config.bundle.levels, self._eval_levels())
                refs = [(name, level, task) for (name, level), each in environments.items() for task in each.tasks]
                make_tiny(self.config.tiny, environments, refs, self.config.seed, folder)
        return str(folder)

    def _environments(self, *levels: Sequence[str]) -> dict[tuple[str, str], Environment]:
        wanted = dict.fromkeys(level for some in levels for level in some)
        bundles = by_name(self.worlds.bundles)
        return {(name, level): bundle.environment(level) for name, bundle in bundles.items() for level in wanted}

    # ------------------------------------------------------------------ legs

    def _leg(self, leg: Leg, start: str) -> Path:
        """Train one leg from the model *start*; the folder of the model that it ends with."""
        from transformers import set_seed

        stage = getattr(self.config, leg.stage)
        model, tokenizer = load(start, self.config.model)
        fit(tokenizer, stage, self.config.model)
        targeted(model, self.config.lora)
        run = self._stage_run(leg)
        set_seed(run.seed)
        if isinstance(stage, SftSection):
            trainer = self._sft(model, tokenizer, stage, run)
        elif isinstance(stage, DpoSection | KtoSection):
            trainer = self._preference(model, tokenizer, stage, run, leg)
        else:
            trainer = self._rollouts(model, tokenizer, stage, run, leg)

        def save(folder: Path) -> None:
            # Weights that are spread over processes are brought together by all of them.
            written = folder if run.lora is None else self.folder.adapter(leg.name)
            trainer.save_model(str(written))
            if not is_main():
                return
            if run.lora:
                merged(start, written, self.config.model).save_pretrained(folder)
            tokenizer.save_pretrained(folder)
            # A pickle that nobody needs, and peft's card with blanks to fill in.
            for name in ("training_args.bin", "README.md"):
                (written / name).unlink(missing_ok=True)

        done = self.folder.finish(leg.name, save)
        with main_first():
            return done

    def _stage_run(self, leg: Leg) -> StageRun:
        config = self.config
        checkpoint = newest_checkpoint(self.folder.stage(leg.name))

        def say(entry: StepLog) -> None:
            self.progress(leg.name, entry.step, entry.total, entry.values)

        done = checkpoint_step(checkpoint) if checkpoint else 0
        if is_main():
            self.folder.forget_after(leg.name, done)
        self.progress(leg.name, done, getattr(config, leg.stage).steps, {})
        return StageRun(
            folder=self.folder.stage(leg.name),
            seed=config.seed + leg.number,
            log=self.folder.logger(leg.name, say),
            model=config.model,
            lora=config.lora,
            vllm=config.vllm,
            checkpoint=config.checkpoint,
            resume_from=checkpoint,
            log_every=config.log.every,
            trackers=tuple(config.log.trackers),
        )

    def _sft(self, model: Any, tokenizer: Any, stage: SftSection, run: StageRun) -> Any:
        source = self.source(tokenizer)
        training, _ = self.tasks()
        policy: Policy = NoisyPolicy(stage.noise) if stage.demonstrations == "noisy" else GoldenPolicy()
        played = play(source.environments, training, policy, self.config.seed)
        tools = [source.documents(*ref) for ref in training]
        rows = demonstration_rows([each.trajectory for each in played], tools)
        return train_sft(model, tokenizer, rows, stage, run)

    def _rollouts(
        self, model: Any, tokenizer: Any, stage: GrpoSection | ReinforceSection, run: StageRun, leg: Leg
    ) -> Any:
        source = self.source(tokenizer)
        training, _ = self.tasks()
        curriculum = None
        if self.config.curriculum:
            curriculum = Curriculum(source.levels, self.config.curriculum, run.seed)
            training = [ref for ref in training if ref[1] == source.levels[0]]
        tasks = self._chosen(training, source, self._policy(model, tokenizer, stage.temperature), stage, leg)
        rollout = RolloutRun(
            source,
            curriculum,
            self.folder.recorder(leg.name, rank()) if self.config.log.rollouts else None,
            {bundle.name: bundle.manifest.id for bundle in self.worlds.bundles},
        )
        bound = max(bundle.manifest.reward.max_turns for bundle in self.worlds.bundles)
        stage = stage.model_copy(update={"max_turns": min(stage.max_turns, bound)})
        if stage.on == "episodes":
            rows = source.rows(tasks)
        else:
            rows = self._kept(
                f"stages/{leg.name}/prefixes.json",
                lambda: prefix_rows(source, self._collected(model, tokenizer, source, tasks, leg)),
            )
        return train_rollouts(model, tokenizer, rows, stage, run, rollout)

    def _preference(self, model: Any, tokenizer: Any, stage: DpoSection | KtoSection, run: StageRun, leg: Leg) -> Any:
        source = self.source(tokenizer)
        training, _ = self.tasks()
        pairs = self.config.pairs

        def make() -> list[dict[str, Any]]:
            prefixes = self._collected(model, tokenizer, source, training, leg)
            policy = self._policy(model, tokenizer, pairs.temperature)
            self.progress(f"{leg.name}: sampling at {len(prefixes)} prefixes", 0, 1, {})
            return preferences(source, prefixes, policy, pairs, run.seed, isinstance(stage, KtoSection))

        rows = self._kept(f"stages/{leg.name}/preferences.json", make)
        if isinstance(stage, KtoSection):
            return train_kto(model, tokenizer, rows, stage, run)
        return train_dpo(model, tokenizer, rows, stage, run)

    def _collected(
        self, model: Any, tokenizer: Any, source: EpisodeSource, tasks: Sequence[LevelTask], leg: Leg
    ) -> list[Prefix]:
        settings = self.config.collect
        policy = self._policy(model, tokenizer, settings.temperature)
        advance = self._counted(f"{leg.name}: collecting prefixes", settings.tasks_most or len(tasks))
        return collect(source, tasks, policy, settings, self.config.seed + leg.number, advance)

    def _chosen(
        self, training: list[LevelTask], source: EpisodeSource, policy: Policy, stage: RolloutStage, leg: Leg
    ) -> list[LevelTask]:
        """The tasks that are rolled out: all, or those that the model does not solve wholly in one try."""
        if stage.tasks == "all":
            return training
        tried = random.Random(f"probe/{self.config.seed}").sample(training, min(stage.probe_most, len(training)))

        def make() -> list[list[str]]:
            advance = self._counted(f"{leg.name}: what is left to learn", len(tried))
            played = play(source.environments, tried, policy, self.config.seed, advance)
            return [list(ref) for ref, each in zip(tried, played, strict=True) if each.score.reward < 1.0]

        unsolved = self._kept(f"stages/{leg.name}/unsolved.json", make)
        return [(name, level, task) for name, level, task in unsolved] or training

    # ------------------------------------------------------------------ measuring

    def _policy(self, model: Any, tokenizer: Any, temperature: float) -> Policy:
        model = on_device(model, self.config.model)
        most = self.config.model.max_turn_tokens
        return HFPolicy(
            model,
            tokenizer,
            temperature=temperature,
            max_new_tokens=most,
            seed=self.config.seed,
            manner=manner(self.config.model),
        )

    def _measure(self, name: str, path: str) -> None:
        """Play the held-out tasks with the model at *path*, and keep the tables."""
        if self.config.eval.tasks_most and is_main():
            self.folder.kept(f"eval/{name}.json", lambda: self._tables(name, path))

    def _tables(self, name: str, path: str) -> list[dict[str, Any]]:
        model, tokenizer = load(path, self.config.model)
        _, held = self.tasks()
        sets = {"held out": (self._environments(self._eval_levels()), held)}
        if self.worlds.unseen:
            unseen = replace(self, worlds=Worlds(self.worlds.unseen, ()))
            _, tasks = split(self.worlds.unseen, 1.0, self.config.eval.tasks_most)
            refs = [(bundle, level, task) for level in self._eval_levels() for bundle, task in tasks]
            sets["unseen worlds"] = (unseen._environments(self._eval_levels()), refs)
        tables = []
        for which, (environments, refs) in sets.items():
            for temperature in self.config.eval.temperatures:
                advance = self._counted(f"evaluation {name}: {which}", len(refs))
                policy = self._policy(model, tokenizer, temperature)
                played = play(environments, refs, policy, self.config.seed, advance)
                for level in self._eval_levels():
                    own = [(ref, each) for ref, each in zip(refs, played, strict=True) if ref[1] == level]
                    table = evaluate((each.kind, each.score) for _, each in own).to_json() if own else []
                    episodes = [measured(*ref, each.score) for ref, each in own]
                    what = {"tasks": which, "level": level, "temperature": temperature}
                    tables.append({**what, "table": table, "episodes": episodes})
        return tables

    def _kept(self, part: str, make: Callable[[], Any]) -> Any:
        """What a run left behind under *part*, or what the main process makes of it now."""
        with main_first():
            return self.folder.kept(part, make)

    def _counted(self, what: str, total: int) -> Callable[[int], None]:
        done = 0
        self.progress(what, done, total, {})

        def advance(finished: int) -> None:
            nonlocal done
            done += finished
            self.progress(what, done, total, {})

        return advance


def _together(config: Config, folder: RunFolder) -> None:
    """Let the processes of a run find each other, with patience: one of them may play for hours."""
    if is_main():
        folder.path.mkdir(parents=True, exist_ok=True)
    if processes() == 1:
        return
    from accelerate import PartialState

    PartialState(cpu=on_processors(config.model), timeout=timedelta(days=1))
    wait()
    if not folder.path.exists():
        raise Unfit(f"process {rank()} does not see {folder.path}: a run's folder is on a disk that all machines share")
