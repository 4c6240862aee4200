"""The language: text in, checked program and diagnostics out. No input or output happens here.

Start reading at `nodes` (what the parser builds), `check` (what is checked, in order) and `program` (what comes out).
"""

from .check import Checked, Files, check
from .diagnostics import Diagnostic, Severity
from .parse import Parsed, parse
from .program import Program
from .source import Source, Span

__all__ = [
    "Checked",
    "Diagnostic",
    "Files",
    "Parsed",
    "Program",
    "Severity",
    "Source",
    "Span",
    "check",
    "parse",
]
