"""What a training file says: one class a section, with meanings, units and defaults. No torch here.

Paths are seen from the folder of the file. A stage runs for each of `[sft]`, `[grpo]`, `[reinforce]`, `[dpo]` and
`[kto]` that the file has, in the file's order.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Count: TypeAlias = Annotated[int, Field(ge=1)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Positive: TypeAlias = Annotated[float, Field(gt=0)]
NotNegative: TypeAlias = Annotated[float, Field(ge=0)]
Mode: TypeAlias = Literal["solve_f1", "ftrl_f1", "ftrl_precision", "ftrl_rate", "ftrl_pr"]
CallFormat: TypeAlias = Literal[
    "qwen",
    "qwen3_coder",
    "llama3",
    "mistral",
    "deepseekv3",
    "deepseekv31",
    "deepseekv32",
    "glm",
    "glm47",
    "kimi_k2",
    "gpt-oss",
    "pythonic",
]
StageName: TypeAlias = Literal["sft", "grpo", "reinforce", "dpo", "kto"]

TINY: Final = "tiny"
"""The path that means: make a small model on the spot."""


class Section(BaseModel):
    """A table of the file: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class BundleSection(Section):
    """What is trained on."""

    paths: Annotated[list[str], Field(min_length=1)]
    """Folders or zips of bundles; `*` stands for any name."""
    levels: Annotated[list[str], Field(min_length=1)] = ["base"]
    """Levels whose tools are offered; with a `[curriculum]` from the easiest to the hardest."""
    held_out: Annotated[float, Field(ge=0, lt=1)] = 0.2
    """Share of the tasks that are never trained on, by a hash of their names, so that it is the same at every level."""
    held_out_paths: list[str] = []
    """Bundles that are never trained on: worlds and tools that the model has not seen."""


class ModelSection(Section):
    """What is trained."""

    path: str
    """A folder, a name on the hub, or `tiny` for a model of a few hundred thousand parameters made on the spot."""
    device: Literal["auto", "cpu"] = "auto"
    """`auto`: a GPU if there is one."""
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    """Of the weights as they are loaded; `auto` is what the checkpoint says. Training in 16 bits loses small
    updates."""
    attention: str | None = None
    """The implementation of attention (`sdpa`, `flash_attention_2`); the library chooses if none is said."""
    gradient_checkpointing: bool = False
    """Compute activations twice instead of keeping them: less memory, about a third slower."""
    thinking: bool | None = None
    """What the chat template is told about thinking (`enable_thinking`), in training, evaluation and collection alike,
    for models that can do both."""
    call_format: CallFormat | None = None
    """The format in which the model writes calls, where its chat template does not tell (see docs/parsing.md)."""
    max_turn_tokens: Count = 256
    """Most tokens of one turn when the model plays for evaluation and collection."""


class TinySection(Section):
    """Measures of the model that `path = "tiny"` makes."""

    hidden: Count = 128
    """Width."""
    layers: Count = 2
    """How many."""
    heads: Count = 4
    """Heads of attention."""
    kv_heads: Count = 2
    """Heads of keys and values."""
    vocabulary: Count = 8192
    """At most so many tokens, the most frequent words first."""
    cut_names: bool = False
    """An identifier is as many words as its underscores part: longer, but tools never seen can be called."""


class LoraSection(Section):
    """Train low-rank additions to the weights instead of the weights."""

    rank: Count = 16
    """Of the additions."""
    alpha: Positive = 32.0
    """The additions are scaled by alpha / rank."""
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Of what goes into them."""
    targets: Literal["all-linear"] | list[str] = "all-linear"
    """Names of the modules that get additions."""


class Stage(Section):
    """What all stages of training have."""

    steps: Count
    """Optimizer steps."""
    learning_rate: Positive
    """Constant once it is warm."""
    warmup_steps: Annotated[int, Field(ge=0)] = 0
    """Steps over which the learning rate rises to its value, where it stays."""
    weight_decay: NotNegative = 0.0
    """AdamW's."""
    max_grad_norm: Positive = 1.0
    """Longer gradients are shortened to it."""
    micro_batch: Count | None = None
    """How many rows one device works on at once; gradients are accumulated up to the batch. All of them if not said."""
    trl: dict[str, Any] = {}
    """Options of TRL for this stage that have no name of ours, handed on as they are."""


