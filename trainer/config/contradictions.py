"""What is wrong with a training file whose settings are each fine: settings that do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .models import STAGES, TINY, Config, KtoSection, RolloutStage, Stage, StageName, TinySection
from .places import KeyPath


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What does not go together."""

    path: KeyPath
    """Where it is told."""
    message: str
    help: str | None
    """What to write instead."""
    about: frozenset[str]
    """The sections and settings at the top of the file that it is between: where one of them is wrong in itself,
    nothing is said."""


def contradictions(config: Config, written: Mapping[str, Any]) -> Iterator[Contradiction]:
    """What does not go together in *config*; *written* is the file's own table."""
    if not config.order:
        stages = "add `[sft]`, `[grpo]`, `[reinforce]`, `[dpo]` or `[kto]`"
        yield _found((), "the file has no stage, so nothing is trained", stages, "order", *STAGES)
    for name in dict.fromkeys(config.order):
        stage = getattr(config, name)
        if config.order.count(name) > 1:
            yield _found(("order",), f"`order` names `{name}` twice")
        if stage is None:
            yield _found(("order",), f"`order` names `{name}`, and there is no section `[{name}]`", None, name)
        else:
            yield from _stage(name, stage, config)
    for section, found in idle(config).items():
        if section in written:
            yield found
    yield from _model(config)
    if config.model.path == TINY:
        yield from _tiny(config.tiny)
    yield from _levels(config)


def idle(config: Config) -> dict[str, Contradiction]:
    """Sections that are about something else than *config* does, with words about it."""
    found: list[Contradiction] = []
    preferences = config.dpo or config.kto
    if not preferences:
        words = "`[pairs]` is for `[dpo]` and `[kto]`, and there is neither"
        found.append(_found(("pairs",), words, None, "dpo", "kto"))
    on_prefixes = any(stage is not None and stage.on == "prefixes" for stage in (config.grpo, config.reinforce))
    if not on_prefixes and not preferences:
        words = "`[collect]` is for training on prefixes, and no stage does"
        found.append(_found(("collect",), words, 'write `on = "prefixes"`', "grpo", "reinforce", "dpo", "kto"))
    if config.model.path != TINY:
        found.append(_found(("tiny",), '`[tiny]` is about the model that `path = "tiny"` makes', None, "model"))
    if not (config.grpo or config.reinforce):
        words = "`[vllm]` generates for `[grpo]` and `[reinforce]`, and there is neither"
        found.append(_found(("vllm",), words, None, "grpo", "reinforce"))
    return {str(each.path[0]): each for each in found}


def _found(path: KeyPath, message: str, help_text: str | None = None, *others: str) -> Contradiction:
    """A contradiction at *path*, between what that is of and *others*."""
    return Contradiction(path, message, help_text, frozenset([*map(str, path[:1]), *others]))


def _model(config: Config) -> Iterator[Contradiction]:
    model = config.model
    for name in ("thinking", "call_format"):
        if model.path == TINY and getattr(model, name) is not None:
            words = f'the model that `path = "tiny"` makes has one way to write, and no `{name}`'
            yield _found(("model", name), words)
    if config.vllm and model.device == "cpu":
        words = "vLLM takes the weights from GPUs, and the model is on processors"
        yield _found(("model", "device"), words, "leave `[vllm]` out: the model itself generates", "vllm")
    if model.thinking and config.sft:
        yield _found(
            ("model", "thinking"),
            "demonstrations have no thoughts, so `[sft]` would teach a model that is told to think not to",
            "leave `thinking` out, or write `thinking = false`",
            "sft",
        )


def _tiny(tiny: TinySection) -> Iterator[Contradiction]:
    if tiny.heads % tiny.kv_heads:
        yield _found(
            ("tiny", "heads"),
            f"{tiny.heads} heads cannot share {tiny.kv_heads} heads of keys and values evenly",
            f"`heads` is a multiple of `kv_heads`: {_near_multiple(tiny.heads, tiny.kv_heads)}",
        )
    # Positions turn pairs of a head's numbers.
    width = tiny.hidden // tiny.heads
    if not width or width % 2:
        yield _found(
            ("tiny", "heads"),
            f"with `hidden = {tiny.hidden}` each of {tiny.heads} heads is {width} wide, which is no even number",
            f"`hidden` divided by `heads` is even: `hidden = {_near_multiple(tiny.hidden, 2 * tiny.heads)}`",
        )


def _stage(name: StageName, stage: Stage, config: Config) -> Iterator[Contradiction]:
    batch: int = getattr(stage, "batch_size", 0)
    if stage.micro_batch and batch % stage.micro_batch:
        yield _found(
            (name, "micro_batch"),
            f"a batch of {batch} cannot be cut into parts of {stage.micro_batch}",
            f"`batch_size` is a multiple of `micro_batch`: {_near_multiple(batch, stage.micro_batch)}",
        )
    if isinstance(stage, KtoSection) and stage.micro_batch == 1:
        yield _found((name, "micro_batch"), "KTO compares the rows of a part, and a part of 1 has nothing to compare")
    if not isinstance(stage, RolloutStage):
        return
    rollouts = batch * stage.updates
    if rollouts % stage.generations:
        yield _found(
            (name, "batch_size"),
            f"{rollouts} rollouts make no whole groups of {stage.generations}",
            f"`batch_size` times `updates` is a multiple of `generations`: {_near_multiple(batch, stage.generations)}",
        )
    if stage.credit == "turn" and stage.reward != "solve_f1":
        message = f"credit by turns takes an episode's reward apart, which `{stage.reward}` has not"
        yield _found((name, "credit"), message, 'write `credit = "position"`, or `reward = "solve_f1"`')
    if stage.on == "prefixes" and stage.credit != "episode":
        yield _found((name, "credit"), "on prefixes a rollout is one turn, and has the turn's own credit already")
    if stage.on == "prefixes" and config.curriculum:
        message = "a curriculum opens levels while episodes are played, and not on prefixes"
        yield _found((name, "on"), message, None, "curriculum")
    if stage.rounds > 1 and stage.on != "prefixes":
        message = "`rounds` collects prefixes anew, and episodes are always new"
        yield _found((name, "rounds"), message, 'write `on = "prefixes"`')
    every = config.checkpoint.every
    if every % stage.updates:
        yield _found(
            (name, "updates"),
            f"a checkpoint every {every} steps may fall between the {stage.updates} updates of a batch",
            f"`[checkpoint] every` is a multiple of `updates`: {_near_multiple(every, stage.updates)}",
            "checkpoint",
        )


def _levels(config: Config) -> Iterator[Contradiction]:
    levels = config.bundle.levels
    for number, level in enumerate(levels):
        if level in levels[:number]:
            yield _found(("bundle", "levels", number), f"the level `{level}` is named twice")
    if config.curriculum and len(levels) < 2:
        yield _found(
            ("curriculum",),
            "a curriculum rises through levels, and there is one",
            'write them from the easiest to the hardest: `levels = ["base", "two"]`',
            "bundle",
        )
    if config.curriculum and not (config.grpo or config.reinforce):
        message = "a curriculum is led by rollouts, and no stage makes any"
        yield _found(("curriculum",), message, "add `[grpo]` or `[reinforce]`", "grpo", "reinforce")


def _near_multiple(value: int, of: int) -> int:
    """The multiple of *of* that is nearest to *value* from above."""
    return -(-max(value, 1) // of) * of
