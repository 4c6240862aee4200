"""Learning from rollouts, through TRL's GRPOTrainer: GRPO and REINFORCE++, on whole episodes or on prefixes.

TRL generates, runs tools, masks observations and computes the clipped loss. What is ours is what a rollout earned
(`judge`), how that becomes an advantage for each token (`advantages`), and which level is played (`curriculum`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from accelerate.utils import gather_object
from datasets import Dataset
from trl import GRPOConfig, GRPOTrainer

from ..config.models import GrpoSection, ReinforceSection
from ..environment import EpisodeSource
from .advantages import Rollout, moved, own
from .callbacks import remembered, train
from .curriculum import Curriculum
from .judge import Judge, conversation
from .lora import adapters
from .schedule import schedule
from .stage import StageRun, Unfit, arguments, has_small_head
from .templates import told

Record = Callable[[int, list[dict[str, Any]]], None]
"""Called with a step and the rollouts that were generated for it, as plain data."""


@dataclass(frozen=True, slots=True)
class RolloutRun:
    """A stage that learns from rollouts, beside what all stages have."""

    source: EpisodeSource
    curriculum: Curriculum | None = None
    record: Record | None = None
    ids: dict[str, str] = field(default_factory=dict)
    """Bundle name to what trajectories call it."""


def train_rollouts(
    model: Any,
    tokenizer: Any,
    rows: Sequence[dict[str, Any]],
    stage: GrpoSection | ReinforceSection,
    run: StageRun,
    rollout: RolloutRun,
) -> Any:
    """Train *model* on tasks or prefixes (*rows* of `rollout.source`). Returns the trainer.

    Gradients flow through what the model wrote alone. Logged beside TRL's own figures: solve_f1, solve_p, solve_r,
    answer, calls, malformed, environment_seconds and, with a curriculum, level: the place, from 0, of the newest level
    that was open when the step's rollouts were played. Raises Unfit where the settings cannot be run here.
    """
    trainer = rollout_trainer(model, tokenizer, rows, stage, run, rollout)
    curriculum = rollout.curriculum
    if curriculum and run.resume_from:
        curriculum.restore(remembered(run.resume_from)["curriculum"])
    train(trainer, run, lambda: {"curriculum": curriculum.state()} if curriculum else {})
    return trainer


def rollout_trainer(
    model: Any,
    tokenizer: Any,
    rows: Sequence[dict[str, Any]],
    stage: GrpoSection | ReinforceSection,
    run: StageRun,
    rollout: RolloutRun,
) -> Any:
    """The trainer of `train_rollouts`, before it is run. Raises Unfit where the settings cannot be run here."""
    if run.vllm and run.cpu:
        raise Unfit("`[vllm]` takes the weights from GPUs, and there is none here")
    options = arguments(stage, run, stage.batch_size)
    options |= _options(stage, run, options["gradient_accumulation_steps"])
    options["chat_template_kwargs"] = told(tokenizer, run.model)
    config = GRPOConfig(**(options | stage.trl))
    groups = config.generation_batch_size // stage.generations
    # One epoch that is as long as the stage: a resumed run knows its order.
    order = schedule(len(rows), groups * -(-stage.steps // stage.updates), run.seed)
    chosen = _SmallHeadTrainer if has_small_head(run) else _CreditTrainer
    judge = Judge(rollout.source, stage)
    trainer = chosen(
        model=model,
        reward_funcs=judge_reward(judge),
        args=config,
        train_dataset=Dataset.from_list(list(rows), on_mixed_types="use_json").select(order),
        processing_class=tokenizer,
        environment_factory=rollout.source.factories(),
        peft_config=adapters(run),
    )
    trainer.equip(judge, rollout)
    rollout.source.install_documents(trainer)
    return trainer


def _options(stage: GrpoSection | ReinforceSection, run: StageRun, accumulate: int) -> dict[str, Any]:
    """The stage in TRL's names."""
    options: dict[str, Any] = {
        "num_generations": stage.generations,
        "steps_per_generation": accumulate * stage.updates,
        "beta": stage.kl,
        "epsilon": stage.clip,
        "epsilon_high": stage.clip_high,
        "delta": stage.dual_clip,
        "entropy_coef": stage.entropy,
        "loss_type": stage.loss,
        "temperature": stage.temperature,
        "max_completion_length": stage.max_completion_length,
        # 0 runs no tool: at a prefix the environment is there for its documents alone.
        "max_tool_calling_iterations": stage.max_turns - 1 if stage.on == "episodes" else 0,
        "scale_rewards": stage.scale if isinstance(stage, GrpoSection) else "none",
        "shuffle_dataset": False,
        "log_completions": False,
    }
    if run.vllm:
        options |= {"use_vllm": True, "vllm_mode": run.vllm.mode}
        if run.vllm.mode == "server":
            options |= {"vllm_server_host": run.vllm.host, "vllm_server_port": run.vllm.port}
        else:
            options |= {
                "vllm_gpu_memory_utilization": run.vllm.memory,
                "vllm_tensor_parallel_size": run.vllm.tensor_parallel,
            }
    return options


def judge_reward(judge: Judge) -> Callable[..., list[float]]:
    """*judge* as a reward function of TRL's."""

    def reward(
        prompts: Sequence[Any],
        completions: Sequence[Any],
        bundle: Sequence[str],
        level: Sequence[str],
        task: Sequence[str],
        log_metric: Any = None,
        **_: Any,
    ) -> list[float]:
        named = zip(bundle, level, task, strict=True)
        rows = [{"bundle": each[0], "level": each[1], "task": each[2]} for each in named]
        rewards = judge.batch(rows, prompts, completions)
        if log_metric is not None:
            for name, value in judge.measures().items():
                log_metric(name, value)
        return rewards

    return reward


