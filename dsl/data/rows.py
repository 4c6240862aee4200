"""Data: tables and CSV files to checked rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..checking.fit import Misfit, convert, mismatch, present
from ..checking.keys import key_fields, key_value
from ..checking.scope import World
from ..checking.types import Bool, Date, Datetime, Enum, Float, Int, List, Optional, Record, Row, Str, Type, Unknown
from ..diagnostics import Edit, Fix, Label
from ..diagnostics.findings import Findings, listed
from ..program import CellValue, Entity, Field
from ..source import Source, Span
from ..syntax import nodes
from .csv_cells import CsvCells

Place = Callable[[], Span]
"""Where a cell stands; worked out only for a finding."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell: its value as a literal, a tuple of such, or what keeps it from being one."""

    value: CellValue | Misfit
    place: Place


@dataclass(frozen=True, slots=True)
class LoadedRow:
    """A row with the places of its cells, for findings that need all rows of all entities."""

    values: Mapping[str, CellValue]
    places: Mapping[str, Place]


def table_rows(world: World, entity: Entity, table: nodes.Table) -> list[LoadedRow]:
    """The rows of an inline table."""
    columns = _columns(
        world.findings,
        entity,
        [(column.text, _at(column)) for column in table.columns],
        table.columns[0].span.to(table.columns[-1].span),
    )
    width = len(table.columns)
    found = []
    for row in table.rows:
        if len(row.cells) != width:
            instead = "a `|` may be missing at the end of the row" if len(row.cells) % (width or 1) == 0 else None
            world.findings.error(
                "TW0503",
                row.span,
                f"this row has {len(row.cells)} cells, the table has {width} columns",
                help=instead,
            )
            continue
        cells = [_Cell(_literal(cell), _at(cell)) for cell in row.cells]
        found.append(_row(world, columns, cells))
    return found


def _at(node: nodes.Node) -> Place:
    return lambda: node.span


def csv_rows(world: World, entity: Entity, source: Source) -> list[LoadedRow]:
    """The rows of a CSV file whose first record names the columns."""
    reader = csv.reader(io.StringIO(source.text, newline=""), strict=True)
    records: list[list[str]] = []
    try:
        records.extend(record for record in reader if record)
    except csv.Error as problem:
        span = _line_span(source, reader.line_num)
        world.findings.error("TW0509", span, f"this is not a CSV file: {problem}")
        return []
    if not records:
        world.findings.error(
            "TW0509", Span(source, 0, 0), "this CSV file is empty", help="its first line names the columns"
        )
        return []

    cells_of = CsvCells(source)

    def place(record: int, column: int) -> Place:
        return lambda: cells_of.span(record, column)

    header = [(name.strip(), place(0, column)) for column, name in enumerate(records[0])]
    columns = _columns(world.findings, entity, header, Span(source, 0, len(source.line(1))))
    found = []
    for number, record in enumerate(records[1:], start=1):
        if len(record) != len(header):
            world.findings.error(
                "TW0503",
                cells_of.span(number, min(len(record), len(header))),
                f"this row has {len(record)} cells, the file has {len(header)} columns",
            )
            continue
        cells = [
            _Cell(_parsed(text, columns[column], world) if columns[column] else None, place(number, column))
            for column, text in enumerate(record)
        ]
        found.append(_row(world, columns, cells))
    return found


def _line_span(source: Source, number: int) -> Span:
    lines = source.text.splitlines(keepends=True)[: max(number, 1)] or [""]
    end = sum(map(len, lines))
    return Span(source, end - len(lines[-1]), end - len(lines[-1]) + len(lines[-1].rstrip("\r\n")))


# ------------------------------------------------------------------ columns and cells


def _columns(
    findings: Findings, entity: Entity, header: Sequence[tuple[str, Place]], whole: Span
) -> list[Field | None]:
    """The field of each column, None where there is none; each field needs one, a default or null."""
    fields = {field.name: field for field in entity.fields}
    names = [name for name, _ in header]
    for position, (name, place) in enumerate(header):
        if name not in fields:
            message = f"`{entity.name}` has no field `{name}`"
            findings.unknown("TW0501", place(), message, name, [f for f in fields if f not in names])
        elif name in names[:position]:
            findings.error("TW0501", place(), f"the column `{name}` stands there twice")
    missing = [
        field.name
        for field in entity.fields
        if field.name not in names and not field.has_default and not isinstance(field.type, Optional)
    ]
    # After a misspelt column, that the right one is missing goes without saying.
    if missing and all(name in fields for name in names):
        findings.error("TW0502", whole, f"`{entity.name}` also needs {listed(missing)} in every row")
    return [fields.get(name) if name not in names[:position] else None for position, name in enumerate(names)]


