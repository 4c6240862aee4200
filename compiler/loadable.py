"""What the runtime would refuse of a scaled level: looked at once, where the level is made, and not at each load of it.

Tools may take too long once they are scaled, or once an episode has written, and so may an answer or a goal: no bundle
may hold them, and the author is told. Whatever else is not legal is a mistake of this program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolwright.runtime.bundle import Task
from toolwright.runtime.formulas import Formulas
from toolwright.runtime.ir.cost.limit import tables_of, too_much_work
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.python import BUILTINS

from .lowered import SHORTER
from .prove import Finding
from .reads import Rows
from .scale import Known, ScaledLevel


def too_heavy(level: ScaledLevel, module_text: str, rows: Rows, known: Known) -> tuple[Finding, ...]:
    """What the runtime would refuse of *level* over *rows*, because it may take too long; *module_text* is its module.

    It is not looked at again where it is *known*. Raises AssertionError for a level that is not legal otherwise.
    """
    results = {tool.name: tool.result.model_dump_json() for tool in level.module.tools}
    alike: dict[str, Task] = {}
    for task in level.tasks:
        sizes = (f"{step.id} {results.get(step.tool)}" for step in task.steps)
        goal = "" if task.goal is None else task.goal.model_dump_json()
        alike.setdefault("\n".join((task.answer_data.computed.model_dump_json(), goal, *sizes)), task)
    read = ("what loads", module_text, repr(tables_of(rows)), *alike)
    tasks = list(alike.values())
    found = known.once(read, lambda: list(_looked_at(level.module, tasks, rows)))
    return tuple(
        Finding("TW0416", level.name, None if place is None else tasks[place].id, said, help=helps, tool=tool)
        for place, tool, said, helps in found
    )


def _looked_at(
    module: ToolModule, tasks: Sequence[Task], rows: Rows
) -> Iterator[tuple[int | None, str | None, str, str]]:
    """Each finding by the number of its task or the tool that it is about, with what it says and what helps."""
    if illegal := problems(module, BUILTINS):
        raise AssertionError(f"the compiler made an illegal module: {illegal[0]}")
    heavy, tables = too_much_work(module, rows)
    for each in heavy:
        said = each.said if each.tool is None else f"`{each.tool}` asks for too much work: {each.said}"
        yield None, each.tool, said, SHORTER
    formulas = Formulas(module, tables)
    for place, task in enumerate(tasks):
        names = {step.id.partition(".")[0] for step in task.steps}
        steps = {step.id: step.tool for step in task.steps}
        for name, expression, known in (("answer", task.answer_data.computed, steps), ("goal", task.goal, {})):
            if expression is None:
                continue
            if illegal := formulas.problems(expression, names if known else ()):
                raise AssertionError(f"the compiler made an illegal {name} of {task.id}: {illegal[0]}")
            if too_much := formulas.excess(expression, known):
                yield place, None, f"the {name} asks for too much work: {too_much}", SHORTER
