"""From the expression of a column to what draws its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from ...checking.constants import is_constant
from ...checking.fit import present
from ...checking.types import List, Map, Optional, Record, Row, Type, Unknown, show
from ...diagnostics import Edit, Fix
from ...diagnostics.findings import listed
from ...syntax import nodes
from ..cells import Bad, fitter
from .arguments import bind, refuse, refuse_value, written
from .choices import chance, choice, pattern, pick, weighted
from .draws import Column, Draws
from .generators import GENERATORS, USUAL, accepts, fitting
from .made import Bound, Cells, Draw, Made, Setting
from .names import NAMES, named
from .numbers import day_between, normal, serial, time_between, uniform

Maker: TypeAlias = Callable[[Setting, Bound, Type], Made | None]

_MAKERS: Final[Mapping[str, Maker]] = {
    "serial": serial,
    "pick": pick,
    "choice": choice,
    "weighted": weighted,
    "chance": chance,
    "uniform": uniform,
    "normal": normal,
    "day_between": day_between,
    "time_between": time_between,
    "pattern": pattern,
    **{name: named(name) for name in NAMES},
}
MAX_ITEMS: Final = 100
"""Most items of a list that is drawn."""


def make(setting: Setting, expr: nodes.Expr, type_: Type, outermost: bool = True) -> Made | None:
    """What draws cells of *type_* as *expr* says; None, with findings, where it says nothing that could.

    *outermost* says whether *expr* is the whole column.
    """
    if isinstance(type_, Unknown):
        return None
    if is_constant(expr):
        return _constant(setting, expr, type_)
    match expr:
        case nodes.RecordNode():
            return _record(setting, expr, present(type_))
        case nodes.Call():
            return _call(setting, expr, type_, outermost)
        case _:
            instead = f"write a generator such as `{_examples(type_)}`"
            refuse(setting, expr.span, "a column is drawn by a generator, or a constant", instead, "TW0520")
            return None


def _examples(type_: Type) -> str:
    # The one for the fewest types says most about this one.
    names = sorted(fitting(present(type_)), key=lambda name: len(GENERATORS[name].fits))
    return GENERATORS[names[0] if names else "list_of"].example


def _constant(setting: Setting, expr: nodes.Expr, type_: Type) -> Made | None:
    value = fitter(setting.world, type_)(written(expr))
    if isinstance(value, Bad):
        refuse_value(setting, expr.span, value)
        return None
    return Made(lambda _, __: value, expr.span, 1)


def _record(setting: Setting, expr: nodes.RecordNode, type_: Type) -> Made | None:
    """Each field drawn from a stream of its own."""
    match type_:
        case Record(fields):
            types = dict(fields)
        case Map(_, value):
            types = {entry.name.text: value for entry in expr.entries}
        case _:
            refuse(setting, expr.span, f"`{setting.column}` is a `{show(type_)}`, no record", code="TW0522")
            return None
    parts: dict[str, tuple[Column, Draw]] = {}
    needs, fine = frozenset[str](), True
    for entry in expr.entries:
        name = entry.name.text
        if name not in types:
            message = f"the record has no field `{name}`"
            setting.world.findings.unknown("TW0501", entry.name.span, message, name, list(types))
            fine = False
            continue
        inner = replace(setting, column=f"{setting.column}.{name}")
        made = make(inner, entry.value, types[name], outermost=False)
        if made is None:
            fine = False
            continue
        parts[name] = (Column(setting.seed, setting.entity.name, inner.column), made.draw)
        needs |= made.needs

    def draw(draws: Draws, cells: Cells) -> object:
        return {name: of(column.cell(draws.row, draws.attempt), cells) for name, (column, of) in parts.items()}

    return Made(draw, expr.span, needs=needs) if fine else None


def _call(setting: Setting, call: nodes.Call, type_: Type, outermost: bool) -> Made | None:
    name = call.function.text
    generator = GENERATORS.get(name)
    inner = present(type_)
    if generator is None:
        _unknown(setting, call.function, inner)
        return None
    if not accepts(generator, inner):
        instead = f"for `{show(inner)}` there are {listed(fitting(inner))}" if fitting(inner) else None
        message = f"`{name}` does not draw values of the type `{show(inner)}`"
        refuse(setting, call.function.span, message, instead, "TW0522")
        return None
    bound = bind(setting, generator, call)
    if bound is None:
        return None
    match name:
        case "optional":
            return _optional(setting, bound, type_)
        case "unique":
            return _unique(setting, bound, type_, outermost)
        case "list_of":
            return _list_of(setting, bound, inner)
        case "pick":
            return _pick(setting, bound, type_)
        case _:
            return _MAKERS[name](setting, bound, inner)


def _unknown(setting: Setting, name: nodes.Ident, type_: Type) -> None:
    usual, message = USUAL.get(name.text), f"there is no generator `{name.text}`"
    if usual is not None:
        example = GENERATORS[usual].example
        bare = example == f"{usual}()" and name.span.source.text.startswith("()", name.span.end)
        fix = Fix(f"write `{example}`", (Edit(name.span, usual),)) if bare else None
        setting.world.findings.error("TW0520", name.span, message, help=f"write `{example}`", fix=fix)
        return
    instead = f"for `{show(type_)}` there are {listed(fitting(type_))}"
    setting.world.findings.unknown("TW0520", name.span, message, name.text, list(GENERATORS), instead)


def _of(setting: Setting, bound: Bound, type_: Type, outermost: bool = False) -> Made | None:
    expr = bound.value("of")
    return make(setting, expr, type_, outermost) if isinstance(expr, nodes.Expr) else None


def _optional(setting: Setting, bound: Bound, type_: Type) -> Made | None:
    if not isinstance(type_, Optional):
        instead = f"make its type `{show(type_)}?`, or leave `optional` out"
        refuse(setting, bound.span, f"`{setting.column}` is never null", instead, "TW0522")
        return None
    # Of rows that link to earlier ones the first one's link is null, whatever the share.
    made = _of(setting, bound, type_ if isinstance(type_.item, Row) else type_.item)
    if made is None:
        return None
    value = bound.value("share", 0.2)
    share = value if isinstance(value, float) else 0.0

    def draw(draws: Draws, cells: Cells) -> object:
        # A value that has to be drawn again does not become null by that.
        return None if draws.settled() < share else made.draw(draws, cells)

    return replace(made, draw=draw, space=None, pool=None)


def _unique(setting: Setting, bound: Bound, type_: Type, outermost: bool) -> Made | None:
    if not outermost:
        refuse(setting, bound.span, "`unique` is about a whole column", "write it outermost", "TW0522")
        return None
    made = _of(setting, bound, type_)
    return made and replace(made, unique=True)


def _list_of(setting: Setting, bound: Bound, type_: Type) -> Made | None:
    assert isinstance(type_, List)
    low, high = type_.low or 0, type_.high if type_.high is not None else MAX_ITEMS
    least, most = bound.whole("least", max(min(1, high), low)), bound.whole("most", min(max(3, low), high))
    if not least <= most <= MAX_ITEMS:
        refuse(setting, bound.span, f"a list cannot have {least} to {most} items")
        return None
    if least < low or most > high:
        name = "least" if least < low else "most"
        message = f"`{setting.column}` has {low} to {high} items, not {least if least < low else most}"
        refuse(setting, bound.at(name), message, code="TW0527")
        return None
    made = _of(setting, bound, type_.item)
    if made is None:
        return None

    def draw(draws: Draws, cells: Cells) -> object:
        return [made.draw(draws, cells) for _ in range(least + draws.below(most - least + 1))]

    return replace(made, draw=draw, space=None, pool=None)


def _pick(setting: Setting, bound: Bound, type_: Type) -> Made | None:
    made = pick(setting, bound, present(type_))
    if made is None or setting.entity.name not in made.links:
        return made
    if not isinstance(type_, Optional):
        message = f"the first `{setting.entity.name}` has no earlier one to link to"
        refuse(setting, bound.span, message, f"make the type of `{setting.column}` `{show(type_)}?`", "TW0526")
        return None

    def draw(draws: Draws, cells: Cells) -> object:
        value = made.draw(draws, cells)
        return None if isinstance(value, Bad) else value

    return replace(made, draw=draw)