class _CreditTrainer(GRPOTrainer):
    """GRPOTrainer with our credit, levels and records."""

    _judge: Judge
    _rollout: RolloutRun
    _level: int | None = None
    """With a curriculum: the newest level that was open when the latest rollouts were played."""

    def equip(self, judge: Judge, rollout: RolloutRun) -> None:
        """Say where rewards come from; called once, before training."""
        self._judge, self._rollout = judge, rollout

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Log *logs* with the level, which is no figure to take a mean of."""
        super().log(logs if self._level is None else {**logs, "level": self._level}, start_time)

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        source, curriculum = self._rollout.source, self._rollout.curriculum
        step = self.state.global_step
        if curriculum:
            levels = [curriculum.level(step, row["bundle"], row["task"]) for row in inputs]
            inputs = [source.row(row["bundle"], level, row["task"]) for row, level in zip(inputs, levels, strict=True)]
            self._level = source.levels.index(curriculum.newest)
        before = sum(source.spent.values())
        out: dict[str, Any] = super()._generate_and_score_completions(inputs)
        self._metrics["train"]["environment_seconds"].append(sum(source.spent.values()) - before)
        self._credit(out)
        if curriculum:
            seen = [(each.level, each.score.f1) for each in self._judge.latest]
            curriculum.observe(gather_object(seen))
        if self._rollout.record:
            self._rollout.record(step, self._recorded())
        return out

    def _credit(self, out: dict[str, Any]) -> None:
        """Put our advantages in the place of TRL's, where the stage asks for others."""
        stage = self._judge.stage
        mask = out["completion_mask"] * out.get("tool_mask", torch.ones_like(out["completion_mask"]))
        written = mask.sum(-1).tolist()
        here = [
            Rollout(each.reward, each.turn_rewards, each.credit, int(tokens))
            for each, tokens in zip(self._judge.latest, written, strict=True)
        ]
        everywhere: list[Rollout] = gather_object(here)
        first = self.accelerator.process_index * len(here)
        mine = slice(first, first + len(here))
        if isinstance(stage, ReinforceSection):
            whole = own(everywhere)[mine]
            out["advantages"] = torch.tensor(whole, dtype=torch.float32, device=mask.device)
        if stage.credit == "episode" or stage.on == "prefixes":
            return
        extra = moved(everywhere, stage)[mine]
        advantages = out["advantages"].unsqueeze(1).repeat(1, mask.shape[1])
        for row, turns in enumerate(extra):
            # Turns that the bundle's own bound left unscored have what the episode has.
            for (start, end), value in zip(spans(mask[row].tolist()), turns, strict=False):
                advantages[row, start:end] += value
        out["advantages"] = advantages

    def _recorded(self) -> list[dict[str, Any]]:
        source = self._rollout.source
        attempts: Counter[tuple[str, str, str]] = Counter()
        rows = []
        for each in self._judge.latest:
            task = each.bundle, each.level, each.task
            documents = source.documents(*task)
            rows.append(
                {
                    "bundle": self._rollout.ids.get(each.bundle, each.bundle),
                    "bundle_name": each.bundle,
                    "level": each.level,
                    "task": each.task,
                    "sample": attempts[task],
                    "messages": conversation(each.prompt, each.completion, source.call_format, documents),
                    "policy": "trained",
                    "seed": self.args.seed,
                    "reward": each.reward,
                    "turn_rewards": list(each.turn_rewards),
                }
            )
            attempts[task] += 1
        return rows


class _SmallHeadTrainer(_CreditTrainer):
    """The same, with an output layer that runs on the model's own tokens alone, as `sft` does and for the same reason.

    TRL 1.16 runs it on the whole completion, observations included, and masks afterwards.
    """

    _written: torch.Tensor | None = None
    """Of the batch whose loss is being computed: which completion tokens the model wrote."""

    def _compute_loss(self, model: Any, inputs: dict[str, Any]) -> Any:
        mask = inputs["completion_mask"]
        self._written = (mask * inputs["tool_mask"] if "tool_mask" in inputs else mask).bool()
        try:
            return super()._compute_loss(model, inputs)
        finally:
            # What the model before the stage, or before the batch, says of the tokens is asked for by the same method.
            self._written = None

    def _get_per_token_logps_and_entropies(
        self,
        model: Any,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        logits_to_keep: int,
        *rest: Any,
        **named: Any,
    ) -> Any:
        written = self._written
        if written is None or written.shape != (input_ids.shape[0], logits_to_keep):
            return super()._get_per_token_logps_and_entropies(
                model, input_ids, attention_mask, logits_to_keep, *rest, **named
            )
        body = model.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        logits = model.lm_head(body[:, -logits_to_keep - 1 : -1][written]).float() / self.temperature
        log_probs = logits.log_softmax(-1)
        chosen = log_probs.gather(1, input_ids[:, -logits_to_keep:][written].unsqueeze(1)).squeeze(1)
        logps = torch.zeros(written.shape, device=chosen.device).masked_scatter(written, chosen)
        spread = log_probs if self._entropy_bonus_enabled else log_probs.detach()
        entropy = -(spread * spread.exp()).sum(-1)
        return logps, torch.zeros_like(logps).masked_scatter(written, entropy), None


def spans(mask: Sequence[int]) -> list[tuple[int, int]]:
    """The runs of 1 in a mask, as half-open ranges: the tokens of one turn each."""
    found: list[tuple[int, int]] = []
    start = None
    for place, written in enumerate([*mask, 0]):
        if written and start is None:
            start = place
        elif not written and start is not None:
            found.append((start, place))
            start = None
    return found
