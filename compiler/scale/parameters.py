"""The scaling operator `parameters`: optional parameters that do something.

Before: `author_of_book(title) -> {author, published}`.
After:  `author_of_book(title, fields: list of "author" | "published" | null = null)`; leaving `fields` out gives the
old result, `fields=["author"]` a smaller one.

Each candidate is tried on golden calls first; one that never changes a result is not added. Golden calls stay as they
are: what is left out keeps its old meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolwright.runtime.errors import CallError
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool, ToolModule
from toolwright.runtime.ir.types import (
    EnumType,
    FloatType,
    IntType,
    ListType,
    OptionalType,
    RecordField,
    RecordType,
    StrType,
    Type,
)
from toolwright.runtime.machine import Machine

from .draft import Arguments, Draft, Dropped, Rewrite, Rows
from .forms import bound_names, fresh, lifted, names_in, result_name
from .trials import Trials

UNITS: Mapping[str, tuple[str, float]] = {
    "km": ("mi", 1 / 1.609344),
    "km2": ("mi2", 1 / 2.589988110336),
    "m": ("ft", 1 / 0.3048),
    "kg": ("lb", 1 / 0.45359237),
    "cm": ("in", 1 / 2.54),
    "l": ("gal", 1 / 3.785411784),
}
"""Unit to another unit for the same quantity, and the factor to it (exact definitions of 1959 and ISO 80000)."""


@dataclass(frozen=True)
class Candidate:
    """One parameter that a tool could be given."""

    param: Param
    value: Callable[[Any], Any]
    """From the expression of the result so far to that of the new result; the parameter is not null in it."""
    result: Type
    trials: tuple[Any, ...]
    """Values of the parameter to try for a difference."""


def candidates(result: Type) -> Iterator[Candidate]:
    """What could be added to a tool with this result, in a fixed order."""
    match result:
        case RecordType(fields=fields) if not any(f.absent for f in fields):
            if len(fields) > 1:
                yield _fields(result)
            yield from _each_field(result)
        case ListType(item=item):
            yield from _list(result, item)
        case FloatType() | IntType() | StrType():
            for name, doc, type_, change, trials, changed in _scalar(result, "the result"):
                yield Candidate(_optional(name, type_, doc), change, changed, trials)


def parameters(draft: Draft, strength: int, seed: int) -> Draft:
    """The operator: every tool with at most *strength* more parameters."""
    trials = Trials(draft)
    kept: dict[str, Rewrite] = {}
    dropped: list[Dropped] = []
    for tool in draft.module.tools:
        made = add_parameters(tool, draft.module, draft.rows, draft.samples.get(tool.name, ()), strength, seed)
        if made is not tool:
            objection = trials.objection(Rewrite(made))
            if objection is None:
                kept[tool.name] = Rewrite(made)
            else:
                dropped.append(Dropped(tool.name, made.added[-1], objection))
    scaled = draft.rewritten(kept)
    return replace(scaled, dropped=(*scaled.dropped, *dropped))


def add_parameters(
    tool: Tool, module: ToolModule, rows: Rows, calls: Sequence[Arguments], count: int, seed: int
) -> Tool:
    """*tool* with at most *count* more parameters, each of which changes the result of one of *calls*."""
    ranked = sorted(candidates(tool.result), key=lambda c: _rank(seed, tool.name, c.param.name))
    scaled = tool
    added = 0
    for candidate in ranked:
        if added == count or candidate.param.name in names_in(scaled):
            continue
        tried = _with(scaled, candidate)
        if tried is not None and _is_live(tried, candidate, module, rows, calls):
            scaled, added = tried, added + 1
    return scaled


def _with(tool: Tool, candidate: Candidate) -> Tool | None:
    # A change of the result's form made before this one (fields left out) may take away what this one needs.
    if candidate.result.type != tool.result.type:
        return None
    name = candidate.param.name
    start = lifted(tool)
    result = result_name(start)
    is_given = ir.Binary(operator="ne", left=ir.Var(name=name), right=ir.Const(value=None))
    change = ir.If(condition=is_given, then=(ir.Let(name=result, value=candidate.value(ir.Var(name=result))),))
    # Leaving fields out comes last among the changes of this operator: every other one needs the whole record.
    before = list(start.body[:-1])
    changes: list[Any] = [change]
    while _order(before[-1]) is not None:
        changes.insert(0, before.pop())
    changes.sort(key=lambda s: _order(s) or 0)
    return start.model_copy(
        update={
            "params": (*tool.params, candidate.param),
            "result": candidate.result if name == "fields" or name == "unit" else tool.result,
            "body": (*before, *changes, start.body[-1]),
            "added": (*tool.added, f"parameters: {name}"),
        }
    )


def _order(statement: Any) -> int | None:
    """Where a change of this operator stands among the others; None for what other operators wrote."""
    match statement:
        case ir.If(condition=ir.Binary(operator="ne", left=ir.Var(name=name), right=ir.Const(value=None))):
            return _ORDER.get(name)
    return None


_ORDER = {
    "sort_by": 0,
    "offset": 1,
    "limit": 2,
    "unit": 3,
    "decimals": 4,
    "nearest": 4,
    "letter_case": 5,
    "fields": 6,
}


def _is_live(
    tool: Tool,
    candidate: Candidate,
    module: ToolModule,
    rows: Rows,
    calls: Sequence[Arguments],
) -> bool:
    machine = Machine(module.model_copy(update={"tools": (tool,), "distractors": ()}), rows)
    for arguments in calls:
        plain = _observe(machine, tool, arguments)
        for trial in candidate.trials:
            if _observe(machine, tool, {**arguments, candidate.param.name: trial}) != plain:
                return True
    return False


def _observe(machine: Machine, tool: Tool, arguments: Mapping[str, Any]) -> str | None:
    values = machine.validate(tool.name, arguments)
    if isinstance(values, CallError):
        return None
    return machine.run(machine.world(), tool, values).text


def _rank(seed: int, tool: str, param: str) -> bytes:
    return hashlib.sha256(f"{seed}/parameters/{tool}/{param}".encode()).digest()


def _optional(name: str, type_: Type, doc: str) -> Param:
    return Param(name=name, value=OptionalType(item=type_), doc=doc, required=False, default=None)


# ------------------------------------------------------------------ the catalogue


def _fields(result: RecordType) -> Candidate:
    names = tuple(f.name for f in result.fields)
    param = _optional(
        "fields",
        ListType(item=EnumType(members=names), low=1, high=len(names)),
        "Only these fields of the result; all of them when left out.",
    )
    kept = RecordType(fields=tuple(f.model_copy(update={"absent": True}) for f in result.fields))
    return Candidate(
        param,
        lambda r: ir.Builtin(name="select_fields", arguments=(r, ir.Var(name="fields"))),
        kept,
        tuple([name] for name in names),
    )


def _each_field(result: RecordType) -> Iterator[Candidate]:
    """Changes of scalars, made to every field of the record that they fit."""
    for kind in ("decimals", "nearest", "letter_case", "unit"):
        found = {
            f.name: change for f in result.fields for change in _scalar(f.value, f"`{f.name}`") if change[0] == kind
        }
        if not found or (kind == "unit" and len({change[1] for change in found.values()}) > 1):
            continue
        name, doc, type_, _, trials, _ = next(iter(found.values()))
        named = ", ".join(f"`{n}`" for n in found)
        yield Candidate(
            _optional(name, type_, doc.replace(f"`{next(iter(found))}`", named)),
            _record_change(result, {n: change[3] for n, change in found.items()}),
            RecordType(
                fields=tuple(
                    f.model_copy(update={"value": found[f.name][5]}) if f.name in found else f for f in result.fields
                )
            ),
            trials,
        )


def _record_change(result: RecordType, changes: Mapping[str, Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def change(record: Any) -> Any:
        return ir.RecordOf(
            fields=tuple(ir.Entry(name=f.name, value=_changed(f, record, changes)) for f in result.fields)
        )

    return change


def _changed(field: RecordField, record: Any, changes: Mapping[str, Callable[[Any], Any]]) -> Any:
    value = ir.Get(value=record, name=field.name)
    return changes[field.name](value) if field.name in changes else value


def _scalar(type_: Type, what: str) -> Iterator[tuple[str, str, Type, Callable[[Any], Any], tuple[Any, ...], Type]]:
    """(name, doc, type of the parameter, change, trials, type of the result) of what fits a scalar."""
    match type_:
        case FloatType(unit=unit):
            yield (
                "decimals",
                f"Round {what} to so many decimals.",
                IntType(low=0, high=6),
                lambda v: ir.Builtin(name="round", arguments=(v, ir.Var(name="decimals"))),
                (0, 1),
                type_,
            )
            if unit is not None and unit in UNITS:
                other, factor = UNITS[unit]
                yield (
                    "unit",
                    f"Unit of {what}; {unit} when left out.",
                    EnumType(members=(unit, other)),
                    _conversion(other, factor),
                    (other,),
                    FloatType(),
                )
        case IntType():
            yield (
                "nearest",
                f"Round {what} to the nearest multiple of this.",
                IntType(low=1, high=1_000_000_000),
                lambda v: ir.Binary(operator="mul", left=_multiples(v), right=ir.Var(name="nearest")),
                (10, 1000),
                IntType(),
            )
        case StrType():
            yield (
                "letter_case",
                f"Write {what} in this case.",
                EnumType(members=("upper", "lower")),
                lambda v: ir.Choose(
                    condition=ir.Binary(operator="eq", left=ir.Var(name="letter_case"), right=ir.Const(value="upper")),
                    then=ir.Builtin(name="upper", arguments=(v,)),
                    otherwise=ir.Builtin(name="lower", arguments=(v,)),
                ),
                ("upper", "lower"),
                StrType(),
            )


def _multiples(value: Any) -> Any:
    quotient = ir.Binary(operator="div", left=value, right=ir.Var(name="nearest"))
    return ir.Builtin(name="round", arguments=(quotient,))


def _conversion(other: str, factor: float) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        return ir.Choose(
            condition=ir.Binary(operator="eq", left=ir.Var(name="unit"), right=ir.Const(value=other)),
            then=ir.Binary(operator="mul", left=value, right=ir.Const(value=factor)),
            otherwise=value,
        )

    return convert


def _list(result: ListType, item: Type) -> Iterator[Candidate]:
    yield Candidate(
        _optional("limit", IntType(low=1, high=1000), "At most so many items."),
        lambda r: _query(ir.Take(count=ir.Var(name="limit")), r),
        result,
        (1, 2),
    )
    yield Candidate(
        _optional("offset", IntType(low=0, high=1000), "Leave out so many items at the start."),
        lambda r: _query(ir.Skip(count=ir.Var(name="offset")), r),
        result,
        (1, 2),
    )
    if isinstance(item, RecordType):
        sortable = tuple(f.name for f in item.fields if f.value.type in ("int", "float", "str", "date", "datetime"))
        if sortable:
            yield Candidate(
                _optional("sort_by", EnumType(members=sortable), "Sort the items by this field, smallest first."),
                lambda r: ir.Builtin(name="sort_records", arguments=(r, ir.Var(name="sort_by"), ir.Const(value=False))),
                result,
                sortable,
            )


def _query(clause: Any, source: Any) -> ir.Query:
    name = fresh("entry", bound_names(source))
    return ir.Query(item=ir.Var(name=name), clauses=(ir.ForEach(name=name, source=source), clause))
