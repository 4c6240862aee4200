"""Types as written to types as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from ..diagnostics.findings import Findings, listed
from ..source import Span
from ..syntax import nodes
from .fit import contains_row
from .habits import LIMITS, SETTINGS
from .mends import replacing
from .patterns import mended_pattern, pattern_problem
from .scope import Scope, World, check_names
from .type_mends import limits_mend, quoted, type_mend
from .types import (
    MAX_EXTENT,
    Bool,
    Date,
    Datetime,
    Enum,
    Float,
    Int,
    List,
    Map,
    Optional,
    Record,
    Row,
    Str,
    Type,
    Unknown,
    show,
    too_large,
)

PLAIN: Final = ("bool", "date", "datetime", "float", "int", "list", "map", "str")
"""The types that nobody declares."""
_SETTINGS: Final = {"str": ("pattern",), "int": ("unit",), "float": ("unit",)}
_RANGED: Final = ("str", "int", "float", "list", "map")


@dataclass(frozen=True, slots=True)
class TypeReader:
    """Reads types in the scope of one file.

    Records stand for their fields, so `records` gives the fields of one by its node (Unknown inside itself).
    """

    world: World
    scope: Scope
    opened: tuple[str, ...] = ()
    """Records that are being read, outermost first: one of them may not be met again."""
    depth: int = 0
    """How deep what is read lies in the outermost of them."""

    @property
    def _findings(self) -> Findings:
        return self.world.findings

    def read(self, node: nodes.TypeNode) -> Type:
        """The type that *node* writes; what is wrong with it is reported."""
        if self.depth > MAX_EXTENT.depth:
            return self._too_large(node.span)
        found = TypeReader(self.world, self.scope, self.opened, self.depth + 1)._read(node)
        return self._too_large(node.span) if too_large(found) else found

    def _too_large(self, span: Span) -> Unknown:
        parts, depth = MAX_EXTENT
        message = f"this type is too large: it has more than {parts:,} parts, or nests more than {depth} deep"
        self._findings.error("TW0112", span, message, help="link rows instead of copying them into records")
        return Unknown()

    def _read(self, node: nodes.TypeNode) -> Type:
        match node:
            case nodes.OptionalTypeNode(_, item):
                inner = self.read(item)
                return inner if isinstance(inner, Optional | Unknown) else Optional(inner)
            case nodes.LiteralTypeNode(_, values):
                return self._union(node, values)
            case nodes.RecordTypeNode(_, fields):
                return Record(self.fields(fields), places=_places(fields))
            case nodes.NamedType():
                return self._named(node)

    def fields(self, fields: Sequence[nodes.FieldNode]) -> tuple[tuple[str, Type], ...]:
        """Names and types of a record's fields."""
        check_names(self._findings, (f.name for f in fields), "fields")
        for field in fields:
            if field.default is not None:
                self._findings.error(
                    "TW0319",
                    field.default.span,
                    "a field of a record has no default",
                    help=f"make it `{field.name.text}: ...?` and write `null`",
                )
        return tuple({f.name.text: self.read(f.type) for f in fields}.items())

    def declared_record(self, decl: nodes.RecordDecl) -> Record:
        """The record of *decl*, read once per program."""
        name = decl.name.text
        if name not in self.world.records:
            inside = TypeReader(self.world, self.scope, (*self.opened, name), self.depth)
            # Two files may declare the name; the second is reported elsewhere.
            record = Record(inside.fields(decl.fields), name, _places(decl.fields))
            if too_large(record):
                self._too_large(decl.name.span)
                record = Record((), name)
            self.world.records[name] = record
        return self.world.records[name]

    def _union(self, node: nodes.LiteralTypeNode, values: tuple[str, ...]) -> Type:
        twice = sorted(value for value, number in Counter(values).items() if number > 1)
        if twice:
            self._findings.error("TW0206", node.span, f"{listed(twice)} stands twice in this union")
        return Enum(None, tuple(dict.fromkeys(values)))

    def _named(self, node: nodes.NamedType) -> Type:
        name = node.name.text
        decl = self.scope.type(name)
        if name in PLAIN:
            return self._plain(node)
        if decl is not None:
            self._no_arguments(node)
        match decl:
            case nodes.EnumDecl():
                return Enum(decl.name.text, tuple(dict.fromkeys(m.name.text for m in decl.members)))
            case nodes.EntityDecl():
                return Row(decl.name.text)
            case nodes.RecordDecl() if decl.name.text in self.opened:
                path = " -> ".join(f"`{n}`" for n in (*self.opened, decl.name.text))
                self._findings.error("TW0318", node.name.span, f"a record cannot hold itself: {path}")
                return Unknown()
            case nodes.RecordDecl():
                return self._record_elsewhere(decl)
            case nodes.ErrorDecl():
                self._findings.error("TW0209", node.name.span, f"`{name}` is an error, not a type")
                return Unknown()
            case None:
                if name not in self.scope.poisoned:
                    self._unknown(node)
                return Unknown()

    def _record_elsewhere(self, decl: nodes.RecordDecl) -> Type:
        # An imported record was read in its own file before this one.
        return self.world.records.get(decl.name.text) or self.declared_record(decl)

    def _unknown(self, node: nodes.NamedType) -> None:
        name = node.name.text
        known = chain(PLAIN, (n for n, d in self.scope.types.items() if not isinstance(d, nodes.ErrorDecl)))
        message = f"there is no type `{name}`"
        mend = type_mend(node)
        if mend is not None:
            self._findings.error("TW0202", node.name.span, message, help=mend.help, fix=mend.fix)
        else:
            self._findings.unknown("TW0202", node.name.span, message, name, known)
        for item in node.items:
            self.read(item)

    def _no_arguments(self, node: nodes.NamedType) -> None:
        if node.items or node.range or node.settings:
            self._findings.error(
                "TW0304",
                node.span,
                f"`{node.name.text}` takes nothing in brackets",
                help=f"write `{node.name.text}`",
            )

    def _plain(self, node: nodes.NamedType) -> Type:
        name = node.name.text
        items = self._items(node)
        if node.range and name not in _RANGED:
            self._findings.error("TW0302", node.range.span, f"`{name}` has no range")
        settings = self._settings(node)
        low, high = self._bounds(node) if name in _RANGED else (None, None)
        match name:
            case "str":
                return Str(_whole(low), _whole(high), settings.get("pattern"))
            case "int":
                return Int(_whole(low), _whole(high), settings.get("unit"))
            case "float":
                return Float(_real(low), _real(high), settings.get("unit"))
            case "bool":
                return Bool()
            case "date":
                return Date()
            case "datetime":
                return Datetime()
            case "map":
                return Map(items[0], items[1], _whole(low), _whole(high))
            case _:
                return List(items[0], _whole(low), _whole(high))

    def _items(self, node: nodes.NamedType) -> tuple[Type, ...]:
        """The types in `[...]`, Unknown where they are missing or wrong."""
        name = node.name.text
        wanted = {"list": 1, "map": 2}.get(name, 0)
        if len(node.items) != wanted:
            if name == "list":
                self._findings.error("TW0304", node.span, "a list has one type of items", help="write `list[str]`")
            elif name == "map":
                message = "a map has a type of keys and a type of values"
                self._findings.error("TW0304", node.span, message, help="write `map[str, float]`")
            else:
                self._findings.error("TW0304", node.span, f"`{name}` takes no type in `[...]`")
            return (Unknown(), Unknown())
        items = tuple(self.read(item) for item in node.items)
        if name == "map":
            return self._map_parts(node, *items)
        return items

    def _map_parts(self, node: nodes.NamedType, key: Type, value: Type) -> tuple[Type, Type]:
        if not isinstance(key, Str | Enum | Unknown):
            self._findings.error(
                "TW0304",
                node.items[0].span,
                f"the keys of a map are texts or members of an enum, not `{show(key)}`",
                help="write `map[str, ...]`",
            )
            key = Unknown()
        return key, refuse_rows(self._findings, node.items[1], value, "a value of a map")

    def _bounds(self, node: nodes.NamedType) -> tuple[int | float | None, int | float | None]:
        name, range_ = node.name.text, node.range
        if range_ is None:
            return None, None
        bounds = (range_.low, range_.high)
        problem = None
        if range_.low is not None and range_.high is not None and range_.low > range_.high:
            problem = f"the range is empty: {range_.low} is more than {range_.high}"
        elif name != "float" and any(isinstance(bound, float) for bound in bounds):
            problem = f"the range of `{name}` has whole numbers"
        elif name in ("str", "list", "map") and any(bound is not None and bound < 0 for bound in bounds):
            problem = "a length is never negative"
        if problem is None:
            return bounds
        low, high = bounds
        fix = replacing(range_.span, f"{high}..{low}") if low is not None and high is not None and low > high else None
        self._findings.error(
            "TW0302", range_.span, problem, help=f"did you mean `{high}..{low}`?" if fix else None, fix=fix
        )
        return None, None

    def _settings(self, node: nodes.NamedType) -> dict[str, str]:
        known = _SETTINGS.get(node.name.text, ())
        found: dict[str, str] = {}
        limits: list[nodes.TypeSetting] = []
        for setting in node.settings:
            name, value = setting.name.text, setting.value.value
            if name.lower() in LIMITS and node.name.text in _RANGED:
                limits.append(setting)
            elif name not in known:
                self._no_setting(node, setting.name, known)
            elif name in found:
                self._findings.error("TW0304", setting.span, f"`{name}` is set twice")
            elif not isinstance(value, str) or not value:
                self._findings.error("TW0304", setting.value.span, f"`{name}` is a text that is not empty")
            elif name == "pattern" and (problem := pattern_problem(value)):
                mended = mended_pattern(value)
                fix = replacing(setting.value.span, quoted(mended)) if mended is not None else None
                message = f"this pattern is refused: {problem}"
                self._findings.error("TW0303", setting.value.span, message, help=fix.title if fix else None, fix=fix)
            else:
                found[name] = value
        if limits:
            mend = limits_mend(node, limits)
            message = f"the limits of `{node.name.text}` are a range, not settings"
            self._findings.error("TW0304", limits[0].span, message, help=mend.help, fix=mend.fix)
        return found

    def _no_setting(self, node: nodes.NamedType, name: nodes.Ident, known: Sequence[str]) -> None:
        message = f"`{node.name.text}` has no setting `{name.text}`"
        usual = SETTINGS.get(name.text)
        if usual is not None and usual in known:
            fix = replacing(name.span, usual)
            self._findings.error("TW0304", name.span, message, help=f"write `{usual}`", fix=fix)
        else:
            other = f"it has {listed(list(known))}" if known else None
            self._findings.unknown("TW0304", name.span, message, name.text, list(known), other)


def _places(fields: Sequence[nodes.FieldNode]) -> tuple[Span, ...]:
    """Where the fields of a record get their names; of two with one name the first counts."""
    places: dict[str, Span] = {}
    for field in fields:
        places.setdefault(field.name.text, field.name.span)
    return tuple(places.values())


def _whole(bound: int | float | None) -> int | None:
    return None if bound is None else int(bound)


def _real(bound: int | float | None) -> float | None:
    return None if bound is None else float(bound)


def refuse_rows(findings: Findings, node: nodes.TypeNode, type_: Type, what: str) -> Type:
    """*type_*, Unknown with a finding where a row stands in it; *what* says what may not hold one."""
    if not contains_row(type_):
        return type_
    findings.error(
        "TW0305",
        node.span,
        f"{what} cannot be a row",
        help="take the key and look the row up: `City[id]`",
    )
    return Unknown()
