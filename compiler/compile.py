"""The pipeline from a checked program to the files of a bundle: read this first, every stage is one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import Severity
from toolwright.runtime.bundle import Level
from toolwright.runtime.sandbox.isolation import Isolation

from .deploy import level_info, with_report
from .document import stored_values
from .explore import answer_shares, explore, integrated
from .golden import GoldenTask
from .integrate import integrate
from .key_order import in_key_order
from .lowered import lowered, oversized
from .mapped import line_maps, with_line_maps
from .origins import Origins
from .placed import placed
from .planned import beside_explored, planned, with_explored
from .remarks import idle_operators, own_answers, unchosen_distractors, unheeded_questions
from .report import report
from .scale import ScaledLevel
from .settled import settled
from .spec_tests import run_tests
from .unavailable import interpreted, unavailable
from .workshop import Progress, Workshop


@dataclass(frozen=True)
class Compiled:
    """What became of a program: the files of its bundle, or diagnostics that say why there are none.

    Warnings come with either.
    """

    files: dict[str, bytes] | None
    diagnostics: tuple[Diagnostic, ...]
    proofs: tuple[int, int] = (0, 0)
    """How many parts the proofs have, tasks at all levels above all, and how many of them were known before."""


def compile_program(
    program: Program,
    levels: Sequence[str] | None = None,
    progress: Progress = lambda *_: None,
    workshop: Workshop | None = None,
) -> Compiled:
    """Compile *program*; *levels* names the scaled levels to build (all of them when None).

    *workshop* does the work that can be done apart; without one everything is made here and now.
    """
    workshop = workshop or Workshop()
    if missing := (*unavailable(program), *oversized(program)):
        return Compiled(None, missing)
    remarks = tuple(interpreted(program))
    program = in_key_order(program)
    ready = lowered(program)
    tested = run_tests(program, ready.machine)
    progress("tasks", 0, 1)
    plans, authored = planned(program, ready), ready.module
    ready, decomposed = plans.ready, plans.decomposed
    explored = explore(program, ready, workshop.workers)
    told = (*tested.diagnostics, *decomposed.diagnostics, *explored.diagnostics)
    if any(each.severity is Severity.ERROR for each in told):
        return Compiled(None, (*remarks, *told))
    joined = integrate(explored.module, beside_explored(program, plans, explored.tools), stored_values(program))
    decomposed = with_explored(program, plans, joined)
    tasks = (*decomposed.tasks, *integrated(explored.tasks, joined, ready.rows))
    base = _base_level(joined.module, tasks)
    made = settled(program, levels, base, joined.module, ready.rows, workshop, progress)
    proofs = made.proved.proofs
    said = (
        *remarks,
        *told,
        *own_answers(program, decomposed.tasks),
        *unheeded_questions(program, decomposed.tasks),
        *idle_operators(program, made.levels),
        *unchosen_distractors(program, made.levels),
    )
    if wrong := [finding for proof in proofs.values() for finding in proof.findings]:
        return Compiled(None, (*placed(wrong, program, tasks), *said))
    stages = [*plans.documents.record(), *plans.integration.record(), *joined.record()]
    loaded = {level.name: _as_loaded(level) for level in made.levels}
    figures = {**report(loaded, proofs), "stages": stages, "answers": answer_shares(tasks)}
    if remarks:
        figures["isolation"] = Isolation.INTERPRETER
    origins = Origins(program, authored, (plans.integration, joined), joined.module, tasks)
    maps = line_maps(program, origins, made.levels, made.lines)
    files = with_line_maps(with_report(made.files, figures), maps)
    return Compiled(files, said, (made.proved.parts, made.proved.known))


def _as_loaded(level: ScaledLevel) -> Level:
    return Level(level.module, {task.id: task for task in level.tasks}, level_info(level))


def _base_level(module: Any, tasks: Sequence[GoldenTask]) -> ScaledLevel:
    kept = tuple(tool for tool in module.tools if tool.name not in module.distractors)
    offered = sorted(tool.name for tool in kept)
    base = module.model_copy(update={"tools": kept, "distractors": ()})
    return ScaledLevel("base", {}, base, tuple(task.row(offered) for task in tasks))
