"""The model side: rollouts, rewards, evaluation and training on bundles.

Start reading at `rollout` (policies act in episodes), `rewards` and `evaluate`; `recipe` puts training
together. Importing this package needs nothing beyond the plain install: what needs torch lives in `tiny`,
`sft`, `environment`, `grpo`, `recipe` and `policies.hf`, and is imported from there.
"""

from .evaluate import Estimate, Row, Table, evaluate
from .parsing import Parsed, parse_calls
from .policies import GoldenPolicy, Policy, RandomPolicy, Situation
from .rewards import MODES, solve_f1
from .rollout import rollout

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
