"""Rewards: pure functions from scored turns to floats. `solve_f1` is the one to train with, the others
compare.
"""

from .ftrl import ftrl_f1, ftrl_pr, ftrl_precision, ftrl_rate
from .modes import MODES, Mode
from .solve import episode_reward, solve_f1

__all__ = [
    "MODES",
    "Mode",
    "episode_reward",
    "ftrl_f1",
    "ftrl_pr",
    "ftrl_precision",
    "ftrl_rate",
    "solve_f1",
]
