"""The world in which bundles run: bundle in, episodes and scores out.

Start reading at `bundle` (what is loaded), `environment` (what is made of it) and `episode` (one attempt at a task).

What others need is imported from there when it is first asked for: a command that reads what models wrote loads no
bundles.
"""

from typing import TYPE_CHECKING

from toolwright.on_demand import on_demand

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

if TYPE_CHECKING:
    from .answers import Answer
    from .bundle import Bundle, RewardSettings, Step, Task
    from .bundle_files import BundleError
    from .environment import Environment
    from .episode import Episode, EpisodeOverError, score
    from .score import CallRecord, Score, ScoredTurn
else:
    __getattr__ = on_demand(
        __name__,
        {
            "Answer": ".answers",
            "Bundle": ".bundle",
            "BundleError": ".bundle_files",
            "CallRecord": ".score",
            "Environment": ".environment",
            "Episode": ".episode",
            "EpisodeOverError": ".episode",
            "RewardSettings": ".bundle",
            "Score": ".score",
            "ScoredTurn": ".score",
            "Step": ".bundle",
            "Task": ".bundle",
            "score": ".episode",
        },
    )