def _row(world: World, columns: Sequence[Field | None], cells: Sequence[_Cell]) -> LoadedRow:
    values: dict[str, CellValue] = {}
    places: dict[str, Place] = {}
    for field, cell in zip(columns, cells, strict=True):
        if field is None:
            continue
        result = cell.value if isinstance(cell.value, Misfit) else _fit(world, cell.value, field.type)
        places[field.name] = cell.place
        if isinstance(result, Misfit):
            _report(world.findings, field, result, cell.place())
            result = None
            # What is broken is neither a key nor a link.
            del places[field.name]
        values[field.name] = result
    return LoadedRow(values, places)


def _report(findings: Findings, field: Field, problem: Misfit, span: Span) -> None:
    guess = problem.guess
    quoted = f'"{guess}"' if span.text.startswith('"') else guess
    findings.error(
        "TW0504",
        span,
        f"`{field.name}`: {problem.message}",
        help=f"did you mean `{guess}`?" if guess else None,
        fix=Fix(f"write `{guess}`", (Edit(span, quoted or ""),)) if guess else None,
    )


def _literal(cell: nodes.Expr) -> CellValue | Misfit:
    match cell:
        case nodes.Literal(_, value):
            return value
        case nodes.ListNode(_, items):
            values = [_literal(item) for item in items]
        case _:
            return Misfit("a record cannot be written in a cell")
    broken = next((value for value in values if isinstance(value, Misfit)), None)
    return broken or tuple(value for value in values if not isinstance(value, Misfit))


def _fit(world: World, value: CellValue, type_: Type) -> CellValue | Misfit:
    """*value* as it is stored in a field of *type_*."""
    match value, type_:
        case _, Unknown():
            return value
        case None, Optional():
            return None
        case _, Optional(item):
            return _fit(world, value, item)
        case _, Row(entity):
            return _fit_link(world, value, entity)
        case tuple(), List(item, low, high):
            found = [_fit(world, each, item) for each in value]
            broken = next((each for each in found if isinstance(each, Misfit)), None)
            if broken is None and (len(found) < (low or 0) or (high is not None and len(found) > high)):
                return Misfit(f"a list of {len(found)} items is not allowed here")
            return broken or tuple(each for each in found if not isinstance(each, Misfit))
        case _, List():
            return Misfit("expected a list such as `[1, 2]`")
        case _, Record():
            return Misfit("a record cannot be written in a cell")
        case tuple(), _:
            return Misfit(mismatch(List(Unknown()), type_).replace("list[?]", "list"))
        case ((str() | int() | float() | None), _):
            return convert(value, type_)
        case _:
            return Misfit("this cannot be written in a cell")


def _fit_link(world: World, value: CellValue, name: str) -> CellValue | Misfit:
    stands_for = key_value(world, name)
    entity = world.entities.get(name)
    if stands_for is not None or entity is None:
        return _fit(world, value, stands_for or Unknown())
    parts = key_fields(entity)
    if not isinstance(value, tuple) or len(value) != len(parts):
        return Misfit(f"a link to `{name}` is a list of its key: {listed(entity.key)}")
    found = [_fit(world, each, part.type) for each, part in zip(value, parts, strict=True)]
    broken = next((each for each in found if isinstance(each, Misfit)), None)
    return broken or tuple(each for each in found if not isinstance(each, Misfit))


def _parsed(text: str, field: Field | None, world: World) -> CellValue | Misfit:
    """The value that the text of a CSV cell writes for *field*."""
    if field is None:
        return None
    return _parse(text, field.type, world)


