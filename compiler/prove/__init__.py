"""The proofs: every task of every level is played on the real runtime before it may leave the compiler.

Start reading at `whole`: it says what is proved, in which order, and in which parts.
"""

from .bench import Bench, play
from .finding import Finding, Proof, together
from .leaks import stands_in
from .statements import STATEMENTS
from .whole import Part, bench_of, parts_of, prove, prove_part, shows

__all__ = [
    "STATEMENTS",
    "Bench",
    "Finding",
    "Part",
    "Proof",
    "bench_of",
    "parts_of",
    "play",
    "prove",
    "prove_part",
    "shows",
    "stands_in",
    "together",
]
