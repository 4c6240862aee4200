"""Arguments of generators: which parameter each is for, and whether it is what the parameter takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ...checking.constants import is_constant
from ...checking.fit import Misfit, convert
from ...checking.mends import mend_day
from ...checking.types import Date, Datetime
from ...diagnostics import Edit, Fix
from ...diagnostics.findings import listed
from ...program import Symbol, SymbolKind
from ...source import Span
from ...syntax import nodes
from ..cells import Bad
from .generators import Generator, Kind, Parameter, signature
from .made import Bound, Given, Setting


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Why an argument is refused."""

    message: str
    help: str | None = None
    fix: Fix | None = None


def bind(setting: Setting, generator: Generator, call: nodes.Call) -> Bound | None:
    """The arguments of *call*; None, with findings, where one is missing, too much or of the wrong kind."""
    matched = _matched(setting, generator, call)
    if matched is None:
        return None
    given, fine = {}, True
    for name, (param, expr) in matched.items():
        value = read(setting, param.kind, expr)
        if isinstance(value, _Wrong):
            fine = False
            message = f"`{name}` of `{generator.name}` {value.message}"
            setting.world.findings.error("TW0521", expr.span, message, help=value.help, fix=value.fix)
        elif value is None:
            fine = False
        else:
            given[name] = Given(value, expr.span)
    return Bound(call.span, given) if fine else None


def _matched(
    setting: Setting, generator: Generator, call: nodes.Call
) -> Mapping[str, tuple[Parameter, nodes.Expr]] | None:
    findings, params = setting.world.findings, {param.name: param for param in generator.params}
    before, usage = len(findings.all), f"it is called as in `{generator.example}`"
    matched: dict[str, tuple[Parameter, nodes.Expr]] = {}
    order = list(params.values())
    for position, arg in enumerate(call.args):
        if arg.name is None and position >= len(order):
            findings.error("TW0521", arg.span, f"`{signature(generator)}` takes no more arguments")
            break
        name = arg.name.text if arg.name else order[position].name
        if name not in params:
            free = [each for each in params if each not in matched]
            message = f"`{generator.name}` has no parameter `{name}`"
            at = arg.name.span if arg.name else arg.span
            findings.unknown("TW0521", at, message, name, free, f"it is `{signature(generator)}`")
        elif name in matched:
            findings.error("TW0521", arg.span, f"`{name}` is given twice")
        else:
            matched[name] = (params[name], arg.value)
    missing = [name for name, param in params.items() if param.required and name not in matched]
    if missing and len(findings.all) == before:
        findings.error("TW0521", call.span, f"`{generator.name}` needs {listed(missing)}", help=usage)
    return matched if len(findings.all) == before else None


def read(setting: Setting, kind: Kind, expr: nodes.Expr) -> object:
    """The value of an argument of *kind*, a `_Wrong`, or None for what has its own finding."""
    match kind:
        case Kind.GENERATOR:
            return expr
        case Kind.ENTITY:
            return _entity(setting, expr)
        case Kind.WEIGHTS:
            return _weights(expr)
        case Kind.VALUES:
            return _values(expr)
        case _:
            if kind is Kind.DAY and (day := mend_day(expr)) is not None:
                return _Wrong("must be a date", day.help, day.fix)
            if not is_constant(expr):
                return _Wrong(f"must be a {kind} that is written out")
            return _READERS[kind](setting, written(expr))


def written(expr: nodes.Expr) -> object:
    """The value of an expression that is made of literals only."""
    match expr:
        case nodes.Literal(_, value):
            return value
        case nodes.Unary(_, _, nodes.Literal(_, int() | float() as number)):
            return -number
        case nodes.ListNode(_, items):
            return [written(item) for item in items]
        case nodes.RecordNode(_, entries):
            return {entry.name.text: written(entry.value) for entry in entries}
        case _:
            return None


