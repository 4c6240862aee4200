"""Checked program in, bundle out. Start reading at `compile`: every stage is one line.

What others need is imported from there when it is first asked for: a build that finds everything made already loads
no compiler.
"""

from typing import TYPE_CHECKING

from toolwright.on_demand import on_demand

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
    __getattr__ = on_demand(
        __name__,
        {
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
        },
    )
