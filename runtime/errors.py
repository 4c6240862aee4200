"""What may be wrong with a call, as data: codes in their order of precedence and the error itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """The codes of the runtime's own errors, most urgent first; a declared error has its own name as code."""

    UNKNOWN_TOOL = "unknown_tool"
    MALFORMED_JSON = "malformed_json"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    INVALID_TEXT = "invalid_text"
    NOT_AN_OBJECT = "not_an_object"
    DUPLICATE_KEY = "duplicate_key"
    MISSING_PARAMETER = "missing_parameter"
    UNKNOWN_PARAMETER = "unknown_parameter"
    WRONG_TYPE = "wrong_type"
    NOT_IN_ENUM = "not_in_enum"
    OUT_OF_RANGE = "out_of_range"
    CONSTRAINT = "constraint"
    DIVISION_BY_ZERO = "division_by_zero"
    TIMEOUT = "timeout"
    RESOURCE_LIMIT = "resource_limit"
    INTERNAL = "internal"


_RANK: dict[str, int] = {code: rank for rank, code in enumerate(ErrorCode)}
_DECLARED_RANK = _RANK[ErrorCode.DIVISION_BY_ZERO] - 0.5


@dataclass(frozen=True, slots=True)
class CallError:
    """Why a call did not run, or failed.

    *code* is an `ErrorCode` or the name of a declared error. *message* tells a model how to mend the call and
    repeats nothing that the call said. *path* is a JSON pointer to the parameter or field at fault, made of
    names of the schema only: the items of a list share the list's own path, and what an object should not
    hold has the object's path.
    """

    code: str
    message: str
    path: str = ""
    detail: str = ""
    """What went wrong inside, for the author: in an extern function, or in the row that breaks a rule of its entity. It
    may hold any text and no model ever sees it."""
    check: tuple[str, int] | None = None
    """The entity and number (from 0) of its check that the call breaks."""


def most_urgent(errors: Iterable[CallError]) -> CallError:
    """The error to report: the first in precedence, and the first given among equals.

    Raises ValueError where *errors* is empty.
    """
    return min(errors, key=lambda error: _RANK.get(error.code, _DECLARED_RANK))


__all__ = ["CallError", "ErrorCode", "most_urgent"]
