"""Updates of plain cells as Python source: checks written out for the cells that a statement writes.

A value that does not fit ends the call, which is then made the plain way; so where all writes of a tool are such,
nothing is left to check at its end.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ..ir import expressions as ir
from ..ir.tools import Entity, Tool, ToolModule
from ..ir.types import BoolType, EnumType, FloatType, IntType, StrType, Type
from ..ir.verify import walk
from ..python.prelude import Write, python_name
from ..traced_rows import TracedRow
from ..tracing import TracedBool, TracedFloat, TracedInt, TracedStr, plain
from ..world import TracingWorld, reads_other_rows

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
    lines = [
        *_new_row(name, entity, fields, ["return _old"]),
        "(_table._own() if _table._shared else _table._rows).replace(_key, _new)",
        f"_table._journal.append({_write(entity)})",
        "return _new",
    ]
    return "\n    ".join(lines) + "\n"


def last_update_source(name: str, entity: Entity, fields: Sequence[str], make: str) -> str:
    """Like `update_source`, for a call that writes nothing else and ends with it: to what is seen of the call.

    *make* names what makes text and facts of the row. It runs before the row is put into its table, so nothing that
    was written is ever undone.
    """
    lines = [
        *_new_row(name, entity, fields, [f"_piece = {kept_piece('_old', make)}", _seen("_NO_WRITES")]),
        f"_piece = {make}(_new)",
        "(_table._own() if _table._shared else _table._rows).put(_key, _new)",
        _seen(f"({_write(entity)},)"),
    ]
    return "\n    ".join(lines) + "\n"


def kept_piece(row: str, make: str) -> str:
    """Text and facts that *make* makes of a row, from the row where it keeps them."""
    return f"({row}._kept.get({make}) or {make}({row}))"


def _seen(writes: str) -> str:
    return f"return _piece[0], None, _piece[1], {writes}"


def _write(entity: Entity) -> str:
    return f"_written(_Write, ('update', {entity.name!r}, _key, _changed))"


def _new_row(name: str, entity: Entity, fields: Sequence[str], unchanged: Sequence[str]) -> Iterator[str]:
    """The head of a function and the lines that make the new row `_new`; where nothing changes, it ends *unchanged*."""
    kinds: Mapping[str, Type] = {python_name(field.name): field.value for field in entity.fields}
    cells = [(cell, kinds[cell]) for cell in map(python_name, fields)]
    yield f"def {name}(_table, _row, {', '.join(f'_v{i}' for i in range(len(cells)))}):"
    yield "_key = _row._key"
    yield "_old = _table._rows.get(_key)"
    yield "_held = _old.__dict__"
    yield "_changed, _cells = {}, _held.copy()"
    for i, (cell, kind) in enumerate(cells):
        type_, made = _MADE[type(kind)]
        # What holds the fact of a cell is never changed, so a new value of the cell may share it.
        shared = "__dict__" if isinstance(kind, IntType | BoolType) else "fact"
        yield f"_was = _held[{cell!r}]"
        yield f"if type(_v{i}) is not {type_}:"
        yield f"    _v{i} = _bare(_v{i}, {type_})"
        yield f"if _v{i} != _was:"
        if wrong := _wrong(f"_v{i}", kind):
            yield f"    if {wrong}:"
            yield "        raise ValueError('a value does not fit its field')"
        yield f"    _changed[{cell!r}] = _v{i}"
        yield f"    _new = _cells[{cell!r}] = {made}(_v{i})"
        yield f"    _new.{shared} = _was.{shared}"
    yield "if not _changed:"
    yield from (f"    {line}" for line in unchanged)
    yield "_new = _blank(_TracedRow)"
    yield f"_new._entity = {entity.name!r}"
    yield "_new._key = _key"
    yield "_new.__dict__ = _cells"
    yield "_new._text = _old._text"


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
    "_ended": _ended,
}
"""What the lines of `update_source` stand on."""
