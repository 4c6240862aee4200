"""What acts in episodes. Policies on models live in modules of their own (`hf` needs the training extra)."""

from .base import Policy, Situation
from .golden import GoldenPolicy
from .noisy import NoisyPolicy
from .random_calls import RandomPolicy

__all__ = ["GoldenPolicy", "NoisyPolicy", "Policy", "RandomPolicy", "Situation"]
