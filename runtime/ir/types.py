"""Types of the intermediate form: what a parameter, a field or a result may be.

They are data: a bundle stores them as JSON, so every constraint here is also a constraint on what a stranger's
bundle may say.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from .patterns import MAX_LENGTH, pattern_problem


class Model(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants", allow_inf_nan=False)


@lru_cache(maxsize=4096)
def _checked_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?", name):
        raise ValueError("a name is ASCII letters, digits and inner underscores, beginning with a letter")
    return name


def _checked_pattern(pattern: str) -> str:
    if problem := pattern_problem(pattern):
        raise ValueError(f"this pattern is refused: {problem}")
    return pattern


Identifier: TypeAlias = Annotated[str, Field(max_length=120), AfterValidator(_checked_name)]
"""A name that is safe to write into generated code (keywords are renamed there)."""

Pattern: TypeAlias = Annotated[str, Field(max_length=MAX_LENGTH), AfterValidator(_checked_pattern)]
"""A regular expression that is matched in linear time."""


class StrType(Model):
    """Text; bounds are on its length in code points; *pattern* matches the whole text."""

    type: Literal["str"] = "str"
    low: int | None = None
    high: int | None = None
    pattern: Pattern | None = None


class IntType(Model):
    """A whole number within inclusive bounds."""

    type: Literal["int"] = "int"
    low: int | None = None
    high: int | None = None
    unit: str | None = None


class FloatType(Model):
    """A finite number within inclusive bounds."""

    type: Literal["float"] = "float"
    low: float | None = None
    high: float | None = None
    unit: str | None = None


class BoolType(Model):
    """true or false."""

    type: Literal["bool"] = "bool"


class DateType(Model):
    """A calendar day as ISO 8601 text, `2026-03-01`."""

    type: Literal["date"] = "date"


class DatetimeType(Model):
    """A day and a time without zone as ISO 8601 text, `2026-03-01T09:00:00`."""

    type: Literal["datetime"] = "datetime"


class EnumType(Model):
    """One of a few words; *docs* has one entry a member (empty where it has none)."""

    type: Literal["enum"] = "enum"
    name: Identifier | None = None
    members: tuple[str, ...] = Field(min_length=1)
    docs: tuple[str, ...] = ()


class ListType(Model):
    """Some values of one type; bounds are on their number."""

    type: Literal["list"] = "list"
    item: Type
    low: int | None = None
    high: int | None = None


class MapType(Model):
    """Values of one type under texts; bounds are on the number of entries."""

    type: Literal["map"] = "map"
    key: Annotated[StrType | EnumType, Field(discriminator="type")]
    value: Type
    low: int | None = None
    high: int | None = None


class RecordField(Model):
    """One field of a record."""

    name: Identifier
    value: Type
    doc: str = ""
    absent: bool = False
    """Whether the field may be missing (a scaled tool that selects fields leaves some out)."""


class RecordType(Model):
    """Named values."""

    type: Literal["record"] = "record"
    fields: tuple[RecordField, ...]

    @model_validator(mode="after")
    def _distinct(self) -> RecordType:
        if len({f.name for f in self.fields}) < len(self.fields):
            raise ValueError("two fields of one name")
        return self


class OptionalType(Model):
    """A value or null."""

    type: Literal["optional"] = "optional"
    item: Type


class RowType(Model):
    """A row of an entity; in an entity's field, a link that is stored as the other row's key."""

    type: Literal["row"] = "row"
    entity: Identifier


Type: TypeAlias = Annotated[
    StrType
    | IntType
    | FloatType
    | BoolType
    | DateType
    | DatetimeType
    | EnumType
    | ListType
    | MapType
    | RecordType
    | OptionalType
    | RowType,
    Field(discriminator="type"),
]

for _model in (ListType, MapType, RecordField, RecordType, OptionalType):
    _model.model_rebuild()

__all__ = [
    "BoolType",
    "DateType",
    "DatetimeType",
    "EnumType",
    "FloatType",
    "Identifier",
    "IntType",
    "ListType",
    "MapType",
    "Model",
    "OptionalType",
    "Pattern",
    "RecordField",
    "RecordType",
    "RowType",
    "StrType",
    "Type",
]
