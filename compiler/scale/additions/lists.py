"""Changes of lists: filters, order, pages, repetitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.types import (
    BoolType,
    DatetimeType,
    DateType,
    EnumType,
    FloatType,
    IntType,
    ListType,
    RecordType,
    StrType,
    Type,
)

from ..forms import bound_names, fresh
from .candidate import Candidate, Stage, binary, call, const, get, optional, present, switch, var

_COMPARABLE = ("int", "float", "str", "date", "datetime")


def of_lists(type_: ListType, what: str) -> Iterator[Candidate]:
    """What can be done to a list as a whole; *what* names it in documents."""
    if isinstance(type_.item, RecordType):
        for field in type_.item.fields:
            if not field.absent:
                yield from _filters(field.name, field.value, what)
        sortable = tuple(f.name for f in type_.item.fields if not f.absent and present(f.value).type in _COMPARABLE)
        if sortable:
            yield Candidate(
                "sort",
                optional("sort_by", EnumType(members=sortable), f"Sort {what} by this field, the smallest first."),
                Stage.SORT,
                lambda items: call("sort_records", items, var("sort_by"), const(False)),
                lambda _: sortable,
            )
    elif type_.item.type in _COMPARABLE:
        yield from _filters("", type_.item, what)
        yield Candidate(
            "sort",
            optional("sort", EnumType(members=("ascending", "descending")), f"Sort {what} in this direction."),
            Stage.SORT,
            lambda items: ir.Choose(
                condition=binary("eq", var("sort"), const("descending")),
                then=_sorted(items, descending=True),
                otherwise=_sorted(items, descending=False),
            ),
            lambda _: ("ascending", "descending"),
        )
    yield Candidate(
        "order",
        switch("reverse", f"Give {what} in the opposite order, the last one first."),
        Stage.REVERSE,
        lambda items: call("reverse", items),
        lambda _: (True,),
    )
    yield Candidate(
        "page",
        optional("offset", IntType(low=0, high=1000), f"Leave out so many of {what}, from the start."),
        Stage.OFFSET,
        lambda items: over(items, var, lambda entry: (ir.Skip(count=var("offset")),)),
        lambda _: (1, 2),
    )
    yield Candidate(
        "page",
        optional("limit", IntType(low=1, high=1000), f"Give at most so many of {what}."),
        Stage.LIMIT,
        lambda items: over(items, var, lambda entry: (ir.Take(count=var("limit")),)),
        lambda _: (1, 2),
    )
    yield Candidate(
        "distinct",
        switch("distinct", f"Leave out repetitions among {what}."),
        Stage.DISTINCT,
        lambda items: call("distinct", items),
        lambda _: (True,),
    )


def over(items: Any, item: Callable[[str], Any], clauses: Callable[[str], tuple[Any, ...]] = lambda _: ()) -> Any:
    """A query over *items*; *item* and *clauses* get the name of its variable."""
    name = fresh("entry", bound_names(items))
    return ir.Query(item=item(name), clauses=(ir.ForEach(name=name, source=items), *clauses(name)))


def _sorted(items: Any, descending: bool) -> Any:
    return over(items, var, lambda entry: (ir.SortBy(keys=(ir.SortKey(value=var(entry), descending=descending),)),))


# ------------------------------------------------------------------ filters


@dataclass(frozen=True)
class _Filter:
    """A condition on one value of each item."""

    name: str
    type: Type
    doc: str
    holds: Callable[[Any, Any], Any]
    """From the value and the parameter to the condition."""
    trials: Callable[[list[Any]], Iterable[Any]]
    """From the values that a result has to values of the parameter."""


def _filters(field: str, type_: Type, what: str) -> Iterator[Candidate]:
    """Filters by a field of the items of *what*; by the items themselves where *field* is empty."""
    yield from (_filtering(field, type_, found) for found in _conditions(field, present(type_), what))


def _filtering(field: str, type_: Type, found: _Filter) -> Candidate:
    return Candidate(
        "filter",
        optional(found.name, found.type, found.doc),
        Stage.FILTER,
        lambda items: over(items, var, lambda entry: (ir.Where(condition=_held(field, type_, found, entry)),)),
        lambda result: found.trials(_values(result, field)),
    )


def _held(field: str, type_: Type, found: _Filter, entry: str) -> Any:
    value = get(var(entry), field) if field else var(entry)
    condition = found.holds(value, var(found.name))
    return binary("and", binary("ne", value, const(None)), condition) if type_.type == "optional" else condition


def _values(result: Any, field: str) -> list[Any]:
    """The values of a field in a list of records, nulls left out."""
    found = [item[field] if field else item for item in result]
    return [value for value in found if value is not None]


def _conditions(field: str, type_: Type, what: str) -> Iterator[_Filter]:
    those = "items" if what == "the items" else f"those of {what}"
    whose = f"{those} whose `{field}`" if field else f"{those} that"
    match type_:
        case EnumType() | BoolType() if field:
            plain: Type = EnumType(members=type_.members) if isinstance(type_, EnumType) else BoolType()
            doc = f"Only {those} with this `{field}`."
            yield _Filter(f"only_{field}", plain, doc, _equal, lambda values: _members(type_, values))
        case StrType():
            if field:
                doc = f"Only {those} with this `{field}`, in any letter case."
                yield _Filter(f"only_{field}", StrType(), doc, _equal_text, lambda values: [*values[:2], "-"])
            name = f"{field}_contains" if field else "containing"
            verb = f"{whose} contains this text" if field else f"{whose} contain this text"
            yield _Filter(
                name,
                StrType(low=1, high=200),
                f"Only {verb}, in any letter case.",
                lambda value, given: call("contains", call("lower", value), call("lower", given)),
                lambda values: [*values[:2], "\u00a4"],
            )
        case IntType() | FloatType():
            bare = type(type_)(unit=type_.unit)
            is_ = "is " if field else "are "
            low, high = (f"min_{field}", f"max_{field}") if field else ("at_least", "at_most")
            yield _Filter(low, bare, f"Only {whose} {is_}at least this.", _ge, lambda v: _beyond(v, 1))
            yield _Filter(high, bare, f"Only {whose} {is_}at most this.", _le, lambda v: _beyond(v, -1))
        case DateType() | DatetimeType():
            is_ = "is " if field else "are "
            low, high = (f"{field}_from", f"{field}_until") if field else ("from_date", "until_date")
            yield _Filter(low, type_, f"Only {whose} {is_}on this day or later.", _ge, lambda v: [*v, *_latest(type_)])
            yield _Filter(
                high, type_, f"Only {whose} {is_}on this day or earlier.", _le, lambda v: [*v, *_first(type_)]
            )


def _members(type_: EnumType | BoolType, values: list[Any]) -> Iterable[Any]:
    return type_.members if isinstance(type_, EnumType) else (True, False)


def _beyond(values: list[Any], step: int) -> Iterable[Any]:
    """Bounds that leave some of *values* out, and one that leaves out all."""
    return [*values[:4], max(values) + step if step > 0 else min(values) + step] if values else []


def _latest(type_: Type) -> tuple[str, ...]:
    return ("9999-12-31",) if type_.type == "date" else ("9999-12-31T23:59:59",)


def _first(type_: Type) -> tuple[str, ...]:
    return ("0001-01-01",) if type_.type == "date" else ("0001-01-01T00:00:00",)


def _equal(value: Any, given: Any) -> Any:
    return binary("eq", value, given)


def _equal_text(value: Any, given: Any) -> Any:
    return binary("eq", call("lower", value), call("lower", given))


def _ge(value: Any, given: Any) -> Any:
    return binary("ge", value, given)


def _le(value: Any, given: Any) -> Any:
    return binary("le", value, given)
