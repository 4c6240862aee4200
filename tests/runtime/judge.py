"""jsonschema as the judge of documents and arguments, with the formats and patterns that documents use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema

from toolwright.runtime.ir.tools import Param
from toolwright.runtime.schema import parameters_schema

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
