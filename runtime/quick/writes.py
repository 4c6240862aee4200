"""Updates of plain cells as Python source: checks written out for the cells that a statement writes.

A value that does not fit ends the call, which is then made the plain way; so where all writes of a tool are such,
nothing is left to check at its end.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..ir import expressions as ir
from ..ir.tools import Entity, Tool, ToolModule
from ..ir.types import BoolType, EnumType, FloatType, IntType, StrType, Type
from ..ir.verify import walk
from ..python.prelude import Write, python_name
from ..traced_rows import TracedRow
from ..tracing import TracedBool, TracedFloat, TracedInt, TracedStr, plain
from ..world import TracingWorld, reads_other_rows
from .showing import keep_facts

_MADE: Final[dict[type, tuple[str, str]]] = {
    IntType: ("int", "_TracedInt"),
    FloatType: ("float", "_TracedFloat"),
    BoolType: ("bool", "_TracedBool"),
    StrType: ("str", "_TracedStr"),
    EnumType: ("str", "_TracedStr"),
}
"""Types whose cells are written here: the Python type of a value, and what it is with its fact."""

_LARGE: Final = 2**63
_LARGEST: Final = sys.float_info.max


def writes_plainly(tool: Tool, module: ToolModule) -> bool:
    """Whether all that *tool* writes are plain cells that hang on nothing else."""
    entities = {entity.name: entity for entity in module.entities}
    nodes = [node for statement in tool.body for node in walk(statement)]
    nodes += [node for statement in (tool.core.body if tool.core else ()) for node in walk(statement)]
    for node in nodes:
        if isinstance(node, ir.Insert | ir.Delete):
            return False
        if isinstance(node, ir.Update):
            kinds = {field.name: field.value for field in entities[node.entity].fields}
            if entities[node.entity].checks or any(not _is_plain(kinds[entry.name]) for entry in node.fields):
                return False
    # A check of another entity may look at what is written here.
    return not any(reads_other_rows(check) for entity in module.entities for check in entity.checks)


def _is_plain(kind: Type) -> bool:
    return type(kind) in _MADE and not (isinstance(kind, StrType) and kind.pattern is not None)


def update_source(name: str, entity: Entity, fields: Sequence[str]) -> str:
    """A function *name* from a table, its row and the new values of *fields* to the row as it is now."""
    return _function(
        name,
        fields,
        "_old = _table._rows.get(_row._key)",
        "_held = _old.__dict__",
        "_changed, _cells = {}, _held.copy()",
        *_checked(entity, fields, made=True),
        "if not _changed:",
        "    return _old",
        "_new = _blank(_TracedRow)",
        f"_new._entity = {entity.name!r}",
        "_new._key = _key = _old._key",
        "_new.__dict__ = _cells",
        "_new._text = _old._text",
        "_new._facts = _old._facts",
        "(_table._own() if _table._shared else _table._rows).replace(_key, _new)",
        f"_table._journal.append(_written(_Write, {_write(entity)}))",
        "return _new",
    )


def last_update_source(name: str, entity: Entity, fields: Sequence[str], make: str, shown: Shown | None) -> str:
    """Like `update_source`, for a call that writes nothing else and ends with it: to what is seen of the call.

    *make* names what makes text and facts of the row; nothing fails any more when the table is written, so nothing is
    ever undone. Where *shown* says what is seen, the row is not even made before somebody asks for it, unless it is
    written again, as it will be then.
    """
    values = {python_name(field): f"_v{i}" for i, field in enumerate(fields)}
    if shown is None:
        seen = ["_new = _old.changed(_changed)", f"_text, _, _facts, _ = {make}(_new)"]
        put = ["_rows.put(_key, _new)"]
    else:
        cells = tuple(map(python_name, shown.fields))
        seen = [
            *(f"_c{i} = {values.get(cell) or f'_held[{cell!r}]'}" for i, cell in enumerate(cells)),
            f"_text = {shown.text}",
            f"_facts = _old._facts.get({name}) or _keep_facts(_old, {name}, {cells!r})",
        ]
        put = [
            "if type(_old) is _KeepingRow:",
            "    _rows._changed[_key] = _write",
            "else:",
            "    _rows.put(_key, _old.changed(_changed))",
        ]
    unchanged = f"return {kept_piece('_old', make)}"
    if len(fields) == 1:
        changes = list(_only_checked(entity, fields[0], unchanged))
    else:
        changes = ["_changed = {}", *_checked(entity, fields, made=False), "if not _changed:", f"    {unchanged}"]
    return _function(
        name,
        fields,
        "_old = _row if type(_row) is not _ReachedRow else _row._origin",
        "_held = _old.__dict__",
        *changes,
        *seen,
        "_key = _old._key",
        "_rows = _table._own() if _table._shared else _table._rows",
        f"_write = {_write(entity)}",
        *put,
        "return _text, None, _facts, (_write,)",
    )


@dataclass(frozen=True)
class Shown:
    """A record of cells of one row, none of which is ever null: it shows the same facts whatever they hold."""

    fields: tuple[str, ...]
    text: str
    """An f-string that prints the record, in which the cells are `_c0`, `_c1` and so on."""


def kept_piece(row: str, make: str) -> str:
    """The piece that *make* makes of a row, from the row where it keeps it."""
    return f"({row}._kept.get({make}) or {make}({row}))"


def _write(entity: Entity) -> str:
    return f"('update', {entity.name!r}, _key, _changed)"


def _function(name: str, fields: Sequence[str], *lines: str) -> str:
    head = f"def {name}(_table, _row, {', '.join(f'_v{i}' for i in range(len(fields)))}):"
    return "\n    ".join((head, *lines)) + "\n"


def _checked(entity: Entity, fields: Sequence[str], made: bool) -> Iterator[str]:
    """Lines that hold the new values to their *fields* and put those that are other ones into `_changed`.

    Where *made*, cells with their facts stand in `_cells` afterwards.
    """
    kinds: Mapping[str, Type] = {python_name(field.name): field.value for field in entity.fields}
    for i, cell in enumerate(map(python_name, fields)):
        kind = kinds[cell]
        type_, traced = _MADE[type(kind)]
        yield f"_was = _held[{cell!r}]"
        yield f"if type(_v{i}) is not {type_}:"
        yield f"    _v{i} = _bare(_v{i}, {type_})"
        yield f"if _v{i} != _was:"
        if wrong := _wrong(f"_v{i}", kind):
            yield f"    if {wrong}:"
            yield "        raise ValueError('a value does not fit its field')"
        yield f"    _changed[{cell!r}] = _v{i}"
        if made:
            # What holds the fact of a cell is never changed, so a new value of the cell may share it.
            shared = "__dict__" if isinstance(kind, IntType | BoolType) else "fact"
            yield f"    _new = _cells[{cell!r}] = {traced}(_v{i})"
            yield f"    _new.{shared} = _was.{shared}"
        elif isinstance(kind, FloatType):
            yield "else:"
            yield f"    _v{i} = _was  # 0.0 equals -0.0 and is written otherwise"


def _only_checked(entity: Entity, field: str, unchanged: str) -> Iterator[str]:
    """As `_checked`, for an update of one *field*; *unchanged* is what ends a call that leaves it as it was."""
    cell = python_name(field)
    kind = next(known.value for known in entity.fields if known.name == field)
    type_, _ = _MADE[type(kind)]
    yield f"if type(_v0) is not {type_}:"
    yield f"    _v0 = _bare(_v0, {type_})"
    yield f"if _v0 == _held[{cell!r}]:"
    yield f"    {unchanged}"
    if wrong := _wrong("_v0", kind):
        yield f"if {wrong}:"
        yield "    raise ValueError('a value does not fit its field')"
    yield f"_changed = {{{cell!r}: _v0}}"


def _wrong(value: str, kind: Type) -> str:
    match kind:
        case IntType(low=low, high=high):
            # Larger numbers than these want a closer look: text cannot hold all of them.
            return f"not {-_LARGE if low is None else low} <= {value} <= {_LARGE if high is None else high}"
        case FloatType(low=low, high=high):
            return f"not {-_LARGEST if low is None else low!r} <= {value} <= {_LARGEST if high is None else high!r}"
        case StrType(low=low, high=high) if low is not None or high is not None:
            return f"not {low or 0} <= len({value})" + ("" if high is None else f" <= {high}")
        case EnumType(members=members):
            return f"{value} not in {tuple(members)!r}"
    return ""


def _bare(value: Any, kind: type) -> Any:
    """*value* without its fact. Raises TypeError where it is of another type than *kind*."""
    bare = plain(value)
    if type(bare) is not kind:
        raise TypeError("a value does not fit its field")
    return bare


def _ended(world: TracingWorld) -> tuple[Write, ...]:
    """The end of a call whose writes were checked as they were made: what it wrote."""
    writes = tuple(world.journal)
    world.journal.clear()
    world._undo.clear()
    return writes


NAMES: Mapping[str, Any] = {
    "_TracedInt": TracedInt,
    "_TracedFloat": TracedFloat,
    "_TracedBool": TracedBool,
    "_TracedStr": TracedStr,
    "_TracedRow": TracedRow,
    "_Write": Write,
    "_written": tuple.__new__,
    "_blank": object.__new__,
    "_bare": _bare,
    "_keep_facts": keep_facts,
    "_ended": _ended,
}
"""What the lines of updates stand on."""
