"""Expressions of the intermediate form as Python source: precedence-aware, nothing wrapped that need not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..ir import expressions as ir
from .names import Names, quote, quoted
from .prelude import python_name, same
from .query_rows import QueryRows, over, runs
from .shapes import cannot_fail, is_number_or_text, makes_bool, nodes, value_of

TERNARY, OR, AND, NOT, COMPARISON, SUM, PRODUCT, UNARY, ATOM = range(9)

_BINARY: dict[str, tuple[str, int]] = {
    "add": ("+", SUM),
    "sub": ("-", SUM),
    "mul": ("*", PRODUCT),
    "div": ("/", PRODUCT),
    "floordiv": ("//", PRODUCT),
    "mod": ("%", PRODUCT),
    "eq": ("==", COMPARISON),
    "ne": ("!=", COMPARISON),
    "lt": ("<", COMPARISON),
    "le": ("<=", COMPARISON),
    "gt": (">", COMPARISON),
    "ge": (">=", COMPARISON),
    "in": ("in", COMPARISON),
    "not_in": ("not in", COMPARISON),
    "and": ("and", AND),
    "or": ("or", OR),
}
_NEGATED = {
    "eq": "ne",
    "ne": "eq",
    "in": "not_in",
    "not_in": "in",
    "lt": "ge",
    "ge": "lt",
    "gt": "le",
    "le": "gt",
}

_FUNCTIONS = {
    "count": "len",
    "sum": "total",
    "avg": "average",
    "min": "smallest",
    "max": "largest",
    "first": "first",
    "last": "last",
    "round": "round",
    "abs": "abs",
    "floor": "math.floor",
    "ceil": "math.ceil",
    "length": "len",
    "distinct": "distinct",
    "reverse": "backwards",
    "any": "any",
    "all": "all",
    "text": "text",
    "year": "year",
    "month": "month",
    "day": "day",
    "days_between": "days_between",
    "add_days": "add_days",
    "to_float": "to_float",
    "sort_records": "sort_records",
    "select_fields": "select_fields",
    "merge_records": "merge_records",
    "shorten": "shorten",
    "format_date": "format_date",
    "keys": "list",
}
_METHODS = {
    "lower": ("{0}.lower()", 0),
    "upper": ("{0}.upper()", 0),
    "trim": ("{0}.strip()", 0),
    "starts_with": ("{0}.startswith({1})", 0),
    "ends_with": ("{0}.endswith({1})", 0),
    "values": ("list({0}.values())", 0),
    "split": ("{0}.split({1})", 0),
    "join": ("{1}.join({0})", 1),
}
"""How methods are called, and on which argument: the others stand in brackets, and need none of their own."""
BUILTINS = frozenset({*_FUNCTIONS, *_METHODS, "contains"})
"""Builtins that tools may use; the intermediate form of a bundle may name no other."""

_TAKES_ANY_ITERABLE = {"sum", "avg", "min", "max", "first", "last", "distinct", "reverse", "any", "all"}


class Printer:
    """Prints expressions under one module's names."""

    def __init__(self, names: Names, base: str = "", shown_as_they_are: frozenset[str] = frozenset()) -> None:
        """Use *names* for locals, helper functions and errors; *base* is the function of a scaled tool's base tool.

        The variables *shown_as_they_are* hold text or whole numbers: in a text they need no `text()`.
        """
        self.names = names
        self._base = base
        self._shown_as_they_are = shown_as_they_are

    def show(self, e: Any, outer: int = TERNARY) -> str:
        """*e* as Python, in parentheses where its place (*outer*) binds tighter."""
        source, level = self._print(e)
        return f"({source})" if level < outer else source

    def condition(self, e: Any, outer: int = TERNARY) -> str:
        """*e* where only its truth counts."""
        if isinstance(e, ir.Binary) and e.operator in ("and", "or"):
            source, level = self._junction(e)
            return f"({source})" if level < outer else source
        return self.show(e, outer)

    def negated(self, e: Any) -> str:
        """The opposite of a condition."""
        match e:
            case ir.Not(value=value):
                return self.condition(value)
            case ir.Binary(operator=operator) if operator in _NEGATED:
                return self.show(e.model_copy(update={"operator": _NEGATED[operator]}))
            case ir.Builtin(name="contains"):
                return self._contains(e, "not in")
        return f"not {self.condition(e, NOT)}"

    def error(self, name: str, arguments: Sequence[ir.Entry]) -> str:
        """The declared error as a Python exception."""
        return f"{self.names.top(name)}({self._named(arguments)})"

    def cells(self, entries: Sequence[ir.Entry]) -> str:
        """Entries of an insert or update as keyword arguments."""
        return ", ".join(f"{python_name(e.name)}={self.show(e.value)}" for e in entries)

    def iterable(self, e: Any, outer: int = OR) -> str:
        """*e* where anything iterable will do: a table itself, not a list of it."""
        return f"world.{e.entity}" if isinstance(e, ir.Rows) else self.show(e, outer)

    def _named(self, entries: Sequence[ir.Entry]) -> str:
        return ", ".join(f"{self.names.local(e.name)}={self.show(e.value)}" for e in entries)

    def _print(self, e: Any) -> tuple[str, int]:
        match e:
            case ir.Const():
                return _literal(e.value)
            case ir.Var():
                return self.names.local(e.name), ATOM
            case ir.ListOf():
                return f"[{', '.join(map(self.show, e.items))}]", ATOM
            case ir.RecordOf():
                return "{" + ", ".join(f"{quote(f.name)}: {self.show(f.value)}" for f in e.fields) + "}", ATOM
            case ir.MapOf():
                return "{" + ", ".join(f"{quote(f.key)}: {self.show(f.value)}" for f in e.entries) + "}", ATOM
            case ir.Get(safe=True):
                return f"({self.show(e.value, OR)} or {{}}).get({quote(e.name)})", ATOM
            case ir.Get():
                return f"{self.show(e.value, ATOM)}[{quote(e.name)}]", ATOM
            case ir.Cell(safe=True, row=ir.Var(name=name)):
                row = self.names.local(name)
                return f"None if {row} is None else {row}.{python_name(e.field)}", TERNARY
            case ir.Cell(safe=True):
                return f"getattr({self.show(e.row)}, {quote(python_name(e.field))}, None)", ATOM
            case ir.Cell():
                return f"{self.show(e.row, ATOM)}.{python_name(e.field)}", ATOM
            case ir.Rows():
                return f"list(world.{e.entity})", ATOM
            case ir.Find():
                return f"world.{e.entity}.get({', '.join(map(self.show, e.key))})", ATOM
            case ir.Follow():
                return f"world.{e.entity}.follow({self.show(e.key)})", ATOM
            case ir.Item():
                return f"item({self.show(e.value)}, {self.show(e.position)})", ATOM
            case ir.At():
                return f"{self.show(e.value, ATOM)}.get({self.show(e.key)})", ATOM
            case ir.Binary():
                return self._binary(e)
            case ir.Not(value=ir.Binary(operator="eq" | "ne" | "in" | "not_in" as operator) as value):
                return self._binary(value.model_copy(update={"operator": _NEGATED[operator]}))
            case ir.Not(value=ir.Builtin(name="contains") as value):
                return self._contains(value, "not in"), COMPARISON
            case ir.Not():
                return f"not {self.condition(e.value, NOT)}", NOT
            case ir.Neg(value=ir.Const(value=int() | float() as value)):
                return _literal(-value)
            case ir.Neg(value=ir.Neg()):
                # Linters take `-(-x)` for another language's decrement, and `x` alone would keep the facts of a cell.
                return f"-1 * {self.show(e.value, UNARY)}", PRODUCT
            case ir.Neg():
                return f"-{self.show(e.value, UNARY)}", UNARY
            case ir.Coalesce(left=ir.Var() as left):
                name = self.names.local(left.name)
                return f"{name} if {name} is not None else {self.show(e.right)}", TERNARY
            case ir.Coalesce():
                return f"coalesce({self.show(e.left)}, lambda: {self.show(e.right)})", ATOM
            case ir.Choose():
                parts = self.show(e.then, OR), self.condition(e.condition, OR), self.show(e.otherwise)
                return "{} if {} else {}".format(*parts), TERNARY
            case ir.OrFail(arguments=()):
                return f"or_fail({self.show(e.value)}, {self.names.top(e.error)})", ATOM
            case ir.OrFail():
                return f"or_fail({self.show(e.value)}, lambda: {self.error(e.error, e.arguments)})", ATOM
            case ir.Text(parts=(ir.Hole(value=value, format="") as hole,)) if not self._as_it_is(hole):
                return f"text({self.show(value)})", ATOM
            case ir.Text():
                return self._text(e), ATOM
            case ir.Query():
                return self._query(e), ATOM
            case ir.Builtin():
                return self._builtin(e)
            case ir.Apply():
                given = ", ".join(["world", *map(self.show, e.arguments)])
                return f"{self.names.top(e.function)}({given})", ATOM
            case ir.ApplyExtern():
                given = ", ".join(["world", *map(self.show, e.arguments)])
                return f"{self.names.top(e.function)}({given})", ATOM
            case ir.Core():
                return f"{self._base}({', '.join(filter(None, ['world', self._named(e.arguments)]))})", ATOM
            case ir.NextId():
                return f"world.{e.entity}.next_id({self.show(e.prefix)})", ATOM
        raise TypeError(f"not an expression: {type(e).__name__}")

    def _binary(self, e: ir.Binary) -> tuple[str, int]:
        for side, other in ((e.left, e.right), (e.right, e.left)):
            if isinstance(side, ir.Const) and side.value is None and e.operator in ("eq", "ne"):
                if isinstance(other, ir.Const):
                    return str((other.value is None) == (e.operator == "eq")), ATOM
                return f"{self.show(other, SUM)} is {'not ' if e.operator == 'ne' else ''}None", COMPARISON
        if e.operator in ("eq", "ne") and is_number_or_text(e.left) and is_number_or_text(e.right):
            # A checker knows the values of both, and finds fault with the question.
            return str(same(value_of(e.left), value_of(e.right)) == (e.operator == "eq")), ATOM
        symbol, level = _BINARY[e.operator]
        if level in (AND, OR):
            # Python's `and` gives one of its operands; a stored truth value would bring its fact along.
            source, level = self._junction(e)
            return (source, level) if makes_bool(e) else (f"bool({source})", ATOM)
        left_level = level + 1 if level == COMPARISON else level
        return f"{self.show(e.left, left_level)} {symbol} {self.show(e.right, level + 1)}", level

    def _junction(self, e: ir.Binary) -> tuple[str, int]:
        symbol, level = _BINARY[e.operator]
        return f"{self.condition(e.left, level)} {symbol} {self.condition(e.right, level + 1)}", level

    def _builtin(self, e: ir.Builtin) -> tuple[str, int]:
        if e.name == "contains":
            return self._contains(e, "in"), COMPARISON
        if e.name in _METHODS:
            template, receiver = _METHODS[e.name]
            shown = (self.show(a, ATOM if i == receiver else TERNARY) for i, a in enumerate(e.arguments))
            return template.format(*shown), ATOM
        given = [self.show(a) for a in e.arguments]
        if e.name in _TAKES_ANY_ITERABLE:
            given = [self._lazy(a) for a in e.arguments]
        elif e.name == "count":
            given = [self.iterable(a, TERNARY) for a in e.arguments]
        return f"{_FUNCTIONS[e.name]}({', '.join(given)})", ATOM

    def _contains(self, e: ir.Builtin, word: str) -> str:
        whole, part = e.arguments
        return f"{self.show(part, SUM)} {word} {self.show(whole, SUM)}"

    def _lazy(self, e: Any) -> str:
        """*e* as an argument that is read once: a comprehension that cannot fail needs no list."""
        if isinstance(e, ir.Query) and all(map(cannot_fail, nodes(e))):
            return self._comprehension(e)[0]
        return self.iterable(e, TERNARY)

    def _text(self, e: ir.Text) -> str:
        pieces = []
        whole = "".join(part for part in e.parts if isinstance(part, str))
        if len(e.parts) == sum(isinstance(part, str) for part in e.parts):
            return quote(whole)
        for part in e.parts:
            if isinstance(part, str):
                pieces.append(quoted(part, whole)[1:-1].replace("{", "{{").replace("}", "}}"))
                continue
            value = self.show(part.value)
            if any(c in value for c in "\"'\\{}\n#:!="):
                return self._joined(e)
            if part.format:
                pieces.append(f"{{{value}:{part.format}}}")
            else:
                pieces.append(f"{{{value}}}" if self._as_it_is(part) else f"{{text({value})}}")
        mark = quote(whole)[0]
        return f"f{mark}{''.join(pieces)}{mark}"

    def _as_it_is(self, hole: ir.Hole) -> bool:
        return isinstance(hole.value, ir.Var) and hole.value.name in self._shown_as_they_are

    def _joined(self, e: ir.Text) -> str:
        pieces = [
            quote(part)
            if isinstance(part, str)
            else f"format({self.show(part.value)}, {quote(part.format)})"
            if part.format
            else f"text({self.show(part.value)})"
            for part in e.parts
        ]
        return pieces[0] if len(pieces) == 1 else f'"".join([{", ".join(pieces)}])'

    # -------------------------------------------------------------- queries

    def _query(self, e: ir.Query) -> str:
        source, is_comprehension = self._comprehension(e)
        return f"[{source}]" if is_comprehension else source

    def _comprehension(self, e: ir.Query) -> tuple[str, bool]:
        """A query as the inside of a list comprehension, or (False) as another expression that gives its list."""
        rows = QueryRows()
        for clause in e.clauses:
            match clause:
                case ir.ForEach():
                    name = self.names.local(clause.name)
                    whole = None if rows.head or isinstance(clause.source, ir.Rows) else self.show(clause.source, ATOM)
                    source = self.iterable(clause.source)
                    head = f"{rows.head} for {name} in {source}"
                    table = source if not rows.head and isinstance(clause.source, ir.Rows) else None
                    rows = QueryRows([v for v in rows.variables if v != name] + [name], head, whole, table)
                case ir.Where():
                    rows = QueryRows(rows.variables, f"{rows.head} if {self.condition(clause.condition, OR)}")
                case ir.GroupBy():
                    kept = [self.names.local(v) for v in clause.variables]
                    pattern = "(" + ", ".join(kept) + ("," if len(kept) == 1 else "") + ")"
                    key = self.names.local(clause.name)
                    head = f" for {key}, {pattern} in group_by(({self.show(clause.key)}, {pattern}){rows.head})"
                    rows = QueryRows([v for v in kept if v != key] + [key], head)
                case ir.SortBy():
                    rows = over(rows.variables, self._sorted(rows, clause))
                case ir.Take():
                    rows = over(rows.variables, self._slice(rows.listed(), clause.count, "take", "[:{}]"))
                case ir.Skip():
                    rows = over(rows.variables, self._slice(rows.listed(), clause.count, "skip", "[{}:]"))
        item = self.show(e.item)
        if rows.whole is not None and item == rows.pattern:
            # A list that stands somewhere already may carry a fact, which a new list of its items does not.
            return rows.whole if len(e.clauses) > 1 else f"list({rows.whole})", False
        if rows.table is not None and item == rows.pattern:
            return f"list({rows.table})", False
        return item + rows.head, True

    def _sorted(self, rows: QueryRows, clause: ir.SortBy) -> str:
        listed = rows.table or rows.listed()
        for descending, keys in reversed(list(runs(clause.keys))):
            key = ", ".join(self.show(k.value) for k in keys)
            key = f"({key})" if len(keys) > 1 else key
            direction = ", reverse=True" if descending else ""
            if len(rows.variables) == 1:
                listed = f"sorted({listed}, key=lambda {rows.pattern}: {key}{direction})"
            else:
                pairs = f"[({key}, {rows.pattern}) for {rows.pattern} in {listed}]"
                listed = f"[row for _, row in sorted({pairs}, key=row_key{direction})]"
        return listed

    def _slice(self, listed: str, count: Any, function: str, slice_: str) -> str:
        if isinstance(count, ir.Const) and isinstance(count.value, int) and count.value >= 0:
            return listed + slice_.format(count.value)
        return f"{function}({listed}, {self.show(count)})"


def _literal(value: Any) -> tuple[str, int]:
    if isinstance(value, str):
        return quote(value), ATOM
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # `3.real` is no Python: a bare number in front of a dot needs its parentheses.
    return repr(value), UNARY if is_number else ATOM
