"""Types of the intermediate form as JSON Schema (2020-12), as tool documents show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias, assert_never

from .ir import types as ir
from .ir.tools import Param

Schema: TypeAlias = dict[str, Any]

DATE_PATTERN: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
DATETIME_PATTERN: Final = DATE_PATTERN + "T[0-9]{2}:[0-9]{2}:[0-9]{2}"


def json_schema(kind: ir.Type, doc: str = "") -> Schema:
    """The schema of the values of one type, described by *doc*.

    Dates have the format `date`, datetimes `date-time-local` (RFC 3339's date-time without zone, named so by
    the OpenAPI format registry; `date-time` itself demands a zone). A row stands for its key.
    """
    schema, note = _bare(kind)
    if note.startswith("`") and doc and doc[-1] not in ".?!:":
        doc += "."  # what its members mean is a sentence of its own
    description = " ".join(part for part in (doc, note) if part)
    if description:
        schema["description"] = description
    return schema


def parameters_schema(params: Sequence[Param]) -> Schema:
    """The schema of a tool's arguments: an object with one property a parameter, and no others."""
    properties: dict[str, Schema] = {}
    for param in params:
        schema = json_schema(param.value, param.doc)
        # A null default of a type without null means "nothing given" and is no value that a call may write.
        if not param.required and (param.default is not None or isinstance(param.value, ir.OptionalType)):
            schema["default"] = param.default
        properties[param.name] = schema
    return _object(properties, [param.name for param in params if param.required])


def _bare(kind: ir.Type) -> tuple[Schema, str]:
    """The schema without description, and what the type itself adds to its description."""
    match kind:
        case ir.StrType():
            schema = _bounded("string", "Length", kind.low, kind.high)
            if kind.pattern is not None:
                schema["pattern"] = f"^(?:{kind.pattern})$"
            return schema, ""
        case ir.IntType() | ir.FloatType():
            name = "integer" if isinstance(kind, ir.IntType) else "number"
            return _bounded(name, "imum", kind.low, kind.high), f"(unit: {kind.unit})" if kind.unit else ""
        case ir.BoolType():
            return {"type": "boolean"}, ""
        case ir.DateType():
            return {"type": "string", "format": "date", "pattern": f"^{DATE_PATTERN}$"}, ""
        case ir.DatetimeType():
            return {"type": "string", "format": "date-time-local", "pattern": f"^{DATETIME_PATTERN}$"}, ""
        case ir.EnumType():
            return {"type": "string", "enum": list(kind.members)}, _members_note(kind)
        case ir.ListType():
            return {**_bounded("array", "Items", kind.low, kind.high), "items": json_schema(kind.item)}, ""
        case ir.MapType():
            schema = {**_bounded("object", "Properties", kind.low, kind.high)}
            if kind.key != ir.StrType():
                schema["propertyNames"] = json_schema(kind.key)
            return {**schema, "additionalProperties": json_schema(kind.value)}, ""
        case ir.RecordType():
            properties = {field.name: json_schema(field.value, field.doc) for field in kind.fields}
            return _object(properties, [field.name for field in kind.fields if not field.absent]), ""
        case ir.OptionalType():
            schema, note = _bare(kind.item)
            return _nullable(schema), note
        case ir.RowType():
            return {"type": ["string", "integer"]}, ""
        case _:
            assert_never(kind)


def _bounded(name: str, suffix: str, low: float | None, high: float | None) -> Schema:
    schema: Schema = {"type": name}
    if low is not None:
        schema["min" + suffix] = low
    if high is not None:
        schema["max" + suffix] = high
    return schema


def _object(properties: dict[str, Schema], required: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _nullable(schema: Schema) -> Schema:
    """The schema that takes null too; every other keyword but `enum` says nothing about null."""
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "null" in names:
        return schema
    enum = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **enum, "type": [*names, "null"]}


def _members_note(kind: ir.EnumType) -> str:
    notes = [f"`{member}`: {doc}" for member, doc in zip(kind.members, kind.docs, strict=False) if doc]
    return "; ".join(notes)


__all__ = ["DATETIME_PATTERN", "DATE_PATTERN", "Schema", "json_schema", "parameters_schema"]
