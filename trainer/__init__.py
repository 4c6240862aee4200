"""The model side: rollouts, rewards, evaluation and training on bundles.

Start reading at `rollout` (policies act in episodes), `rewards` and `evaluate`; `recipe` puts training
together. What this package offers is imported when it is first asked for, and needs nothing beyond the plain install:
what needs torch lives in `tiny`, `environment`, `training`, `recipe` and `policies.hf`, and is imported from there.
"""

from typing import TYPE_CHECKING

from toolwright.on_demand import on_demand

__all__ = [
    "MODES",
    "Estimate",
    "GoldenPolicy",
    "Parsed",
    "Policy",
    "RandomPolicy",
    "Row",
    "Situation",
    "Table",
    "evaluate",
    "parse_calls",
    "rollout",
    "solve_f1",
]

if TYPE_CHECKING:
    from .evaluate import Estimate, Row, Table, evaluate
    from .parsing import Parsed, parse_calls
    from .policies import GoldenPolicy, Policy, RandomPolicy, Situation
    from .rewards import MODES, solve_f1
    from .rollout import rollout
else:
    __getattr__ = on_demand(
        __name__,
        {
            "Estimate": ".evaluate",
            "GoldenPolicy": ".policies",
            "MODES": ".rewards",
            "Parsed": ".parsing",
            "Policy": ".policies",
            "RandomPolicy": ".policies",
            "Row": ".evaluate",
            "Situation": ".policies",
            "Table": ".evaluate",
            "evaluate": ".evaluate",
            "parse_calls": ".parsing",
            "rollout": ".rollout",
            "solve_f1": ".rewards",
        },
    )
