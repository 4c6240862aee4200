"""What scaling at a high strength takes over many worlds: no seed may be an outlier.

python -m benchmarks.scale_seeds [SEEDS]     # 160 tasks, four operators at strength 6, seeds 0 to 19
"""

from __future__ import annotations

import sys
import time

from benchmarks.scale import base
from toolwright.compiler.scale import scale

TASKS = 160
OPERATORS = {"toolset": 6, "functionality": 6, "parameters": 6, "types": 6}


def main() -> None:
    """Print seconds of CPU time for each seed, and the most of them over their median."""
    taken = []
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 20):
        bundle = base(TASKS, seed)
        level = bundle.level()
        begin = time.process_time()
        made = scale("x", OPERATORS, level.module, tuple(level.tasks.values()), bundle.rows, (), seed)
        taken.append(time.process_time() - begin)
        print(f"seed {seed:3}  {taken[-1]:6.2f} s  {len(made.module.tools):4} tools", flush=True)
    print(f"the slowest takes {max(taken) / sorted(taken)[len(taken) // 2]:.2f} times the median")


if __name__ == "__main__":
    main()
