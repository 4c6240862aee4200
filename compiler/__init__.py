"""Checked program in, bundle out. Start reading at `compile`: every stage is one line.

What others need is imported from there when it is first asked for: a build that finds everything made already loads
no compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from .compile import Compiled, compile_program
    from .prove import Finding, play
    from .spec_tests import Tested, run_spec_tests
    from .verifying import verify
    from .workshop import Progress
    from .writing import write_folder, write_zip
else:
    _PLACES = {
        "Compiled": ".compile",
        "Finding": ".prove",
        "Progress": ".workshop",
        "Tested": ".spec_tests",
        "compile_program": ".compile",
        "play": ".prove",
        "run_spec_tests": ".spec_tests",
        "verify": ".verifying",
        "write_folder": ".writing",
        "write_zip": ".writing",
    }

    def __getattr__(name: str) -> Any:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_PLACES[name], __name__), name)
