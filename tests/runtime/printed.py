"""One of everything that a module may declare, printed in `printed.txt` as reviewers read it."""

from __future__ import annotations

from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types

INT, FLOAT, STR, BOOL = types.IntType(), types.FloatType(), types.StrType(), types.BoolType()
COLOUR = types.EnumType(members=("red", "blue"))
LINK = types.OptionalType(item=types.RowType(entity="Thing"))
RECORD = types.RecordType(
    fields=(
        types.RecordField(name="size", value=INT, doc="How large it is."),
        types.RecordField(name="class", value=STR, doc="Its class."),
    )
)


def var(name: str) -> ir.Var:
    return ir.Var(name=name)


def const(value: Any) -> ir.Const:
    return ir.Const(value=value)


def entries(**values: Any) -> tuple[ir.Entry, ...]:
    return tuple(ir.Entry(name=name.rstrip("_"), value=value) for name, value in values.items())


def thing(key: Any) -> ir.Find:
    return ir.Find(entity="Thing", key=(key,))


def cell(row: Any, field: str) -> ir.Cell:
    return ir.Cell(row=row, entity="Thing", field=field)


def binary(left: Any, operator: Any, right: Any) -> ir.Binary:
    return ir.Binary(operator=operator, left=left, right=right)


def param(name: str, value: Any, doc: str = "", **more: Any) -> irt.Param:
    return irt.Param(name=name, value=value, doc=doc, **({"required": False} if more else {}), **more)


def tool(name: str, *body: Any, **more: Any) -> irt.Tool:
    return irt.Tool(**{"name": name, "origin": name, "params": (), "result": INT, "body": body, **more})


