"""Calls of any documents: jsonschema says what is right, our own validators which code a wrong call gets."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.runtime.arguments import compile_validator
from toolwright.runtime.errors import CallError
from toolwright.runtime.ir.tools import Param
from toolwright.runtime.schema import parameters_schema
from toolwright.runtime.validate import functions_of, judge

from ..sizes import examples
from .drawn_arguments import calls
from .test_jsontext import REFUSED

relaxed = settings(deadline=None, max_examples=examples(120), suppress_health_check=list(HealthCheck))


def judged(schema: Any, arguments: Any) -> CallError | None:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    functions, problems = functions_of([{"type": "function", "function": {"name": "f", "parameters": schema}}])
    assert not problems
    assert not functions["f"].broken, functions["f"].problems
    return judge(functions, "f", text)


def code(schema: Any, value: Any) -> str | None:
    """The code for one required parameter `v` of *schema*."""
    error = judged({"type": "object", "properties": {"v": schema}, "required": ["v"]}, {"v": value})
    return None if error is None else error.code


# -- Any schema, with jsonschema as the judge -------------------------------------------------------

names = st.sampled_from(["a", "b", "c"])
values = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 1.0, 2, 0.5, 3, -1, 10**30, "", "a", "ab", "b1", "2024-02-30"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
sizes = st.integers(0, 3)
kinds = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null"])


def keyword_sets(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(names, inner, max_size=2)
    listed = st.lists(names, max_size=2, unique=True)
    nested = {
        "properties": named, "patternProperties": st.dictionaries(st.sampled_from(["^a", "[bc]$"]), inner, max_size=1),
        "additionalProperties": inner, "required": listed, "propertyNames": inner, "items": inner, "prefixItems": some,
        "contains": inner, "minContains": sizes, "maxContains": sizes, "anyOf": some, "oneOf": some, "allOf": some,
        "not": inner, "if": inner, "then": inner, "else": inner, "dependentSchemas": named,
        "dependentRequired": st.dictionaries(names, listed, max_size=2),
        "$ref": st.sampled_from(["#/$defs/one", "#/$defs/two", "#three"]),
    }  # fmt: skip
    return st.fixed_dictionaries({}, optional={**plain, **nested}).map(lambda schema: few(schema))


def few(schema: dict[str, Any]) -> dict[str, Any]:
    """So many keywords at once that values which fit are found; which ones is drawn with the schema."""
    order = sorted(schema, key=lambda name: (len(json.dumps(schema[name])), name))
    return {name: schema[name] for name in order[-4:]}


plain = {
    "type": kinds | st.lists(kinds, min_size=1, max_size=3, unique=True),
    "enum": st.lists(values, min_size=1, max_size=3), "const": values,
    "minimum": sizes, "maximum": sizes, "exclusiveMinimum": sizes, "exclusiveMaximum": sizes,
    "multipleOf": st.sampled_from([1, 2, 0.5]), "minLength": sizes, "maxLength": sizes,
    "pattern": st.sampled_from(["^a", "b", "[0-9]$", r"^\w+$", r"\d"]), "minItems": sizes, "maxItems": sizes,
    "uniqueItems": st.booleans(), "minProperties": sizes, "maxProperties": sizes,
}  # fmt: skip
leaves = st.booleans() | st.fixed_dictionaries({}, optional={"type": plain["type"], "minimum": sizes, "const": values})
# Branches that hold often, so that two of them hold at once.
branches = st.sampled_from(
    [True, {"type": "integer"}, {"type": "number"}, {"type": "string"}, {"minimum": 1}, {"enum": [1, "a", True]}]
)
unions = st.sampled_from(["anyOf", "oneOf", "allOf"]).flatmap(
    lambda name: st.fixed_dictionaries({name: st.lists(branches, min_size=1, max_size=3)})
)
schemas = st.recursive(leaves, keyword_sets, max_leaves=5)


@relaxed
@given(schemas, st.tuples(leaves, leaves, leaves), st.lists(st.dictionaries(names, values, max_size=3), max_size=5))
def test_accepts_exactly_what_jsonschema_accepts(schema: Any, targets: tuple[Any, ...], given_: list[Any]) -> None:
    one, two, three = targets
    three = {**three, "$anchor": "three"} if isinstance(three, dict) else {"$anchor": "three"}
    whole = {"allOf": [schema], "$defs": {"one": one, "two": two, "three": three}}
    right = jsonschema.Draft202012Validator(whole)
    functions, _ = functions_of([{"name": "f", "parameters": whole}])
    assert not functions["f"].broken
    for arguments in given_:
        error = judge(functions, "f", json.dumps(arguments))
        assert (error is None) == right.is_valid(arguments), (error, arguments)


@relaxed
@given(unions, st.lists(st.sampled_from([None, True, False, 0, 1, 1.0, 0.5, "a", "b", []]), max_size=3))
def test_branches_are_counted_as_jsonschema_counts_them(union: Any, given_: list[Any]) -> None:
    for value in given_:
        assert (code(union, value) is None) == jsonschema.Draft202012Validator(union).is_valid(value)


@relaxed
@given(calls())
def test_our_own_documents_are_judged_as_our_own_tools_judge(call: tuple[list[Param], dict[str, Any]]) -> None:
    params, arguments = call
    own = compile_validator(params)(arguments)
    told = judged(parameters_schema(params), arguments)
    if isinstance(own, CallError) and own.code == "out_of_range" and told is None:
        # The one difference that arguments.py names: an integer beyond the doubles is no value of a float parameter.
        assert any(len(number) > 300 for number in json.dumps(arguments).split())
    else:
        assert (own.code, own.path) == (told.code, told.path) if isinstance(own, CallError) and told else own != told


# -- Codes ------------------------------------------------------------------------------------------

UNION = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}


def shape(kind: str, size: str) -> dict[str, Any]:
    properties = {"kind": {"const": kind}, size: {"type": "number"}}
    return {"type": "object", "properties": properties, "required": ["kind", size]}


SHAPES = {"oneOf": [shape("circle", "r"), shape("square", "a")]}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "integer"}, "5", "wrong_type"),
        ({"type": "integer"}, True, "wrong_type"),
        ({"type": "integer"}, 3.0, None),
        ({"type": "number"}, 3, None),
        ({"type": ["string", "null"]}, None, None),
        ({"type": "string", "enum": ["a"]}, 5, "wrong_type"),
        ({"enum": ["a", 1]}, True, "not_in_enum"),
        ({"enum": ["a", 1]}, 1.0, None),
        ({"const": {"a": [1]}}, {"a": [1.0]}, None),
        ({"const": {"a": [1]}}, {"a": [2]}, "not_in_enum"),
        ({"minimum": 3}, 2, "out_of_range"),
        ({"exclusiveMaximum": 3}, 3, "out_of_range"),
        ({"multipleOf": 0.1}, 0.3, None),
        ({"multipleOf": 0.1}, 0.35, "constraint"),
        ({"type": "string", "pattern": "^a$"}, "a\n", "constraint"),
        ({"type": "string", "pattern": r"^\d+$"}, "٣", "constraint"),
        ({"type": "string", "pattern": r"^(?=.*[A-Z]).{3}$"}, "aBc", None),
        ({"type": "string", "pattern": r"^(?=.*[A-Z]).{3}$"}, "abc", "constraint"),
        ({"type": "string", "pattern": r"^(?<half>\w+)-\k<half>$"}, "ab-ab", None),
        ({"type": "string", "pattern": r"^(?<half>\w+)-\k<half>$"}, "ab-ac", "constraint"),
        ({"type": "string", "pattern": r"^(?=(a|b|ab)*c)"}, "ab" * 20_000, "timeout"),
        ({"patternProperties": {r"^(?=(a|b|ab)*c)": {}}}, {"ab" * 20_000: 1}, "timeout"),
        ({"type": "string", "pattern": "^[[a]&&b]$"}, "[&&b]", None),
        ({"type": "string", "pattern": "^(a+)+$"}, "a" * 50_000 + "!", "constraint"),
        ({"type": "string", "maxLength": 1}, "😀", None),
        ({"type": "array", "items": {"type": "string"}}, ["a", 1], "wrong_type"),
        ({"prefixItems": [{}], "items": False}, [1, 2], "constraint"),
        ({"uniqueItems": True}, [1, 1.0], "constraint"),
        ({"uniqueItems": True}, [1, True], None),
        ({"properties": {"x": False}}, {"x": 1}, "unknown_parameter"),
        ({"properties": {"x": {}}, "additionalProperties": False}, {"y": 1}, "unknown_parameter"),
        ({"dependentRequired": {"x": ["y"]}}, {"x": 1}, "missing_parameter"),
        (UNION, 5, "wrong_type"),
        (UNION, "tomorrow", "constraint"),
        (UNION, "2024-02-30", "constraint"),
        (UNION, None, None),
        (SHAPES, {"kind": "circle"}, "missing_parameter"),
        (SHAPES, {"kind": "square", "a": "x"}, "wrong_type"),
        (SHAPES, {"kind": "oval", "r": 1}, "not_in_enum"),
        ({"oneOf": [{"type": "integer"}, {"minimum": 2}]}, 3, "constraint"),
        ({"not": {"type": "string"}}, "a", "constraint"),
    ],
)
def test_codes(schema: Any, value: Any, expected: str | None) -> None:
    assert code(schema, value) == expected


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("date", "2024-02-29", "2023-02-29"),
        ("time", "12:30:00Z", "12:30:00"),
        ("date-time", "2024-02-29T12:30:00.5+01:00", "2024-02-29T12:30:00"),
        ("date-time-local", "2024-02-29T12:30:00", "2024-02-29T12:30:00Z"),
        ("duration", "P1DT2H", "P"),
        ("email", "a.b@example.org", "a b@example.org"),
        ("hostname", "example.org", "-example.org"),
        ("ipv4", "127.0.0.1", "127.0.0.256"),
        ("ipv6", "::1", "::g"),
        ("uri", "https://example.org/a?b#c", "example.org"),
        ("uri-reference", "/a?b", "a b"),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
        ("json-pointer", "/a~1b", "a"),
        ("regex", "^a+$", "("),
    ],
)  # fmt: skip
def test_formats(name: str, right: str, wrong: str) -> None:
    assert code({"type": "string", "format": name}, right) is None
    assert code({"type": "string", "format": name}, wrong) == "constraint"
    assert code({"format": name}, 5) is None


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_hostile_arguments_get_the_code_of_the_reader(text: str, expected: str) -> None:
    error = judged({"type": "object"}, text)
    assert error is not None and error.code == expected


def test_precedence_and_what_a_message_says() -> None:
    schema = {
        "type": "object",
        "properties": {"n": {"type": "integer", "maximum": 5}, "s": {"enum": ["a"]}, "deep": {"items": {"minimum": 1}}},
        "required": ["n"],
        "additionalProperties": False,
    }
    assert codes(schema, {"n": "x", "s": "b", "secret": 1}) == ("unknown_parameter", "")
    assert codes(schema, {"s": "b", "secret": 1}) == ("missing_parameter", "/n")
    assert codes(schema, {"n": "x", "s": "b"}) == ("wrong_type", "/n")
    assert codes(schema, {"n": 6, "s": "b"}) == ("not_in_enum", "/s")
    assert codes(schema, {"n": 6, "deep": [0]}) == ("out_of_range", "/n")
    assert codes(schema, {"n": 5, "deep": [0]}) == ("out_of_range", "/deep")
    error = judged(schema, {"n": 1, "secret": "hidden"})
    assert error is not None
    assert error.message == "the arguments may hold only `n`, `s`, `deep`; leave out any other"


def codes(schema: Any, arguments: Any) -> tuple[str, str]:
    error = judged(schema, arguments)
    assert error is not None
    return error.code, error.path


def test_schemas_that_refer_to_themselves() -> None:
    properties = {"next": {"$ref": "#/$defs/tree"}, "v": {"type": "integer"}}
    tree = {"$defs": {"tree": {"type": "object", "properties": properties}}, "$ref": "#/$defs/tree"}
    assert judged(tree, {"next": {"next": {"v": 1}}}) is None
    assert codes(tree, {"next": {"next": {"v": "1"}}}) == ("wrong_type", "/next/next/v")
    assert judged({"$ref": "#"}, {}) is None


def test_references_that_fan_out_are_followed_once() -> None:
    defs: dict[str, Any] = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 10} for n in range(25)}
    schema = {"$defs": {**defs, "d25": {"required": ["x"]}}, "$ref": "#/$defs/d0"}
    assert judged(schema, {"x": 1}) is None


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "dict"}, "#/type"),
        ({"properties": {"a": {"type": "string", "nullable": True}}}, "#/properties/a/nullable"),
        ({"properties": {"a/b": {"required": True}}}, "#/properties/a~1b/required"),
        ({"items": [{}]}, "#/items"),
        ({"$ref": "https://example.org/schema"}, "#/$ref"),
        ({"$ref": "#/$defs/none"}, "#/$ref"),
        ({"pattern": "("}, "#/pattern"),
        ({"minimum": "1"}, "#/minimum"),
        ({"exclusiveMinimum": True}, "#/exclusiveMinimum"),
        ({"unevaluatedProperties": False}, "#/unevaluatedProperties"),
        ({"anyOf": []}, "#/anyOf"),
        ({"enum": "a"}, "#/enum"),
        ({"format": []}, "#/format"),
        ({"type": {}}, "#/type"),
        ({"required": [[]]}, "#/required"),
        (7, "#"),
    ],
)
def test_what_is_not_read_is_told_and_no_call_is_judged(schema: Any, place: str) -> None:
    functions, _ = functions_of([{"name": "f", "parameters": schema}])
    assert functions["f"].broken and functions["f"].problems[0].place == place
    with pytest.raises(KeyError):
        judge(functions, "f", "{}")


def test_what_is_no_keyword_is_told_and_ignored() -> None:
    functions, _ = functions_of([{"name": "f", "parameters": {"type": "object", "requird": ["a"], "x-order": 1}}])
    (problem,) = functions["f"].problems
    assert problem.ignored and "did you mean `required`?" in problem.says
    assert judge(functions, "f", "{}") is None


def test_schemas_deeper_than_any_stack_are_a_problem() -> None:
    schema: Any = {}
    for _ in range(500):
        schema = {"items": schema}
    functions, _ = functions_of([{"name": "f", "parameters": schema}])
    assert functions["f"].broken


def test_documents() -> None:
    functions, problems = functions_of(
        [{"name": "f"}, {"function": {"name": "f"}}, 3, {"name": ""}, {"type": "function"}]
    )
    assert list(functions) == ["f"] and len(problems) == 4
    assert judge(functions, "f", "{}") is None
    assert judge(functions, "f", '{"x": 1}') is not None
    unknown = judge(functions, "g", "no json")
    assert unknown is not None and unknown.code == "unknown_tool"
