"""What acts in episodes. Policies on models live in modules of their own (`hf` needs the training extra)."""

from .base import Policy, Situation
from .golden import GoldenPolicy
from .random_calls import RandomPolicy

__all__ = ["GoldenPolicy", "Policy", "RandomPolicy", "Situation"]
