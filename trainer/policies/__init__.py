"""What acts in episodes. Policies on models live in modules of their own, which are imported from there.

`hf` needs the `train` extra, `openai` the extra of that name, `vllm` the extra of that name.
"""

from .base import (
    AnyPolicy,
    AsyncPolicy,
    Manner,
    ModelPolicy,
    Policy,
    PolicyRefused,
    Reply,
    Sampling,
    Situation,
    TurnFailed,
)
from .golden import GoldenPolicy
from .noisy import NoisyPolicy
from .random_calls import RandomPolicy

__all__ = [
    "AnyPolicy",
    "AsyncPolicy",
    "GoldenPolicy",
    "Manner",
    "ModelPolicy",
    "NoisyPolicy",
    "Policy",
    "PolicyRefused",
    "RandomPolicy",
    "Reply",
    "Sampling",
    "Situation",
    "TurnFailed",
]
