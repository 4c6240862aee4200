"""What a body computes, in English: the noun phrase that its document says (`called.py` makes names in the same way).

Phrases are read off the intermediate form and the documentation of entities and fields, never off rows or questions, so
that no value of a task can stand in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Entity, EntityField, Function
from toolwright.runtime.ir.types import DatetimeType, DateType, FloatType, IntType, RowType
from toolwright.runtime.ir.verify import walk

from ..english import (
    SPEAKING,
    article,
    compared,
    field_noun,
    field_type,
    field_verb,
    is_person,
    is_plural,
    listed,
    plural,
    spaced,
)
from .shapes import conjuncts, is_lookup, runs_over_given

_COMPARED = {
    "eq": "is",
    "ne": "is not",
    "lt": "is below",
    "le": "is at most",
    "gt": "is above",
    "ge": "is at least",
    "in": "is one of",
    "not_in": "is none of",
}
_DATES = {"lt": "is before", "le": "is at the latest", "gt": "is after", "ge": "is at the earliest"}
_MOMENTS = {"lt": "before", "gt": "after"}
_TURNED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
"""Comparisons with their sides changed."""
_ARITHMETIC = {
    "add": "plus",
    "sub": "minus",
    "mul": "times",
    "div": "divided by",
    "floordiv": "divided, as a whole number, by",
    "mod": "modulo",
}
SETS = {
    "count": ("number of", "number of"),
    "sum": ("total", "total"),
    "avg": ("average", "average"),
    "min": ("smallest", "earliest"),
    "max": ("largest", "latest"),
    "first": ("first", "first"),
    "last": ("last", "last"),
}
"""What one says of a list of numbers, and of a list of days, for functions of lists."""


@dataclass(frozen=True)
class Wording:
    """Words for expressions over some entities; *known* are phrases for variables, *items* entities of query ones."""

    entities: Mapping[str, Entity]
    functions: Mapping[str, Function]
    known: Mapping[str, str]
    rows: Mapping[str, str]
    """Variable to the entity whose row it stands for."""
    unsaid: frozenset[Any] = frozenset()
    """Constants that no phrase says."""

    # -------------------------------------------------------------- phrases

    def phrase(self, e: Any, article: bool = True) -> str:
        """What *e* gives, as a noun phrase without an article before it."""
        match e:
            case ir.Cell(row=row):
                return self._cell(row, self.field(e.entity, e.field))
            case ir.Follow(entity=target, key=ir.Cell(row=row) as link):
                return self._linked(target, self.field(link.entity, link.field), row)
            case ir.OrFail(value=value) | ir.Builtin(name="to_float" | "text" | "trim", arguments=(value,)):
                return self.phrase(value)
            case ir.Var(name=name) if name in self.rows:
                return spaced(self.rows[name])
            case ir.Var(name=name):
                return self.known.get(name, spaced(name))
            case ir.Const(value=value):
                return self._constant(value)
            case ir.Get(value=value, name=name):
                return f"{spaced(name)} of {self.phrase(value)}"
            case ir.Query():
                return self._query(e)
            case ir.Rows(entity=name):
                return plural(spaced(name))
            case ir.Builtin(name=name, arguments=arguments):
                return self._builtin(name, arguments)
            case ir.Binary(operator=operator, left=left, right=right) if operator in _ARITHMETIC:
                first, second = self._term(left), self._term(right)
                _, of, owner = second.partition(" of ")
                shared = of + owner if not second.startswith("(") else ""
                return f"{first.removesuffix(shared)} {_ARITHMETIC[operator]} {second}"
            case ir.Binary() | ir.Not():
                return f"answer to whether {self.condition(e)}"
            case ir.Neg(value=value):
                return f"negative of {self.phrase(value)}"
            case ir.Coalesce(left=left, right=right):
                return f"{self.phrase(left)}, or {self.phrase(right)} where there is none"
            case ir.Choose(condition=condition, then=then, otherwise=otherwise):
                return f"{self.phrase(then)} if {self.condition(condition)}, else {self.phrase(otherwise)}"
            case ir.ListOf(items=items) if items:
                return listed([self.phrase(item) for item in items])
            case ir.Item(value=value) | ir.At(value=value):
                return f"entry of {self.phrase(value)}"
            case ir.Find(entity=name):
                return spaced(name)
            case ir.Apply(function=name, arguments=arguments):
                given = [self.phrase(argument) for argument in arguments]
                return f"{spaced(name)} of {listed(given)}" if given else spaced(name)
            case ir.Text():
                return "text"
        return "value"

    def _term(self, e: Any) -> str:
        """One side of an arithmetic operation, in brackets where it is one itself."""
        said = self.phrase(e)
        return f"({said})" if isinstance(e, ir.Binary) and e.operator in _ARITHMETIC else said

    def row(self, e: Any) -> str:
        """The row that *e* gives, with its article."""
        match e:
            case ir.OrFail(value=value):
                return self.row(value)
            case ir.Var(name=name) if name in self.rows:
                return self.known.get(name) or article(spaced(self.rows[name]))
            case ir.Find(entity=name):
                return article(spaced(name))
            case ir.Follow(entity=target, key=ir.Cell(row=row) as link):
                return f"the {self._linked(target, self.field(link.entity, link.field), row)}"
            case ir.Builtin(name="first" | "last" as which, arguments=(ir.Query() as query,)):
                return self._chosen(which, query)
        return _the(self.phrase(e))

    def _linked(self, target: str, link: EntityField, row: Any) -> str:
        """What a link of *row* leads to, without an article: `author of a book`, `stadium at which a team plays`."""
        verb = field_verb(link)
        if verb is None:
            return field_noun(link) if self.is_topic(row) else f"{field_noun(link)} of {self.row(row)}"
        noun = spaced(target)
        return noun if self.is_topic(row) else verb.linked(noun, is_person(noun), self.row(row))

    def condition(self, e: Any) -> str:
        """A condition as a clause."""
        match e:
            case ir.Binary(operator="and" | "or" as operator, left=left, right=right):
                return f"{self.condition(left)} {operator} {self.condition(right)}"
            case ir.Binary(operator=operator, left=left, right=right) if operator in _COMPARED:
                said = _DATES if self.is_date(left) and operator in _DATES else _COMPARED
                if isinstance(right, ir.Const) and right.value is None:
                    return f"{_the(self.phrase(left))} is {'not ' if operator == 'eq' else ''}known"
                if isinstance(left, ir.Const | ir.Var) and isinstance(right, ir.Cell) and operator in ("eq", "ne"):
                    left, right = right, left
                return f"{_the(self.phrase(left))} {said[operator]} {self._operand(right)}"
            case ir.Not(value=value):
                return f"not {self.condition(value)}"
            case ir.Builtin(name="contains", arguments=(text, part)):
                return f"{_the(self.phrase(text))} contains {self._operand(part)}"
            case ir.Builtin(name="starts_with", arguments=(text, part)):
                return f"{_the(self.phrase(text))} starts with {self._operand(part)}"
            case ir.Builtin(name="ends_with", arguments=(text, part)):
                return f"{_the(self.phrase(text))} ends with {self._operand(part)}"
            case ir.Builtin(name="any" | "all" as which, arguments=(items,)):
                return f"{'one' if which == 'any' else 'each'} of the {self.phrase(items)} holds"
        return f"{_the(self.phrase(e))} is true"

    def is_topic(self, row: Any) -> bool:
        """Whether *row* is the one that the sentence is about: a variable of a query."""
        return isinstance(row, ir.Var) and row.name in self.rows and row.name not in self.known

    def _is_given(self, row: Any) -> bool:
        return is_lookup(row) or (isinstance(row, ir.Var) and row.name in self.known)

    def _operand(self, e: Any) -> str:
        if isinstance(e, ir.Cell) and (e.field,) == self.entities[e.entity].key and self._is_given(e.row):
            return "the given one"
        return self.phrase(e) if isinstance(e, ir.Const | ir.Var) else _the(self.phrase(e))

    def _cell(self, row: Any, field: EntityField) -> str:
        row = row.value if isinstance(row, ir.OrFail) else row
        if field.name in SPEAKING and isinstance(row, ir.Follow) and isinstance(row.key, ir.Cell):
            return self.phrase(row)
        if self.is_topic(row):
            return field_noun(field)
        verb, kind = field_verb(field), field_type(field)
        if verb is not None and not isinstance(kind, RowType):
            when = "time at which" if isinstance(kind, DatetimeType) else "day on which"
            return f"{when} {self.row(row)} {verb.finite()}"
        return f"{field_noun(field)} of {self.row(row)}"

    def _chosen(self, which: str, query: ir.Query) -> str:
        inner, name, conditions = self.about(query)
        noun = spaced(name) if name else "entry"
        sort = next((clause for clause in query.clauses if isinstance(clause, ir.SortBy)), None)
        if sort is None and conditions and is_lookup(query):
            return article(noun)
        if sort is None:
            return f"the {which} {noun}" + inner.whose(conditions, noun, several=False)
        chosen = f"the {noun} {inner.superlative(sort.keys[0], which, noun)}"
        return chosen + (f" among those{inner.whose(conditions, noun)}" if conditions else "")

    def superlative(self, key: ir.SortKey, which: str, noun: str) -> str:
        """What sets the *which* row in the order of *key* apart: `with the highest price`, `that was built first`."""
        most = key.descending == (which == "first")
        value = key.value
        if isinstance(value, ir.Cell) and self.is_topic(value.row):
            field = self.field(value.entity, value.field)
            if (verb := field_verb(field)) is not None and self.is_date(value):
                return f"{_which(noun)} {verb.finite()} {'last' if most else 'first'}"
        words = compared(self.phrase(value).partition(" of ")[0])
        said = ("latest" if most else "earliest") if self.is_date(value) else words[1 if most else 3]
        return f"with the {said} {self.phrase(value)}"

    def _query(self, query: ir.Query) -> str:
        inner, name, conditions = self.about(query)
        noun = spaced(name) if name else None
        item = query.item
        if isinstance(item, ir.OrFail):
            item = item.value
        things = ("the given " if runs_over_given(query) else "") + plural(noun or "")
        if isinstance(item, ir.Var) and noun and item.name in inner.rows:
            return things + inner.whose(conditions, noun)
        what = plural(inner.phrase(item))
        if noun is None:
            return what
        if isinstance(item, ir.Cell) and item.field in SPEAKING and isinstance(item.row, ir.Var):
            return things + inner.whose(conditions, noun)
        return f"{what} of {things}{inner.whose(conditions, noun)}"

    def whose(self, conditions: Sequence[Any], noun: str, several: bool = True) -> str:
        """*conditions* on the row that the sentence is about, behind its *noun*: ` whose price is above 30`."""
        parts = [part for condition in conditions for part in conjuncts(condition)]
        clauses = [self._relative(part, noun, several) for part in parts]
        if parts and None not in clauses:
            return f" {' and '.join(filter(None, clauses))}"
        said = [self.condition(condition) for condition in conditions]
        return f" where {' and '.join(said)}" if said else ""

    def _relative(self, part: Any, noun: str, several: bool) -> str | None:
        """One condition as a relative clause; None where it is not of a field of the row and something else."""
        if isinstance(part, ir.Binary) and isinstance(part.left, ir.Const | ir.Var) and part.operator in _TURNED:
            part = part.model_copy(update={"operator": _TURNED[part.operator], "left": part.right, "right": part.left})
        if not isinstance(part, ir.Binary) or part.operator not in _COMPARED or self._reads_topic(part.right):
            return None
        left, right = part.left, part.right
        if not isinstance(left, ir.Cell) or not self.is_topic(left.row):
            return None
        if isinstance(right, ir.Const) and right.value is None:
            return None
        field = self.field(left.entity, left.field)
        verb, kind = field_verb(field), field_type(field)
        if verb is not None and isinstance(kind, RowType) and part.operator == "eq":
            given = self._operand(right)
            row = f"the given {spaced(kind.entity)}" if given == "the given one" else given
            return f"{_which(noun)} {verb.finite(several)} {row}"
        if verb is not None and part.operator in _MOMENTS:
            return f"{_which(noun)} {verb.finite(several)} {_MOMENTS[part.operator]} {self._operand(right)}"
        said = (_DATES if self.is_date(left) and part.operator in _DATES else _COMPARED)[part.operator]
        name = field_noun(field)
        said = f"are{said[2:]}" if is_plural(name) and not isinstance(kind, IntType | FloatType) else said
        return f"whose {name} {said} {self._operand(right)}"

    def _reads_topic(self, e: Any) -> bool:
        return any(self.is_topic(node) for node in walk(e))

    def _builtin(self, name: str, arguments: Sequence[Any]) -> str:
        first = arguments[0] if arguments else None
        match name:
            case "count":
                return f"number of {self.phrase(first)}"
            case "sum" | "avg" | "min" | "max" | "first" | "last":
                words = SETS[name][self.is_date(first)]
                return self._one(words, first) if isinstance(first, ir.Query) else f"{words} of {self.phrase(first)}"
            case "round":
                return f"{self.phrase(first)}, rounded"
            case "abs" if isinstance(first, ir.Builtin) and first.name == "days_between":
                return f"number of days between the {self.phrase(first.arguments[0])} and the " + self.phrase(
                    first.arguments[1]
                )
            case "abs":
                return f"size of {self.phrase(first)}"
            case "floor" | "ceil":
                return f"{self.phrase(first)}, rounded {'down' if name == 'floor' else 'up'}"
            case "lower" | "upper":
                return f"{self.phrase(first)} in {name} case"
            case "distinct":
                return f"different {self.phrase(first)}"
            case "reverse":
                return f"{self.phrase(first)}, last first"
            case "days_between":
                return f"number of days from the {self.phrase(first)} to the {self.phrase(arguments[1])}"
            case "add_days":
                return f"day some days after the {self.phrase(first)}"
            case "join":
                return f"{self.phrase(first)}, joined"
        return f"{spaced(name)} of the {self.phrase(first)}" if arguments else spaced(name)

    def _one(self, words: str, query: ir.Query) -> str:
        """`largest population of cities where ...`: of a query's items in the singular."""
        inner, name, conditions = self.about(query)
        if name is None or isinstance(query.item, ir.Var):
            return f"{words} of {self._query(query)}"
        things = ("the given " if runs_over_given(query) else "") + plural(spaced(name))
        return f"{words} {inner.phrase(query.item)} of {things}{inner.whose(conditions, spaced(name))}"

    # -------------------------------------------------------------- what queries are about

    def about(self, query: ir.Query) -> tuple[Self, str | None, list[Any]]:
        """Words inside *query*, the entity that it runs over, and its conditions."""
        rows = dict(self.rows)
        name: str | None = None
        for clause in query.clauses:
            if isinstance(clause, ir.ForEach):
                entity = self.items(clause.source)
                if entity is not None:
                    rows[clause.name] = entity
                    name = name or entity
        conditions = [clause.condition for clause in query.clauses if isinstance(clause, ir.Where)]
        return replace(self, rows=rows), name, conditions

    def items(self, e: Any) -> str | None:
        """The entity whose rows the list *e* holds, None where it holds others."""
        match e:
            case ir.Rows(entity=name):
                return name
            case ir.Var(name=name):
                return self.rows.get(name)
            case ir.Builtin(name="distinct" | "reverse", arguments=(items,)):
                return self.items(items)
            case ir.Query(item=item):
                return self.about(e)[0].entity(item)
        return None

    def entity(self, e: Any) -> str | None:
        """The entity whose row *e* gives."""
        match e:
            case ir.OrFail(value=value):
                return self.entity(value)
            case ir.Find(entity=name) | ir.Follow(entity=name):
                return name
            case ir.Var(name=name):
                return self.rows.get(name)
            case ir.Builtin(name="first" | "last", arguments=(items,)):
                return self.items(items)
            case ir.Apply(function=name):
                return self.entity(self.functions[name].value)
        return None

    def is_date(self, e: Any, inner: Wording | None = None) -> bool:
        """Whether *e* gives days or moments, or a list of them."""
        if isinstance(e, ir.Query):
            return self.is_date(e.item, inner)
        if isinstance(e, ir.Cell):
            return isinstance(field_type(self.field(e.entity, e.field)), DateType | DatetimeType)
        return False

    def _constant(self, value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if value in self.unsaid:
            return "a fixed text" if isinstance(value, str) else "a fixed number"
        return "nothing" if value is None else f"`{value}`" if isinstance(value, str) else f"{value}"

    def field(self, entity: str, name: str) -> EntityField:
        """A field of an entity."""
        return next(field for field in self.entities[entity].fields if field.name == name)


def _which(noun: str) -> str:
    return "who" if is_person(noun) else "that"


def _the(phrase: str) -> str:
    return phrase if phrase.startswith(("the ", "a ")) else f"the {phrase}"
