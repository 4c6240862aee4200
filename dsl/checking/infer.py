"""The type of every expression: `Typer` and the rules for values, names and paths.

An expectation flows down and types flow up. The expectation settles what a literal is (a text where an enum
is asked for is a member of it). Whether the result fits is for whoever expects it, so that one mistake is
reported once. What is already reported has type Unknown and fits everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..diagnostics import Edit, Fix
from ..diagnostics.findings import Findings, listed
from ..source import Span
from ..syntax import nodes
from . import infer_calls, infer_operators, infer_paths, infer_query
from .fit import Misfit, bare, convert, fits, is_number, is_text_like, join, literal_type, mismatch, optional, present
from .mends import Mend, mend_condition, mend_null, mend_value
from .narrow import facts
from .scope import Locals, Place, Scope, World
from .types import Bool, Enum, Float, Int, List, Map, Null, Optional, Record, Row, Str, Type, Unknown, show, too_large


@dataclass(frozen=True, slots=True)
class Typer:
    """Gives types to the expressions of one declaration and writes them into the world's tables."""

    world: World
    scope: Scope
    place: Place
    raised: dict[str, Span] = field(default_factory=dict)
    """Errors that the body can fail with, and where."""
    later: Mapping[str, nodes.Let | nodes.Step] = field(default_factory=dict)
    """Names that the steps and `let`s of a task give, each from its own place on."""

    @property
    def findings(self) -> Findings:
        """Where mistakes go."""
        return self.world.findings

    def infer(self, expr: nodes.Expr, env: Locals, expected: Type | None = None) -> Type:
        """The type of *expr*, with literals read as *expected* asks; the caller compares."""
        wanted = None if isinstance(expected, Unknown) else expected
        type_ = self._infer(expr, env, wanted)
        if too_large(type_):
            self.findings.error("TW0112", expr.span, "the type of this is too large", help="keep fewer values together")
            type_ = Unknown()
        self.world.types[expr] = type_
        return type_

    def expect(self, expr: nodes.Expr, env: Locals, wanted: Type) -> Type:
        """The type of *expr*, reported where it does not fit *wanted*."""
        found = self.infer(expr, env, wanted)
        if not fits(found, wanted):
            mend = mend_value(expr, found, wanted) or Mend(self._hint(found, wanted))
            self.findings.error("TW0301", expr.span, mismatch(found, wanted), help=mend.help, fix=mend.fix)
            return Unknown()
        return found

    def condition(self, expr: nodes.Expr, env: Locals) -> None:
        """Check that *expr* is true or false."""
        found = self.infer(expr, env, Bool())
        if fits(found, Bool()):
            return
        mend = mend_condition(expr, found)
        message = f"a condition is true or false, but this is `{show(found)}`"
        self.findings.error("TW0313", expr.span, message, help=mend.help, fix=mend.fix)

    def items(self, expr: nodes.Expr, env: Locals) -> Type:
        """The type of the items of the list *expr*; anything else is reported."""
        found = self.infer(expr, env)
        match found:
            case List(item):
                return item
            case Unknown():
                return found
            case Optional(List(item)):
                self.may_be_null(expr, found, "walk over it")
                return item
            case Map(key, _):
                help_ = "write `keys(m)` for its keys, `values(m)` for its values"
                self.findings.error("TW0314", expr.span, f"expected a list, found `{show(found)}`", help=help_)
                return key
            case _:
                self.findings.error("TW0314", expr.span, f"expected a list, found `{show(found)}`")
                return Unknown()

    def may_be_null(self, expr: nodes.Expr, found: Type, use: str, within: bool = False) -> None:
        """Report that *expr* of the optional type *found* needs a value before one can *use* it.

        *within* says that it is the operand of an operator.
        """
        self.findings.error(
            "TW0306",
            expr.span,
            f"this may be null (`{show(found)}`), so one cannot {use}",
            help=mend_null(expr, found, within),
        )

    def unify(self, exprs: Sequence[nodes.Expr]) -> Type | None:
        """The type that all *exprs* (already typed) have in common, None where there is none."""
        types = self.world.types
        if any(isinstance(present(types[e]), Float) for e in exprs):
            for expr in exprs:
                self._settle(expr, Float())
        common: Type | None = Unknown()
        for expr in exprs:
            common = join(common, types[expr]) if common is not None else None
        if common is not None:
            for expr in exprs:
                self._settle(expr, common)
        return common

    def step_result(self, expr: nodes.Expr, env: Locals) -> bool:
        """Whether *expr* is a path of names and literal indexes or keys into a step's result."""
        match expr:
            case nodes.Name(_, name):
                local = env.get(name)
                return local is not None and local.step
            case nodes.Attribute(_, value, _, False) | nodes.Index(_, value, (nodes.Literal(_, int() | str()),)):
                return self.step_result(value, env)
            case _:
                return False

    # -------------------------------------------------------------- rules

    def _infer(self, expr: nodes.Expr, env: Locals, expected: Type | None) -> Type:
        match expr:
            case nodes.Literal():
                return self._literal(expr, expr.value, expected)
            case nodes.Name():
                return infer_paths.name(self, expr, env)
            case nodes.Template():
                return self._template(expr, env)
            case nodes.ListNode():
                return self._list(expr, env, expected)
            case nodes.RecordNode():
                return self._record(expr, env, expected)
            case nodes.Attribute():
                return infer_paths.attribute(self, expr, env)
            case nodes.Index():
                return infer_paths.index(self, expr, env)
            case nodes.Call():
                return infer_calls.call(self, expr, env)
            case nodes.Unary(_, "-", nodes.Literal(_, int() | float() as number)) if not isinstance(number, bool):
                found = self._literal(expr, -number, expected)
                self.world.types[expr.operand] = bare(present(found))
                return found
            case nodes.Unary():
                return infer_operators.unary(self, expr, env)
            case nodes.Binary():
                return infer_operators.binary(self, expr, env, expected)
            case nodes.IfExpr():
                return self._if(expr, env, expected)
            case nodes.OrFail():
                return infer_calls.or_fail(self, expr, env, expected)
            case nodes.Query():
                return infer_query.query(self, expr, env, expected)

    def _literal(self, node: nodes.Expr, value: str | int | float | bool | None, expected: Type | None) -> Type:
        own = literal_type(value)
        if expected is None:
            return own
        result = convert(value, expected)
        if not isinstance(result, Misfit):
            return expected if value is None else present(expected)
        if result.code == "TW0301":
            return own
        self.misfit(result, node.span)
        return present(expected)

    def misfit(self, problem: Misfit, span: Span) -> None:
        """Report a literal at *span* that does not fit."""
        guess = problem.guess
        self.findings.error(
            problem.code,
            span,
            problem.message,
            help=f"did you mean `{guess}`?" if guess else problem.help,
            fix=Fix(f"write `{guess}`", (Edit(span, f'"{guess}"'),)) if guess else None,
        )

    def _template(self, node: nodes.Template, env: Locals) -> Type:
        for hole in (part for part in node.parts if isinstance(part, nodes.Hole)):
            found = self.infer(hole.value, env)
            if isinstance(found, Optional | Null) and is_text_like(present(found)):
                self.may_be_null(hole.value, found, "write it into a text")
            elif not is_text_like(found):
                self.findings.error(
                    "TW0316",
                    hole.value.span,
                    f"`{show(found)}` has no written form",
                    help="write one of its fields" if isinstance(found, Row | Record) else "use `join(...)`",
                )
            elif hole.format and not is_number(found):
                self.findings.error(
                    "TW0316", hole.span, f"the format `{hole.format}` is for numbers, this is `{show(found)}`"
                )
        return Str()

    def _list(self, node: nodes.ListNode, env: Locals, expected: Type | None) -> Type:
        place = present(expected) if expected is not None else None
        if isinstance(place, List):
            for item in node.items:
                self.expect(item, env, place.item)
            self._count(node, len(node.items), place.low, place.high, "list has {} items")
            return place
        for item in node.items:
            self.infer(item, env)
        common = self.unify(node.items)
        if common is None:
            names = tuple(dict.fromkeys(show(self.world.types[item]) for item in node.items))
            self.findings.error("TW0301", node.span, f"the items of a list have one type, these are {listed(names)}")
            return List(Unknown())
        return List(common)

    def _record(self, node: nodes.RecordNode, env: Locals, expected: Type | None) -> Type:
        place = present(expected) if expected is not None else None
        if isinstance(place, Map):
            return self._map(node, env, place)
        wanted = dict(place.fields) if isinstance(place, Record) else None
        seen: dict[str, Type] = {}
        places: dict[str, Span] = {}
        sound = True
        for entry in node.entries:
            name = entry.name.text
            if name in seen:
                self.findings.error("TW0206", entry.name.span, f"the field `{name}` is given twice")
            elif wanted is not None and name not in wanted:
                sound = False
                message = f"`{show(place or Unknown())}` has no field `{name}`"
                self.findings.unknown("TW0312", entry.name.span, message, name, list(wanted))
            if wanted is None or name not in wanted:
                seen[name] = self.infer(entry.value, env)
            else:
                seen[name] = self.expect(entry.value, env, wanted[name])
            places.setdefault(name, entry.name.span)
        if wanted is None or place is None:
            return Record(tuple(seen.items()), places=tuple(places.values()))
        missing = [name for name in wanted if name not in seen]
        # After a misspelt field, that the right one is missing goes without saying.
        if missing and sound:
            self.findings.error("TW0312", node.span, f"this record lacks {listed(missing)}")
        return place

    def _map(self, node: nodes.RecordNode, env: Locals, place: Map) -> Type:
        seen: set[str] = set()
        for entry in node.entries:
            key = entry.name.text
            problem = convert(key, place.key)
            if isinstance(problem, Misfit):
                self.misfit(problem, entry.name.span)
            elif key in seen:
                self.findings.error("TW0206", entry.name.span, f"the key `{key}` is given twice")
            seen.add(key)
            self.expect(entry.value, env, place.value)
        self._count(node, len(node.entries), place.low, place.high, "map has {} entries")
        return place

    def _count(self, node: nodes.Expr, found: int, low: int | None, high: int | None, what: str) -> None:
        if found < (low or 0) or (high is not None and found > high):
            limit = f"at least {low}" if found < (low or 0) else f"at most {high}"
            self.findings.error("TW0310", node.span, f"this {what.format(found)}, the type asks for {limit}")

    def _if(self, node: nodes.IfExpr, env: Locals, expected: Type | None) -> Type:
        self.condition(node.condition, env)
        known = facts(node.condition)
        self.infer(node.then, env.narrowed(known.if_true), expected)
        self.infer(node.otherwise, env.narrowed(known.if_false), expected)
        common = self.unify((node.then, node.otherwise))
        if common is not None:
            return common
        one, two = show(self.world.types[node.then]), show(self.world.types[node.otherwise])
        self.findings.error("TW0301", node.span, f"the two values have different types, `{one}` and `{two}`")
        return Unknown()

    def _settle(self, expr: nodes.Expr, type_: Type) -> None:
        """Write down that the literals in *expr* have *type_* after all."""
        types = self.world.types
        match expr, present(type_):
            case nodes.Literal(_, None), _:
                types[expr] = optional(type_)
            case nodes.Literal(_, value), Float() if isinstance(types[expr], Int):
                types[expr] = Float() if isinstance(value, int) else types[expr]
            case nodes.Unary(_, "-", nodes.Literal() as operand), Float() if isinstance(types[expr], Int):
                types[expr] = types[operand] = Float()
            case nodes.ListNode(_, items), List(item):
                types[expr] = present(type_)
                for each in items:
                    self._settle(each, item)
            case nodes.RecordNode(_, entries), Map(_, item):
                types[expr] = present(type_)
                for entry in entries:
                    self._settle(entry.value, item)
            case nodes.RecordNode(_, entries), Record() as record:
                types[expr] = record
                for entry in entries:
                    self._settle(entry.value, record.field(entry.name.text) or Unknown())
            case ((nodes.IfExpr(_, _, one, two) | nodes.Binary(_, "??", one, two)), _):
                self._settle(one, type_)
                self._settle(two, type_)
                if isinstance(expr, nodes.IfExpr):
                    types[expr] = join(types[one], types[two]) or types[expr]
                elif isinstance(types[expr], Int | List | Record):
                    types[expr] = type_
            case _:
                pass

    def _hint(self, found: Type, wanted: Type) -> str | None:
        place = present(wanted)
        match found, place:
            case ((Optional() | Null()), _) if not isinstance(wanted, Optional):
                return "give a value for null with `??`" if isinstance(found, Optional) else None
            case Float(), Int():
                return "use `round(...)`, `floor(...)` or `ceil(...)`"
            case Row(entity), _ if not isinstance(place, Row):
                declared = self.world.entities.get(entity)
                return f"take a field of the row, such as `.{declared.key[0]}`" if declared and declared.key else None
            case _, Row(entity) if not isinstance(found, List):
                return f"look the row up: `{entity}[...]`"
            case List(item), _ if fits(item, place):
                return "take one item with `first(...)`"
            case Str(), Enum():
                return "only a text written in place is checked against the members"
            case _:
                return None
