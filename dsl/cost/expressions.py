"""The most steps that an expression can take, and how large its value can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from ..checking.types import Map, Type
from ..program import Const, Entity, Fn, Symbol, SymbolKind
from ..syntax import nodes
from .queries import query_cost
from .sizes import (
    INT,
    MAX_DIGITS,
    MAX_WEIGHT,
    Many,
    One,
    Parts,
    RowOf,
    Size,
    Sizes,
    Text,
    characters,
    item_of,
    larger,
    largest,
    length,
    longest,
    size_of,
    times,
    weight,
)
from .steps import NONE, Large, Loop, Steps, steps

Env: TypeAlias = Mapping[str, Size]
MAX_LOOKS: Final = 50_000
"""Nodes that one estimate looks at; a body that calls functions in functions beyond that is taken to be endless."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What bodies refer to; a checked program has it all, and the checker before that."""

    types: Mapping[nodes.Node, Type]
    symbols: Mapping[nodes.Node, Symbol]
    entities: Mapping[str, Entity]
    consts: Mapping[str, Const]
    fns: Mapping[str, Fn]


class Endless(Exception):
    """No bound can be told."""


@dataclass
class Costs:
    """Costs of expressions while the tables have so many rows."""

    declared: Declared
    sizes: Sizes
    rows: dict[str, float]
    """Rows of each entity by now."""
    lets: Mapping[str, nodes.Expr] = field(default_factory=dict)
    """Names that stand for expressions."""
    looks: int = 0
    uncapped: bool = False
    """Whether limits to results do not count; what is larger without them is not held against a body."""
    large: Large | None = None
    """The first value that may be too large."""
    known: dict[tuple[str, bool, tuple[Size, ...]], tuple[Steps, Size]] = field(default_factory=dict)
    """What functions cost for arguments of some sizes; forgotten when tables grow."""

    def grow(self, rows: Mapping[str, float], exact: bool = False) -> None:
        """From here on the tables have so many *rows*: with *exact* no others, else the rest as before."""
        self.rows = dict(rows) if exact else {**self.rows, **rows}
        self.known.clear()

    def expr(self, node: nodes.Expr, env: Env) -> tuple[Steps, Size]:
        """The steps of an expression, and how large its value is. Raises Endless."""
        self.looks += 1
        if self.looks > MAX_LOOKS:
            raise Endless
        cost, size = self._found(node, env)
        return cost, self.held(node, size)

    def held(self, node: nodes.Node, size: Size) -> Size:
        """*size*, that of *node*; noted where no bundle may hold such a value."""
        if self.large is None and not self.uncapped:
            if isinstance(size, One) and size.digits > MAX_DIGITS:
                self.large = Large(node.span, f"a number with more than {MAX_DIGITS:,} digits")
            elif weight(size) > MAX_WEIGHT:
                self.large = Large(node.span, f"a value of more than {MAX_WEIGHT:,} characters and numbers")
        return size

    def _found(self, node: nodes.Expr, env: Env) -> tuple[Steps, Size]:
        match node:
            case nodes.Literal(_, value):
                if isinstance(value, str):
                    return NONE, Text(len(value))
                if isinstance(value, int | float) and not isinstance(value, bool):
                    return NONE, One(value, len(str(abs(value))) if isinstance(value, int) else 0)
                return NONE, One()
            case nodes.Name():
                return self._name(node, env)
            case nodes.Template(_, parts):
                found = [self.expr(part.value, env) for part in parts if isinstance(part, nodes.Hole)]
                written = sum(len(part) for part in parts if isinstance(part, str))
                return _sum(found), Text(written + sum(characters(size) for _, size in found))
            case nodes.ListNode(_, items):
                found = [self.expr(item, env) for item in items]
                sizes = [size for _, size in found]
                return _sum(found), Many(len(items), largest(sizes), 1 + sum(map(weight, sizes)))
            case nodes.RecordNode(_, entries):
                found = [self.expr(entry.value, env) for entry in entries]
                if isinstance(self.declared.types.get(node), Map):
                    item = largest([size for _, size in found])
                    key = max((len(entry.name.text) for entry in entries), default=0)
                    return _sum(found), Many(len(entries), item, 1 + len(entries) * (weight(item) + key))
                named = zip((entry.name.text for entry in entries), (size for _, size in found), strict=True)
                return _sum(found), Parts(tuple(named))
            case nodes.Attribute(_, value, name):
                cost, holder = self.expr(value, env)
                return cost, self._field(node, holder, name.text)
            case nodes.Index():
                return self._index(node, env)
            case nodes.Call():
                return self._call(node, env)
            case nodes.Unary(_, _, operand):
                cost, size = self.expr(operand, env)
                return cost, self._number(node, size.digits if isinstance(size, One) else 0)
            case nodes.Binary():
                return self._binary(node, env)
            case nodes.IfExpr(_, condition, then, otherwise):
                cost = self.expr(condition, env)[0]
                (one, x), (other, y) = self.expr(then, env), self.expr(otherwise, env)
                return cost + one.worst(other), larger(x, y)
            case nodes.OrFail(_, value, failure):
                cost, size = self.expr(value, env)
                return cost + self.args(failure.args, env), size
            case nodes.Query():
                return query_cost(self, node, env)

    def _name(self, node: nodes.Name, env: Env) -> tuple[Steps, Size]:
        if node.id in env:
            return NONE, env[node.id]
        if node.id in self.lets:
            return self.expr(self.lets[node.id], {})
        symbol = self.declared.symbols.get(node)
        if symbol is not None and symbol.kind is SymbolKind.CONST:
            return self.expr(self.declared.consts[symbol.name].node.value, {})
        if symbol is not None and symbol.kind is SymbolKind.ENTITY:
            rows = self.rows.get(symbol.name, 0)
            return Steps(rows, (Loop(node.span, rows, symbol.name),)), Many(rows, RowOf(symbol.name))
        return NONE, self._typed(node)

    def _typed(self, node: nodes.Expr) -> Size:
        """What the type of *node* alone promises."""
        type_ = self.declared.types.get(node)
        return One() if type_ is None else size_of(type_, self.sizes)

    def _number(self, node: nodes.Expr, digits: float) -> Size:
        """What the type of *node* promises, if that is a whole number one of so many *digits*."""
        size = self._typed(node)
        return replace(size, digits=max(size.digits and digits, 1)) if isinstance(size, One) and size.digits else size

    def _field(self, node: nodes.Expr, holder: Size, name: str) -> Size:
        match holder:
            case Parts(fields):
                return dict(fields).get(name) or self._typed(node)
            case Many(_, item):
                return item
            case RowOf(entity):
                declared = self.declared.entities.get(entity)
                found = next((f for f in declared.fields if f.name == name), None) if declared else None
                return size_of(found.type, self.sizes) if found else self._typed(node)
            case _:
                return self._typed(node)

    def _index(self, node: nodes.Index, env: Env) -> tuple[Steps, Size]:
        symbol = self.declared.symbols.get(node)
        keys = _sum([self.expr(key, env) for key in node.keys])
        if symbol is not None and symbol.kind is SymbolKind.ENTITY:
            return keys, RowOf(symbol.name)
        cost, holder = self.expr(node.value, env)
        return cost + keys, item_of(holder)

    def args(self, args: Sequence[nodes.Arg], env: Env) -> Steps:
        """The steps of arguments."""
        return _sum([self.expr(arg.value, env) for arg in args])

    def _call(self, node: nodes.Call, env: Env) -> tuple[Steps, Size]:
        found = [self.expr(arg.value, env) for arg in node.args]
        symbol = self.declared.symbols.get(node)
        if symbol is not None and symbol.kind is SymbolKind.FN:
            cost, size = self._apply(self.declared.fns[symbol.name], node, [size for _, size in found])
            return _sum(found) + cost, size
        if symbol is None or symbol.kind is not SymbolKind.BUILTIN:
            return _sum(found) + steps(1), self._typed(node)
        sizes = [size for _, size in found]
        touched = NONE
        for arg, size in zip(node.args, sizes, strict=True):
            if isinstance(size, Many):
                touched += Steps(size.length, (self.loop(arg.value, size),))
        if symbol.name == "next_id":
            touched += steps(max(self.rows.values(), default=0))
        return _sum(found) + touched, self._result(symbol.name, node, sizes)

    def _result(self, name: str, node: nodes.Call, sizes: Sequence[Size]) -> Size:
        first = sizes[0] if sizes else One()
        match name, first:
            case (("first" | "last" | "min" | "max"), Many(_, item)):
                return item
            case (("distinct" | "reverse" | "values"), Many(count, item)):
                return Many(count, item, weight(first) + count)
            case "keys", Many(count, _):
                kind = self.declared.types.get(node.args[0].value)
                key = size_of(kind.key, self.sizes) if isinstance(kind, Map) else Text(self.sizes.characters)
                return Many(count, key, weight(first) + count)
            case "join", Many(count, item):
                return Text(times(count, characters(item) + characters(sizes[1])))
            case (("lower" | "upper"), _):
                # One letter may become three, as U+0390 does.
                return Text(3 * characters(first))
            case "trim", _:
                return first
            case "split", _:
                return Many(characters(first) + 1, Text(characters(first)), 2 * characters(first) + 2)
            case "text", _:
                return Text(characters(first))
            case "next_id", _:
                return Text(characters(first) + 25)
            case "count", Many(count, _):
                return One(count, INT)
            case "sum", Many(_, One() as item):
                return self._number(node, longest(item, item, added=True) + INT)
            case (("abs" | "round" | "floor" | "ceil"), One(_, digits)):
                return self._number(node, max(digits, INT))
            case _:
                return self._typed(node)

    def _apply(self, fn: Fn, node: nodes.Call, given: Sequence[Size]) -> tuple[Steps, Size]:
        env = {param.name: size_of(param.type, self.sizes) for param in fn.params}
        for position, (arg, size) in enumerate(zip(node.args, given, strict=True)):
            env[arg.name.text if arg.name else fn.params[position].name] = size
        key = (fn.name, self.uncapped, tuple(env.values()))
        if key not in self.known:
            cost, size = self.expr(fn.node.value, env)
            self.known[key] = steps(1) + cost, size
        return self.known[key]

    def _binary(self, node: nodes.Binary, env: Env) -> tuple[Steps, Size]:
        (one, x), (other, y) = self.expr(node.left, env), self.expr(node.right, env)
        cost = one + other
        match node.operator, x, y:
            case "+", Many(a, p), Many(b, q):
                return cost + steps(a + b), Many(a + b, larger(p, q), weight(x) + weight(y))
            case "+", Text(a), Text(b):
                return cost, Text(a + b)
            case (("in" | "not in"), _, Many(b, _)):
                return cost + Steps(b, (self.loop(node.right, y),)), One()
            case (("==" | "!="), Many(a, _), Many(b, _)):
                return cost + steps(min(a, b)), One()
            case "??", _, _:
                return cost, larger(x, y)
            case (("+" | "-" | "*"), _, _):
                return cost, self._number(node, longest(x, y, added=node.operator != "*"))
            case _:
                return cost, self._typed(node)

    def loop(self, source: nodes.Expr, size: Size) -> Loop:
        """The loop over *source*, whose value is of *size*."""
        whole = isinstance(source, nodes.Name) and isinstance(size, Many) and isinstance(size.item, RowOf)
        symbol = self.declared.symbols.get(source) if whole else None
        table = symbol.name if symbol and symbol.kind is SymbolKind.ENTITY else None
        return Loop(source.span, length(size), table)


def _sum(found: Sequence[tuple[Steps, Size]]) -> Steps:
    total = NONE
    for cost, _ in found:
        total += cost
    return total
