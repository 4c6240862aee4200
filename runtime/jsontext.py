"""Strict JSON: the text of a call's arguments to a value or an error, and a value to its canonical text.

The accepted language is RFC 8259 less what parsers disagree on: no NaN, no Infinity, no number that overflows
a double, no integer of more than 4300 digits, no duplicate keys at any depth, no lone surrogates, at most
1 MiB of UTF-8 and 64 levels. The standard library's decoder does the work; hooks and scans make it strict.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from typing import Final, NoReturn, TypeAlias, cast

from .errors import CallError, ErrorCode

MAX_BYTES: Final = 1 << 20
"""The longest text, in bytes of UTF-8."""

MAX_SCANNED: Final = 4 * MAX_BYTES
"""A text with more characters is `too_large` whatever it holds: it is not even looked at."""

MAX_DEPTH: Final = 64
"""The deepest nesting of objects and lists; `{}` has one level."""

MAX_DIGITS: Final = 4300
"""The longest integer, in digits."""

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

_MALFORMED = CallError(
    ErrorCode.MALFORMED_JSON,
    "the arguments are not valid JSON; write one object with double-quoted names and strings, no trailing "
    "comma, no comment, no NaN or Infinity, and nothing after it",
)
_TOO_LARGE = CallError(ErrorCode.TOO_LARGE, "the arguments are too long; at most 1 MiB of text is read")
_TOO_DEEP = CallError(ErrorCode.TOO_DEEP, "the arguments are nested too deep; at most 64 levels are read")
_INVALID_TEXT = CallError(
    ErrorCode.INVALID_TEXT,
    "the arguments hold half of a surrogate pair, which is no character; write whole characters",
)
_NOT_AN_OBJECT = CallError(ErrorCode.NOT_AN_OBJECT, "the arguments must be one JSON object of names and values")
_DUPLICATE_KEY = CallError(ErrorCode.DUPLICATE_KEY, "the arguments name something twice; give every name once")


def parse_arguments(text: str) -> dict[str, Json] | CallError:
    """The arguments that *text* holds, or the first error in precedence; never raises."""
    value, error = _read(text, only_objects=True)
    if error is not None:
        return error
    assert isinstance(value, dict)
    return value


def parse_value(text: str) -> Json | CallError:
    """Any JSON value, under the same rules as arguments except that it need not be an object."""
    value, error = _read(text, only_objects=False)
    return value if error is None else error


def strict_json(text: str) -> Json:
    """The value of *text*, of any size and depth that the decoder takes.

    Raises ValueError for what is not this module's JSON, RecursionError for what is nested too deep for the decoder.
    """
    try:
        return cast(Json, _STRICT.decode(text))
    except _DuplicateKeyError:
        raise ValueError("something is named twice") from None


def canonical(value: object) -> str:
    """The one text of a JSON value: keys sorted, no spaces, characters as they are.

    Raises ValueError for NaN and Infinity, TypeError for what is no JSON value.
    """
    return "".join(_SORTED(value, 0))


def compact(value: object) -> str:
    """A JSON value without spaces, its keys as they stand; what observations are written with.

    Raises ValueError for NaN and Infinity, TypeError for what is no JSON value.
    """
    return "".join(_AS_IT_IS(value, 0))


def arguments_text(arguments: object) -> str:
    """The text of a call's arguments that came as a value: canonical, and judged like any other text.

    What no JSON can say (NaN, a list that holds itself) gets a text that earns the error of such a text.
    Raises TypeError for what is no value of JSON's kinds.
    """
    try:
        return canonical(arguments)
    except RecursionError:
        return _ONE_TOO_DEEP
    except ValueError:
        pass
    try:
        return json.dumps(arguments)  # NaN and Infinity as Python writes them
    except (ValueError, RecursionError):
        return ""  # an integer that is too long to be written


_ONE_TOO_DEEP: Final = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)


def _printer(sort_keys: bool) -> Callable[[object, int], Iterable[str]]:
    """The standard library's encoder, made once: making one takes longer than writing a short value with it."""
    encoder = json.JSONEncoder(
        ensure_ascii=False, allow_nan=False, sort_keys=sort_keys, separators=(",", ":"), check_circular=False
    )
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return lambda value, _: encoder.iterencode(value)
    made: Callable[[object, int], Iterable[str]] = make(
        None, encoder.default, json.encoder.encode_basestring, None, ":", ",", sort_keys, False, False
    )
    return made


_SORTED = _printer(True)
_AS_IT_IS = _printer(False)


