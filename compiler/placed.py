"""Findings of proofs as diagnostics at the spec's own lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import error
from toolwright.dsl.source import Span

from .golden import GoldenTask
from .prove import Finding

_FOUND: Final = "`explore` found this task: another `seed` finds others, a smaller number fewer"
"""What an author can do about a task that nobody wrote."""


def placed(findings: Sequence[Finding], program: Program, tasks: Sequence[GoldenTask]) -> tuple[Diagnostic, ...]:
    """*findings* where the author can mend them: the step, else the parameter, the tool, or the task they are about.

    Of each kind the first in a task family, or about a parameter, is told; the rest repeat it.
    """
    by_id = {task.id: task for task in tasks}
    first: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        about = (finding.tool or "", finding.param or "") if finding.task is None else (finding.task.split("/")[0], "")
        first.setdefault((finding.code, *about), []).append(finding)
    return tuple(_diagnostic(same, program, by_id, tasks[0].span) for same in first.values())


def _diagnostic(same: Sequence[Finding], program: Program, tasks: dict[str, GoldenTask], otherwise: Span) -> Diagnostic:
    finding = same[0]
    where = f"level {finding.level}" if finding.task is None else f"task {finding.task}, level {finding.level}"
    more = f"{len(same) - 1} more like it" if len(same) > 1 else ""
    notes = tuple(filter(None, (finding.note, where, more)))
    span = _span(finding, program, tasks) or otherwise
    found = program.explore is not None and span == program.explore.node.span
    return error(finding.code, span, finding.message, notes=notes, help=(_FOUND if found else finding.help) or None)


def _span(finding: Finding, program: Program, tasks: dict[str, GoldenTask]) -> Span | None:
    task = tasks.get(finding.task or "")
    step = next((step for step in task.steps if step.id == finding.step), None) if task else None
    if step is not None:
        return step.span
    tool = program.tools.get(finding.tool or "")
    if tool is None:
        return task.span if task else None
    param = next((p for p in tool.node.params if p.name.text == finding.param), None)
    return param.name.span if param else tool.node.name.span
