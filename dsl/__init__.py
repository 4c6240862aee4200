"""The language: text in, checked program and diagnostics out. No input or output happens here.

Start reading at `syntax.nodes` (what the parser builds), `check` (what is checked, in order) and `program` (what
comes out). What others need is imported from there when it is first asked for: a command that shows a remembered
finding loads no checker.
"""

from typing import TYPE_CHECKING

from toolwright.on_demand import on_demand

__all__ = ["Checked", "Diagnostic", "Files", "Parsed", "Program", "Severity", "Source", "Span", "parse"]

if TYPE_CHECKING:
    from .check import Checked, Files
    from .diagnostics import Diagnostic, Severity
    from .program import Program
    from .source import Source, Span
    from .syntax.parse import Parsed, parse
else:
    __getattr__ = on_demand(
        __name__,
        {
            "Checked": ".check",
            "Diagnostic": ".diagnostics",
            "Files": ".project.files",
            "Parsed": ".syntax.parse",
            "Program": ".program",
            "Severity": ".diagnostics",
            "Source": ".source",
            "Span": ".source",
            "parse": ".syntax.parse",
        },
    )
