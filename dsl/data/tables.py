"""Rows that are written out in the scenario."""

from __future__ import annotations

from dataclasses import replace

from ..checking.scope import World
from ..diagnostics import Edit, Fix
from ..program import Entity
from ..source import Span
from ..syntax import nodes
from .cells import Bad, Key, Path
from .rows import Loaded, Reporter, RowFitter, header_fields


def table_rows(world: World, entity: Entity, table: nodes.Table) -> Loaded:
    """The rows of an inline table."""
    header = [(column.text, lambda column=column: column.span) for column in table.columns]
    columns = header_fields(world.findings, entity, header, lambda: table.columns[0].span.to(table.columns[-1].span))
    position = {field.name: index for index, field in enumerate(columns) if field}

    def place(number: int, column: str, path: Path) -> Span:
        row = table.rows[number]
        return _inside(row.cells[position[column]], path).span if column in position else row.span

    loaded = Loaded(place)
    reporter = Reporter(world.findings)
    rows = RowFitter(world, entity, loaded, reporter)
    width = len(table.columns)
    complete = True
    for number, row in enumerate(table.rows):
        if len(row.cells) != width:
            complete = False
            _ragged(reporter, row, width)
            continue
        cells = zip(columns, row.cells, strict=True)
        rows.add(number, ((field.name, literal_value(cell)) for field, cell in cells if field))
    reporter.close()
    return replace(loaded, complete=complete)


def _ragged(reporter: Reporter, row: nodes.TableRow, width: int) -> None:
    if not reporter.admits("TW0503", "", lambda: row.span):
        return
    if ends := _early_ends(row, width):
        # The next line's first mark was taken for the end of this one's last cell.
        bars = tuple(Edit(end, " |") for end in ends)
        message, instead = "this row does not end with `|`", "write `|` behind its last cell"
        reporter.findings.error("TW0503", ends[0], message, help=instead, fix=Fix("insert `|`", bars))
        return
    reporter.findings.error(
        "TW0503",
        row.span,
        f"this row has {len(row.cells)} cells, the table has {width} columns",
        help="each column has a cell in each row; `null` stands for no value",
    )


def _early_ends(row: nodes.TableRow, width: int) -> tuple[Span, ...]:
    """Ends of lines in *row* that seem to be rows of *width* cells without their last mark; empty where not all are."""
    source = row.span.source
    if not width or len(row.cells) % width:
        return ()
    gaps = [
        Span(source, before.span.end, behind.span.start)
        for before, behind in zip(row.cells[width - 1 :: width], row.cells[width::width], strict=False)
    ]
    if any("\n" not in gap.text.partition("|")[0] for gap in gaps):
        return ()
    return tuple(Span(source, gap.start, gap.start) for gap in gaps)


def _inside(cell: nodes.Expr, path: Path) -> nodes.Node:
    """The node that *path* leads to, or the last one on the way."""
    here: nodes.Node = cell
    for step in path:
        match here, step:
            case nodes.ListNode(_, items), int():
                here = items[step]
            case nodes.RecordNode(_, entries), Key(name, nth):
                here = [entry.name for entry in entries if entry.name.text == name][nth]
            case nodes.RecordNode(_, entries), str():
                here = next(entry.value for entry in entries if entry.name.text == step)
            case _:
                pass
    return here


def literal_value(cell: nodes.Expr) -> object:
    """What a literal, a list or a record of such writes."""
    match cell:
        case nodes.Literal(_, value):
            return value
        case nodes.ListNode(_, items):
            return [literal_value(item) for item in items]
        case nodes.RecordNode(_, entries):
            names = [entry.name.text for entry in entries]
            twice = next((name for position, name in enumerate(names) if name in names[:position]), None)
            if twice is not None:
                return Bad(f"the name `{twice}` stands there twice", path=(Key(twice, 1),))
            return {entry.name.text: literal_value(entry.value) for entry in entries}
        case _:
            return Bad("a cell holds a value that is written out")
