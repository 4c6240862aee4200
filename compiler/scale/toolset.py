"""The scaling operator `toolset`: working near-miss distractors.

Before: `population_of_one_city/1` offers `city_population`.
After:  it offers `city_population`, `city_elevation` (a distractor that the author wrote) and `city_country` (written
here: the same lookup, a sibling field).

Distractors are ranked by how easily they are taken for the task's own tools; one that could show a fact that the task
asks for, or write what the task is judged on, is never offered to it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolwright.runtime.bundle import Task
from toolwright.runtime.facts import CellFact, EffectFact, ValueFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import DeclaredError, Entity, Param, Tool, ToolModule
from toolwright.runtime.ir.types import StrType

from .draft import Draft
from .flow import Cells, shown_cells


def toolset(draft: Draft, strength: int, seed: int, keep: Sequence[str]) -> Draft:
    """*draft* with at most *strength* distractors offered to each task, those of *keep* first, and no other tools."""
    module = sibling_lookups(draft.module, draft.rows) if strength else draft.module
    chosen = {task.id: choose_distractors(task, module, keep, strength, seed) for task in draft.tasks}
    tasks = tuple(
        task.model_copy(update={"tools": tuple(sorted((*task.tools, *chosen[task.id])))}) for task in draft.tasks
    )
    offered = {name for task in tasks for name in task.tools}
    kept = module.model_copy(
        update={
            "tools": tuple(tool for tool in module.tools if tool.name in offered),
            "distractors": tuple(name for name in module.distractors if name in offered),
        }
    )
    return replace(draft, module=kept, tasks=tasks)


def sibling_lookups(module: ToolModule, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> ToolModule:
    """*module* with a lookup tool for each stored scalar field that no tool of its entity shows yet.

    The tool finds a row by the entity's identifying text field and gives one other field.
    """
    taken = {t.name for t in module.tools} | {e.name for e in module.errors} | {f.name for f in module.functions}
    shown: Cells = frozenset().union(*(shown_cells(tool, module) for tool in module.tools))
    tools: list[Tool] = []
    errors: list[DeclaredError] = []
    for entity in module.entities:
        by = _identifying_field(entity, rows.get(entity.name, ()))
        error = f"No{entity.name}"
        if by is None or error in taken:
            continue
        made = [
            _lookup(entity, by, field.name, error)
            for field in entity.fields
            if field.name != by
            and field.name not in entity.key
            and field.value.type in ("str", "int", "float", "date", "datetime", "enum", "bool")
            and (entity.name, field.name) not in shown
        ]
        made = [tool for tool in made if tool.name not in taken]
        if made:
            tools += made
            errors.append(_not_found(entity, by, error))
    return module.model_copy(
        update={
            "tools": (*module.tools, *tools),
            "errors": (*module.errors, *errors),
            "distractors": (*module.distractors, *(tool.name for tool in tools)),
        }
    )


def choose_distractors(task: Task, module: ToolModule, keep: Sequence[str], count: int, seed: int) -> tuple[str, ...]:
    """At most *count* distractors of *module* for *task*: those of *keep* first, then the most confusable."""
    tools = {tool.name: tool for tool in module.tools}
    own = [tools[name] for name in sorted({step.tool for step in task.steps})]
    fitting = [name for name in module.distractors if not _gives_away(tools[name], module, task)]
    ranked = sorted(
        fitting,
        key=lambda name: (
            name not in keep,
            -max(similarity(tools[name], tool) for tool in own),
            hashlib.sha256(f"{seed}/toolset/{task.id}/{name}".encode()).digest(),
        ),
    )
    return tuple(ranked[:count])


def similarity(left: Tool, right: Tool) -> float:
    """How easily two tools are taken for each other, 0 to 1: shared words of name, document and parameters."""
    weights = ((_words(left.name), _words(right.name), 0.5), (_words(left.doc), _words(right.doc), 0.25))
    params = {p.name for p in left.params}, {p.name for p in right.params}
    return sum(_jaccard(a, b) * w for a, b, w in (*weights, (*params, 0.25)))


def _gives_away(tool: Tool, module: ToolModule, task: Task) -> bool:
    """Whether some call of *tool* could show a fact of *task*, or write what its effects are about."""
    facts = [step.golden_fact for step in task.steps]
    cells = {(fact.entity, fact.field) for fact in facts if isinstance(fact, CellFact)}
    if cells & shown_cells(tool, module) or any(isinstance(f, ValueFact) and f.tool == tool.origin for f in facts):
        return True
    stateful = task.goal is not None or any(isinstance(fact, EffectFact) for fact in facts)
    return bool(tool.writes) and stateful


def _identifying_field(entity: Entity, rows: Sequence[Mapping[str, Any]]) -> str | None:
    """A text field that tells every row apart, a speaking one before the key."""
    candidates = [f.name for f in entity.fields if isinstance(f.value, StrType)]
    candidates.sort(key=lambda name: (name not in ("name", "title"), name in entity.key))
    for name in candidates:
        values = [row[name] for row in rows]
        if values and len(set(values)) == len(values):
            return name
    return None


def _lookup(entity: Entity, by: str, field: str, error: str) -> Tool:
    thing, column = _spaced(entity.name), next(f for f in entity.fields if f.name == field)
    doc = (column.doc or _spaced(field).capitalize()).rstrip(".")
    found = ir.Query(
        item=ir.Var(name="row"),
        clauses=(
            ir.ForEach(name="row", source=ir.Rows(entity=entity.name)),
            ir.Where(
                condition=ir.Binary(
                    operator="eq",
                    left=ir.Cell(row=ir.Var(name="row"), entity=entity.name, field=by),
                    right=ir.Var(name=_param_name(entity, by)),
                )
            ),
        ),
    )
    param = _param_name(entity, by)
    or_fail = ir.OrFail(value=ir.Builtin(name="first", arguments=(found,)), error=error)
    by_type = next(f.value for f in entity.fields if f.name == by)
    name = f"{_snake(entity.name)}_{field}"
    return Tool(
        name=name,
        origin=name,
        doc=f"{doc} of one {thing}.",
        params=(Param(name=param, value=by_type, doc=f"{_spaced(by).capitalize()} of the {thing}."),),
        result=column.value,
        fails=(error,),
        body=(
            ir.Let(name="found", value=or_fail),
            ir.Return(value=ir.Cell(row=ir.Var(name="found"), entity=entity.name, field=field)),
        ),
        added=("toolset: sibling lookup",),
    )


def _param_name(entity: Entity, by: str) -> str:
    return by if by not in ("found", "row") else f"{_snake(entity.name)}_{by}"


def _not_found(entity: Entity, by: str, error: str) -> DeclaredError:
    return DeclaredError(
        name=error, message=ir.Text(parts=(f"There is no {_spaced(entity.name)} with this {_spaced(by)}.",))
    )


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _spaced(name: str) -> str:
    return _snake(name).replace("_", " ")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))


def _jaccard(left: set[str], right: set[str]) -> float:
    return len(left & right) / len(left | right) if left | right else 0.0
