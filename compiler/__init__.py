"""Checked program in, bundle out. Start reading at `compile`: every stage is one line."""

from .compile import Compiled, Progress, compile_program
from .deploy import write_folder, write_zip
from .prove import Finding, play, verify

__all__ = ["Compiled", "Finding", "Progress", "compile_program", "play", "verify", "write_folder", "write_zip"]
