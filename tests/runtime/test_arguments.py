"""Schema and validator against each other, with jsonschema as the judge."""

from __future__ import annotations

import datetime
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.runtime.arguments import compile_validator
from toolwright.runtime.errors import CallError, ErrorCode
from toolwright.runtime.ir import types as ir
from toolwright.runtime.ir.tools import Param
from toolwright.runtime.jsontext import canonical, parse_arguments
from toolwright.runtime.schema import json_schema, parameters_schema

from ..sizes import examples

relaxed = settings(deadline=None, max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow])

# -- The judge --------------------------------------------------------------------------------------

FULL_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")
LOCAL_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\Z")


def _is_full_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if not FULL_DATE.match(value):
        return False
    year, month, day = map(int, value.split("-"))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return year > 0 and day <= days[month - 1]


def _is_local_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    date, separator, time = value.partition("T")
    return bool(separator) and _is_full_date(date) and LOCAL_TIME.match(time) is not None


def _pattern(_validator: Any, pattern: str, instance: object, _schema: object) -> Iterator[Any]:
    # ECMAScript's `$` does not match before a trailing newline; Python's does.
    assert pattern.startswith("^") and pattern.endswith("$")
    if isinstance(instance, str) and not re.search(pattern[:-1] + r"\Z", instance):
        yield jsonschema.ValidationError("pattern")


formats = jsonschema.FormatChecker(formats=())
formats.checks("date")(_is_full_date)
formats.checks("date-time-local")(_is_local_date_time)
Judge: Any = jsonschema.validators.extend(  # type: ignore[no-untyped-call]  # the stubs leave it out
    jsonschema.Draft202012Validator, {"pattern": _pattern}
)


def judge(params: list[Param]) -> Callable[[object], bool]:
    schema = parameters_schema(params)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    validator = Judge(schema, format_checker=formats)
    return lambda value: bool(validator.is_valid(value))


# -- Types, values that fit them, and values that nearly do -----------------------------------------

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


# -- The properties ---------------------------------------------------------------------------------


@relaxed
@given(calls())
def test_accepts_exactly_what_the_judge_accepts(call: tuple[list[Param], dict[str, Any]]) -> None:
    params, arguments = call
    result = compile_validator(params)(arguments)
    assert isinstance(result, dict) is judge(params)(arguments), result
    if isinstance(result, CallError):
        assert result.code in list(ErrorCode)
        assert result.message
        return
    assert list(result) == [p.name for p in params if p.required or p.name in result]
    # What comes out is made of the declared types, fits them again and stays the same.
    again = compile_validator(params)(result)
    for param in params:
        if param.name in arguments:
            assert isinstance(again, dict) or any(not p.required and p.name not in arguments for p in params)
            assert result[param.name] == arguments[param.name]
            assert _has_type(result[param.name], param.value)


def _has_type(value: object, kind: ir.Type) -> bool:
    match kind:
        case ir.IntType():
            return type(value) is int
        case ir.FloatType():
            return type(value) is float
        case ir.ListType():
            return isinstance(value, list) and all(_has_type(item, kind.item) for item in value)
        case ir.RecordType():
            inner = {field.name: field.value for field in kind.fields}
            return isinstance(value, dict) and all(_has_type(item, inner[name]) for name, item in value.items())
        case ir.OptionalType():
            return value is None or _has_type(value, kind.item)
        case _:
            return True


@relaxed
@given(types, st.data())
def test_one_parameter_of_any_type(kind: ir.Type, data: st.DataObject) -> None:
    params = [Param(name="it", value=kind)]
    value = data.draw(values_of(kind) | json_values)
    result = compile_validator(params)({"it": value})
    assert isinstance(result, dict) is judge(params)({"it": value}), result


# All of one length, so that no bound tells two of them apart.
aliens = st.integers(10**6, 10**7 - 1).map(lambda number: f"zq{number}qz")


