"""Lines too long for the page, laid out as `ruff format` lays them out: Python in, the same Python over several lines.

The generator prints each statement on one line. One that is too long is read again as a tree and printed through a
document of groups: what fits stays on its line, and brackets open from the outside in. A group is measured together
with what follows it up to the next possible break. Parentheses are added around an operation only where its own
brackets do not make it fit. Tests hold all of it to ruff itself; nothing here imports it.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

WIDTH = 100
"""Columns of a line."""
_INDENT = 4

# ------------------------------------------------------------------ documents


@dataclass(frozen=True, slots=True)
class _Line:
    flat: str
    """What stands here while the group fits on its line."""


@dataclass(eq=False, slots=True)
class _Group:
    parts: Sequence[_Doc]
    broken: bool = False
    only_if: _Group | None = None
    """Measured on its own only where that group is broken; else it does as what is around it does."""


@dataclass(frozen=True, slots=True)
class _Indent:
    parts: Sequence[_Doc]
    only_if: _Group | None = None


@dataclass(frozen=True, slots=True)
class _IfBroken:
    broken: _Doc
    flat: _Doc
    group: _Group | None = None
    """The group that is asked; the one around it when None."""


@dataclass(frozen=True, slots=True)
class _Opens:
    """Brackets that may open inside optional parentheses without these appearing."""

    part: _Doc
    group: _Group


@dataclass(frozen=True, slots=True)
class _BestFit:
    """What has no brackets: in parentheses where it fits so, else as it is."""

    part: _Doc


_Doc: TypeAlias = str | _Line | _Group | _Indent | _IfBroken | _Opens | _BestFit | Sequence["_Doc"]
_SOFT, _SPACE = _Line(""), _Line(" ")


@dataclass(frozen=True, slots=True)
class _Frame:
    doc: _Doc
    broken: bool
    indent: int
    all_lines: bool = False
    """Whether every line must fit, not only the first."""


def _printed(doc: _Doc, indent: int, width: int) -> str:
    out: list[str] = []
    column = indent
    out.append(" " * indent)
    stack = [_Frame(doc, True, indent)]
    while stack:
        frame = stack.pop()
        match frame.doc:
            case str() as text:
                out.append(text)
                column += columns(text)
            case _Line(flat):
                if frame.broken:
                    out.append("\n" + " " * frame.indent)
                    column = frame.indent
                else:
                    out.append(flat)
                    column += len(flat)
            case _Group() as group:
                broken = frame.broken
                if broken and (group.only_if is None or group.only_if.broken):
                    group.broken = False
                    inner = _Frame(group.parts, False, frame.indent)
                    broken = not _fits([*stack, inner], width - column, width)
                group.broken = broken
                stack.append(_Frame(group.parts, broken, frame.indent))
            case _BestFit(part):
                plain = _Frame(part, False, frame.indent)
                wrapped = _Frame(["(", _Indent([_Line(""), part]), _Line(""), ")"], True, frame.indent)
                inside = _Frame(part, False, frame.indent + _INDENT)
                fits = _fits([*stack, plain], width - column, width)
                stack.append(plain if fits or not _fits([inside], width - inside.indent, width) else wrapped)
            case _:
                stack.extend(_unfolded(frame))
    return "".join(out)


def _unfolded(frame: _Frame) -> list[_Frame]:
    """The parts of what is neither text, line nor group, last one first."""
    match frame.doc:
        case _Indent(parts, only_if):
            deeper = _INDENT if only_if is None or only_if.broken else 0
            return [_Frame(parts, frame.broken, frame.indent + deeper, frame.all_lines)]
        case _IfBroken(broken, flat, group):
            chosen = broken if (frame.broken if group is None else group.broken) else flat
            return [_Frame(chosen, frame.broken, frame.indent, frame.all_lines)]
        case _Opens(part, group):
            if not frame.broken and not group.broken:
                return [_Frame(part, True, frame.indent, True)]
            return [_Frame(part, frame.broken, frame.indent, frame.all_lines)]
        case _BestFit(part):
            return [_Frame(part, frame.broken, frame.indent, frame.all_lines)]
        case list() | tuple() as parts:
            return [_Frame(part, frame.broken, frame.indent, frame.all_lines) for part in reversed(parts)]
    raise TypeError(f"not a document: {frame.doc!r}")


def _fits(stack: list[_Frame], room: int, width: int) -> bool:
    """Whether what is on top of *stack* fits into *room* columns, up to the first line break after it."""
    while stack:
        frame = stack.pop()
        match frame.doc:
            case str() as text:
                room -= columns(text)
                if room < 0:
                    return False
            case _Line(flat):
                if not frame.broken:
                    room -= len(flat)
                elif frame.all_lines:
                    room = width - frame.indent
                else:
                    return True
                if room < 0:
                    return False
            case _Group() as group:
                group.broken = frame.broken
                stack.append(_Frame(group.parts, frame.broken, frame.indent, frame.all_lines))
            case _:
                stack.extend(_unfolded(frame))
    return True


# ------------------------------------------------------------------ statements


def laid_out(line: str, depth: int = 0, width: int = WIDTH) -> str:
    """A statement, or the head of one (`if ...:`), as it stands *depth* blocks deep in a page of *width* columns.

    Raises SyntaxError where *line* is not Python.
    """
    indent = _INDENT * depth
    if indent + columns(line) <= width and "\n" not in line:
        return " " * indent + line
    return _printed(_statement(line), indent, width)


def columns(text: str) -> int:
    """How many columns *text* takes; wide characters take two, marks on others none."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else unicodedata.combining(c) == 0 for c in text)


