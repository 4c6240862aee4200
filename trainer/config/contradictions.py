"""What is wrong with a training file whose settings are each fine: settings that do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from .models import TINY, Config, KtoSection, RolloutStage, Stage, StageName
from .places import KeyPath

Contradiction: TypeAlias = tuple[KeyPath, str, str | None]
"""Where it is told, what is wrong, and what to write instead."""


def contradictions(config: Config, written: Mapping[str, Any]) -> Iterator[Contradiction]:
    """What does not go together in *config*; *written* is the file's own table."""
    if not config.order:
        yield (
            (),
            "the file has no stage, so nothing is trained",
            "add `[sft]`, `[grpo]`, `[reinforce]`, `[dpo]` or `[kto]`",
        )
    for name in config.order:
        stage = getattr(config, name)
        if stage is None:
            yield ("order",), f"`order` names `{name}`, and there is no section `[{name}]`", None
        else:
            yield from _stage(name, stage, config)
    for section, (message, help_text) in idle(config).items():
        if section in written:
            yield (section,), message, help_text
    yield from _levels(config)


def idle(config: Config) -> dict[str, tuple[str, str | None]]:
    """Sections that are about something else than *config* does, with words about it."""
    found: dict[str, tuple[str, str | None]] = {}
    preferences = config.dpo or config.kto
    if not preferences:
        found["pairs"] = ("`[pairs]` is for `[dpo]` and `[kto]`, and there is neither", None)
    on_prefixes = any(stage is not None and stage.on == "prefixes" for stage in (config.grpo, config.reinforce))
    if not on_prefixes and not preferences:
        found["collect"] = ("`[collect]` is for training on prefixes, and no stage does", 'write `on = "prefixes"`')
    if config.model.path != TINY:
        found["tiny"] = ('`[tiny]` is about the model that `path = "tiny"` makes', None)
    return found


def _stage(name: StageName, stage: Stage, config: Config) -> Iterator[Contradiction]:
    if config.order.count(name) > 1:
        yield ("order",), f"`order` names `{name}` twice", None
    batch: int = getattr(stage, "batch_size", 0)
    if stage.micro_batch and batch % stage.micro_batch:
        yield (
            (name, "micro_batch"),
            f"a batch of {batch} cannot be cut into parts of {stage.micro_batch}",
            f"`batch_size` is a multiple of `micro_batch`: {_near_multiple(batch, stage.micro_batch)}",
        )
    if isinstance(stage, KtoSection) and stage.micro_batch == 1:
        yield (name, "micro_batch"), "KTO compares the rows of a part, and a part of 1 has nothing to compare", None
    if not isinstance(stage, RolloutStage):
        return
    rollouts = batch * stage.updates
    if rollouts % stage.generations:
        yield (
            (name, "batch_size"),
            f"{rollouts} rollouts make no whole groups of {stage.generations}",
            f"`batch_size` times `updates` is a multiple of `generations`: {_near_multiple(batch, stage.generations)}",
        )
    if stage.credit == "turn" and stage.reward != "solve_f1":
        message = f"credit by turns takes an episode's reward apart, which `{stage.reward}` has not"
        yield (name, "credit"), message, 'write `credit = "position"`, or `reward = "solve_f1"`'
    if stage.on == "prefixes" and stage.credit != "episode":
        yield (name, "credit"), "on prefixes a rollout is one turn, and has the turn's own credit already", None
    if stage.on == "prefixes" and config.curriculum:
        yield (name, "on"), "a curriculum opens levels while episodes are played, and not on prefixes", None
    if stage.rounds > 1 and stage.on != "prefixes":
        yield (
            (name, "rounds"),
            "`rounds` collects prefixes anew, and episodes are always new",
            'write `on = "prefixes"`',
        )
    every = config.checkpoint.every
    if every % stage.updates:
        yield (
            (name, "updates"),
            f"a checkpoint every {every} steps may fall between the {stage.updates} updates of a batch",
            f"`[checkpoint] every` is a multiple of `updates`: {_near_multiple(every, stage.updates)}",
        )


def _levels(config: Config) -> Iterator[Contradiction]:
    levels = config.bundle.levels
    for number, level in enumerate(levels):
        if level in levels[:number]:
            yield ("bundle", "levels", number), f"the level `{level}` is named twice", None
    if config.curriculum and len(levels) < 2:
        yield (
            ("curriculum",),
            "a curriculum rises through levels, and there is one",
            'write them from the easiest to the hardest: `levels = ["base", "two"]`',
        )
    if config.curriculum and not (config.grpo or config.reinforce):
        yield (
            ("curriculum",),
            "a curriculum is led by rollouts, and no stage makes any",
            "add `[grpo]` or `[reinforce]`",
        )


def _near_multiple(value: int, of: int) -> int:
    """The multiple of *of* that is nearest to *value* from above."""
    return -(-max(value, 1) // of) * of