ENTITIES = (
    irt.Entity(
        name="Thing",
        doc='A "thing" that is \\ somewhere.',
        key=("class",),
        fields=(
            irt.EntityField(name="class", value=STR),
            irt.EntityField(name="size", value=INT),
            irt.EntityField(name="next", value=LINK),
            irt.EntityField(name="weights", value=types.MapType(key=STR, value=FLOAT)),
        ),
    ),
    irt.Entity(
        name="Pair",
        key=("left", "right"),
        fields=(irt.EntityField(name="left", value=STR), irt.EntityField(name="right", value=INT)),
    ),
)
ERRORS = (
    irt.DeclaredError(
        name="Missing",
        params=(
            param("list", STR),
            param("weight", FLOAT),
            param("tags", types.ListType(item=STR)),
            param("near", LINK),
        ),
        message=ir.Text(
            parts=(
                "No ",
                ir.Hole(value=var("list")),
                " of ",
                ir.Hole(value=var("weight")),
                " with ",
                ir.Hole(value=binary(const(1), "add", const(1))),
            )
        ),
    ),
    irt.DeclaredError(name="Empty", message=const("Nothing is there.")),
)
BIGGER = irt.Function(
    name="bigger",
    doc="The larger of two sizes.",
    params=(param("a", INT), param("b", INT)),
    value=ir.Choose(condition=binary(var("a"), "gt", var("b")), then=var("a"), otherwise=var("b")),
)
SAME = irt.Function(name="same", params=(param("row", LINK),), value=var("row"))
DRAWN = irt.Extern(
    name="drawn", params=(param("list", types.ListType(item=INT)),), result=FLOAT, code="def drawn(list): return 0.5"
)
BOTH = ir.ForEach(name="t", source=ir.Rows(entity="Thing"))
SIZES = ir.Query(item=cell(var("t"), "size"), clauses=(BOTH,))
READ = tool(
    "read",
    ir.Let(
        name="found",
        value=ir.OrFail(
            value=thing(var("class")),
            error="Missing",
            arguments=entries(list=var("class"), weight=const(0.5), tags=ir.ListOf(items=()), near=const(None)),
        ),
    ),
    ir.Let(name="next", value=ir.Follow(entity="Thing", key=cell(var("found"), "next"))),
    ir.Require(condition=binary(var("depth"), "lt", const(9)), error="Empty"),
    ir.If(
        condition=binary(var("next"), "eq", const(None)),
        then=(ir.Let(name="next", value=var("found")),),
        otherwise=(
            ir.If(
                condition=var("loud"),
                then=(ir.Fail(error="Empty"),),
                otherwise=(
                    ir.If(
                        condition=binary(var("colour"), "eq", const("red")),
                        then=(),
                        otherwise=(ir.Return(value=const(0)),),
                    ),
                ),
            ),
        ),
    ),
    ir.Return(
        value=ir.Apply(
            function="bigger", arguments=(cell(var("found"), "size"), ir.Builtin(name="sum", arguments=(SIZES,)))
        )
    ),
    doc='Reads "class", and says how large the larger one of the two things is that a caller may have meant with it.',
    params=(
        param("class", STR, "The class."),
        param("depth", INT, default=3),
        param("loud", BOOL, default=False),
        param(
            "colour",
            COLOUR,
            "What it looks like, which is one of those colours that things may have here.",
            default="red",
        ),
        param("tags", types.ListType(item=STR), default=["a", 'b"']),
        param("box", RECORD, default={"size": 1, "class": "x"}),
        param("limit", FLOAT, default=None),
        param("near", LINK, default=None),
        param("more", types.OptionalType(item=types.OptionalType(item=FLOAT)), default=None),
    ),
    fails=("Missing", "Empty"),
)
WRITE = tool(
    "write",
    ir.Let(name="total", value=const(None)),
    ir.Insert(
        entity="Thing",
        name="made",
        fields=entries(class_=const("new"), size=const(1), next=const(None), weights=ir.MapOf(entries=())),
    ),
    ir.Insert(entity="Pair", fields=entries(left=const("l"), right=const(2))),
    ir.For(
        name="t",
        source=ir.Rows(entity="Thing"),
        body=(ir.Update(entity="Thing", row=var("t"), fields=entries(size=const(7))),),
    ),
    ir.Update(entity="Thing", name="made", row=var("made"), fields=entries(size=const(8), next=const("a"))),
    ir.Delete(entity="Thing", row=ir.OrFail(value=thing(const("b")), error="Empty")),
    ir.Let(name="total", value=cell(var("made"), "size")),
    ir.Return(value=ir.Coalesce(left=var("total"), right=const(0))),
    doc="",
    result=types.OptionalType(item=INT),
    fails=("Empty",),
    writes=("Thing", "Pair"),
)
SCALED = tool(
    "scaled",
    ir.Let(name="found", value=ir.Core(arguments=entries(list=var("class")))),
    ir.Return(
        value=ir.RecordOf(fields=entries(size=var("found"), class_=ir.Builtin(name="text", arguments=(const(1),))))
    ),
    origin="read",
    doc="Two\nlines.",
    params=(param("class", STR),),
    result=RECORD,
    fails=("Empty",),
    core=irt.CoreTool(
        params=(param("list", STR),),
        body=(
            ir.Let(name="row", value=ir.OrFail(value=thing(var("list")), error="Empty")),
            ir.Return(value=cell(var("row"), "size")),
        ),
    ),
    added=("parameters: class",),
)
AGAIN = tool(
    "again",
    ir.Let(name="row", value=ir.OrFail(value=thing(const("a")), error="Empty")),
    ir.Let(name="row", value=thing(const("b"))),
    ir.Return(value=binary(var("row"), "ne", const(None))),
    doc="What is bound to a row, and then to one that may be missing.",
    result=BOOL,
    fails=("Empty",),
)
OUTSIDE = tool(
    "list", ir.Return(value=ir.ApplyExtern(function="drawn", arguments=(SIZES,))), doc="Drawn.", result=FLOAT
)
MODULE = irt.ToolModule(
    entities=ENTITIES,
    errors=ERRORS,
    functions=(BIGGER, SAME),
    externs=(DRAWN,),
    tools=(READ, WRITE, SCALED, AGAIN, OUTSIDE),
)
