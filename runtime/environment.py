"""One level of a bundle, ready to run: what all its episodes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from .bundle import Bundle, RewardSettings, Task
from .bundle_files import BundleError
from .documents import document
from .externs import Externs
from .machine import BROKEN_RULES, Machine
from .python.prelude import World
from .quick import Runner, Seen
from .sandbox.isolation import Isolation, serving
from .sandbox.package import SandboxUnavailableError
from .wanted import Wanted

if TYPE_CHECKING:
    from .episode import Episode


@dataclass(frozen=True, slots=True)
class Plan:
    """What an episode needs to know of its task."""

    wanted: Wanted
    runners: Mapping[str, Runner]
    """The tools that the task offers."""
    max_turns: int
    """How many turns an episode has."""


class Environment:
    """Makes episodes; everything that they share lives here and never changes."""

    def __init__(self, bundle: Bundle, level: str, *, pooled: bool = False) -> None:
        """Make the level's machine; see `Bundle.environment`. Raises BundleError for an illegal bundle."""
        loaded = bundle.level(level)
        self.bundle = bundle
        self.level = level
        self.tasks: Mapping[str, Task] = loaded.tasks
        self.settings: RewardSettings = bundle.manifest.reward
        self.has_externs = bool(loaded.module.externs)
        self.isolation: Isolation | None = None
        """What runs the level's extern functions; None where it has none."""
        if self.has_externs:
            self.isolation = _isolation(bundle.name, Externs(loaded.module.externs))
        self.marks: Mapping[str, str] = _marks(self.isolation)
        """What a trajectory says of the machine it was played on, beside what all say."""
        try:
            self.machine = Machine(loaded.module, bundle.rows, pooled=pooled)
        except (KeyError, TypeError, AttributeError) as problem:
            raise BundleError(f"the rows of {bundle.name} do not fit its entities: {problem}") from None
        except (ValueError, SyntaxError, RecursionError, MemoryError) as problem:
            raise BundleError(f"the tools of {bundle.name} cannot be run: {problem}") from None
        self.documents: Mapping[str, dict[str, Any]] = {
            name: document(tool) for name, tool in self.machine.tools.items()
        }
        """Tool name to its OpenAI function document."""
        self._goals: dict[str, Callable[[World], Any]] = {}
        self._plans: dict[str, Plan] = {}
        for task in self.tasks.values():
            if unknown := [name for name in task.tools if name not in self.documents]:
                raise BundleError(f"{task.id} offers a tool that is not there: {unknown[0]}")

    def reset(self, task_id: str) -> Episode:
        """A fresh episode of one task. Raises BundleError where there is no such task."""
        from .episode import Episode

        task = self.tasks.get(task_id)
        if task is None:
            close = get_close_matches(task_id, self.tasks, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise BundleError(f"{self.bundle.name} has no task {task_id!r}{hint}")
        return Episode(self, task)

    def plan(self, task: Task) -> Plan:
        """What all episodes of *task* share."""
        plan = self._plans.get(task.id)
        if plan is None:
            wanted = Wanted(task)
            # Facts of computed values cost time and are made for those tools of which the task asks some.
            runners: dict[str, Runner] = {}
            for name in task.tools:
                runners[name] = self._first(runners, name, self.machine.tools[name].origin in wanted.computed)
            plan = self._plans[task.id] = Plan(wanted, runners, self.settings.max_turns)
        return plan

    def _first(self, runners: dict[str, Runner], name: str, all_facts: bool) -> Runner:
        """The runner of a tool until it is called, and stands in *runners* itself: most that are offered never are."""

        def run(world: World, arguments: str) -> Seen:
            made = runners[name] = self.machine.runner(name, all_facts)
            return made(world, arguments)

        return run

    def goal_reached(self, task: Task, world: World) -> bool | None:
        """Whether *world* is as the task wants it; None for a task without goal."""
        if task.goal is None:
            return None
        if task.id not in self._goals:
            self._goals[task.id] = self.machine.condition(task.goal)
        try:
            return bool(self._goals[task.id](world))
        except BROKEN_RULES:
            return False  # a goal that cannot be computed in this state does not hold in it


def _marks(isolation: Isolation | None) -> dict[str, str]:
    return {"isolation": isolation} if isolation is Isolation.INTERPRETER else {}


def _isolation(bundle: str, externs: Externs) -> Isolation | None:
    """What runs *externs*. Raises BundleError where some cannot be run here."""
    try:
        refused = externs.refused()
    except SandboxUnavailableError as problem:
        raise BundleError(f"{bundle} has extern functions, which cannot be run here: {problem}") from None
    for name, reason in refused.items():
        raise BundleError(f"{bundle} has the extern function `{name}`, which cannot be run here: {reason}")
    return serving().isolation
