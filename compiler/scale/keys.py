"""One key of an entity becomes any unique key: what the kinds `key` of `functionality` and `types` share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from toolwright.runtime.cells import stored_type
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, Entity, Param, Tool
from toolwright.runtime.ir.types import EnumType, IntType, RowType, StrType, Type

from ..english import field_of, field_said, sentences, spaced
from .forms import binary, bound_names, builtin, cases, free_name, fresh, replaced, var, with_base
from .lookups import Match, matches
from .surroundings import Surroundings, known_before


@dataclass(frozen=True)
class KeyChoice:
    """A tool that finds a row by a key, made to find it by any of several."""

    tool: Tool
    """The tool with one more required parameter, *by*."""
    param: Param
    """The parameter that holds the key, as it is in *tool*."""
    by: Param
    """The parameter that says which key it is."""
    thing: str
    """What is found, in words."""
    own: str
    """The member of *by* with which the tool does what it did."""


def key_choices(tool: Tool, around: Surroundings) -> Iterator[KeyChoice]:
    """The ways to let *tool* find one of its rows by other unique keys, too."""
    golden = around.golden_cells(tool)
    for match in matches(around.base(tool), around.entities):
        param = next((p for p in tool.params if p.name == match.param), None)
        if match.operator != "eq" or param is None or not isinstance(param.value, StrType | IntType):
            continue
        # Another tool's facts could be had by another way than that tool's own.
        if any(golden.get(cell, {tool.name}) - {tool.name} for cell in around.shown(tool)):
            continue
        names = [match.field, *_others(tool, match, param.value, around)]
        if len(names) > 1 and _is_unique(match, match.field, around):
            yield _choice(tool, match, param, names, around)


def _choice(tool: Tool, match: Match, param: Param, names: Sequence[str], around: Surroundings) -> KeyChoice:
    entity = around.entities[match.entity]
    thing = spaced(entity.name)
    by = Param(
        name=free_name(tool, *(["by"] if sum(p.required for p in tool.params) == 1 else []), f"{param.name}_by"),
        value=EnumType(members=tuple(names), docs=tuple(field_said(field_of(entity, name)) for name in names)),
        doc=f"Which key of the {thing} `{param.name}` is.",
        required=False,
        default=match.field,
    )
    wide = _widest([param.value, *(_stored(entity, name, around) for name in names)])
    base = around.base(tool)
    given = base.model_copy(
        update={
            "params": tuple(p.model_copy(update={"value": wide}) if p.name == param.name else p for p in base.params)
        }
    )
    body = tuple(_by_key(s, match, by.name, names, base) for s in base.body)
    made = with_base(_with_core(tool, given), body, (by,), around.has_computed_facts(tool))
    doc = sentences(param.doc, f"`{by.name}` says whether it is this or another key") if param.doc else ""
    widened = param.model_copy(update={"value": wide, "doc": doc})
    params = tuple(widened if p.name == param.name else p for p in made.params)
    return KeyChoice(made.model_copy(update={"params": params}), widened, by, thing, match.field)


def _with_core(tool: Tool, base: CoreTool) -> Tool:
    return tool.model_copy(update={"core": base} if tool.core is not None else {"params": base.params})


def _by_key(statement: Any, match: Match, by: str, names: Sequence[str], base: CoreTool) -> Any:
    row = fresh("row", {p.name for p in base.params} | {n for s in base.body for n in bound_names(s)})

    def change(node: BaseModel) -> Any:
        if node is not match.node:
            return None
        if match.cell is not None:
            cell = match.cell
            choice = cases(by, [(name, cell.model_copy(update={"field": name})) for name in names])
            return replaced(node, lambda part: choice if part is cell else None)
        options: list[tuple[str, Any]] = [(match.field, node)]
        for name in names[1:]:
            found = ir.Query(
                item=var(row),
                clauses=(
                    ir.ForEach(name=row, source=ir.Rows(entity=match.entity)),
                    ir.Where(
                        condition=binary("eq", ir.Cell(row=var(row), entity=match.entity, field=name), var(match.param))
                    ),
                ),
            )
            options.append((name, builtin("first", found)))
        return cases(by, options)

    return replaced(statement, change)


def _others(tool: Tool, match: Match, type_: Type, around: Surroundings) -> list[str]:
    entity = around.entities[match.entity]
    return [
        field.name
        for field in entity.fields
        if field.name != match.field
        and not isinstance(field.value, RowType)
        and isinstance(field.value, type(type_))
        and _is_unique(match, field.name, around)
        and not _is_known_too_early(tool, match, field.name, around)
    ]


def _is_unique(match: Match, field: str, around: Surroundings) -> bool:
    values = [_folded(value, match.folded) for value in around.column(match.entity, field)]
    return bool(values) and None not in values and len(set(values)) == len(values)


def _folded(value: Any, folded: bool) -> Any:
    return value.strip().casefold() if folded and isinstance(value, str) else value


def _is_known_too_early(tool: Tool, match: Match, field: str, around: Surroundings) -> bool:
    """Whether a solver could know a row's other key before its golden one, and leave calls of the plan out."""
    rows = {_folded(row[match.field], match.folded): row for row in around.draft.rows.get(match.entity, ())}
    for task, step in around.uses(tool):
        row = rows.get(_folded(step.arguments.get(match.param), match.folded))
        if row is None or not step.after:
            continue
        other = str(row[field]).casefold()
        if other in task.question.casefold() or any(other == str(v).casefold() for v in known_before(task, step)):
            return True
    return False


def _stored(entity: Entity, name: str, around: Surroundings) -> Type:
    return stored_type(field_of(entity, name).value, around.entities)


def _widest(types: Sequence[Type]) -> Type:
    """A type that takes what each of *types*, all of text or all of whole numbers, takes."""
    lows = [t.low for t in types if isinstance(t, StrType | IntType)]
    highs = [t.high for t in types if isinstance(t, StrType | IntType)]
    low = None if None in lows else min(n for n in lows if n is not None)
    high = None if None in highs else max(n for n in highs if n is not None)
    if isinstance(types[0], IntType):
        return IntType(low=int(low) if low is not None else None, high=int(high) if high is not None else None)
    return StrType(low=int(low) if low is not None else None, high=int(high) if high is not None else None)
