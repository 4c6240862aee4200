"""What the operator `parameters` can add to a tool, told by the type of its result.

| kind | parameters |
| --- | --- |
| filter | `only_x`, `x_contains`, `min_x`, `max_x`, `x_from`, `x_until` of lists of records; `containing`, `at_least`, `at_most`, `from_date`, `until_date` of lists of values |
| sort, order | `sort_by`, `sort`, `reverse` |
| page, distinct | `limit`, `offset`, `distinct` |
| unit | `unit`, of values whose unit is known and is no currency |
| shape | `fields`, `detail` of records; `with_text`, numbers with commas between thousands |
| format | `decimals`, `nearest`, `letter_case`, `date_format`, `part` of a moment |
| length | `max_characters` |
| missing | `if_missing`, in place of null |
| echo | `echo`, the arguments of the call beside its result |

Numbers that are keys or links stay as they are: nobody rounds the number of a locker.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.ir.types import ListType, OptionalType, RecordType, Type

from .candidate import Candidate, Stage, binary, const, get, listed, merged, optional, present, var
from .lists import of_lists, over
from .records import SHAPE, in_field, of_call, of_records, typed
from .scalars import Change, changes

__all__ = ["SHAPE", "Candidate", "Stage", "candidates", "var"]

_TRIED_ITEMS = 3
"""Items of a list on which changes of its items are tried."""


def candidates(tool: Tool, identifiers: Collection[str] = ()) -> Iterator[Candidate]:
    """Every parameter that fits the result of *tool*; a name may come more than once.

    *identifiers* are the fields that hold keys or links, with `""` for values that stand alone (`flow.identifiers`).
    """
    yield from of_call(tool)
    result = present(tool.result)
    yield from _of(tool.result, "the items" if isinstance(result, ListType) else "the result", "", identifiers)


def _of(type_: Type, what: str, whose: str, kept: Collection[str], field: str = "") -> Iterator[Candidate]:
    match type_:
        case RecordType():
            yield from _of_record(type_, whose, kept)
            lists = [f for f in type_.fields if isinstance(f.value, ListType) and not f.absent]
            if len(lists) == 1:
                name = lists[0].name
                inside = _of(lists[0].value, f"`{name}`{whose}", f" in `{name}`", kept, name)
                yield from (_in_field(c, name) for c in inside)
        case ListType(item=RecordType() as item):
            yield from of_lists(type_, what)
            yield from map(_in_items, _of_record(item, f" of each item{whose}", kept))
        case ListType(item=item):
            yield from of_lists(type_, what)
            yield from map(
                _in_items,
                (
                    _of_value(change, "each item" if what == "the items" else f"each item of {what}")
                    for change in _changes(item, field, kept)
                ),
            )
        case OptionalType(item=RecordType() | ListType()):
            yield from map(_where_given, _of(type_.item, what, whose, kept, field))
        case _:
            yield from (_of_value(change, what) for change in _changes(type_, field, kept))


def _changes(type_: Type, field: str, kept: Collection[str]) -> Iterable[Change]:
    """What can be done to the values of a field; numbers that are keys or links are *kept* as they are."""
    return () if field in kept and present(type_).type in ("int", "float") else changes(type_)


def _of_value(change: Change, what: str) -> Candidate:
    return Candidate(
        change.kind,
        optional(change.name, change.type, change.doc.format(what=what)),
        change.stage,
        lambda value: change.apply(value, change.name),
        lambda _: change.trials,
        change.result,
    )


def _of_record(type_: RecordType, whose: str, kept: Collection[str]) -> Iterator[Candidate]:
    yield from of_records(type_, whose, kept)
    grouped: dict[str, list[tuple[str, Change]]] = {}
    for field in type_.fields:
        for change in () if field.absent else _changes(field.value, field.name, kept):
            grouped.setdefault(change.name, []).append((field.name, change))
    for name, fitting in grouped.items():
        # Fields of one name's change may differ in what the parameter can be: then each has its own.
        kinds = list(dict.fromkeys(change.type.model_dump_json() for _, change in fitting))
        for kind in kinds:
            same = [(field, change) for field, change in fitting if change.type.model_dump_json() == kind]
            yield _of_fields(name if len(kinds) == 1 else f"{same[0][0]}_{name}", same, whose)


def _of_fields(name: str, fitting: list[tuple[str, Change]], whose: str) -> Candidate:
    """One parameter for the same change of several fields."""
    first = fitting[0][1]
    names = [field for field, _ in fitting]

    def result(type_: Type) -> Type:
        for field, change in fitting:
            type_ = typed(type_, (field,), change.result)
        return type_

    return Candidate(
        first.kind,
        optional(name, first.type, first.doc.format(what=f"{listed(names)}{whose}")),
        first.stage,
        lambda record: merged(record, **{field: change.apply(get(record, field), name) for field, change in fitting}),
        lambda _: first.trials,
        result,
    )


# ------------------------------------------------------------------ parts of larger results


def _in_field(candidate: Candidate, name: str) -> Candidate:
    put = in_field(name)
    return replace(
        candidate,
        change=lambda record: put(record, candidate.change),
        trials=lambda record: candidate.trials(record[name]),
        result=lambda type_: typed(type_, (name,), candidate.result),
    )


def _in_items(candidate: Candidate) -> Candidate:
    def result(type_: Type) -> Type:
        assert isinstance(type_, ListType)
        return type_.model_copy(update={"item": candidate.result(type_.item)})

    return replace(
        candidate,
        change=lambda items: over(items, lambda entry: candidate.change(var(entry))),
        trials=lambda items: _once(candidate.trials(item) for item in items[:_TRIED_ITEMS]),
        result=result,
    )


def _where_given(candidate: Candidate) -> Candidate:
    def change(value: Any) -> Any:
        there = binary("ne", value, const(None))
        return ir.Choose(condition=there, then=candidate.change(value), otherwise=const(None))

    def result(type_: Type) -> Type:
        assert isinstance(type_, OptionalType)
        return OptionalType(item=candidate.result(type_.item))

    return replace(
        candidate,
        change=change,
        trials=lambda value: () if value is None else candidate.trials(value),
        result=result,
    )


def _once(found: Iterable[Iterable[Any]]) -> list[Any]:
    made: list[Any] = []
    for trials in found:
        made.extend(trial for trial in trials if trial not in made)
    return made
