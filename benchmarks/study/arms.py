"""What the study compares: each arm is one way to train the model that supervised fine-tuning left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

START: Final = "sft"
"""The arm that all others begin with."""
BASE: Final = "solve_f1"
"""The arm that others differ from in one thing."""

SEEDS: Final = (0, 100, 200)
"""For every arm."""
BY_BATCH: Final = "solve_f1_by_batch"
"""As BASE, but for what GRPO divides advantages by."""
CLOSE: Final = (BASE, "ftrl_f1", BY_BATCH, "ftrl_f1_by_batch")
MORE_SEEDS: Final = (*SEEDS, 300, 400, 500, 600)
"""For the arms in CLOSE: whether a sound reward costs anything takes more seeds than whether training helps."""

EASY: Final = "base"
HARD: Final = "hard"


@dataclass(frozen=True, slots=True)
class Size:
    """How large a study is."""

    hidden: int = 128
    layers: int = 2
    sft_steps: int = 200
    steps: int = 60
    batch: int = 48
    learning_rate: float = 2e-4
    held_out: int = 8
    """Held-out tasks of each world that was trained on, that are measured."""
    unseen: int = 16
    """Tasks of each unseen world that are measured."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to train."""

    name: str
    says: str
    """For the tables."""
    sections: Mapping[str, Mapping[str, Any]]
    """Sections of a training file (docs/training.md), over what all arms have."""
    levels: Sequence[str] = field(default=(EASY,))


def arms(size: Size) -> tuple[Arm, ...]:
    """All arms, the start first."""
    rollouts = {
        "steps": size.steps,
        "batch_size": size.batch,
        "generations": 8,
        "learning_rate": size.learning_rate,
        "max_completion_length": 320,
        "max_turns": 5,
    }
    demonstrations = {
        "learning_rate": 3e-3,
        "warmup_steps": 20,
        "demonstrations": "noisy",
        "noise": 0.65,
        "max_length": 512,
    }
    preferences = {"steps": size.steps, "learning_rate": size.learning_rate / 2, "max_length": 512}
    collect = {"tasks_most": 400}

    def grpo(**other: Any) -> dict[str, dict[str, Any]]:
        return {"grpo": rollouts | other}

    ladder = (EASY, "more", HARD)
    return (
        Arm(START, "SFT", {"sft": demonstrations | {"steps": size.sft_steps}}),
        Arm("sft_more", "SFT, as many steps more as the others have", {"sft": demonstrations | {"steps": size.steps}}),
        Arm(BASE, "GRPO on episodes, `solve_f1`", grpo()),
        *(
            Arm(mode, f"GRPO on episodes, `{mode}`", grpo(reward=mode))
            for mode in ("ftrl_f1", "ftrl_precision", "ftrl_rate", "ftrl_pr")
        ),
        *(
            Arm(name, f"GRPO on episodes, `{mode}`, scaled by the batch", grpo(reward=mode, scale="batch"))
            for name, mode in zip(CLOSE[2:], CLOSE[:2], strict=True)
        ),
        Arm("turn_credit", "GRPO on episodes, credit a turn", grpo(credit="turn")),
        Arm(
            "prefixes",
            "GRPO on prefixes, collected twice",
            grpo(on="prefixes", rounds=2, steps=size.steps // 2) | {"collect": collect},
        ),
        Arm("reinforce", "REINFORCE++ on episodes", {"reinforce": rollouts}),
        Arm("dpo", "DPO at prefixes", {"dpo": preferences, "collect": collect}),
        Arm("hard", "GRPO at the hardest level alone", grpo(), (HARD,)),
        Arm("mixed", "GRPO at three levels, mixed", grpo(), ladder),
        Arm(
            "curriculum",
            "GRPO at three levels, a curriculum",
            grpo() | {"curriculum": {"threshold": 0.8, "window": 2 * size.batch}},
            ladder,
        ),
    )
