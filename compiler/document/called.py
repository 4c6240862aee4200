"""What a body computes, in the words of a name: `population_of_city`."""

from __future__ import annotations

from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import EntityField

from ..english import SPEAKING, field_noun, plural, spaced
from .shapes import conjuncts, is_lookup
from .wording import SETS, Wording


class Called(Wording):
    """Words for names of what expressions over some entities give."""

    def name(self, e: Any) -> list[str]:
        """The words of a name for what *e* gives."""
        match e:
            case ir.Cell(row=row):
                return self._name_of_cell(row, self.field(e.entity, e.field))
            case ir.Follow(key=ir.Cell(row=row) as link) | ir.Follow(key=ir.OrFail(value=ir.Cell(row=row) as link)):
                words = words_of(field_noun(self.field(link.entity, link.field)))
                return words if self.is_topic(row) else [*words, "of", *self.name(row)]
            case ir.OrFail(value=value) | ir.Builtin(name="to_float" | "text" | "trim", arguments=(value,)):
                return self.name(value)
            case ir.Var(name=name):
                return words_of(spaced(self.rows.get(name, name)))
            case ir.Find(entity=name):
                return words_of(spaced(name))
            case ir.Rows(entity=name):
                return words_of(plural(spaced(name)))
            case ir.Query():
                return self._name_of_query(e)
            case ir.Builtin(name="first" | "last" as which, arguments=(ir.Query() as query,)):
                return self._name_of_chosen(which, query)
            case ir.Builtin(name="count", arguments=(items,)):
                return ["number", "of", *self.name(items)]
            case ir.Builtin(name="sum" | "avg" | "min" | "max" as which, arguments=(ir.Query() as query,)):
                inner, entity, _ = self.about(query)
                word = SETS[which][self.is_date(query)]
                of = ["of", *words_of(plural(spaced(entity)))] if entity else []
                return [word, *inner.name(query.item), *of, *self._by(query)]
            case ir.Builtin(name="days_between", arguments=(first, last)):
                return ["days", "between", *self.name(first), "and", *self.name(last)]
            case ir.Builtin(name=name, arguments=(first, *_)):
                before = {"round": [], "abs": [], "distinct": ["different"], "lower": [], "upper": []}
                return [*before.get(name, [*words_of(spaced(name)), "of"]), *self.name(first)]
            case (
                ir.Binary(operator="add" | "sub" | "mul" | "div", left=ir.Const(), right=varied)
                | ir.Binary(operator="add" | "sub" | "mul" | "div", left=varied, right=ir.Const())
            ):
                words = self.name(varied)
                return words if words[0] == "calculated" else ["calculated", *words]
            case ir.Binary(operator="add" | "sub" | "mul" | "div" as operator, left=left, right=right):
                word = {"add": "plus", "sub": "minus", "mul": "times", "div": "per"}[operator]
                one, other = self.name(left), self.name(right)
                owner = other[other.index("of") :] if "of" in other else []
                same = bool(owner) and one[-len(owner) :] == owner
                return [*(one[: -len(owner)] if same else one), word, *other]
            case ir.Binary(left=left, right=ir.Const() | ir.Var()):
                return ["check", *self.name(left)]
            case ir.Binary(left=ir.Const() | ir.Var(), right=right):
                return ["check", *self.name(right)]
            case ir.Binary(left=left, right=right):
                return ["compare", *self.name(left), "and", *self.name(right)]
            case ir.Not(value=value) | ir.Neg(value=value) | ir.Coalesce(left=value) | ir.Choose(then=value):
                return self.name(value)
            case ir.Get(value=value, name=name):
                return [*words_of(spaced(name)), "of", *self.name(value)]
            case ir.Item(value=value) | ir.At(value=value):
                return ["entry", "of", *self.name(value)]
            case ir.ListOf(items=(item, *_)):
                return self.name(item)
            case ir.Apply(function=name):
                return words_of(spaced(name))
        return ["value"]

    def _name_of_cell(self, row: Any, field: EntityField) -> list[str]:
        row = _present(row)
        if field.name in SPEAKING and isinstance(row, ir.Follow) and isinstance(_present(row.key), ir.Cell):
            return self.name(row)
        if self.is_topic(row):
            return words_of(field_noun(field))
        if field.name in SPEAKING and not is_lookup(row):
            return self.name(row)
        return [*words_of(field_noun(field)), "of", *self.name(row)]

    def _name_of_query(self, query: ir.Query) -> list[str]:
        inner, entity, _ = self.about(query)
        item = query.item.value if isinstance(query.item, ir.OrFail) else query.item
        speaking = isinstance(item, ir.Cell) and item.field in SPEAKING and isinstance(item.row, ir.Var)
        things = words_of(plural(spaced(entity))) if entity else []
        if things and (speaking or isinstance(item, ir.Var)):
            return [*things, *self._by(query)]
        what = words_of(plural(" ".join(inner.name(item))))
        return [*what, *(["of", *things] if things else []), *self._by(query)]

    def _name_of_chosen(self, which: str, query: ir.Query) -> list[str]:
        inner, entity, _ = self.about(query)
        thing = words_of(spaced(entity)) if entity else ["entry"]
        sort = next((clause for clause in query.clauses if isinstance(clause, ir.SortBy)), None)
        if sort is not None:
            key = sort.keys[0]
            verb = inner.superlative(key, which, " ".join(thing)).split()
            if verb[0] != "with":
                return [*thing, *verb[2:], *self._by(query)]
            word = SETS["max" if key.descending == (which == "first") else "min"][self.is_date(key.value, inner)]
            return [*thing, "with", word, *inner.name(key.value), *self._by(query)]
        return thing if is_lookup(query) else [which, *thing, *self._by(query)]

    def _by(self, query: ir.Query) -> list[str]:
        """The fields that a query's conditions are about."""
        fields: dict[str, None] = {}
        inner, _, conditions = self.about(query)
        for condition in conditions:
            for part in conjuncts(condition):
                side = part.left if isinstance(part, ir.Binary) else part
                if isinstance(side, ir.Const | ir.Var) and isinstance(part, ir.Binary):
                    side = part.right
                if isinstance(side, ir.Cell):
                    fields.setdefault("_".join(inner.name(side)))
        return ["by", *"_and_".join(fields).split("_")] if fields else []


def _present(e: Any) -> Any:
    """What a tool gives where it does not fail for want of it."""
    return e.value if isinstance(e, ir.OrFail) else e


def words_of(text: str) -> list[str]:
    """The words of a phrase without marks."""
    return text.split(" ")