def _statement(line: str) -> _Doc:
    whole = line.removeprefix("el")
    shapes = _Shapes(whole)
    node = ast.parse(whole + " ..." if line.endswith(":") else whole).body[0]
    match node:
        case ast.Assign(targets=[target], value=value):
            return [ast.unparse(target), " = ", shapes.last(value)]
        case ast.AnnAssign(target=target, annotation=annotation, value=ast.expr() as value):
            return [ast.unparse(target), ": ", ast.unparse(annotation), " = ", shapes.last(value)]
        case ast.Return(value=ast.expr() as value):
            return ["return ", shapes.last(value)]
        case ast.Raise(exc=ast.expr() as value):
            return ["raise ", shapes.last(value)]
        case ast.Expr(value=value):
            return shapes.doc(value, False)
        case ast.If(test=test):
            return ["elif " if line.startswith("elif ") else "if ", shapes.last(test), ":"]
        case ast.For(target=target, iter=source):
            return ["for ", _target(target), " in ", shapes.last(source), ":"]
        case ast.FunctionDef():
            return shapes.signature(node)
    raise SyntaxError(f"no statement that is laid out: {line[:40]}")


# ------------------------------------------------------------------ from Python to documents

_Level: TypeAlias = "_Group | bool"
"""Where an expression stands: inside brackets (True), outside (False), or in optional parentheses (their group)."""

_OPERATORS: dict[type[ast.AST], tuple[str, int]] = {
    ast.Or: ("or", 1),
    ast.And: ("and", 2),
    ast.In: ("in", 4),
    ast.NotIn: ("not in", 4),
    ast.Is: ("is", 4),
    ast.IsNot: ("is not", 4),
    ast.Lt: ("<", 4),
    ast.LtE: ("<=", 4),
    ast.Gt: (">", 4),
    ast.GtE: (">=", 4),
    ast.Eq: ("==", 4),
    ast.NotEq: ("!=", 4),
    ast.BitOr: ("|", 5),
    ast.Add: ("+", 6),
    ast.Sub: ("-", 6),
    ast.Mult: ("*", 7),
    ast.Div: ("/", 7),
    ast.FloorDiv: ("//", 7),
    ast.Mod: ("%", 7),
}
_TERNARY, _NOT, _UNARY, _ATOM = 0, 3, 8, 9


