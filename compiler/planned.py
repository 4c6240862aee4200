"""Plans of the spec's own tasks: derived tools written, tools integrated, every plan run on what that gives."""

from __future__ import annotations

from dataclasses import dataclass

from toolwright.dsl.program import Program
from toolwright.runtime.machine import Machine

from .calls import GoldenCalls
from .decompose import Decomposed, decompose
from .document import Documents, document, stored_values
from .integrate import Integration, integrate
from .lowered import Lowered, with_module


@dataclass(frozen=True)
class Planned:
    """The tasks of a program, and what they are run on."""

    ready: Lowered
    """The program with its integrated tools."""
    documents: Documents
    integration: Integration
    decomposed: Decomposed
    before: Machine
    """Runs the tools as they were before integration."""


def planned(program: Program, before: Lowered) -> Planned:
    """Run every plan of *program*, whose rows are in key order; *before* are its tools as they are written."""
    documents = document(program, before.module)
    apart = with_module(before, documents.added_to(before.module))
    integration = integrate(apart.module, _mergeable(program, documents), stored_values(program))
    ready = with_module(apart, integration.module)
    calls = GoldenCalls(program, documents.calls, integration, apart.machine)
    return Planned(ready, documents, integration, decompose(program, ready.machine, calls), apart.machine)


def beside_explored(program: Program, plans: Planned, explored: frozenset[str]) -> frozenset[str]:
    """The tools that stage 3 may merge once the *explored* ones are there."""
    if program.info.integrate == "none":
        return frozenset()
    return explored | _authored(program, plans) if program.info.integrate == "all" else explored


def with_explored(program: Program, plans: Planned, joined: Integration) -> Decomposed:
    """The program's own tasks over the tools of *joined*, where some of them were merged with explored ones."""
    own = _authored(program, plans)
    if own.isdisjoint(name for merge in joined.merges for name in merge.old):
        return plans.decomposed
    both = Integration(joined.module, (*plans.integration.merges, *joined.merges))
    calls = GoldenCalls(program, plans.documents.calls, both, plans.before)
    return decompose(program, with_module(plans.ready, joined.module).machine, calls)


def _authored(program: Program, plans: Planned) -> frozenset[str]:
    """What the tools that the author wrote are called after integration."""
    now = {name: plans.integration.translation(name) for name in program.tools}
    return frozenset(found.tool if found else name for name, found in now.items())


def _mergeable(program: Program, documents: Documents) -> frozenset[str]:
    """The tools that the spec lets stage 3 merge."""
    derived = {tool.name for tool in documents.tools}
    return frozenset({"none": set(), "derived": derived, "all": derived | set(program.tools)}[program.info.integrate])