@relaxed
@given(calls(), st.lists(aliens, min_size=2, max_size=2, unique=True), st.data())
def test_errors_repeat_nothing_of_the_call(
    call: tuple[list[Param], dict[str, Any]], pair: list[str], data: st.DataObject
) -> None:
    params, arguments = call
    validate = compile_validator(params)
    place = data.draw(st.sampled_from([*arguments, None]))

    shape = data.draw(st.sampled_from(["text", "list", "object"]))

    def strange(word: str) -> dict[str, Any]:
        """The arguments with *word* in the place of one of them, or as one more."""
        inside: Any = {"text": word, "list": [word], "object": {word: {word: word}}}[shape]
        return {**arguments, (word if place is None else place): inside}

    first, second = (validate(strange(word)) for word in pair)
    assert isinstance(first, CallError) is isinstance(second, CallError)
    if isinstance(first, CallError):
        # Nobody can tell from the error which of the two calls it was.
        assert first == second
        assert not any(word in first.message + first.path for word in pair)


@relaxed
@given(params_lists())
def test_path_names_only_the_schema(params: list[Param]) -> None:
    for required in params:
        if required.required:
            given_values: dict[str, object] = {}
            error = compile_validator(params)(given_values)
            assert isinstance(error, CallError)
            assert error.code == "missing_parameter"
            assert error.path == f"/{next(p.name for p in params if p.required)}"


# -- What is reported -------------------------------------------------------------------------------

RECORD = ir.RecordType(
    fields=(
        ir.RecordField(name="by", value=ir.EnumType(members=("name", "code"))),
        ir.RecordField(name="note", value=ir.StrType(), absent=True),
    )
)
FAULTS: dict[str, tuple[Param, object]] = {
    "missing_parameter": (Param(name="m", value=ir.IntType()), None),
    "unknown_parameter": (Param(name="u", value=RECORD), {"by": "name", "other": 1}),
    "wrong_type": (Param(name="w", value=ir.IntType()), "5"),
    "not_in_enum": (Param(name="e", value=ir.EnumType(members=("a", "b"))), "c"),
    "out_of_range": (Param(name="r", value=ir.IntType(low=1, high=9)), 10),
    "constraint": (Param(name="c", value=ir.StrType(low=1)), ""),
}


@pytest.mark.parametrize("codes", [c for size in (1, 2, 3, 6) for c in itertools.permutations(FAULTS, size)][::3])
def test_precedence(codes: tuple[str, ...]) -> None:
    params = [FAULTS[code][0] for code in codes]
    arguments = {param.name: FAULTS[code][1] for code, param in zip(codes, params, strict=True) if param.name != "m"}
    error = compile_validator(params)(arguments)
    assert isinstance(error, CallError)
    expected = min(codes, key=list(FAULTS).index)
    assert error.code == expected
    assert error.path == f"/{FAULTS[expected][0].name}"


def test_every_single_fault_is_seen() -> None:
    for code, (param, value) in FAULTS.items():
        error = compile_validator([param])({} if code == "missing_parameter" else {param.name: value})
        assert isinstance(error, CallError) and error.code == code


def test_among_equals_the_first_parameter_is_reported() -> None:
    params = [Param(name="b", value=ir.IntType()), Param(name="a", value=ir.IntType())]
    error = compile_validator(params)({"a": "x", "b": "y"})
    assert isinstance(error, CallError) and error.path == "/b"


