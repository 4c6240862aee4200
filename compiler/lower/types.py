"""Types of the language as types of the intermediate form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolwright.dsl.checking import types as dsl
from toolwright.dsl.program import Field, Program
from toolwright.runtime.ir import types as ir
from toolwright.runtime.ir.tools import EntityField, Param


def lower_type(type_: dsl.Type, program: Program, docs: Mapping[str, str] | None = None, path: str = "") -> Any:
    """*type_* in the intermediate form; *docs* documents record fields by dotted path."""
    docs = docs or {}
    match type_:
        case dsl.Str(low, high, pattern):
            return ir.StrType(low=low, high=high, pattern=pattern)
        case dsl.Int(low, high, unit):
            return ir.IntType(low=low, high=high, unit=unit)
        case dsl.Float(low, high, unit):
            return ir.FloatType(low=low, high=high, unit=unit)
        case dsl.Bool():
            return ir.BoolType()
        case dsl.Date():
            return ir.DateType()
        case dsl.Datetime():
            return ir.DatetimeType()
        case dsl.Enum(name, members):
            known = program.enum_docs.get(name or "", {})
            words = tuple(known.get(member, "") for member in members)
            return ir.EnumType(name=name, members=members, docs=words if any(words) else ())
        case dsl.List(item, low, high):
            return ir.ListType(item=lower_type(item, program, docs, path), low=low, high=high)
        case dsl.Map(key, value, low, high):
            return ir.MapType(
                key=lower_type(key, program), value=lower_type(value, program, docs, path), low=low, high=high
            )
        case dsl.Record(fields):
            return ir.RecordType(
                fields=tuple(
                    ir.RecordField(
                        name=name,
                        value=lower_type(field, program, docs, f"{path}{name}."),
                        doc=docs.get(f"{path}{name}", ""),
                    )
                    for name, field in fields
                )
            )
        case dsl.Row(entity):
            return ir.RowType(entity=entity)
        case dsl.Optional(item):
            return ir.OptionalType(item=lower_type(item, program, docs, path))
    raise AssertionError(f"{type_} in a checked program")


def result_type(type_: dsl.Type, program: Program, docs: Mapping[str, str]) -> Any:
    """A tool's result type: a row stands for its key."""
    return _keyed(lower_type(type_, program, docs), program)


def _keyed(type_: Any, program: Program) -> Any:
    match type_:
        case ir.RowType(entity=name):
            entity = program.entities[name]
            key = next(f for f in entity.fields if f.name == entity.key[0])
            return _keyed(lower_type(key.type, program), program)
        case ir.ListType(item=item) | ir.OptionalType(item=item):
            return type_.model_copy(update={"item": _keyed(item, program)})
        case ir.RecordType(fields=fields):
            kept = tuple(f.model_copy(update={"value": _keyed(f.value, program)}) for f in fields)
            return ir.RecordType(fields=kept)
        case _:
            return type_


def lower_param(field: Field, program: Program) -> Param:
    """A parameter of a tool, helper function or error."""
    return Param(
        name=field.name,
        value=lower_type(field.type, program),
        doc=field.doc,
        required=not field.has_default,
        default=plain(field.default) if field.has_default else None,
    )


def lower_field(field: Field, program: Program) -> EntityField:
    """A column of an entity."""
    optional = isinstance(field.type, dsl.Optional)
    return EntityField(
        name=field.name,
        value=lower_type(field.type, program),
        doc=field.doc,
        required=not (field.has_default or optional),
        default=plain(field.default) if field.has_default else None,
    )


def plain(value: Any) -> Any:
    """A checked value as JSON: lists for tuples."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return value