def _precedence(node: ast.expr) -> int:
    match node:
        case ast.Lambda():
            return -1
        case ast.IfExp():
            return _TERNARY
        case ast.BoolOp(op=op) | ast.BinOp(op=op):
            return _OPERATORS[type(op)][1]
        case ast.Compare():
            return 4
        case ast.UnaryOp(op=ast.Not()):
            return _NOT
        case ast.UnaryOp():
            return _UNARY
    return _ATOM


class _Shapes:
    """Documents of the expressions of one line."""

    def __init__(self, line: str) -> None:
        """Literals are shown as they stand in *line*."""
        self._line_bytes = line.encode()

    def doc(self, node: ast.expr, level: _Level, outer: int = _TERNARY) -> _Doc:
        """*node*, in parentheses where its place (*outer*) binds tighter."""
        if self.wrapped(node, outer):
            return self._brackets("(", self._inside(node, True), ")", level)
        return self._inside(node, level)

    def last(self, node: ast.expr) -> _Doc:
        """*node* at the end of a statement, in parentheses where these make it fit and nothing else does."""
        kind = _parentheses(node)
        if kind == "never":
            return self.doc(node, False)
        if kind == "best fit":
            return _BestFit(self.doc(node, False))
        if not _opens_itself(node):
            return _Group([_IfBroken("(", ""), _Indent([_SOFT, self.doc(node, True)]), _SOFT, _IfBroken(")", "")])
        group = _Group(())
        group.parts = [
            _IfBroken("(", ""),
            _Indent([_SOFT, self.doc(node, group)], only_if=group),
            _SOFT,
            _IfBroken(")", ""),
        ]
        return group

    def signature(self, node: ast.FunctionDef) -> _Doc:
        """The head of a function."""
        given = node.args
        parts: list[_Doc] = [self._parameter(a, None) for a in given.args]
        if given.kwonlyargs:
            parts.append("*")
            parts += [self._parameter(a, d) for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
        params = self._brackets("(", _Group([_separated(parts)]), ")", False) if parts else "()"
        result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        return [f"def {node.name}", params, result, ":"]

    def _parameter(self, argument: ast.arg, default: ast.expr | None) -> _Doc:
        annotation: _Doc = [": ", self.doc(argument.annotation, True)] if argument.annotation else ""
        return [argument.arg, annotation, [" = ", self.doc(default, True)] if default else ""]

    def wrapped(self, node: ast.expr, outer: int) -> bool:
        """Whether *node* needs parentheses of its own."""
        return _precedence(node) < outer and not isinstance(node, ast.Lambda)

    def _brackets(self, left: str, content: _Doc, right: str, level: _Level) -> _Doc:
        inner = _Group([left, _Indent([_SOFT, content]), _SOFT, right])
        return _Opens(inner, level) if isinstance(level, _Group) else inner

    def _line(self, level: _Level, flat: str = " ") -> _Doc:
        """A possible break between operands: only inside some parentheses."""
        if isinstance(level, _Group):
            return _IfBroken(_Line(flat), flat, level)
        return _Line(flat) if level else flat

    def _group(self, parts: Sequence[_Doc], level: _Level) -> _Doc:
        if isinstance(level, _Group):
            return _Group(parts, only_if=level)
        return _Group(parts) if level else parts

    def _chain(self, node: ast.expr, level: _Level) -> Sequence[_Doc]:
        """A chain of calls: a break is possible before each attribute of what a call gave."""
        if _precedence(node) < _ATOM:
            return [self.doc(node, level, _ATOM)]
        match node:
            case ast.Attribute(value=value, attr=attr):
                after_call = isinstance(value, ast.Call | ast.Subscript) or _precedence(value) < _ATOM
                line = self._line(level, "") if after_call else ""
                return [*self._chain(value, level), line, "." + attr]
            case ast.Call(func=value):
                return [*self._chain(value, level), self._arguments(node, level)]
            case ast.Subscript(value=value, slice=index):
                return [*self._chain(value, level), self._index(index, level)]
        return [self.doc(node, level, _ATOM)]

    def _index(self, index: ast.expr, level: _Level) -> _Doc:
        match index:
            case ast.Slice():
                ends = [self.doc(end, True) if end else "" for end in (index.lower, index.upper)]
                return self._brackets("[", [ends[0], ":", ends[1]], "]", level)
            case ast.Tuple(elts=items):
                return self._brackets("[", self._items(items), "]", level)
        return self._brackets("[", self.doc(index, True), "]", level)

    def _inside(self, node: ast.expr, level: _Level) -> _Doc:
        match node:
            case ast.Attribute() | ast.Call() | ast.Subscript() if _is_fluent(node):
                return _Group(self._chain(node, level))
            case ast.BoolOp() | ast.BinOp() | ast.Compare():
                return self._operation(_flattened(node), level)
            case ast.UnaryOp(op=op, operand=operand):
                sign = "not " if isinstance(op, ast.Not) else "-"
                return [sign, self.doc(operand, level, _precedence(node))]
            case ast.IfExp():
                return self._group(self._choice(node, level), level)
            case ast.Attribute(value=value, attr=attr):
                return [self.doc(value, level, _ATOM), "." + attr]
            case ast.Call():
                return [self.doc(node.func, level, _ATOM), self._arguments(node, level)]
            case ast.Subscript(value=value, slice=index):
                return [self.doc(value, level, _ATOM), self._index(index, level)]
            case ast.List(elts=[]) | ast.Dict(keys=[]):
                return "[]" if isinstance(node, ast.List) else "{}"
            case ast.List(elts=items):
                return self._brackets("[", self._items(items), "]", level)
            case ast.Tuple(elts=[only]):
                return self._brackets("(", [self.doc(only, True), ","], ")", level)
            case ast.Tuple(elts=items):
                return self._brackets("(", self._items(items), ")", level)
            case ast.Dict(keys=keys, values=values):
                pairs = [[self.doc(k, True), ": ", self._value(v)] for k, v in zip(keys, values, strict=True) if k]
                return self._brackets("{", _separated(pairs), "}", level)
            case ast.ListComp(elt=item, generators=generators):
                return self._brackets("[", self._comprehension(item, generators), "]", level)
            case ast.GeneratorExp(elt=item, generators=generators):
                return self._brackets("(", self._comprehension(item, generators), ")", level)
            case ast.Lambda(args=args, body=body):
                names = ", ".join(a.arg for a in args.args)
                return [f"lambda {names}: " if names else "lambda: ", self._body(body, level)]
            case ast.Constant() | ast.JoinedStr():
                return self._line_bytes[node.col_offset : node.end_col_offset].decode()
        return ast.unparse(node)

    def _body(self, body: ast.expr, level: _Level) -> _Doc:
        """What a lambda gives."""
        if _parentheses(body) != "multiline" and not isinstance(body, ast.Attribute):
            return self.doc(body, level)
        return _Group([_IfBroken("(", ""), _Indent([_SOFT, self.doc(body, True)]), _SOFT, _IfBroken(")", "")])

    def _value(self, value: ast.expr) -> _Doc:
        return self.doc(value, True)

    def _choice(self, node: ast.IfExp, level: _Level) -> Sequence[_Doc]:
        otherwise: _Doc = self.doc(node.orelse, level)
        if isinstance(node.orelse, ast.IfExp):
            otherwise = self._choice(node.orelse, level)
        line = self._line(level)
        return [self.doc(node.body, level, 1), line, "if ", self.doc(node.test, level, 1), line, "else ", otherwise]

    def _items(self, items: Sequence[ast.expr]) -> _Doc:
        return _separated([self.doc(item, True) for item in items])

    def _arguments(self, node: ast.Call, level: _Level) -> _Doc:
        given: list[_Doc] = [self.doc(argument, True) for argument in node.args]
        given += [[f"{k.arg}=", self.doc(k.value, True)] for k in node.keywords]
        if not given:
            return "()"
        match node.args:
            case [ast.GeneratorExp(elt=item, generators=generators)] if len(given) == 1:
                return self._brackets("(", self._comprehension(item, generators), ")", level)
        return self._brackets("(", _Group([_separated(given)]), ")", level)

    def _comprehension(self, item: ast.expr, generators: Sequence[ast.comprehension]) -> _Doc:
        parts: list[_Doc] = [_Group([self.doc(item, True)])]
        for clause in generators:
            target = _target(clause.target)
            parts += [_SPACE, f"for {target} in ", self.doc(clause.iter, True, 1)]
            for test in clause.ifs:
                parts += [_SPACE, "if ", self.doc(test, True, 1)]
        return _Group(parts)

    def _operation(self, operands: Sequence[_Operand], level: _Level) -> _Doc:
        """Operands with the operator before each: split at the operators that bind least, these parts grouped."""
        if len(operands) == 1:
            return self.doc(operands[0].value, level, operands[0].outer)
        least = min(operand.binding for operand in operands[1:])
        cuts = [0, *(i for i in range(1, len(operands)) if operands[i].binding == least), len(operands)]
        parts: list[_Doc] = []
        for begin, end in pairwise(cuts):
            if begin:
                parts += [self._line(level), operands[begin].operator + " "]
            parts.append(self._operation(operands[begin:end], level))
        return self._group(parts, level)


def _separated(items: Sequence[_Doc]) -> _Doc:
    parts: list[_Doc] = []
    for item in items:
        parts += [item, ",", _SPACE]
    return [*parts[:-2], _IfBroken(",", "") if len(items) > 1 else ""]


def _target(node: ast.expr) -> str:
    """What a `for` binds; the outermost tuple needs no parentheses."""
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        return ", ".join(map(ast.unparse, node.elts))
    return ast.unparse(node)


class _Operand(NamedTuple):
    """An operand with the operator before it."""

    operator: str
    binding: int
    """How tight the operator binds."""
    outer: int
    """What the operand must bind as tight as to need no parentheses."""
    value: ast.expr


def _flattened(node: ast.expr) -> list[_Operand]:
    """The operands of an operation, those of its operands among them that need no parentheses."""

    def side(part: ast.expr, outer: int) -> list[_Operand]:
        if isinstance(part, ast.BoolOp | ast.BinOp | ast.Compare) and _precedence(part) >= outer:
            return _flattened(part)
        return [_Operand("", 0, outer, part)]

    def after(op: ast.AST, part: ast.expr, outer: int) -> list[_Operand]:
        symbol, binding = _OPERATORS[type(op)]
        first, *rest = side(part, outer)
        return [first._replace(operator=symbol, binding=binding), *rest]

    match node:
        case ast.BoolOp(op=op, values=[first, *rest]):
            binding = _OPERATORS[type(op)][1] + 1
            return [*side(first, binding), *(x for value in rest for x in after(op, value, binding))]
        case ast.BinOp(left=left, op=binop, right=right):
            binding = _OPERATORS[type(binop)][1]
            return [*side(left, binding), *after(binop, right, binding + 1)]
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            pairs = zip(ops, comparators, strict=True)
            return [*side(left, 5), *(x for op, value in pairs for x in after(op, value, 5))]
    raise TypeError(f"not an operation: {ast.dump(node)}")


# ------------------------------------------------------------------ where optional parentheses come


def _parentheses(node: ast.expr) -> str:
    """Which optional parentheses *node* may get: "never", "best fit" or "multiline"."""
    match node:
        case ast.BoolOp() | ast.BinOp() | ast.Compare() | ast.IfExp():
            return "multiline"
        case ast.UnaryOp(operand=operand):
            return "never" if _precedence(operand) < _precedence(node) else _parentheses(operand)
        case ast.Call(func=func):
            return "multiline" if _is_fluent(node) else _unless_best_fit(func)
        case ast.Subscript(value=value):
            return "multiline" if _is_fluent(node) else _unless_best_fit(value)
        case ast.Attribute(value=value):
            if _is_fluent(node):
                return "multiline"
            if isinstance(value, ast.Name):
                return "best fit"
            return "never" if _precedence(value) < _ATOM else _unless_best_fit(value)
        case ast.Name() | ast.Constant() | ast.JoinedStr() | ast.Lambda():
            return "best fit"
    return "never"


def _unless_best_fit(node: ast.expr) -> str:
    if _precedence(node) < _ATOM:
        return "never"
    kind = _parentheses(node)
    return "never" if kind == "best fit" else kind


def _is_fluent(node: ast.expr) -> bool:
    """Whether *node* is a chain of calls: two attributes or more after a call or a subscript."""
    attributes = 0
    while True:
        match node:
            case ast.Attribute(value=value):
                attributes += isinstance(value, ast.Call | ast.Subscript) or _precedence(value) < _ATOM
            case ast.Call(func=value) | ast.Subscript(value=value):
                pass
            case _:
                return attributes >= 2
        node = value


_TERNARY_RANK, _BOOLEAN_RANK, _COMPARISON_RANK, _SUM_RANK, _PRODUCT_RANK, _ATTRIBUTE_RANK = 6, 5, 4, 3, 2, 1


class _Outline:
    """What stands outside of all brackets of an expression: its operators that bind least, its first and last part."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.rank = 0
        self.count = 0
        self.brackets = False
        self.first: bool | None = None
        """Whether the first part stands in brackets or ends in its own."""
        self.last = False
        """Whether the last part does."""

    def see(self, node: ast.expr, outer: int = _TERNARY) -> None:
        """Take *node* in, as an operand at *outer*."""
        if _precedence(node) < outer:
            self.brackets = True
            self._part(True)
            return
        match node:
            case ast.BoolOp(values=values):
                self._ranked(_BOOLEAN_RANK, len(values) - 1)
                for value in values:
                    self.see(value, _precedence(node) + 1)
            case ast.BinOp(left=left, op=op, right=right):
                self._ranked(_PRODUCT_RANK if _OPERATORS[type(op)][1] == 7 else _SUM_RANK, 1)
                self.see(left, _precedence(node))
                self.see(right, _precedence(node) + 1)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                self._ranked(_COMPARISON_RANK, len(ops))
                for value in (left, *comparators):
                    self.see(value, 5)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self._ranked(_TERNARY_RANK, 2)
                for value, outer_ in ((body, 1), (test, 1), (orelse, _TERNARY)):
                    self.see(value, outer_)
            case ast.UnaryOp(operand=operand):
                self.first = bool(self.first)
                self.see(operand, _precedence(node))
            case ast.Call(func=value) | ast.Subscript(value=value):
                self.brackets = True
                self.see(value, _ATOM)
                self._part(_has_brackets(node))
            case ast.Attribute(value=value):
                if _has_brackets(value):
                    self._ranked(_ATTRIBUTE_RANK, 1)
                self.see(value, _ATOM)
                self._part(_has_brackets(node))
            case ast.List() | ast.Dict() | ast.Tuple() | ast.ListComp() | ast.GeneratorExp():
                self.brackets = True
                self._part(_has_brackets(node))
            case _:
                self._part(_has_brackets(node))

    def _part(self, bracketed: bool) -> None:
        self.last = bracketed
        if self.first is None:
            self.first = bracketed

    def _ranked(self, rank: int, count: int) -> None:
        if rank > self.rank:
            self.rank, self.count = rank, count
        elif rank == self.rank:
            self.count += count


def _has_brackets(node: ast.expr) -> bool:
    """Whether *node* ends in brackets of its own that hold something."""
    match node:
        case ast.Call(args=args, keywords=keywords):
            return bool(args or keywords)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return bool(items)
        case ast.Dict(keys=keys):
            return bool(keys)
        case ast.ListComp() | ast.GeneratorExp() | ast.Subscript():
            return True
    return False


def _opens_itself(node: ast.expr) -> bool:
    """Whether brackets at the begin or end of *node* may open in place of parentheses around it."""
    outline = _Outline()
    outline.see(node)
    if not outline.brackets or outline.count > 1:
        return False
    return outline.last or bool(outline.first)