ONE: list[tuple[ir.Type, object, str, str, str]] = [
    (ir.IntType(low=1, high=50), 51, "out_of_range", "/p", "`p` must be an integer from 1 to 50"),
    (ir.IntType(low=1), True, "wrong_type", "/p", "`p` must be an integer of at least 1"),
    (ir.IntType(high=1, unit="km"), 2.5, "wrong_type", "/p", "`p` must be an integer of at most 1 (km)"),
    (ir.FloatType(low=0, high=0.5), -1, "out_of_range", "/p", "`p` must be a number from 0 to 0.5"),
    (ir.FloatType(), "1", "wrong_type", "/p", "`p` must be a number"),
    (ir.FloatType(), 10**400, "out_of_range", "/p", "`p` must be a number"),
    (ir.FloatType(), float("nan"), "wrong_type", "/p", "`p` must be a number"),
    (ir.IntType(), float("inf"), "wrong_type", "/p", "`p` must be an integer"),
    (ir.IntType(), (), "wrong_type", "/p", "`p` must be an integer"),
    (ir.StrType(low=1, high=80), "", "constraint", "/p", "`p` must be a string of 1 to 80 characters"),
    (ir.StrType(high=1), "😀😀", "constraint", "/p", "`p` must be a string of at most 1 character"),
    (ir.StrType(low=3, high=3), None, "wrong_type", "/p", "`p` must be a string of exactly 3 characters"),
    (
        ir.StrType(pattern="[A-Z]{3}"),
        "ABC\n",
        "constraint",
        "/p",
        "`p` must be a string that matches the pattern `[A-Z]{3}` as a whole",
    ),
    (ir.BoolType(), 1, "wrong_type", "/p", "`p` must be true or false"),
    (
        ir.DateType(),
        "2026-02-30",
        "constraint",
        "/p",
        "`p` must be a string that is a real date, written YYYY-MM-DD",
    ),
    (
        ir.DateType(),
        20260301,
        "wrong_type",
        "/p",
        "`p` must be a string that is a real date, written YYYY-MM-DD",
    ),
    (ir.EnumType(members=("a", "b")), "A", "not_in_enum", "/p", "`p` must be one of the strings `a`, `b`"),
    (
        ir.OptionalType(item=ir.EnumType(members=("a",))),
        3,
        "wrong_type",
        "/p",
        "`p` must be one of the strings `a`, or null",
    ),
    (ir.ListType(item=ir.IntType(), low=1), [], "constraint", "/p", "`p` must be a list of at least 1 item"),
    (ir.ListType(item=ir.IntType()), [1, "2"], "wrong_type", "/p", "each item of `p` must be an integer"),
    (
        ir.ListType(item=RECORD),
        [{"by": "x"}],
        "not_in_enum",
        "/p/by",
        "`p[].by` must be one of the strings `name`, `code`",
    ),
    (RECORD, [], "wrong_type", "/p", "`p` must be an object with `by`, `note`"),
    (
        RECORD,
        {},
        "missing_parameter",
        "/p/by",
        "`p.by` is missing; it must be one of the strings `name`, `code`",
    ),
    (
        RECORD,
        {"by": "name", "By": 1},
        "unknown_parameter",
        "/p",
        "`p` has only these fields: `by`, `note`; leave out any other",
    ),
    (ir.RowType(entity="Author"), 1.5, "wrong_type", "/p", "`p` must be a key, a string or an integer"),
]


@pytest.mark.parametrize(("kind", "value", "code", "path", "message"), ONE)
def test_one_error(kind: ir.Type, value: object, code: str, path: str, message: str) -> None:
    assert compile_validator([Param(name="p", value=kind)])({"p": value}) == CallError(code, message, path)


def test_unknown_parameters() -> None:
    params = [Param(name="title", value=ir.StrType()), Param(name="year", value=ir.IntType(), required=False)]
    assert compile_validator(params)({"title": "x", "yaer": 1}) == CallError(
        "unknown_parameter", "this tool has only these parameters: `title`, `year`; leave out any other"
    )
    error = compile_validator([])({"x": 1})
    assert error == CallError("unknown_parameter", "this tool takes no parameters; leave out whatever the call gives")
    assert compile_validator([])({}) == {}


def test_a_long_enum_is_cut_short() -> None:
    kind = ir.EnumType(members=tuple(f"w{number}" for number in range(500)))
    error = compile_validator([Param(name="p", value=kind)])({"p": ""})
    assert isinstance(error, CallError) and error.message.endswith("`w39` and others (500 in all)")


# -- Values and defaults ----------------------------------------------------------------------------


