"""The language: text in, checked program and diagnostics out. No input or output happens here.

Start reading at `syntax.nodes` (what the parser builds), `check` (what is checked, in order) and `program` (what
comes out).
"""

from .check import Checked, Files, check
from .diagnostics import Diagnostic, Severity
from .program import Program
from .source import Source, Span
from .syntax.parse import Parsed, parse

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
