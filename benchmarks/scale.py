"""How long scaling takes per task as tasks grow, for each rung of the ladder: the ratio must not.

python -m benchmarks.scale [COUNT ...]
"""

from __future__ import annotations

import sys
import time

from benchmarks.worlds import world
from toolwright.compiler import compile_program
from toolwright.compiler.scale import scale
from toolwright.dsl.check import check
from toolwright.dsl.checking.ladder import RUNGS
from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest

SIZES = (250, 500, 1000, 2000, 4000)


class _Text:
    """One file in memory."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, path: str) -> bytes:
        """The text, whatever the path."""
        return self.text.encode()


def base(tasks: int, seed: int = 7) -> Bundle:
    """A bundle of so many explored tasks, with the level `base` alone."""
    program = check("world.tool", _Text(world(tasks, seed=seed))).program
    assert program is not None
    files = compile_program(program, levels=()).files
    assert files is not None
    rest = dict(files)
    return Bundle(Manifest.model_validate_json(rest.pop("manifest.json")), rest)


def main() -> None:
    """Print milliseconds of CPU time per task, and the ratio to the smallest size."""
    first: dict[str, float] = {}
    for size in map(int, sys.argv[1:] or SIZES):
        bundle = base(size)
        level, rows = bundle.level(), bundle.rows
        tasks = tuple(level.tasks.values())
        for name, rung in RUNGS.items():
            begin = time.process_time()
            made = scale(name, rung.operators, level.module, tasks, rows, (), 7)
            each = (time.process_time() - begin) / len(tasks)
            ratio = each / first.setdefault(name, each)
            tools = len(made.module.tools)
            print(
                f"{len(tasks):6} tasks  {name:8} {each * 1e3:7.2f} ms a task  {ratio:5.2f}  {tools:4} tools", flush=True
            )


if __name__ == "__main__":
    main()
