"""Random programs that follow links: rows come over links or without, through variables, choices and queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types

from .strategies import Sample

TEXT, WHOLE = types.StrType(), types.IntType()
LINK = types.RowType(entity="Site")
FIELDS: dict[str, dict[str, types.Type]] = {
    "Site": {"id": WHOLE, "name": TEXT, "height": WHOLE, "up": types.OptionalType(item=LINK)},
    "Hive": {"id": TEXT, "site": LINK, "spare": types.OptionalType(item=LINK)},
}
NO_ROW = irt.DeclaredError(name="NoRow", message=ir.Text(parts=("No.",)))
HIVES = ("H1", "H2", "H3")


def entities(label: str | None) -> tuple[irt.Entity, ...]:
    """Sites, called by *label*, and hives that lead to them."""
    return tuple(
        irt.Entity(
            name=name,
            key=("id",),
            fields=tuple(irt.EntityField(name=n, value=v) for n, v in fields.items()),
            label=label if name == "Site" else None,
        )
        for name, fields in FIELDS.items()
    )


def cell(entity: str, field: str, row: Any) -> ir.Cell:
    """A cell of a row, which is an expression or a variable's name."""
    return ir.Cell(row=ir.Var(name=row) if isinstance(row, str) else row, entity=entity, field=field)


def sure(row: Any) -> ir.OrFail:
    """*row*, or a declared error."""
    return ir.OrFail(value=row, error="NoRow")


def tool(name: str, *body: Any, writes: tuple[str, ...] = (), result: types.Type = TEXT) -> irt.Tool:
    """A tool of a hive, which stands in `found`, and a site's number."""
    return irt.Tool(
        name=name,
        origin=name,
        doc="Go.",
        params=(irt.Param(name="hive", value=TEXT), irt.Param(name="site", value=WHOLE)),
        result=result,
        fails=("NoRow",),
        writes=writes,
        body=(ir.Let(name="found", value=sure(ir.Find(entity="Hive", key=(ir.Var(name="hive"),)))), *body),
    )


GIVEN = ir.Var(name="site")
MOVE = tool(
    "move",
    ir.Update(entity="Hive", row=ir.Var(name="found"), fields=(ir.Entry(name="site", value=GIVEN),), name="found"),
    ir.Return(value=cell("Site", "name", ir.Follow(entity="Site", key=cell("Hive", "site", "found")))),
    writes=("Hive",),
)
RENAME = tool(
    "rename",
    ir.Update(
        entity="Site",
        row=ir.Follow(entity="Site", key=cell("Hive", "site", "found")),
        fields=(ir.Entry(name="name", value=ir.Text(parts=("Site ", ir.Hole(value=GIVEN)))),),
        name="there",
    ),
    ir.Return(value=cell("Site", "name", "there")),
    writes=("Site",),
)


@dataclass
class _Maker:
    draw: st.DrawFn

    def site(self, hive: str, depth: int, known: tuple[str, ...] = ()) -> Any:
        """A row of a site, one way or another."""
        ways = ["link", "link", "spare", "found", *(["up", "up", "choice", "first"] if depth else []), *known]
        match self.draw(st.sampled_from(ways)):
            case "link":
                return ir.Follow(entity="Site", key=cell("Hive", "site", hive))
            case "spare":
                return sure(ir.Follow(entity="Site", key=cell("Hive", "spare", hive)))
            case "found":
                return sure(ir.Find(entity="Site", key=(GIVEN,)))
            case "up":
                return sure(ir.Follow(entity="Site", key=cell("Site", "up", self.site(hive, depth - 1, known))))
            case "choice":
                high = ir.Binary(
                    operator="gt",
                    left=cell("Site", "height", self.site(hive, depth - 1, known)),
                    right=ir.Const(value=1),
                )
                then, otherwise = (self.site(hive, depth - 1, known) for _ in range(2))
                return ir.Choose(condition=high, then=then, otherwise=otherwise)
            case "first":
                return sure(ir.Builtin(name="first", arguments=(self.query(self.site("each", depth - 1)),)))
            case name:
                return ir.Var(name=name)

    def query(self, item: Any) -> ir.Query:
        """*item* of each hive."""
        clauses: list[Any] = [ir.ForEach(name="each", source=ir.Rows(entity="Hive"))]
        if self.draw(st.booleans()):
            own = cell("Site", self.draw(st.sampled_from(("id", "height"))), self.site("each", 0))
            clauses.append(ir.Where(condition=ir.Binary(operator="ne", left=own, right=GIVEN)))
        if self.draw(st.booleans()):
            clauses.append(ir.SortBy(keys=(ir.SortKey(value=self.value("each")),)))
        return ir.Query(item=item, clauses=tuple(clauses))

    def value(self, hive: str, known: tuple[str, ...] = ()) -> ir.Cell:
        """A cell of a site."""
        return cell("Site", self.draw(st.sampled_from(("name", "name", "id"))), self.site(hive, 2, known))

    def tool(self) -> irt.Tool:
        """A tool `ask`: variables that hold sites, and what is shown of them."""
        known = ("there", "here")[: self.draw(st.integers(0, 2))]
        lets = [ir.Let(name=name, value=self.site("found", 2, known[:i])) for i, name in enumerate(known)]
        match self.draw(st.sampled_from(("cell", "record", "list"))):
            case "cell":
                one = self.value("found", known)
                shown: Any = one
                result: types.Type = FIELDS["Site"][one.field]
            case "record":
                row = ir.Var(name=known[0]) if known else self.site("found", 1)
                names = self.draw(st.lists(st.sampled_from(("id", "name", "height")), min_size=1, unique=True))
                shown = ir.RecordOf(fields=tuple(ir.Entry(name=n, value=cell("Site", n, row)) for n in names))
                fields = tuple(types.RecordField(name=n, value=FIELDS["Site"][n]) for n in names)
                result = types.RecordType(fields=fields)
            case _:
                one = self.value("each", known)
                shown = self.query(one)
                result = types.ListType(item=FIELDS["Site"][one.field])
        return tool("ask", *lets, ir.Return(value=shown), result=result)


@st.composite
def link_samples(draw: st.DrawFn) -> Sample:
    """A tool that shows sites, two that write what it reads, and calls of them."""
    sites = range(1, draw(st.integers(2, 4)))
    site, maybe = st.sampled_from(sites), st.sampled_from([None, *sites])
    rows = {
        "Site": [{"id": i, "name": f"S{i}", "height": draw(st.integers(0, 2)), "up": draw(maybe)} for i in sites],
        "Hive": [{"id": name, "site": draw(site), "spare": draw(maybe)} for name in HIVES],
    }
    made = entities(draw(st.sampled_from(("name", "name", "height", None))))
    ask = _Maker(draw).tool()
    names = draw(st.lists(st.sampled_from(("ask", "move", "rename")), max_size=4))
    calls = [(name, {"hive": draw(st.sampled_from(HIVES)), "site": draw(site)}) for name in (*names, "ask", "ask")]
    return Sample(irt.ToolModule(entities=made, errors=(NO_ROW,), tools=(ask, MOVE, RENAME)), rows, tuple(calls))
