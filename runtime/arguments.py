"""Arguments against a tool's parameters: runtime values, or the first error in precedence.

A validator accepts exactly what `schema.parameters_schema` accepts, except that an integer beyond the range
of a double is no value of a float parameter. It is compiled once a tool: every check and every error is built
then, so no error can repeat what a call said.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from .errors import CallError, ErrorCode, most_urgent
from .ir import types as ir
from .ir.tools import Param
from .phrases import describe, quoted_names
from .schema import DATE_PATTERN, DATETIME_PATTERN

Validator: TypeAlias = Callable[[Mapping[str, object]], dict[str, object] | CallError]
"""From parsed arguments to values by parameter, in the parameters' order, or the error to report."""

_Check: TypeAlias = Callable[[object, list[CallError]], object]
"""From a parsed value to the runtime value; adds what is wrong to the list (and then means nothing)."""


def compile_validator(params: Sequence[Param]) -> Validator:
    """The validator of one tool.

    Its values have numbers of float parameters as float, whole numbers of int parameters as int, and defaults
    for what was left out (fresh ones at every call; null where a parameter has none).

    Raises ValueError where a default, other than null, does not fit its own type.
    """
    check_fields = _compile_fields(
        [_field_of_param(param) for param in params],
        CallError(ErrorCode.UNKNOWN_PARAMETER, _unknown_message("this tool", "parameters", [p.name for p in params])),
    )

    def validate(arguments: Mapping[str, object]) -> dict[str, object] | CallError:
        found: list[CallError] = []
        values = check_fields(arguments, found)
        return most_urgent(found) if found else values

    return validate


# -- Named values: a tool's parameters, a record's fields ------------------------------------------


@dataclass(frozen=True, slots=True)
class _Field:
    """One named value: its check, and what stands for it where it is left out."""

    name: str
    check: _Check
    missing: CallError | None
    default: Callable[[], object] | None
    """None: nothing stands for it, the result does not hold the name."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: *label* as people read it (`filter.by`, `titles[]`), *path* as JSON pointer."""

    label: str
    path: str

    def field(self, name: str) -> _Place:
        return _Place(f"{self.label}.{name}", f"{self.path}/{name}")

    def item(self) -> _Place:
        return _Place(f"{self.label}[]", self.path)

    def name(self) -> _Place:
        """The names of a map's entries."""
        return _Place(f"{self.label}{{}}", self.path)

    def error(self, code: ErrorCode, phrase: str) -> CallError:
        return CallError(code, f"{self.subject()} must be {phrase}", self.path)

    def subject(self) -> str:
        if self.label.endswith("{}"):
            return f"each name in `{self.label[:-2]}`"
        return f"each item of `{self.label[:-2]}`" if self.label.endswith("[]") else f"`{self.label}`"


def _field_of_param(param: Param) -> _Field:
    place = _Place(param.name, f"/{param.name}")
    check = _compile(param.value, place, describe(param.value))
    if param.required:
        return _Field(param.name, check, _missing(place, param.value), None)
    return _Field(param.name, check, None, _default(param, check))


def _default(param: Param, check: _Check) -> Callable[[], object]:
    value = param.default
    if value is None:
        return lambda: None
    found: list[CallError] = []
    converted = check(value, found)
    if found:
        raise ValueError(f"the default of `{param.name}` does not fit its type: {most_urgent(found).message}")
    if isinstance(converted, (list, dict)):
        return lambda: check(value, [])
    return lambda: converted


def _missing(place: _Place, kind: ir.Type) -> CallError:
    message = f"{place.subject()} is missing; it must be {describe(kind)}"
    return CallError(ErrorCode.MISSING_PARAMETER, message, place.path)


def _unknown_message(owner: str, plural: str, names: Sequence[str]) -> str:
    if not names:
        return f"{owner} takes no {plural}; leave out whatever the call gives"
    return f"{owner} has only these {plural}: {quoted_names(names)}; leave out any other"


def _compile_fields(
    fields: Sequence[_Field], unknown: CallError
) -> Callable[[Mapping[str, object], list[CallError]], dict[str, object]]:
    table = [(field.name, field.check, field.missing, field.default) for field in fields]

    def check_fields(given: Mapping[str, object], found: list[CallError]) -> dict[str, object]:
        values: dict[str, object] = {}
        known = 0
        for name, check, missing, default in table:
            if name in given:
                known += 1
                values[name] = check(given[name], found)
            elif missing is not None:
                found.append(missing)
            elif default is not None:
                values[name] = default()
        if known < len(given):
            found.append(unknown)
        return values

    return check_fields


# -- One value -------------------------------------------------------------------------------------


def _compile(kind: ir.Type, place: _Place, phrase: str) -> _Check:
    """The check of one value; *phrase* says what the value must be, null included where null is allowed."""
    match kind:
        case ir.StrType():
            return _compile_str(kind, place, phrase)
        case ir.IntType() | ir.FloatType():
            return _compile_number(kind, place, phrase)
        case ir.BoolType():
            return _compile_bool(place, phrase)
        case ir.DateType():
            return _compile_moment(_is_date, place, phrase)
        case ir.DatetimeType():
            return _compile_moment(_is_datetime, place, phrase)
        case ir.EnumType():
            return _compile_enum(kind, place, phrase)
        case ir.ListType():
            return _compile_list(kind, place, phrase)
        case ir.MapType():
            return _compile_map(kind, place, phrase)
        case ir.RecordType():
            return _compile_record(kind, place, phrase)
        case ir.OptionalType():
            check_item = _compile(kind.item, place, phrase)
            return lambda value, found: None if value is None else check_item(value, found)
        case ir.RowType():
            return _compile_key(place, phrase)
        case _:
            assert_never(kind)