class SftSection(Stage):
    """Supervised fine-tuning on demonstrations; the loss is on what the model writes alone."""

    learning_rate: Positive = 1e-5
    """Constant once it is warm."""
    batch_size: Count = 32
    """Conversations an optimizer step."""
    max_length: Count = 4096
    """Tokens; longer conversations are cut at the end."""
    demonstrations: Literal["golden", "noisy"] = "golden"
    """Who plays them: the golden plans, or the same with every call made twice in a share of the tasks."""
    noise: Share = 0.5
    """That share."""


class RolloutStage(Stage):
    """What stages have in common that learn from what the model itself writes."""

    on: Literal["episodes", "prefixes"] = "episodes"
    """Whole episodes in the environment, or single turns at recorded prefixes (the paper's form; see `[collect]`)."""
    learning_rate: Positive = 1e-6
    """Constant once it is warm."""
    batch_size: Count = 64
    """Rollouts an optimizer step, over all devices."""
    generations: Annotated[int, Field(ge=2)] = 8
    """Rollouts of one task or prefix: a group."""
    updates: Count = 1
    """Optimizer steps for which a generated batch of `batch_size` times `updates` rollouts is used; above 1 the later
    ones are off-policy, which the clipped ratio bounds."""
    reward: Mode = "solve_f1"
    """A reward by name: `solve_f1`, or one of the reference for comparison."""
    credit: Literal["episode", "turn", "position"] = "episode"
    """One advantage for a whole episode, or one a turn: `turn` charges turns with what they lost of the episode's
    reward; `position` compares the rewards of turns at the same place of their group's episodes. On prefixes a
    rollout is one turn."""
    turn_weight: NotNegative = 0.5
    """What of a turn's own credit is added to its episode's advantage."""
    discount: Share = 0.9
    """With `credit = "position"`: what a later turn's reward is worth a turn earlier."""
    temperature: Positive = 1.0
    """At which rollouts are sampled."""
    max_turns: Count = 8
    """Turns of an episode; a bundle's own `max_turns` ends it earlier."""
    max_completion_length: Count = 1024
    """Tokens of a rollout, tool results included."""
    kl: NotNegative = 0.0
    """Weight of the divergence from the model before the stage (k3), in the loss. 0 needs no second model."""
    clip: Positive = 0.2
    """The ratio of new to old probability counts between 1 - clip and 1 + clip."""
    clip_high: Positive | None = None
    """Upper bound of the ratio above 1, where it differs from `clip`."""
    dual_clip: Positive | None = None
    """Bounds the ratio from above for negative advantages, too."""
    entropy: NotNegative = 0.0
    """Weight of the entropy bonus."""
    loss: Literal["grpo", "dapo", "dr_grpo", "bnpo"] = "dapo"
    """How tokens are averaged: `grpo` by sequence and then over them, `dapo` over all tokens of the batch of all
    devices, `bnpo` over those of each device's part, `dr_grpo` over `max_completion_length` for each rollout."""
    rounds: Count = 1
    """On prefixes: how often they are collected anew with the model of that moment; `steps` is for each round."""
    tasks: Literal["all", "unsolved"] = "all"
    """`unsolved`: only tasks that the model does not solve wholly in one try at the start (groups whose rewards are
    equal teach nothing)."""
    probe_most: Count = 720
    """At most so many tasks are tried for `unsolved`."""


class GrpoSection(RolloutStage):
    """Group-relative policy optimisation: a rollout's advantage is its reward less the mean of its group."""

    scale: Literal["group", "batch", "none"] = "group"
    """What it is divided by: the standard deviation of its group, of the batch, or nothing."""


class ReinforceSection(RolloutStage):
    """REINFORCE++: rewards are whitened over all tokens of the batch, with no group's mean taken off."""


class CollectSection(Section):
    """How prefixes are collected: the model plays, and every point at which it acted is one."""

    temperature: Positive = 1.0
    """At which it plays."""
    max_turns: Count = 20
    """Later turns of an episode give no prefix."""
    tasks_most: Count | None = None
    """At most so many tasks are played, drawn by the seed."""


