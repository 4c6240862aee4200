"""Tools written from the world: the same lookup of another field, the other way round, of a neighbour, of many rows.

| kind | such as |
| --- | --- |
| sibling field | `city_elevation(city)` beside `city_population(city)` |
| other parameter | `city_population_by_airport(airport)` |
| neighbour | `author_city_population(author)`: a field of the row that a link leads to |
| inverse lookup | `cities_by_country(country)`, also through links |
| count | `count_cities_by_country(country)` |
| search, list | `search_cities(text)`, `list_cities()` |
| bound | `cities_with_population_above(limit)` |
| extreme | `city_with_highest_population()`, `city_with_lowest_population()` |
| mean | `average_population_of_cities()` |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.cells import stored_type
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Entity, EntityField, Param, Tool, ToolModule
from toolwright.runtime.ir.types import (
    FloatType,
    IntType,
    ListType,
    OptionalType,
    RecordField,
    RecordType,
    RowType,
    StrType,
    Type,
)

from ...english import (
    article,
    compared,
    field_doc,
    field_doc_of,
    field_noun,
    field_verb,
    is_person,
    is_plural,
    led_to,
    plural,
    snake,
    spaced,
    tool_name,
)
from ..flow import shown_cells
from ..forms import var
from .finders import Finder, finders
from .ways import sample_calls, ways_of

_SHOWN = ("str", "int", "float", "date", "datetime", "enum", "bool")
_GROUPS = ("str", "enum")
"""Types of fields by whose values rows are listed and counted."""
_PREPOSITIONS = ("at", "by", "for", "from", "has", "in", "is", "of", "on", "since", "to", "until", "with")


def near_misses(module: ToolModule, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> ToolModule:
    """*module* with all near misses that its world has, as distractors; none does what a tool does that is there."""
    ways = finders(module, rows)
    writer = _Writer(module, ways, rows)
    taken = {t.name for t in module.tools} | {e.name for e in module.errors} | {f.name for f in module.functions}
    done = {writer.does(tool) for tool in module.tools}
    tools: list[Tool] = []
    for tool in (tool for entity in module.entities for tool in writer.tools(entity)):
        if tool.name not in taken and writer.does(tool) not in done:
            taken.add(tool.name)
            done.add(writer.does(tool))
            tools.append(tool)
    needed = {name for tool in tools for name in tool.fails}
    errors = {f.error.name: f.error for found in ways.values() for f in found if f.error is not None}
    return module.model_copy(
        update={
            "tools": (*module.tools, *tools),
            "errors": (*module.errors, *(error for name, error in errors.items() if name in needed)),
            "distractors": (*module.distractors, *(tool.name for tool in tools)),
        }
    )


def samples_of_written(module: ToolModule, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """Some calls of each near miss in *module*: with stored values, and searches for the first word of a text."""
    entities = {entity.name: entity for entity in module.entities}
    found = {}
    for tool in module.tools:
        if "toolset: search" in tool.added:
            ((entity, field),) = shown_cells(tool, module)
            words = dict.fromkeys(row[field].split()[0] for row in rows[entity] if row[field].strip())
            found[tool.name] = tuple({"text": word} for word in list(words)[:3])
        elif any(change.startswith("toolset:") for change in tool.added):
            found[tool.name] = sample_calls(tool, entities, rows) if tool.params else ({},)
    return found


@dataclass(frozen=True)
class _Writer:
    module: ToolModule
    ways: Mapping[str, Sequence[Finder]]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    def does(self, tool: Tool) -> Any:
        """What two tools have in common that do the same: what they show, and what they find it by."""
        entities = {entity.name: entity for entity in self.module.entities}
        ways = frozenset(ways_of(tool, entities).values())
        shown = shown_cells(tool, self.module)
        many = tool.result.type == "list"
        # Of what shows no cell, or chooses one in another way, nothing is known but its name.
        known = shown and len(ways) == len(tool.params) and (ways or many)
        return (shown, ways, many) if known else tool.name

    @property
    def _in_records(self) -> bool:
        """Whether most tools give records; those that are written here follow them."""
        given = [tool.result.type == "record" for tool in self.module.tools]
        return 2 * sum(given) > len(given)

    def tools(self, entity: Entity) -> Iterator[Tool]:
        """Every near miss about *entity*."""
        ways = self.ways[entity.name]
        for number, finder in enumerate(ways):
            kind = "sibling field" if number == 0 else "other parameter"
            for field in entity.fields:
                if field.name == finder.by or field.name in entity.key or _bare(field.value).type not in _SHOWN:
                    continue
                if field.doc or _is_noun(field):
                    yield self._field(finder, field, kind, "" if number == 0 else f"_by_{finder.by}")
        if ways:
            yield from self._neighbours(ways[0])
            yield from self._many(entity, next((f.by for f in ways if f.by not in entity.key), ways[0].by))

    # -------------------------------------------------------------- one row

    def _field(self, finder: Finder, field: EntityField, kind: str, ending: str) -> Tool:
        entity = finder.entity
        cell = ir.Cell(row=var(finder.statement.name), entity=entity.name, field=field.name)
        return self._tool(
            f"{snake(entity.name)}_{field.name}{ending}",
            field_doc(entity, field),
            finder.params,
            (finder.statement,),
            (field.name, cell, field.value),
            kind,
            finder.fails,
        )

    def _neighbours(self, finder: Finder) -> Iterator[Tool]:
        entities = {entity.name: entity for entity in self.module.entities}
        for link in finder.entity.fields:
            if not isinstance(link.value, RowType):
                continue
            target = entities[link.value.entity]
            key = ir.Cell(row=var(finder.statement.name), entity=finder.entity.name, field=link.name)
            row = ir.Follow(entity=target.name, key=key)
            for field in target.fields:
                if field.name in target.key or _bare(field.value).type not in _SHOWN or not _is_noun(field):
                    continue
                yield self._tool(
                    f"{snake(finder.entity.name)}_{link.name}_{field.name}",
                    field_doc_of(led_to(link, target.name, article(spaced(finder.entity.name))), field),
                    finder.params,
                    (finder.statement,),
                    (field.name, ir.Cell(row=row, entity=target.name, field=field.name), field.value),
                    "neighbour",
                    finder.fails,
                )

    # -------------------------------------------------------------- many rows

    def _many(self, entity: Entity, by: str) -> Iterator[Tool]:
        names, things = plural(snake(entity.name)), plural(spaced(entity.name))
        naming = next(f for f in entity.fields if f.name == by)
        for field in entity.fields:
            if field.name == by or field.name in entity.key:
                continue
            condition = self._held(entity, field)
            if condition is not None:
                param, test, words = condition
                listed = self._named(entity, by, ir.Where(condition=test))
                yield self._list(f"{names}_by_{field.name}", f"All {things} {words}.", param, listed, naming)
                counted = ir.Builtin(name="count", arguments=(listed,))
                doc = f"How many {things} there are {words}."
                yield self._one(f"count_{names}_by_{field.name}", doc, (param,), ("count", counted, IntType()), "count")
            if isinstance(field.value, IntType | FloatType) and _is_noun(field):
                yield from self._numbers(entity, field, naming)
        text = Param(name="text", value=StrType(low=1, high=100), doc=f"A part of the {field_noun(naming)}.")
        if isinstance(naming.value, StrType):
            part = ir.Builtin(
                name="contains",
                arguments=(_lower(_cell(entity, by)), _lower(var("text"))),
            )
            doc = f"All {things} whose {field_noun(naming)} contains a text, in any letter case."
            found = self._named(entity, by, ir.Where(condition=part))
            yield self._list(f"search_{names}", doc, text, found, naming, "search")
        yield self._list(f"list_{names}", f"All {things} that there are.", None, self._named(entity, by), naming)

    def _numbers(self, entity: Entity, field: EntityField, naming: EntityField) -> Iterator[Tool]:
        names, thing, noun = plural(snake(entity.name)), spaced(entity.name), field_noun(field)
        bare = field.value.model_copy(update={"low": None, "high": None})
        for word, operator in (("above", "gt"), ("below", "lt")):
            limit = Param(
                name="limit", value=bare, doc=f"The {noun} that is too {'little' if word == 'above' else 'much'}."
            )
            test = ir.Binary(operator=operator, left=_cell(entity, field.name), right=var("limit"))
            doc = f"All {plural(thing)} with {article(noun)} {word} a limit."
            found = self._named(entity, naming.name, ir.Where(condition=test))
            yield self._list(f"{names}_with_{noun.replace(' ', '_')}_{word}", doc, limit, found, naming, "bound")
        _, most, _, least = compared(noun)
        for word, descending in ((most, True), (least, False)):
            order = ir.SortBy(keys=(ir.SortKey(value=_cell(entity, field.name), descending=descending),))
            best = ir.Builtin(name="first", arguments=(self._named(entity, naming.name, order),))
            best_of = (naming.name, best, OptionalType(item=naming.value))
            name = f"{snake(entity.name)}_with_{word}_{noun.replace(' ', '_')}"
            yield self._one(name, f"The {thing} with the {word} {noun}.", (), best_of, "extreme")
        values = ir.Query(item=_cell(entity, field.name), clauses=(_each(entity),))
        mean = ir.Builtin(name="avg", arguments=(values,))
        part = ("average", mean, FloatType(unit=getattr(field.value, "unit", None)))
        doc = f"The mean {noun} of all {plural(thing)}."
        yield self._one(f"average_{noun.replace(' ', '_')}_of_{names}", doc, (), part, "mean")

    def _held(self, entity: Entity, field: EntityField) -> tuple[Param, Any, str] | None:
        """A parameter, the condition that holds a field (or what its link leads to) against it, and both in words."""
        cell = _cell(entity, field.name)
        if isinstance(field.value, RowType):
            target = next(e for e in self.module.entities if e.name == field.value.entity)
            ways = self.ways[target.name]
            if not ways:
                return None
            way = ways[0]
            param = way.params[0]
            cell = ir.Cell(row=ir.Follow(entity=target.name, key=cell), entity=target.name, field=way.by)
            verb, given = field_verb(field), f"the given {spaced(target.name)}"
            thing = "who" if is_person(spaced(entity.name)) else "that"
            words = f"{thing} {verb.finite(plural=True)} {given}" if verb else f"whose {field_noun(field)} is {given}"
        elif field.value.type in _GROUPS and self._repeats(entity, field) and _is_noun(field):
            said = "are the given ones" if is_plural(field_noun(field)) else "is the given one"
            words = f"whose {field_noun(field)} {said}"
            param = Param(name=field.name, value=field.value, doc=field_doc(entity, field))
        else:
            return None
        if param.name == "row":
            return None
        return param, ir.Binary(operator="eq", left=cell, right=var(param.name)), words

    def _repeats(self, entity: Entity, field: EntityField) -> bool:
        """Whether some rows have the same value there: else a list by it would be a lookup."""
        values = [row[field.name] for row in self.rows.get(entity.name, ())]
        return len(set(values)) < len(values)

    def _named(self, entity: Entity, by: str, *clauses: Any) -> ir.Query:
        return ir.Query(item=_cell(entity, by), clauses=(_each(entity), *clauses))

    def _list(
        self, name: str, doc: str, param: Param | None, found: Any, naming: EntityField, kind: str | None = None
    ) -> Tool:
        params = () if param is None else (param,)
        part = (plural(naming.name), found, ListType(item=naming.value))
        return self._one(name, doc, params, part, kind or ("list" if param is None else "inverse lookup"))

    def _one(self, name: str, doc: str, params: Sequence[Param], part: tuple[str, Any, Type], kind: str) -> Tool:
        return self._tool(name, doc, tuple(params), (), part, kind, ())

    # -------------------------------------------------------------- the tool

    def _tool(
        self,
        name: str,
        doc: str,
        params: tuple[Param, ...],
        start: Sequence[Any],
        part: tuple[str, Any, Type],
        kind: str,
        fails: tuple[str, ...],
    ) -> Tool:
        label, value, type_ = part
        stored = stored_type(type_, {entity.name: entity for entity in self.module.entities})
        if self._in_records:
            value = ir.RecordOf(fields=(ir.Entry(name=label, value=value),))
            stored = RecordType(fields=(RecordField(name=label, value=stored),))
        name = tool_name(name)
        return Tool(
            name=name,
            origin=name,
            doc=doc,
            params=params,
            result=stored,
            fails=fails,
            body=(*start, ir.Return(value=value)),
            added=(f"toolset: {kind}",),
        )


def _is_noun(field: EntityField) -> bool:
    """Whether a field's name can stand for its value: `length` can, `placed_on` and `opened` cannot."""
    last = field_noun(field).split()[-1]
    return last not in _PREPOSITIONS and (not last.endswith("ed") or last in ("bed", "breed", "feed", "seed", "speed"))


def _each(entity: Entity) -> ir.ForEach:
    return ir.ForEach(name="row", source=ir.Rows(entity=entity.name))


def _cell(entity: Entity, field: str) -> Any:
    return ir.Cell(row=var("row"), entity=entity.name, field=field)


def _lower(value: Any) -> Any:
    return ir.Builtin(name="lower", arguments=(value,))


def _bare(type_: Type) -> Type:
    return type_.item if isinstance(type_, OptionalType) else type_
