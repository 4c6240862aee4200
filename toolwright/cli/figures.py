"""A bundle's report as tables: a column a level, so that what each level adds stands side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolwright.runtime.ir.parts import Part
from toolwright.runtime.line_map import LineMap

from .safe import safe

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_KINDS = ("single_hop", "parallel_single_hop", "multi_hop", "parallel_multi_hop")


def figures_table(report: Mapping[str, Any]) -> Table:
    """The figures of all levels."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    levels: Mapping[str, Mapping[str, Any]] = report["levels"]
    table = Table(box=SIMPLE_HEAD, header_style="bold")
    table.add_column("levels", no_wrap=True)
    for name in levels:
        table.add_column(name, justify="right", overflow="fold")
    for rows in _sections(list(levels.values())):
        for label, cells in rows:
            table.add_row(label, *cells)
        table.add_section()
    return table


def proofs_table(report: Mapping[str, Any]) -> Table:
    """What was proved and how often, over all levels, and what was not checked."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from toolwright.compiler.prove.statements import LIMITS, STATEMENTS

    table = Table(box=SIMPLE_HEAD, header_style="bold")
    table.add_column("proved", ratio=1)
    table.add_column("times", justify="right")
    for part, order in (("proved", STATEMENTS), ("not_checked", LIMITS)):
        told: Mapping[str, str] = report[part]
        for name in sorted(told, key=list(order).index):
            times = sum(level["proofs"].get(name, 0) for level in report["levels"].values())
            says = told[name] if part == "proved" else f"not checked: {told[name]}"
            table.add_row(says, f"{times:,}")
        table.add_section()
    return table


def stages_told(rows: Sequence[Mapping[str, Any]], line_map: LineMap) -> Iterator[Text]:
    """What the compiler's stages did to tools: what came of what, where that comes from as *line_map* says, and why.

    A paragraph for each, since names are long and none is cut.
    """
    from rich.text import Text

    for row in rows:
        made = row["to"] or ""
        place = line_map.place(Part("tool", made))
        yield Text.assemble(
            f"{row['stage']}  {row['what']}  ", (safe(made), "bold"), f"  {safe(place.at)}" if place else ""
        )
        yield Text(safe(f"    why:  {row['why']}"))
        yield from (Text(safe(f"    from: {name}")) for name in row["from"])


_Row = tuple[str, list[str]]


def _sections(levels: Sequence[Mapping[str, Any]]) -> Iterator[list[_Row]]:
    def row(label: str, cell: Any) -> _Row:
        return label, [str(cell(level)) for level in levels]

    asked = list(dict.fromkeys(name for level in levels for name in level["operators"]))
    yield [
        row("operators", lambda v: "" if v["operators"] else "none"),
        *(row(f"  {name}", lambda v, n=name: v["operators"].get(n, "")) for name in asked),
    ]
    kinds = [kind for kind in _KINDS if any(kind in level["kinds"] for level in levels)]
    yield [
        row("tasks", lambda v: f"{v['tasks']:,}"),
        *(row(f"  {kind}", lambda v, k=kind: f"{v['kinds'].get(k, 0):,}") for kind in kinds),
        row("steps a task", lambda v: _spread(v["steps"])),
        row("hops a task", lambda v: _spread(v["hops"])),
        row("width", lambda v: _spread(v["width"])),
    ]
    yield [
        row("tools", lambda v: v["tools"]["all"]),
        row("  distractors", lambda v: v["tools"]["distractors"]),
        row("  offered a task", lambda v: v["tools"]["offered_per_task"]),
    ]
    types = sorted({name for level in levels for name in level["parameters"]["types"]})
    yield [
        row("parameters", lambda v: v["parameters"]["all"]),
        row("  required", lambda v: v["parameters"]["required"]),
        row("  optional", lambda v: v["parameters"]["optional"]),
        *(row(f"  {name}", lambda v, n=name: v["parameters"]["types"].get(n, 0)) for name in types),
    ]
    yield [
        row("words in documents", lambda v: f"{v['documents']['words']:,}"),
        row("  a tool", lambda v: f"{v['documents']['words_per_tool']:,.0f}"),
        row("  offered a task", lambda v: f"{v['documents']['words_offered_per_task']:,.0f}"),
    ]
    operators = list(dict.fromkeys(name for level in levels for name in level.get("scaling", {})))
    if operators:
        yield [
            row("made of what was asked", lambda v: ""),
            *(row(f"  {_each(name, levels)}", lambda v, n=name: _made(v["scaling"].get(n))) for name in operators),
        ]
    if len(levels) > 1:
        yield [
            row("added over base", lambda v: ""),
            *(row(f"  {what}", lambda v, w=what: f"{v['adds'][w]:+,}") for what in ("tools", "parameters", "words")),
        ]
    yield [
        row("different answers", lambda v: f"{v['answers']['different']:,}"),
        row("  most frequent one", lambda v: f"{v['answers']['share']:.1%}"),
    ]


def _each(operator: str, levels: Sequence[Mapping[str, Any]]) -> str:
    """An operator, and of what its figures are a mean: a task for distractors, a tool for the others."""
    figures = next(level["scaling"][operator] for level in levels if operator in level.get("scaling", {}))
    return f"{operator} a {'task' if 'per_task' in figures else 'tool'}"


def _made(figures: Mapping[str, Any] | None) -> str:
    """What an operator made of what it was asked for, on average."""
    if figures is None:
        return ""
    each = figures["per_task"] if "per_task" in figures else figures["per_tool"]
    return f"{each['mean']} of {figures['asked']}"


def _spread(figures: Mapping[str, Any]) -> str:
    if figures["least"] == figures["most"]:
        return str(figures["most"])
    return f"{figures['mean']} ({figures['least']} to {figures['most']})"
