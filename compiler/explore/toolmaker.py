"""A tool in the intermediate form for each move: `city_country(city)`, `count_cities_by_country(country)`.

All are lookups by a name over stored rows, so one call does one move and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from toolwright.dsl.checking import types
from toolwright.dsl.program import Program
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import DeclaredError, Param, Tool, ToolModule
from toolwright.runtime.ir.types import IntType, ListType, StrType

from .. import english
from ..english import snake, tool_name
from ..lower.types import lower_type
from ..terms import canonical, written
from .formulas import DECIMALS
from .moves import Move, Op
from .phrases import Speaker, a_limit, tool_doc
from .schema import Column, Group, World
from .wording import Wording

NOT_RECORDED: Final = "NotRecorded"
NONE_FOUND: Final = "NoneFound"


class Toolmaker:
    """Writes the tools of moves, no two of one name, nor of a name that the module has already."""

    def __init__(self, program: Program, world: World, wording: Wording, module: ToolModule) -> None:
        """Make tools beside those of *module*."""
        self._program = program
        self._world = world
        self._wording = wording
        self._taken = {d.name for kind in (module.tools, module.functions, module.errors) for d in kind}
        self._refusals = dict(_refusals(module))
        self._errors = self._declare(module)

    @property
    def errors(self) -> Sequence[DeclaredError]:
        """Errors that the tools may fail with."""
        return tuple(self._errors.values())

    def tool(self, move: Move) -> Tool:
        """The tool of *move*."""
        name = self._unused(self._name(move))
        param = self.param(move)
        found = self._found(move, param)
        match move.op:
            case Op.FIELD | Op.LINK:
                body, fails = self._read(move)
            case _:
                body, fails = self._over_group(move, param)
        bound = () if move.op is not Op.PAST else (self._limit(move),)
        errors = (*(statement.value.error for statement in found), *fails)
        return Tool(
            name=name,
            origin=name,
            doc=tool_doc(move, self._wording, self._world),
            params=(param, *bound),
            result=self._result(move),
            fails=tuple(dict.fromkeys(errors)),
            body=(*found, *body),
        )

    def param(self, move: Move) -> Param:
        """The parameter that takes what the move starts from."""
        entity, field = move.source
        table, words = self._world.tables[entity], self._wording.entity(entity)
        if field:
            column = table.columns[field]
            doc = f"{english.capital(self._wording.column(column).noun)} that the {words.plural} share."
            return Param(name=_safe(field), value=_text(column, self._program), doc=doc)
        taken = {"row", "found", "limit"}
        name = snake(entity) if snake(entity) not in taken else f"{snake(entity)}_name"
        value = lower_type(table.label.type, self._program)
        said = table.label.field.doc.strip().rstrip(".") or english.capital(words.label)
        doc = english.doc_of(f"the {words.noun}", said, words.label)
        return Param(name=name, value=value, doc=doc)

    # -------------------------------------------------------------- bodies

    def _found(self, move: Move, param: Param) -> tuple[Any, ...]:
        """`found`, the row that the parameter names; nothing where it is a shared word."""
        entity, field = move.source
        if field:
            return ()
        table = self._world.tables[entity]
        given = ir.Var(name=param.name)
        if table.entity.key == (table.label.name,):
            row: Any = ir.Find(entity=entity, key=(given,))
        else:
            row = ir.Builtin(name="first", arguments=(_rows(entity, _eq(_cell(entity, table.label.name), given)),))
        # The author's own words for such a row that is not there, so that both tools look it up in the same way.
        error, said = self._refusals.get(_like(row, param.name), (self._errors[entity].name, ()))
        arguments = tuple(ir.Entry(name=name, value=given) for name in said)
        return (ir.Let(name="found", value=ir.OrFail(value=row, error=error, arguments=arguments)),)

    def _read(self, move: Move) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        cell: Any = _cell(move.entity, move.column.name, "found")
        fails: tuple[str, ...] = ()
        if move.column.nullable:
            fails = (self._errors[NOT_RECORDED].name,)
            cell = ir.OrFail(value=cell, error=fails[0])
        if move.op is Op.LINK:
            target = move.column.link
            assert target is not None
            label = self._world.tables[target].label
            cell = ir.Cell(row=ir.Follow(entity=target, key=cell), entity=target, field=label.name)
        return (ir.Return(value=cell),), fails

    def _called(self, entity: str, row: Any) -> Any:
        """What a row is called, as text made here.

        So it is a fact of this call: other calls that show the same name, all names even, do not say why this row.
        """
        label = self._world.tables[entity].label
        cell = ir.Cell(row=row, entity=entity, field=label.name)
        if isinstance(label.type, types.Str):
            return ir.Text(parts=(ir.Hole(value=cell),))
        return ir.Binary(operator="add", left=cell, right=ir.Const(value=0))

    def _over_group(self, move: Move, param: Param) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        group = move.group
        assert group is not None
        entity, column = group.entity, move.column.name
        members = _rows(entity, self._belongs(group, param))
        label = self._world.tables[entity].label
        match move.op:
            case Op.LIST:
                return (ir.Return(value=_with_item(members, _cell(entity, label.name))),), ()
            case Op.COUNT:
                return (ir.Return(value=ir.Builtin(name="count", arguments=(members,))),), ()
            case Op.TOTAL:
                total: Any = ir.Builtin(name="sum", arguments=(_with_item(members, _cell(entity, column)),))
                if isinstance(move.column.type, types.Float):
                    total = ir.Builtin(name="to_float", arguments=(total,))  # of no rows, too
                    total = ir.Builtin(name="round", arguments=(total, ir.Const(value=DECIMALS)))
                return (ir.Return(value=total),), ()
            case Op.PAST:
                operator = "gt" if move.most else "lt"
                beyond = ir.Binary(operator=operator, left=_cell(entity, column), right=ir.Var(name="limit"))
                clauses = (*members.clauses, ir.Where(condition=beyond))
                within = members.model_copy(update={"clauses": clauses})
                return (ir.Return(value=ir.Builtin(name="count", arguments=(within,))),), ()
        key = ir.SortKey(value=_cell(entity, column), descending=move.most)
        ordered = members.model_copy(update={"clauses": (*members.clauses, ir.SortBy(keys=(key,)))})
        fails = (self._errors[NONE_FOUND].name,)
        best = ir.OrFail(value=ir.Builtin(name="first", arguments=(ordered,)), error=fails[0])
        shown = self._called(entity, ir.Var(name="best"))
        return (ir.Let(name="best", value=best), ir.Return(value=shown)), fails

    def _belongs(self, group: Group, param: Param) -> Any:
        own = _cell(group.entity, group.column.name)
        if group.column.link is None:
            return _eq(own, ir.Var(name=param.name))
        target = self._world.tables[group.column.link].entity
        return _eq(own, _cell(target.name, target.key[0], "found"))

    def _limit(self, move: Move) -> Param:
        speaker, words = Speaker(self._wording, self._world), self._wording.column(move.column)
        beyond = speaker.beyond(move, a_limit(move).replace("a given", "this"))
        unit = f", in {words.unit}" if words.unit else ""
        doc = f"Only {self._wording.entity(move.entity).plural}{beyond} are counted{unit}."
        return Param(name="limit", value=_unbounded(move.column, self._program), doc=doc)

    def _result(self, move: Move) -> Any:
        if move.op in (Op.COUNT, Op.PAST):
            return IntType(low=0)
        if move.op in (Op.FIELD, Op.TOTAL):
            return _unbounded(move.column, self._program)
        entity = move.target[0] if move.target else move.entity
        label = lower_type(self._world.tables[entity].label.type, self._program)
        return ListType(item=label) if move.op is Op.LIST else label

    # -------------------------------------------------------------- words

    def _name(self, move: Move) -> str:
        own = snake(move.entity)
        plural = "_".join(self._wording.entity(move.entity).plural.split())
        column = snake(move.column.name)
        if move.group is None:
            return f"{own}_{column}"
        by = snake(move.group.column.name)
        match move.op:
            case Op.LIST:
                return f"{plural}_by_{by}"
            case Op.COUNT:
                return f"count_{plural}_by_{by}"
            case Op.TOTAL:
                return f"total_{column}_of_{plural}_by_{by}"
            case Op.PAST:
                return f"count_{plural}_by_{by}_{self._border(move)}"
        words = self._wording.column(move.column)
        if words.verb:
            return f"{own}_{'_'.join(words.verb.words.split())}_{'last' if move.most else 'first'}_by_{by}"
        return f"{own}_with_{words.compared(move.most, among_many=True)}_{column}_by_{by}"

    def _border(self, move: Move) -> str:
        column = snake(move.column.name)
        if move.column.moment:
            verb = self._wording.column(move.column).verb
            said = "_".join(verb.words.split()) if verb else f"with_{column}"
            return f"{said}_{'after' if move.most else 'before'}"
        return f"with_{column}_{'above' if move.most else 'below'}"

    def _unused(self, name: str) -> str:
        name = tool_name(name)
        free, number = name, 2
        while free in self._taken:
            free, number = f"{name}_{number}", number + 1
        self._taken.add(free)
        return free

    def _declare(self, module: ToolModule) -> Mapping[str, DeclaredError]:
        known = {error.name: error for error in module.errors}
        wanted = {
            table.entity.name: (f"No{table.entity.name}", self._unknown_row(table.entity.name))
            for table in self._world.tables.values()
        }
        wanted[NOT_RECORDED] = (NOT_RECORDED, "This is not recorded.")
        wanted[NONE_FOUND] = (NONE_FOUND, "There is none.")
        made = {}
        for key, (name, text) in wanted.items():
            message = ir.Text(parts=(text,))
            if name in known and known[name] == DeclaredError(name=name, message=message):
                made[key] = known[name]
            else:
                made[key] = DeclaredError(name=self._unused(name), message=message)
        return made

    def _unknown_row(self, entity: str) -> str:
        words = self._wording.entity(entity)
        return f"There is no {words.noun} with this {words.label}."


def _refusals(module: ToolModule) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Rows that tools of *module* look up by one parameter, to the error that they fail with where there is none, and
    its parameters, which all stand for the one of the tool; the first tool's come last, so that a mapping keeps them.
    """
    for tool in reversed(module.tools):
        match tool.body[:1]:
            case (ir.Let(value=ir.OrFail(value=row, error=error, arguments=said)),) if len(tool.params) == 1:
                given = ir.Var(name=tool.params[0].name)
                if tool.name not in module.distractors and all(entry.value == given for entry in said):
                    yield _like(row, given.name), (error, tuple(entry.name for entry in said))


