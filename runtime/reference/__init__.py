"""The reference evaluator: module, state and call in, result with its facts out."""

from .evaluator import ConstraintViolation, DeclaredFailure, Evaluator, Outcome, State
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