def test_values_take_the_declared_type() -> None:
    params = [Param(name="i", value=ir.IntType()), Param(name="f", value=ir.FloatType())]
    result = compile_validator(params)({"f": -0.0, "i": 3.0})
    assert isinstance(result, dict)
    assert canonical(result) == '{"f":0.0,"i":3}'
    assert list(result) == ["i", "f"]
    assert compile_validator(params)(_parsed('{"i": 1e2, "f": 7}')) == {"i": 100, "f": 7.0}


def _parsed(text: str) -> dict[str, Any]:
    arguments = parse_arguments(text)
    assert isinstance(arguments, dict)
    return arguments


def test_defaults_are_filled_in_fresh() -> None:
    params = [
        Param(name="f", value=ir.FloatType(), required=False, default=2),
        Param(name="xs", value=ir.ListType(item=ir.IntType()), required=False, default=[1, 2]),
        Param(name="o", value=ir.OptionalType(item=ir.IntType()), required=False),
        Param(name="n", value=ir.IntType(), required=False),
    ]
    validate = compile_validator(params)
    first, second = validate({}), validate({})
    assert first == second == {"f": 2.0, "xs": [1, 2], "o": None, "n": None}
    assert isinstance(first, dict) and isinstance(second, dict)
    assert type(first["f"]) is float
    assert first["xs"] is not second["xs"]
    assert isinstance(validate({"n": None}), CallError)
    properties = parameters_schema(params)["properties"]
    assert [properties[name].get("default", "absent") for name in "fon"] == [2, None, "absent"]


def test_a_default_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"default of `p` does not fit its type: `p` must be an integer"):
        compile_validator([Param(name="p", value=ir.IntType(), required=False, default="x")])


# -- The schema -------------------------------------------------------------------------------------


def test_schema_of_a_tool() -> None:
    params = [
        Param(name="title", value=ir.StrType(low=1, high=80, pattern="[A-Z].*"), doc="A title."),
        Param(
            name="by",
            value=ir.OptionalType(item=ir.EnumType(members=("day", "week"), docs=("one day", ""))),
            doc="The step.",
            required=False,
        ),
        Param(name="when", value=ir.ListType(item=ir.DatetimeType(), low=1, high=5)),
        Param(name="where", value=RECORD),
        Param(name="far", value=ir.FloatType(low=0, unit="km"), required=False, default=1.5),
    ]
    assert parameters_schema(params) == {
        "type": "object",
        "properties": {
            "title": {
                "type": "string",
                "description": "A title.",
                "minLength": 1,
                "maxLength": 80,
                "pattern": "^(?:[A-Z].*)$",
            },
            "by": {
                "type": ["string", "null"],
                "description": "The step. `day`: one day",
                "enum": ["day", "week", None],
                "default": None,
            },
            "when": {
                "type": "array",
                "minItems": 1,
                "maxItems": 5,
                "items": {
                    "type": "string",
                    "format": "date-time-local",
                    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$",
                },
            },
            "where": {
                "type": "object",
                "properties": {
                    "by": {"type": "string", "enum": ["name", "code"]},
                    "note": {"type": "string"},
                },
                "required": ["by"],
                "additionalProperties": False,
            },
            "far": {"type": "number", "description": "(unit: km)", "minimum": 0, "default": 1.5},
        },
        "required": ["title", "when", "where"],
        "additionalProperties": False,
    }
    assert json_schema(ir.BoolType(), "Whether.") == {"type": "boolean", "description": "Whether."}
    members = ir.EnumType(members=("day",), docs=("one day",))
    assert json_schema(members, "The step")["description"] == "The step. `day`: one day"


def test_dates_are_real_days() -> None:
    validate = compile_validator([Param(name="p", value=ir.DateType())])
    day = datetime.date(1999, 12, 30)
    for _ in range(800):
        assert isinstance(validate({"p": day.isoformat()}), dict)
        day += datetime.timedelta(days=1)