def _read(text: str, only_objects: bool) -> tuple[Json, CallError | None]:
    large = _is_large(text)
    if large or _is_deep(text):
        # The decoder makes values and recurses, so it never sees this text; what it would say first must still be
        # said first, as long as telling takes no longer than reading what is allowed.
        if len(text) <= MAX_SCANNED and not _is_well_formed(text):
            return None, _MALFORMED
        return None, _TOO_LARGE if large else _TOO_DEEP
    duplicate = False
    try:
        try:
            value = _STRICT.decode(text)
        except _DuplicateKeyError:
            # What follows the duplicate may be worse than it.
            duplicate = True
            value = _LENIENT.decode(text)
    except ValueError:
        return None, _MALFORMED
    if _has_lone_surrogate(text):
        return None, _INVALID_TEXT
    if only_objects and not isinstance(value, dict):
        return None, _NOT_AN_OBJECT
    return (None, _DUPLICATE_KEY) if duplicate else (value, None)


# -- The decoder and its hooks ---------------------------------------------------------------------


class _DuplicateKeyError(Exception):
    """An object has two keys of one name."""


def _distinct(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise _DuplicateKeyError
    return value


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number overflows")
    return value


def _bounded(text: str) -> int:
    # Stated here, because the interpreter's own limit can be set from outside.
    if len(text) - text.startswith("-") > MAX_DIGITS:
        raise ValueError("an integer has too many digits")
    return int(text)


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


_STRICT = json.JSONDecoder(
    object_pairs_hook=_distinct, parse_float=_finite, parse_int=_bounded, parse_constant=_no_constant
)
_LENIENT = json.JSONDecoder(parse_float=_finite, parse_int=_bounded, parse_constant=_no_constant)


# -- Scans of the text -----------------------------------------------------------------------------

# A string runs to its quote or, unterminated, to the end: else each later quote would start its own scan.
_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)


def _is_deep(text: str) -> bool:
    """Whether the decoder would go deeper than allowed before it ended or found a mistake."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for found in _BRACKETS.finditer(text):
        mark = text[found.start()]
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif mark != '"':
            depth -= 1
    return False


def _is_large(text: str) -> bool:
    if len(text) > MAX_BYTES:
        return True
    return len(text) * 4 > MAX_BYTES and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES


_ESCAPES = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>u[dD][89a-fA-F])|.)", re.DOTALL
)


def _has_lone_surrogate(text: str) -> bool:
    """Whether a string of well-formed *text* holds half a pair, written as it is or as an escape."""
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return True
    return "\\u" in text and any(found["lone"] for found in _ESCAPES.finditer(text))


_TOKEN = re.compile(
    r"""[ \t\n\r]*+(?:
        (?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")
      | (?P<float>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++(?:[eE][-+]?[0-9]++)?|[eE][-+]?[0-9]++))
      | (?P<int>-?(?:0|[1-9][0-9]*+))
      | (?P<word>true|false|null)
      | (?P<mark>[\[\]{},:])
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_CLOSING = {"[": "]", "{": "}"}


def _is_well_formed(text: str) -> bool:
    """Whether the decoder would take *text* if it could go as deep; linear, without recursion."""
    open_marks: list[str] = []
    expected = "value"  # value, item (value or `]`), name, member (name or `}`), colon, next (`,` or closing)
    position = 0
    while (token := _TOKEN.match(text, position)) is not None:
        position = token.end()
        kind, word = token.lastgroup, token[0].lstrip()
        if kind == "end":
            return expected == "next" and not open_marks
        if expected == "next":
            if not open_marks:
                return False
            if word == ",":
                expected = "value" if open_marks[-1] == "[" else "name"
            elif word == _CLOSING[open_marks[-1]]:
                open_marks.pop()
            else:
                return False
        elif expected == "colon":
            if word != ":":
                return False
            expected = "value"
        elif expected in ("name", "member"):
            if kind == "string":
                expected = "colon"
            elif expected == "member" and word == "}":
                open_marks.pop()
                expected = "next"
            else:
                return False
        elif word in ("[", "{"):
            open_marks.append(word)
            expected = "item" if word == "[" else "member"
        elif expected == "item" and word == "]":
            open_marks.pop()
            expected = "next"
        elif kind == "mark" or not _is_readable_number(kind, word):
            return False
        else:
            expected = "next"
    return False


def _is_readable_number(kind: str | None, word: str) -> bool:
    """Whether *word* is no number, or one that the decoder's hooks take."""
    try:
        if kind == "float":
            _finite(word)
        elif kind == "int":
            _bounded(word)
    except ValueError:
        return False
    return True


__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_SCANNED",
    "Json",
    "arguments_text",
    "canonical",
    "compact",
    "parse_arguments",
    "parse_value",
]