class PairsSection(Section):
    """How preferences are made: several turns are sampled at one prefix and compared by reward."""

    candidates: Annotated[int, Field(ge=2)] = 6
    """Turns sampled at a prefix."""
    gap: Positive = 0.2
    """Least difference in reward between a chosen turn and a rejected one."""
    temperature: Positive = 1.0
    """At which turns are sampled."""
    reward: Mode = "solve_f1"
    """The reward of a turn."""


class PreferenceStage(Stage):
    """What learning from preferences has."""

    learning_rate: Positive = 5e-7
    """Constant once it is warm."""
    batch_size: Count = 32
    """Rows an optimizer step."""
    beta: Positive = 0.1
    """How close the model is held to the one before the stage."""
    max_length: Count = 4096
    """Tokens of prefix and turn."""


class DpoSection(PreferenceStage):
    """Direct preference optimisation."""

    sft_weight: NotNegative = 1.0
    """Weight of the likelihood of chosen turns beside the preference; without it models unlearn to answer. Losses in
    `[dpo.trl]` take the place of both."""


class KtoSection(PreferenceStage):
    """Kahneman-Tversky optimisation: turns that are better or worse than their prefix's mean, without pairs."""

    batch_size: Annotated[int, Field(ge=2)] = 32
    """Rows an optimizer step."""


class CurriculumSection(Section):
    """Rise through the levels of `[bundle]` as the success rate allows."""

    threshold: Share = 0.7
    """The next level is opened when the mean Solve-F1 of the newest one reached this."""
    window: Count = 64
    """Over so many of its latest rollouts."""
    rehearsal: Share = 0.3
    """Share of the groups that are played at earlier levels, so that they are not forgotten."""


class EvalSection(Section):
    """What is measured before, between and after the stages."""

    tasks_most: Annotated[int, Field(ge=0)] = 30
    """At most so many held-out tasks of each bundle; 0 measures nothing."""
    levels: list[str] | None = None
    """The levels of `[bundle]` if not said."""
    temperatures: Annotated[list[NotNegative], Field(min_length=1)] = [0.0]
    """0 is greedy."""


class CheckpointSection(Section):
    """What a stopped run goes on from."""

    every: Annotated[int, Field(ge=0)] = 50
    """Optimizer steps between two; 0 keeps none."""
    keep: Annotated[int, Field(ge=2)] = 2
    """So many stay on disk: the newest may have been cut off while it was written."""


class LogSection(Section):
    """Where figures go besides `events.jsonl`."""

    every: Count = 1
    """Optimizer steps."""
    trackers: list[Literal["tensorboard", "wandb", "trackio"]] = []
    """Services that get every figure, too; each must be installed."""
    rollouts: bool = True
    """Whether every rollout is written to `rollouts/`, with its rewards."""


class VllmSection(Section):
    """Generate with vLLM instead of the trained model itself."""

    mode: Literal["server", "colocate"] = "server"
    """A server on devices of its own, or in the training processes."""
    host: str = "127.0.0.1"
    """Of the server."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """Of the server."""
    memory: Share = 0.3
    """colocate: share of a device's memory."""
    tensor_parallel: Count = 1
    """colocate: devices that one copy of the model is spread over."""


class Config(Section):
    """A whole training file."""

    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """Everything that is drawn hangs on it."""
    out: str | None = None
    """The run's folder; `runs/` and the file's name if not said."""
    bundle: BundleSection
    model: ModelSection
    tiny: TinySection = TinySection()
    lora: LoraSection | None = None
    sft: SftSection | None = None
    collect: CollectSection = CollectSection()
    grpo: GrpoSection | None = None
    reinforce: ReinforceSection | None = None
    pairs: PairsSection = PairsSection()
    dpo: DpoSection | None = None
    kto: KtoSection | None = None
    curriculum: CurriculumSection | None = None
    eval: EvalSection = EvalSection()
    checkpoint: CheckpointSection = CheckpointSection()
    log: LogSection = LogSection()
    vllm: VllmSection | None = None
    order: list[StageName] = []
    """The stages in their order; as their sections stand in the file if not said."""


STAGES: Final[Mapping[str, type[Stage]]] = MappingProxyType(
    {"sft": SftSection, "grpo": GrpoSection, "reinforce": ReinforceSection, "dpo": DpoSection, "kto": KtoSection}
)
"""Section to class, of those that train."""
