"""The reference evaluator: module, state and call in, result with its facts out."""

from .changes import ConstraintViolation, State
from .evaluator import DeclaredFailure, Evaluator, Outcome
from .held import Held, RowValue, hold, unhold

__all__ = [
    "ConstraintViolation",
    "DeclaredFailure",
    "Evaluator",
    "Held",
    "Outcome",
    "RowValue",
    "State",
    "hold",
    "unhold",
]