def _parse(text: str, type_: Type, world: World) -> CellValue | Misfit:
    match type_:
        case Optional(item):
            return None if text == "" else _parse(text, item, world)
        case Str() | Enum() | Date() | Datetime():
            return text
        case Int():
            return _number(text, int, "a whole number")
        case Float():
            return _number(text, float, "a number")
        case Bool():
            return {"true": True, "false": False}.get(text, Misfit(f"`{text}` is neither `true` nor `false`"))
        case List(item):
            return _parse_list(text, [item] * (text.count(";") + 1) if text else [], world)
        case Row(name):
            stands_for, entity = key_value(world, name), world.entities.get(name)
            if stands_for is not None or entity is None:
                return _parse(text, stands_for or Unknown(), world)
            return _parse_list(text, [part.type for part in key_fields(entity)], world)
        case _:
            return text


def _parse_list(text: str, items: Sequence[Type], world: World) -> CellValue | Misfit:
    parts = text.split(";") if text else []
    padded = [*items, *([Str()] * len(parts))]
    found = [_parse(part.strip(), item, world) for part, item in zip(parts, padded, strict=False)]
    broken = next((each for each in found if isinstance(each, Misfit)), None)
    return broken or tuple(each for each in found if not isinstance(each, Misfit))


def _number(text: str, read: Callable[[str], int | float], what: str) -> CellValue | Misfit:
    # Python also reads `1_000`, ` 7 `, `inf` and digits of other scripts.
    plain = text.isascii() and text.strip() == text and "_" not in text and text.lstrip("+-")[:1].isdigit()
    if not text:
        return Misfit(f"expected {what}, the cell is empty")
    try:
        number = read(text) if plain and len(text) <= 400 else None
    except ValueError:
        number = None
    if isinstance(number, int) and abs(number) >= 2**63:
        return Misfit("the number is too large")
    if number is not None:
        return number
    return Misfit(f"`{text[:40]}` is not {what}")


# ------------------------------------------------------------------ whole entities


def settle_rows(world: World, loaded: Mapping[str, list[LoadedRow]]) -> None:
    """Check keys and links of all *loaded* rows and give the entities their rows, defaults filled in."""
    keys: dict[str, set[CellValue]] = {}
    for name, rows in loaded.items():
        keys[name] = _unique_keys(world, world.entities[name], rows)
    for name, rows in loaded.items():
        entity = world.entities[name]
        links = [f for f in entity.fields if isinstance(present(f.type), Row)]
        for row in rows:
            for link in links:
                _check_link(world, link, row, keys)
        filled = tuple({f.name: row.values.get(f.name, f.default) for f in entity.fields} for row in rows)
        world.entities[name] = replace(entity, rows=filled)


def _key(entity: Entity, row: LoadedRow) -> CellValue:
    parts = tuple(row.values.get(name) for name in entity.key)
    return parts[0] if len(parts) == 1 else parts


def _unique_keys(world: World, entity: Entity, rows: Sequence[LoadedRow]) -> set[CellValue]:
    first: dict[CellValue, LoadedRow] = {}
    for row in rows:
        if any(name not in row.places for name in entity.key):
            continue
        earlier = first.setdefault(_key(entity, row), row)
        if earlier is not row:
            name = entity.key[0]
            world.findings.error(
                "TW0506",
                row.places[name](),
                f"there are two rows of `{entity.name}` with the key {_shown(_key(entity, row))}",
                labels=(Label(earlier.places[name](), "the first one"),),
            )
    return set(first)


def _check_link(world: World, link: Field, row: LoadedRow, keys: Mapping[str, set[CellValue]]) -> None:
    target = present(link.type)
    value = row.values.get(link.name)
    if not isinstance(target, Row) or link.name not in row.places or value is None:
        return
    if target.entity not in world.entities or value in keys.get(target.entity, ()):
        return
    words = [key for key in keys.get(target.entity, ()) if isinstance(key, str)]
    message = f"there is no `{target.entity}` with the key {_shown(value)}"
    span = row.places[link.name]()
    if isinstance(value, str):
        world.findings.unknown("TW0505", span, message, value, sorted(words))
    else:
        world.findings.error("TW0505", span, message)


def _shown(key: CellValue) -> str:
    if isinstance(key, tuple):
        return ", ".join(_shown(part) for part in key)
    return f"`{key}`"
