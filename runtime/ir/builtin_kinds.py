"""What builtins take and give, as kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from .kinds import ANY, BOOL, FLOAT, INT, NUMBERS, TEXT, Kind, ListKind, MapKind, RecordKind, goes, maybe, shown


def builtin_kind(name: str, given: Sequence[Kind]) -> tuple[Kind, str | None]:
    """What builtin *name* gives for arguments of the kinds *given*, and what is wrong with these."""
    rule = _BUILTINS.get(name)
    if rule is None:
        return ANY, None
    least, wanted, result = rule
    if not least <= len(given) <= len(wanted):
        return ANY, f"{name} takes {len(wanted)} arguments, not {len(given)}"
    for kind, one in zip(given, wanted, strict=False):
        if not any(goes(kind, option) for option in one):
            return ANY, f"{name} takes {' or '.join(map(shown, one))}, not {shown(kind)}"
    return result(given), None


_Rule: TypeAlias = tuple[int, tuple[tuple[Kind, ...], ...], Callable[[Sequence[Kind]], Kind]]
_LIST: tuple[Kind, ...] = (ListKind(ANY),)
_NUMBER: tuple[Kind, ...] = NUMBERS
_TEXT: tuple[Kind, ...] = (TEXT,)
_RECORD: tuple[Kind, ...] = (RecordKind((), is_open=True),)
_MAP: tuple[Kind, ...] = (MapKind(ANY),)


def _item(given: Sequence[Kind]) -> Kind:
    return maybe(given[0].item) if isinstance(given[0], ListKind) else ANY


def _same(given: Sequence[Kind]) -> Kind:
    return given[0]


def _always(kind: Kind) -> Callable[[Sequence[Kind]], Kind]:
    return lambda given: kind


def _sum(given: Sequence[Kind]) -> Kind:
    return given[0].item if isinstance(given[0], ListKind) else ANY


def _values(given: Sequence[Kind]) -> Kind:
    return ListKind(given[0].value) if isinstance(given[0], MapKind) else ANY


_NUMBER_LIST: tuple[Kind, ...] = (ListKind(FLOAT),)
_ORDERED_LIST: tuple[Kind, ...] = (ListKind(FLOAT), ListKind(TEXT))
_OPEN: Kind = RecordKind((), is_open=True)

_BUILTINS: dict[str, _Rule] = {
    "count": (1, ((*_LIST, *_MAP),), _always(INT)),
    "sum": (1, (_NUMBER_LIST,), _sum),
    "avg": (1, (_NUMBER_LIST,), _always(FLOAT)),
    "min": (1, (_ORDERED_LIST,), _item),
    "max": (1, (_ORDERED_LIST,), _item),
    "first": (1, (_LIST,), _item),
    "last": (1, (_LIST,), _item),
    "round": (1, (_NUMBER, (INT,)), lambda given: INT if len(given) == 1 else FLOAT),
    "abs": (1, (_NUMBER,), _same),
    "floor": (1, (_NUMBER,), _always(INT)),
    "ceil": (1, (_NUMBER,), _always(INT)),
    "length": (1, (_TEXT,), _always(INT)),
    "distinct": (1, (_LIST,), _same),
    "reverse": (1, (_LIST,), _same),
    "any": (1, ((ListKind(BOOL),),), _always(BOOL)),
    "all": (1, ((ListKind(BOOL),),), _always(BOOL)),
    "text": (1, ((BOOL, TEXT, *NUMBERS),), _always(TEXT)),
    "year": (1, (_TEXT,), _always(INT)),
    "month": (1, (_TEXT,), _always(INT)),
    "day": (1, (_TEXT,), _always(INT)),
    "days_between": (2, (_TEXT, _TEXT), _always(INT)),
    "add_days": (2, (_TEXT, (INT,)), _always(TEXT)),
    "to_float": (1, (_NUMBER,), _always(FLOAT)),
    "sort_records": (3, ((ListKind(_OPEN),), _TEXT, (BOOL,)), _same),
    "select_fields": (2, (_RECORD, (ListKind(TEXT),)), _always(_OPEN)),
    "merge_records": (2, (_RECORD, _RECORD), _always(_OPEN)),
    "shorten": (2, (_TEXT, (INT,)), _always(TEXT)),
    "format_date": (2, (_TEXT, _TEXT), _always(TEXT)),
    "keys": (1, (_MAP,), _always(ListKind(TEXT))),
    "values": (1, (_MAP,), _values),
    "lower": (1, (_TEXT,), _always(TEXT)),
    "upper": (1, (_TEXT,), _always(TEXT)),
    "trim": (1, (_TEXT,), _always(TEXT)),
    "starts_with": (2, (_TEXT, _TEXT), _always(BOOL)),
    "ends_with": (2, (_TEXT, _TEXT), _always(BOOL)),
    "contains": (2, (_TEXT, _TEXT), _always(BOOL)),
    "split": (2, (_TEXT, _TEXT), _always(ListKind(TEXT))),
    "join": (2, ((ListKind(TEXT),), _TEXT), _always(TEXT)),
}
"""Builtin to how many arguments it needs, what each may be, and what it gives."""
