"""Checked program in, bundle out. Start reading at `compile`: every stage is one line."""

from .compile import Compiled, Progress, compile_program
from .deploy import write_folder, write_zip
from .prove import Finding, play, verify
from .spec_tests import Tested, run_spec_tests

__all__ = [
    "Compiled",
    "Finding",
    "Progress",
    "Tested",
    "compile_program",
    "play",
    "run_spec_tests",
    "verify",
    "write_folder",
    "write_zip",
]
