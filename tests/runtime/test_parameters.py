"""Parameters in words: each with all that a call may write in it."""

from __future__ import annotations

from toolwright.runtime.ir import types as ir
from toolwright.runtime.ir.tools import Param
from toolwright.runtime.parameters import Part, parts

SIZE = ir.EnumType(members=("s", "l"), docs=("small", "large"))
QUERY = ir.RecordType(
    fields=(
        ir.RecordField(name="city", value=ir.StrType(low=1, high=40), doc="Its name."),
        ir.RecordField(name="by", value=ir.OptionalType(item=ir.ListType(item=SIZE, high=2)), absent=True),
    )
)


def test_limits_are_told() -> None:
    code = Param(name="code", value=ir.StrType(pattern="PX[0-9]{6}"), doc="Number.")
    share = Param(name="share", value=ir.FloatType(low=0, high=1, unit="kg"), required=False, default=0.5)
    assert list(parts([code, share])) == [
        Part("code", "a string that matches the pattern `PX[0-9]{6}` as a whole", "Number."),
        Part("share", "a number from 0 to 1 (kg)", "(unit: kg)", False, 0.5),
    ]


def test_what_is_in_lists_maps_and_records_is_told_by_its_place() -> None:
    queries = Param(name="queries", value=ir.ListType(item=QUERY, low=1, high=5))
    rates = Param(name="rates", value=ir.MapType(key=ir.StrType(), value=ir.ListType(item=ir.IntType(low=3))))
    assert list(parts([queries, rates])) == [
        Part("queries", "a list of 1 to 5 items", ""),
        Part("queries[].city", "a string of 1 to 40 characters", "Its name."),
        Part("queries[].by", "a list of at most 2 items, or null", "", False),
        Part("queries[].by[]", "one of the strings `s`, `l`", "`s`: small; `l`: large"),
        Part("rates", "an object", ""),
        Part("rates{}", "a list", ""),
        Part("rates{}[]", "an integer of at least 3", ""),
    ]
