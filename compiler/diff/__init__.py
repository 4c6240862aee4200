"""What sets two bundles apart, and for whom it matters: `diff` compares, `RULES` says what each finding means."""

from .bundles import diff
from .difference import GUARDS, RULES, Difference, Guard, at_or_above

__all__ = ["GUARDS", "RULES", "Difference", "Guard", "at_or_above", "diff"]