def _like(row: Any, param: str) -> str:
    """What *row*, found by a parameter, is but for names, as a text to compare."""
    return written(canonical([param], (ir.Return(value=row),))[1])


def _rows(entity: str, condition: Any) -> ir.Query:
    clauses = (ir.ForEach(name="row", source=ir.Rows(entity=entity)), ir.Where(condition=condition))
    return ir.Query(item=ir.Var(name="row"), clauses=clauses)


def _with_item(query: ir.Query, item: Any) -> ir.Query:
    return query.model_copy(update={"item": item})


def _cell(entity: str, field: str, row: str = "row") -> ir.Cell:
    return ir.Cell(row=ir.Var(name=row), entity=entity, field=field)


def _eq(left: Any, right: Any) -> ir.Binary:
    return ir.Binary(operator="eq", left=left, right=right)


def _safe(field: str) -> str:
    return field if field not in ("row", "found", "limit", "best") else f"{field}_word"


def _text(column: Column, program: Program) -> Any:
    """A shared word as a parameter: an enum is text here, as a document that lists its words gives answers away."""
    lowered = lower_type(column.type, program)
    return lowered if isinstance(lowered, StrType) else StrType()


def _unbounded(column: Column, program: Program) -> Any:
    """The column's type without bounds: a sum goes beyond them, and a document has no use for them."""
    lowered = lower_type(column.type, program)
    return lowered.model_copy(update={"low": None, "high": None}) if lowered.type in ("int", "float") else (
        StrType() if lowered.type in ("enum", "str") else lowered
    )  # fmt: skip
