"""The world in which bundles run: bundle in, episodes and scores out.

Start reading at `bundle` (what is loaded), `environment` (what is made of it) and `episode` (one attempt at a task).
"""

from .answers import Answer
from .bundle import Bundle, RewardSettings, Step, Task
from .bundle_files import BundleError
from .environment import Environment
from .episode import Episode, EpisodeOverError, score
from .score import CallRecord, Score, ScoredTurn

__all__ = [
    "Answer",
    "Bundle",
    "BundleError",
    "CallRecord",
    "Environment",
    "Episode",
    "EpisodeOverError",
    "RewardSettings",
    "Score",
    "ScoredTurn",
    "Step",
    "Task",
    "score",
]
