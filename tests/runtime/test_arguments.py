"""Schema and validator against each other, with jsonschema as the judge."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

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
from .drawn_arguments import calls, json_values, params_lists, types, values_of
from .judge import judge

relaxed = settings(deadline=None, max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow])


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
