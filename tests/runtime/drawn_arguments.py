"""Hypothesis strategies of types, values that fit them and values that nearly do, and calls with such arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from toolwright.runtime.ir import types as ir
from toolwright.runtime.ir.tools import Param

names = st.sampled_from(["a", "b", "limit", "title", "by_name", "x9", "From", "value"])
words = st.text("abc é😀\n", max_size=5)
PATTERNS = ["[A-Z]{3}", "a|ab", "[0-9]+", "(x|y)*z?", ".", ""]
numbers = st.integers(-5, 12) | st.sampled_from([2**53 + 1, -(10**300), 10**30])


def _bounds(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, Any]]:
    pairs = st.tuples(st.none() | values, st.none() | values)
    return pairs.map(lambda pair: tuple(sorted(pair)) if None not in pair else pair)


def _scalar(kind: type[Any], bounds: st.SearchStrategy[tuple[Any, Any]], **more: Any) -> st.SearchStrategy[ir.Type]:
    return st.builds(lambda ends, rest: kind(low=ends[0], high=ends[1], **rest), bounds, st.fixed_dictionaries(more))


scalar_types: st.SearchStrategy[ir.Type] = st.one_of(
    _scalar(ir.StrType, _bounds(st.integers(0, 4)), pattern=st.none() | st.sampled_from(PATTERNS)),
    _scalar(ir.IntType, _bounds(numbers), unit=st.sampled_from([None, "km"])),
    _scalar(ir.FloatType, _bounds(numbers | st.sampled_from([0.5, -1.25]))),
    st.sampled_from([ir.BoolType(), ir.DateType(), ir.DatetimeType(), ir.RowType(entity="Author")]),
    st.lists(words, min_size=1, max_size=3, unique=True).map(
        lambda members: ir.EnumType(members=tuple(members), docs=("why",))
    ),
)


def _nested(inner: st.SearchStrategy[ir.Type]) -> st.SearchStrategy[ir.Type]:
    lists = st.builds(
        lambda item, bounds: ir.ListType(item=item, low=bounds[0], high=bounds[1]),
        inner,
        _bounds(st.integers(0, 3)),
    )
    fields = st.builds(ir.RecordField, name=names, value=inner, doc=st.just("a doc"), absent=st.booleans())
    records = st.lists(fields, max_size=3, unique_by=lambda field: field.name).map(
        lambda chosen: ir.RecordType(fields=tuple(chosen))
    )
    keys = scalar_types.filter(lambda kind: isinstance(kind, ir.StrType | ir.EnumType))
    maps = st.builds(
        lambda key, value, bounds: ir.MapType(key=key, value=value, low=bounds[0], high=bounds[1]),
        keys,
        inner,
        _bounds(st.integers(0, 3)),
    )
    return lists | maps | records | st.builds(ir.OptionalType, item=inner)


types = st.recursive(scalar_types, _nested, max_leaves=4)

json_values = st.recursive(
    st.none() | st.booleans() | numbers | st.floats(-10, 10) | st.sampled_from([3.0, -0.0, 1e300, 0.5]) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | words, inner, max_size=3),
    max_leaves=5,
)

days = st.sampled_from(["2026-03-01", "2024-02-29", "0001-01-01", "9999-12-31"])
bad_days = st.sampled_from(
    [
        "2026-02-30",
        "2023-02-29",
        "1900-02-29",
        "2026-13-01",
        "2026-03-00",
        "0000-01-01",
        "2026-3-1",
        "20260301",
    ]
) | st.sampled_from(
    ["2026-W10-1", "-2026-03-01", "2026-03-01\n", " 2026-03-01", "２０26-03-01", "2026-03-01T00:00:00", ""]
)
times = st.sampled_from(["00:00:00", "23:59:59", "09:05:00"])
bad_times = st.sampled_from(["24:00:00", "9:00:00", "09:00", "23:59:60", "09:00:00Z", "09:00:00.5", "12:60:00"])


def values_of(kind: ir.Type) -> st.SearchStrategy[Any]:
    """Values that fit *kind* or miss it by little."""
    match kind:
        case ir.StrType():
            return st.text("abé😀", min_size=kind.low or 0, max_size=max(kind.high or 3, kind.low or 0)) | (
                st.sampled_from(["ABC", "ABC\n", "ab", "a", "12", "xyz", "", "\n"])
            )
        case ir.IntType() | ir.FloatType():
            ends = [end for end in (kind.low, kind.high) if end is not None] or [0]
            return st.sampled_from(ends).flatmap(
                lambda end: st.sampled_from([end, end - 1, end + 1, float(end), end + 0.5, True, str(end)])
            )
        case ir.BoolType():
            return st.booleans() | st.sampled_from([0, 1, "true"])
        case ir.DateType():
            return days | bad_days
        case ir.DatetimeType():
            return st.builds("{}T{}".format, days | bad_days, times | bad_times) | st.sampled_from(
                ["2026-03-01 09:00:00", "2026-03-01t09:00:00", "2026-03-01"]
            )
        case ir.EnumType():
            return st.sampled_from([*kind.members, kind.members[0].upper() + "A", None])
        case ir.ListType():
            size = max(kind.high or 2, kind.low or 0)
            return st.lists(values_of(kind.item), min_size=kind.low or 0, max_size=size + 1)
        case ir.MapType():
            size = max(kind.high or 2, kind.low or 0)
            keys = values_of(kind.key).filter(lambda key: isinstance(key, str)) | words
            return st.dictionaries(keys, values_of(kind.value), min_size=kind.low or 0, max_size=size + 1)
        case ir.RecordType():
            return objects_of({field.name: field.value for field in kind.fields})
        case ir.OptionalType():
            return st.none() | values_of(kind.item)
        case ir.RowType():
            return st.sampled_from(["key", 3, 3.0, 3.5, True, None])


@st.composite
def objects_of(draw: st.DrawFn, kinds: Mapping[str, ir.Type]) -> dict[str, Any]:
    rarely = st.integers(0, 9).map(lambda number: number == 0)
    given_values = {name: draw(values_of(kind)) for name, kind in kinds.items() if not draw(rarely)}
    if draw(rarely):
        given_values[draw(names)] = draw(json_values)
    return given_values


@st.composite
def params_lists(draw: st.DrawFn) -> list[Param]:
    params = []
    for name in draw(st.lists(names, max_size=3, unique=True)):
        kind = draw(types)
        params.append(Param(name=name, value=kind, doc=draw(words), required=draw(st.booleans())))
    return params


@st.composite
def calls(draw: st.DrawFn) -> tuple[list[Param], dict[str, Any]]:
    params = draw(params_lists())
    near = objects_of({param.name: param.value for param in params})
    return params, draw(near | st.dictionaries(names | words, json_values, max_size=3))
