"""How long a step of a tool takes in generated Python: what `toolwright.dsl.cost.limit.MAX_STEPS` is in seconds.

Run by hand: `python -m benchmarks.steps`. Each body loops over 1,000 rows or more; a step is what the
cost bound counts.
"""

from __future__ import annotations

import time

from toolwright.compiler.lower import lower_module
from toolwright.compiler.lower.types import plain
from toolwright.dsl.check import check
from toolwright.dsl.cost.estimate import most_steps
from toolwright.dsl.cost.expressions import Declared
from toolwright.dsl.cost.limit import MAX_STEPS
from toolwright.dsl.cost.sizes import Sizes
from toolwright.runtime.errors import CallError
from toolwright.runtime.machine import Machine

ROWS = 1000
BODIES = {
    "loop and count": "return count([a for a in Thing])",
    "loop in loop": "return count([a for a in Thing for b in Thing])",
    "join by a condition": "return count([a for a in Thing for b in Thing if a.next == b.id])",
    "arithmetic": "return sum([a.id * 3 + a.size % 7 for a in Thing for b in Thing])",
    "sort and group": "return count([s for a in Thing group by a.size % 10 as s sort by s])",
    "texts": 'return count(distinct([$"{a.size}" for a in Thing]))',
}


class One:
    """A spec in memory."""

    def __init__(self, text: str) -> None:
        """Keep *text*."""
        self._text = text

    def read(self, path: str) -> bytes:
        """The spec, whatever the path."""
        return self._text.encode()


def spec(body: str) -> str:
    """A library with one tool."""
    rows = " ".join(f"| {i} | {i * 7 % 101} | {(i * 13) % ROWS} |" for i in range(ROWS))
    return f"""library steps {{ title: "Steps" }}
    entity Thing key id {{ id: int, size: int, next: int }}
    data Thing {{ | id | size | next | {rows} }}
    tool t() -> int {{ "A tool." {body} }}"""


def main() -> None:
    """Print microseconds per step, and what the limit comes to."""
    print(f"{'body':22} {'steps':>12} {'seconds':>9} {'us/step':>9} {'limit in s':>11}")
    for name, body in BODIES.items():
        checked = check("steps.tool", One(spec(body)))
        program = checked.program
        assert program is not None, [d.message for d in checked.diagnostics]
        machine = Machine(
            lower_module(program, ["t"], []),
            {e.name: [plain(row) for row in e.rows] for e in program.entities.values()},
        )
        declared = Declared(program.types, program.symbols, program.entities, program.consts, program.fns)
        steps = most_steps(program.tools["t"], declared, Sizes({"Thing": ROWS})).steps.total
        values = machine.validate("t", {})
        assert not isinstance(values, CallError)
        best = min(_timed(machine, values) for _ in range(3))
        each = best / steps * 1e6
        print(f"{name:22} {steps:12,.0f} {best:9.4f} {each:9.3f} {each * MAX_STEPS / 1e6:11.2f}")


def _timed(machine: Machine, values: dict[str, object]) -> float:
    world = machine.world()
    begin = time.process_time()
    machine.run(world, machine.tools["t"], values)
    return time.process_time() - begin


if __name__ == "__main__":
    main()
