"""The language: text in, checked program and diagnostics out. No input or output happens here.

Start reading at `syntax.nodes` (what the parser builds), `check` (what is checked, in order) and `program` (what
comes out). What others need is imported from there when it is first asked for: a command that shows a remembered
finding loads no checker.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["Checked", "Diagnostic", "Files", "Parsed", "Program", "Severity", "Source", "Span", "parse"]

if TYPE_CHECKING:
    from .check import Checked, Files
    from .diagnostics import Diagnostic, Severity
    from .program import Program
    from .source import Source, Span
    from .syntax.parse import Parsed, parse
else:
    _PLACES = {
        "Checked": ".check",
        "Diagnostic": ".diagnostics",
        "Files": ".project.files",
        "Parsed": ".syntax.parse",
        "Program": ".program",
        "Severity": ".diagnostics",
        "Source": ".source",
        "Span": ".source",
        "parse": ".syntax.parse",
    }

    def __getattr__(name: str) -> Any:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_PLACES[name], __name__), name)
