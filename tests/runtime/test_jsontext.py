"""The strict JSON reader against a table of hostile texts and against the standard decoder."""

from __future__ import annotations

import json
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.runtime import jsontext
from toolwright.runtime.errors import CallError, ErrorCode, most_urgent
from toolwright.runtime.jsontext import MAX_BYTES, MAX_SCANNED, canonical, parse_arguments, parse_value

# Others may use the machine at the same time; what is tested is results, not how fast they come.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PAD = '"' + "x" * MAX_BYTES + '"'

ACCEPTED: list[tuple[str, object]] = [
    ("{}", {}),
    (' \t\r\n{"a" : 1} \n', {"a": 1}),
    ('{"a": -0}', {"a": 0}),
    ('{"a": 3.0}', {"a": 3.0}),
    ('{"a": 1e308}', {"a": 1e308}),
    ('{"a": 1e-999}', {"a": 0.0}),
    ('{"a": [true, false, null]}', {"a": [True, False, None]}),
    ('{"": ""}', {"": ""}),
    (r'{"a": "\ud83d\ude00"}', {"a": "😀"}),
    ('{"a": "😀\x7f"}', {"a": "😀\x7f"}),
    (r'{"a": "\\ud800"}', {"a": "\\ud800"}),
    (r'{"a": "\\\\u0041\u0041"}', {"a": "\\\\u0041A"}),
    (r'{"a": "\u0000"}', {"a": "\0"}),
    ('{"a": {"a": {"a": 1}}}', {"a": {"a": {"a": 1}}}),
    ('{"a": "[[[[[[[[[["}', {"a": "[[[[[[[[[["}),
    ('{"a": "' + "[" * 5000 + '"}', {"a": "[" * 5000}),
    ('{"a": ' + "9" * 4300 + "}", {"a": 10**4300 - 1}),
    ('{"a": -' + "9" * 4300 + "}", {"a": 1 - 10**4300}),
    ('{"a": "' + "x" * (MAX_BYTES - 9) + '"}', {"a": "x" * (MAX_BYTES - 9)}),
    ('{"a": [' + "[]," * 5000 + "[]]}", {"a": [[]] * 5001}),
]

