"""The way down: checked program in, intermediate form out."""

from .bodies import lower_module
from .expressions import Expressions

__all__ = ["Expressions", "lower_module"]