def _compile_str(kind: ir.StrType, place: _Place, phrase: str) -> _Check:
    wrong_type = place.error(ErrorCode.WRONG_TYPE, phrase)
    constraint = place.error(ErrorCode.CONSTRAINT, phrase)
    low, high = kind.low, kind.high
    matches = re.compile(kind.pattern).fullmatch if kind.pattern is not None else None

    def check(value: object, found: list[CallError]) -> object:
        if not isinstance(value, str):
            found.append(wrong_type)
        elif (
            (low is not None and len(value) < low)
            or (high is not None and len(value) > high)
            or (matches is not None and not matches(value))
        ):
            found.append(constraint)
        return value

    return check


def _compile_number(kind: ir.IntType | ir.FloatType, place: _Place, phrase: str) -> _Check:
    wrong_type = place.error(ErrorCode.WRONG_TYPE, phrase)
    out_of_range = place.error(ErrorCode.OUT_OF_RANGE, phrase)
    low, high = kind.low, kind.high
    whole = isinstance(kind, ir.IntType)

    def check(value: object, found: list[CallError]) -> object:
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not (value.is_integer() if whole and isinstance(value, float) else _is_finite(value))
        ):
            found.append(wrong_type)
            return value
        if (low is not None and value < low) or (high is not None and value > high):
            found.append(out_of_range)
            return value
        if whole:
            return int(value)
        try:
            # The sum makes a float of an integer, and 0.0 of -0.0: equal arguments have one canonical text.
            return value + 0.0
        except OverflowError:
            found.append(out_of_range)
            return value

    return check


def _is_finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)


def _compile_bool(place: _Place, phrase: str) -> _Check:
    wrong_type = place.error(ErrorCode.WRONG_TYPE, phrase)

    def check(value: object, found: list[CallError]) -> object:
        if not isinstance(value, bool):
            found.append(wrong_type)
        return value

    return check


_DATE: Final = re.compile(DATE_PATTERN)
_DATETIME: Final = re.compile(DATETIME_PATTERN)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_datetime(text: str) -> bool:
    if not _DATETIME.fullmatch(text):
        return False
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _compile_moment(is_real: Callable[[str], bool], place: _Place, phrase: str) -> _Check:
    wrong_type = place.error(ErrorCode.WRONG_TYPE, phrase)
    constraint = place.error(ErrorCode.CONSTRAINT, phrase)

    def check(value: object, found: list[CallError]) -> object:
        if not isinstance(value, str):
            found.append(wrong_type)
        elif not is_real(value):
            found.append(constraint)
        return value

    return check


def _compile_enum(kind: ir.EnumType, place: _Place, phrase: str) -> _Check:
    wrong_type = place.error(ErrorCode.WRONG_TYPE, phrase)
    not_in_enum = place.error(ErrorCode.NOT_IN_ENUM, phrase)
    members = frozenset(kind.members)

    def check(value: object, found: list[CallError]) -> object:
        if not isinstance(value, str):
            found.append(wrong_type)
        elif value not in members:
            found.append(not_in_enum)
        return value

    return check


def _compile_key(place: _Place, phrase: str) -> _Check:
    wrong_type = place.error(ErrorCode.WRONG_TYPE, phrase)

    def check(value: object, found: list[CallError]) -> object:
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            found.append(wrong_type)
        return value

    return check


def _compile_list(kind: ir.ListType, place: _Place, phrase: str) -> _Check:
    wrong_type = place.error(ErrorCode.WRONG_TYPE, phrase)
    constraint = place.error(ErrorCode.CONSTRAINT, phrase)
    low, high = kind.low, kind.high
    check_item = _compile(kind.item, place.item(), describe(kind.item))

    def check(value: object, found: list[CallError]) -> object:
        if not isinstance(value, list):
            found.append(wrong_type)
            return value
        if (low is not None and len(value) < low) or (high is not None and len(value) > high):
            found.append(constraint)
        return [check_item(item, found) for item in value]

    return check


def _compile_map(kind: ir.MapType, place: _Place, phrase: str) -> _Check:
    wrong_type = place.error(ErrorCode.WRONG_TYPE, phrase)
    constraint = place.error(ErrorCode.CONSTRAINT, phrase)
    low, high = kind.low, kind.high
    check_key = _compile(kind.key, place.name(), describe(kind.key))
    check_value = _compile(kind.value, place.item(), describe(kind.value))

    def check(value: object, found: list[CallError]) -> object:
        if not isinstance(value, dict):
            found.append(wrong_type)
            return value
        if (low is not None and len(value) < low) or (high is not None and len(value) > high):
            found.append(constraint)
        for key in value:
            check_key(key, found)
        return {key: check_value(item, found) for key, item in value.items()}

    return check


def _compile_record(kind: ir.RecordType, place: _Place, phrase: str) -> _Check:
    wrong_type = place.error(ErrorCode.WRONG_TYPE, phrase)
    fields = []
    for field in kind.fields:
        inner = place.field(field.name)
        check_field = _compile(field.value, inner, describe(field.value))
        missing = None if field.absent else _missing(inner, field.value)
        fields.append(_Field(field.name, check_field, missing, None))
    names = [field.name for field in kind.fields]
    unknown = CallError(ErrorCode.UNKNOWN_PARAMETER, _unknown_message(place.subject(), "fields", names), place.path)
    check_fields = _compile_fields(fields, unknown)

    def check(value: object, found: list[CallError]) -> object:
        if not isinstance(value, dict):
            found.append(wrong_type)
            return value
        return check_fields(value, found)

    return check


__all__ = ["Validator", "compile_validator"]