REFUSED: list[tuple[str, str]] = [
    ("", "malformed_json"),
    (" ", "malformed_json"),
    ("nonsense", "malformed_json"),
    ("{", "malformed_json"),
    ('{"a": 1', "malformed_json"),
    ('{"a": 1}}', "malformed_json"),
    ('{"a": 1} {"b": 2}', "malformed_json"),
    ('{"a": 1} trailing', "malformed_json"),
    ('{"a": 1,}', "malformed_json"),
    ('{"a": [1,]}', "malformed_json"),
    ('{,"a": 1}', "malformed_json"),
    ('{"a" 1}', "malformed_json"),
    ('{"a": }', "malformed_json"),
    ("{a: 1}", "malformed_json"),
    ("{'a': 1}", "malformed_json"),
    ('{"a": 1 /* why */}', "malformed_json"),
    ('{"a": 1} // why', "malformed_json"),
    ("\ufeff{}", "malformed_json"),
    ("\u00a0{}", "malformed_json"),
    ("\x0c{}", "malformed_json"),
    ("{}\0", "malformed_json"),
    ('{"a": NaN}', "malformed_json"),
    ('{"a": Infinity}', "malformed_json"),
    ('{"a": -Infinity}', "malformed_json"),
    ('{"a": 1e999}', "malformed_json"),
    ('{"a": -1e999}', "malformed_json"),
    ('{"a": ' + "9" * 4301 + "}", "malformed_json"),
    ('{"a": -' + "9" * 4301 + "}", "malformed_json"),
    ('{"a": ' + "9" * 400 + ".0}", "malformed_json"),
    ('{"a": 01}', "malformed_json"),
    ('{"a": +1}', "malformed_json"),
    ('{"a": .5}', "malformed_json"),
    ('{"a": 5.}', "malformed_json"),
    ('{"a": 0x10}', "malformed_json"),
    ('{"a": ١}', "malformed_json"),
    ('{"a": True}', "malformed_json"),
    ('{"a": None}', "malformed_json"),
    ('{"a": "\n"}', "malformed_json"),
    ('{"a": "\x00"}', "malformed_json"),
    (r'{"a": "\x41"}', "malformed_json"),
    (r'{"a": "\u12g4"}', "malformed_json"),
    (r'{"a": "\u123"}', "malformed_json"),
    ('{"a": "', "malformed_json"),
    ('{"a": "\\', "malformed_json"),
    ('```json\n{"a": 1}\n```', "malformed_json"),
    ("[" * 100_000, "malformed_json"),
    ('{"a":' * 100_000, "malformed_json"),
    ("[" * 100_000 + "]" * 99_999, "malformed_json"),
    ("[" * 100 + "}" * 100, "malformed_json"),
    ("[" * 100 + "1e999" + "]" * 100, "malformed_json"),
    ("[" * 100 + "9" * 4301 + "]" * 100, "malformed_json"),
    ("[" * 100 + "1,]" + "]" * 99, "malformed_json"),
    ("{" + '"a":[' * 100 + "]" * 100 + "}", "malformed_json"),
    ("[" * 100 + "]" * 100 + ",", "malformed_json"),
    ('{"a": ' + PAD + "} x", "malformed_json"),
    ('{"a": ' + PAD + "}", "too_large"),
    ('{"a": "' + "é" * (MAX_BYTES // 2) + '"}', "too_large"),
    (PAD, "too_large"),
    ("{}" + " " * MAX_BYTES, "too_large"),
    ("[" * 600_000 + "]" * 600_000, "too_large"),
    ('{"a": ' + PAD + r', "b": "\ud800"}', "too_large"),
    ("[" * 100_000 + "]" * 100_000, "too_deep"),
    ('{"a":' * 65 + "1" + "}" * 65, "too_deep"),
    ('{"a": 1, "a": ' + "[" * 64 + "]" * 64 + "}", "too_deep"),
    ("[" * 65 + r'"\ud800"' + "]" * 65, "too_deep"),
    ("[" * 65 + "]" * 65, "too_deep"),
    (r'{"a": "\ud800"}', "invalid_text"),
    (r'{"a": "\udc00\ud800"}', "invalid_text"),
    (r'{"a": "\ud83d\ud83d\ude00"}', "invalid_text"),
    (r'{"a": "\uD83D\u0041"}', "invalid_text"),
    (r'{"\udfff": 1}', "invalid_text"),
    ('{"a": "\ud800"}', "invalid_text"),
    ('{"a": "\ud83d\\ude00"}', "invalid_text"),
    (r'["\ud800"]', "invalid_text"),
    (r'{"a": "\ud800", "a": 1}', "invalid_text"),
    ("[]", "not_an_object"),
    ('"text"', "not_an_object"),
    ("null", "not_an_object"),
    ("3", "not_an_object"),
    ('[{"a": 1, "a": 2}]', "not_an_object"),
    ('{"a": 1, "a": 1}', "duplicate_key"),
    (r'{"a": 1, "\u0061": 2}', "duplicate_key"),
    ('{"x": [{"a": {"b": 1, "c": 2, "b": 3}}]}', "duplicate_key"),
    ('{"a": 1, "a": 2', "malformed_json"),
    ('{"a": 1, "a": 1e999}', "malformed_json"),
]


@pytest.mark.parametrize(("text", "value"), ACCEPTED)
def test_accepts(text: str, value: object) -> None:
    parsed = parse_arguments(text)
    assert parsed == value
    assert json.dumps(parsed, allow_nan=False) == json.dumps(value, allow_nan=False)


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=[f"{row:02}" for row in range(len(REFUSED))])
def test_refuses(text: str, code: str) -> None:
    started = time.process_time()
    error = parse_arguments(text)
    assert isinstance(error, CallError)
    assert error.code == code
    assert error.path == ""
    assert time.process_time() - started < 5


def test_depth_limit_is_exact() -> None:
    assert isinstance(parse_arguments('{"a":' * 64 + "1" + "}" * 64), dict)
    assert parse_value("[" * 64 + "]" * 64) is not None
    assert parse_value("[" * 65 + "]" * 65) == parse_arguments('{"a":' * 65 + "1" + "}" * 65)


def test_size_limit_counts_bytes() -> None:
    fits = '{"a":"' + "é" * ((MAX_BYTES - 8) // 2) + '"}'
    assert len(fits.encode()) == MAX_BYTES
    assert isinstance(parse_arguments(fits), dict)
    error = parse_arguments(fits + " ")
    assert isinstance(error, CallError) and error.code == "too_large"


@pytest.mark.parametrize(
    "unit",
    ['\\"', '"\\"', "[", '[{"a":', '"a\\', "\\u", '{"a":1,"a":', "]", "9", "1e", '"\\ud800'],
)
def test_long_hostile_text_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = '[[[["' + unit * (size // len(unit))
        started = time.process_time()
        parse_arguments(text)
        parse_arguments("[" * 70 + text)
        parse_arguments("[" + "[]," * 70 + text)
        parse_arguments('{"a": "' + unit * (size // len(unit)) + '"}')
        return time.process_time() - started

    # Quadratic time would take minutes here.
    assert seconds(1_000_000) < 8


def test_limits_hold_whatever_the_interpreter_allows() -> None:
    before = sys.get_int_max_str_digits()
    try:
        sys.set_int_max_str_digits(0)
        error = parse_arguments('{"a": ' + "9" * 4301 + "}")
    finally:
        sys.set_int_max_str_digits(before)
    assert isinstance(error, CallError) and error.code == "malformed_json"


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@relaxed
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), json_values, max_size=4))
def test_what_is_written_is_read(value: dict[str, object]) -> None:
    for ascii_only in (True, False):
        assert parse_arguments(json.dumps(value, ensure_ascii=ascii_only)) == value
    assert parse_arguments(canonical(value)) == value


FRAGMENTS = ["[", "]", "{", "}", ",", ":", '"', "\\", "0", "1", "-", ".", "e", "5", "true", "null", " ", "\n"]
FRAGMENTS += ['"a"', '"b"', '{"a":', "[]", "{}", '"\\u00e9"', "1e400", "\t", "é", "NaN", "/", "1.5"]


texts = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)


def _is_json(text: str) -> bool:
    def finite(number: str) -> float:
        if float(number) in (float("inf"), float("-inf")):
            raise ValueError
        return float(number)

    def constant(name: str) -> float:
        raise ValueError(name)

    try:
        json.loads(text, parse_constant=constant, parse_float=finite)
    except ValueError:
        return False
    return True


@relaxed
@given(texts)
def test_agrees_with_the_standard_decoder(text: str) -> None:
    parsed = parse_value(text)
    malformed = isinstance(parsed, CallError) and parsed.code == "malformed_json"
    assert malformed is not _is_json(text)


@relaxed
@given(texts)
def test_deep_scanner_decides_as_the_decoder(text: str) -> None:
    wrapped = "[" + text + "]"
    shallow = parse_value(wrapped)
    deep = parse_value("[" * 70 + wrapped + "]" * 70)
    assert isinstance(deep, CallError)
    malformed = isinstance(shallow, CallError) and shallow.code == "malformed_json"
    assert deep.code == ("malformed_json" if malformed else "too_deep")


@relaxed
@given(st.text(st.characters()) | st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape")))
def test_never_raises(text: str) -> None:
    parsed = parse_arguments(text)
    assert isinstance(parsed, (dict, CallError))


def test_canonical_text() -> None:
    assert canonical({"b": [1, 2.5, None, True], "a": "é\n"}) == '{"a":"é\\n","b":[1,2.5,null,true]}'
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_codes_stand_in_their_order_of_precedence() -> None:
    codes = [
        "unknown_tool malformed_json too_large too_deep invalid_text not_an_object duplicate_key",
        "missing_parameter unknown_parameter wrong_type not_in_enum out_of_range constraint",
        "division_by_zero timeout resource_limit internal",
    ]
    assert [str(code) for code in ErrorCode] == " ".join(codes).split()
    errors = [CallError("internal", ""), CallError("OutOfStock", ""), CallError("constraint", "x")]
    assert most_urgent(errors).code == "constraint"
    assert most_urgent(errors[:2]).code == "OutOfStock"
    same = [CallError("wrong_type", "first"), CallError("wrong_type", "second")]
    assert most_urgent(same).message == "first"


@pytest.mark.parametrize("unit", ["[],", '{"a":1},', '"x",', "1,"])
def test_what_is_over_long_never_reaches_the_decoder(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refuses:
        def decode(self, text: str) -> object:
            raise AssertionError("an over-long text was parsed")

    text = "[" + unit * (MAX_BYTES // len(unit) + 1) + "1]"
    monkeypatch.setattr(jsontext, "_STRICT", Refuses())
    monkeypatch.setattr(jsontext, "_LENIENT", Refuses())
    for sent, code in ((text, "too_large"), (text + "]", "malformed_json"), (text[:-1], "malformed_json")):
        error = parse_arguments(sent)
        assert isinstance(error, CallError) and error.code == code


def test_what_is_very_long_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "_is_well_formed", None)
    for text in ("[" * (MAX_SCANNED + 1), '"' + "x" * MAX_SCANNED + '"'):
        error = parse_arguments(text)
        assert isinstance(error, CallError) and error.code == "too_large"
