"""Plans of the spec's own tasks: derived tools written, tools integrated, every plan run on what that gives."""

from __future__ import annotations

from dataclasses import dataclass

from toolwright.dsl.program import Program

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


def planned(program: Program, before: Lowered) -> Planned:
    """Run every plan of *program*, whose rows are in key order; *before* are its tools as they are written."""
    documents = document(program, before.module)
    apart = with_module(before, documents.added_to(before.module))
    integration = integrate(apart.module, _mergeable(program, documents), stored_values(program))
    ready = with_module(apart, integration.module)
    calls = GoldenCalls(program, documents.calls, integration, apart.machine)
    return Planned(ready, documents, integration, decompose(program, ready.machine, calls))


def _mergeable(program: Program, documents: Documents) -> frozenset[str]:
    """The tools that the spec lets stage 3 merge."""
    derived = {tool.name for tool in documents.tools}
    return frozenset({"none": set(), "derived": derived, "all": derived | set(program.tools)}[program.info.integrate])
