"""Calls per second through the whole path of a call, beside a function with the same JSON work and no checks.

python benchmarks/calls.py build/city_population
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from toolwright.runtime import Bundle

ROUNDS, CALLS = 7, 2000


def best(run: Callable[[], None]) -> float:
    """Calls per second in the best of several rounds of CPU time."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CALLS):
            run()
        times.append(time.process_time() - start)
    return CALLS / min(times)


def main() -> None:
    """Print the floor, the machine without its cache, and with it."""
    environment = Bundle.load(sys.argv[1]).environment()
    task = next(iter(environment.tasks.values()))
    step = task.steps[0]
    text = json.dumps(step.arguments)
    machine = environment.machine
    world = machine.world()
    observation = json.loads(machine.call(world, step.tool, text).text)
    table = {json.dumps(step.arguments, sort_keys=True): observation}

    def floor() -> None:
        json.dumps(table[json.dumps(json.loads(text), sort_keys=True)])

    rate = best(floor)
    print(f"floor: parse, look up, print         {rate:10.0f} calls/s   1.00")
    for name, pristine in (("machine, every call run", False), ("machine, results kept", True)):
        measured = best(lambda pristine=pristine: machine.call(world, step.tool, text, pristine))  # type: ignore[misc]
        print(f"{name:36} {measured:10.0f} calls/s   {measured / rate:.2f}")


if __name__ == "__main__":
    main()
