"""The proofs: every task of every level is played on the real runtime before it may leave the compiler.

Start reading at `whole`: it says what is proved, in which order, and in which parts.
"""

from .bench import Bench, play
from .finding import Finding, Proof, together
from .leaks import stands_in
from .statements import STATEMENTS
from .whole import prove, prove_level, prove_part, prove_tasks

__all__ = [
    "STATEMENTS",
    "Bench",
    "Finding",
    "Proof",
    "play",
    "prove",
    "prove_level",
    "prove_part",
    "prove_tasks",
    "stands_in",
    "together",
]