def _entity(setting: Setting, expr: nodes.Expr) -> object:
    if not isinstance(expr, nodes.Name):
        listed_ = isinstance(expr, nodes.ListNode)
        return _Wrong(
            "must be an entity",
            'values are drawn by `choice(["a", "b"])`' if listed_ else "write it as in `pick(City)`",
        )
    decl = setting.scope.type(expr.id)
    if isinstance(decl, nodes.EntityDecl):
        setting.world.symbols[expr] = Symbol(SymbolKind.ENTITY, decl.name.text)
        return decl.name.text
    if decl is None and expr.id not in setting.scope.poisoned:
        known = setting.scope.types_of(nodes.EntityDecl)
        message = f"there is no entity `{expr.id}`"
        setting.world.findings.unknown("TW0211", expr.span, message, expr.id, known)
        return None
    return _Wrong("must be an entity", "write it as in `pick(City)`")


def _values(expr: nodes.Expr) -> object:
    if not isinstance(expr, nodes.ListNode) or not expr.items:
        return _Wrong("must be a list of values", 'write it as in `["red", "blue"]`')
    if not is_constant(expr):
        return _Wrong("must be a list of values that are written out")
    return [Given(written(item), item.span) for item in expr.items]


def _weights(expr: nodes.Expr) -> object:
    wrong = _Wrong("must be a record of weights above 0", "write it as in `{ small: 3, large: 1 }`")
    if not isinstance(expr, nodes.RecordNode) or not expr.entries:
        return wrong
    found: dict[str, tuple[Given, int | float]] = {}
    for entry in expr.entries:
        weight = written(entry.value)
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight < 1e15:
            return wrong
        if entry.name.text in found:
            return _Wrong(f"gives `{entry.name.text}` two weights")
        found[entry.name.text] = (Given(entry.name.text, entry.name.span), weight)
    return list(found.values())


def _whole(_: Setting, value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15:
        return value
    return _Wrong("must be a whole number, and not negative")


def _number(_: Setting, value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e15:
        return value
    return _Wrong("must be a number between -1e15 and 1e15")


def _share(_: Setting, value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    return _Wrong("must be a number from 0 to 1")


def _text(_: Setting, value: object) -> object:
    return value if isinstance(value, str) else _Wrong("must be a text")


def _date(_: Setting, value: object) -> object:
    found = convert(value, Date()) if isinstance(value, str) else Misfit("")
    return _Wrong("must be a date such as `2026-03-01`") if isinstance(found, Misfit) else found


def _time(_: Setting, value: object) -> object:
    found = convert(value, Datetime()) if isinstance(value, str) else Misfit("")
    return _Wrong("must be a time such as `2026-03-01T09:00:00`") if isinstance(found, Misfit) else found


def _column(setting: Setting, value: object) -> object:
    own = setting.column.partition(".")[0]
    if not isinstance(value, str):
        return _Wrong("is the name of a column", 'write it in quotes, as in `"from"`')
    if value == own:
        return _Wrong("is another column than this one")
    if value not in setting.columns:
        others = [name for name in setting.columns if name != own]
        return _Wrong(f"names no column that is generated here: `{value}`", f"there are {listed(others)}")
    return value


_READERS: Final[Mapping[Kind, Callable[[Setting, object], object]]] = {
    Kind.TEXT: _text,
    Kind.PATTERN: _text,
    Kind.LOCALE: _text,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.SHARE: _share,
    Kind.DAY: _date,
    Kind.TIME: _time,
    Kind.COLUMN: _column,
}


def refuse(setting: Setting, span: Span, message: str, instead: str | None = None, code: str = "TW0521") -> None:
    """Report arguments that are each fine but not together, or not for this field."""
    setting.world.findings.error(code, span, message, help=instead)


def refuse_value(setting: Setting, span: Span, problem: Bad) -> None:
    """Report a value that is written out and does not fit the field; what was meant is put in its place."""
    guess = problem.guess
    text = f'"{guess}"' if span.text.startswith('"') else guess or ""
    setting.world.findings.error(
        "TW0527",
        span,
        f"`{setting.column}`: {problem.message}",
        help=f"did you mean `{guess}`?" if guess else None,
        fix=Fix(f"write `{guess}`", (Edit(span, text),)) if guess and not problem.path else None,
    )
