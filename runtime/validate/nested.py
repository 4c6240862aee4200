"""Keywords that hold schemas: for what stands inside a value, and for the same value again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ..errors import ErrorCode
from ..phrases import quoted_names
from .found import Check, Found
from .kinds import is_of
from .patterns import searching
from .place import Place
from .problem import Problem
from .unions import Node

Sub: TypeAlias = Callable[..., Node]
"""From a schema that stands in this one, and the path to it, to what was read of it."""

Maker: TypeAlias = Callable[[Mapping[str, Any], Sub], Check | Problem]
"""From a schema with one of the keywords to the check; a problem's place begins with the keyword."""


@dataclass(frozen=True, slots=True)
class _Fields:
    """What an object may hold."""

    properties: Mapping[str, Check]
    patterns: Sequence[tuple[Callable[[str], bool], Check]]
    others: Check | None
    """The check of what no property and no pattern names; None where that is forbidden."""
    required: Sequence[str]
    phrases: Mapping[str, str]

    def check(self, value: object, at: Place, found: Found) -> None:
        """Names in the schema's order, then what else there is."""
        if not isinstance(value, dict):
            return
        for name in self.required:
            if name not in value:
                rule = f"is missing; it must be {self.phrases[name]}" if name in self.phrases else "is missing"
                found.add(at.field(name), ErrorCode.MISSING_PARAMETER, rule)
        for name, check in self.properties.items():
            if name in value:
                check(value[name], at.field(name), found)
        unknown = False
        for name, item in value.items():
            known = name in self.properties
            for matches, check in self.patterns:
                if matches(name):
                    known = True
                    check(item, at.item(), found)
            if not known:
                if self.others is None:
                    unknown = True
                else:
                    self.others(item, at.item(), found)
        if unknown:
            found.add(at, ErrorCode.UNKNOWN_PARAMETER, self._known())

    def _known(self) -> str:
        names = quoted_names(list(self.properties))
        return f"may hold only {names}; leave out any other" if names else "may hold nothing; leave out all it holds"


def _fields(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    properties = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    required = schema.get("required", [])
    for name, given in (("properties", properties), ("patternProperties", patterns)):
        if not isinstance(given, dict):
            return Problem(name, f"`{name}` is an object of names and schemas")
    if not _is_names(required):
        older = (
            "; true and false are of older drafts: name it in the object's list" if is_of(required, "boolean") else ""
        )
        return Problem("required", f"`required` is a list of names{older}")
    made = {name: sub(given, "properties", name) for name, given in properties.items()}
    searched = []
    for pattern, given in patterns.items():
        try:
            searched.append((searching(pattern), sub(given, "patternProperties", pattern).check))
        except ValueError as problem:
            return Problem(
                "patternProperties", f"`{pattern}` is no regular expression that can be read here: {problem}"
            )
    others = schema.get("additionalProperties", True)
    return _Fields(
        # A property that must not be there is one that the tool does not know.
        {name: node.check if properties[name] is not False else _forbidden for name, node in made.items()},
        searched,
        None if others is False else sub(others, "additionalProperties").check,
        required,
        {name: node.words for name, node in made.items()},
    ).check


def _forbidden(value: object, at: Place, found: Found) -> None:
    found.add(at, ErrorCode.UNKNOWN_PARAMETER, "must be left out")


def _items(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    first, rest = schema.get("prefixItems", []), schema.get("items", True)
    if not isinstance(first, list):
        return Problem("prefixItems", "`prefixItems` is a list of schemas")
    if isinstance(rest, list):
        return Problem("items", "`items` is one schema; a list of schemas is `prefixItems`")
    checks = [sub(given, "prefixItems", index).check for index, given in enumerate(first)]
    further = None if rest is False else sub(rest, "items").check

    def check(value: object, at: Place, found: Found) -> None:
        if not isinstance(value, list):
            return
        each = at.item()
        for one, item in zip(checks, value, strict=False):
            one(item, each, found)
        if further is None:
            if len(value) > len(checks):
                found.add(at, ErrorCode.CONSTRAINT, f"must be a list of at most {len(checks)} items")
        else:
            for item in value[len(checks) :]:
                further(item, each, found)

    return check


def _contains(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    low, high = schema.get("minContains", 1), schema.get("maxContains")
    for name, limit in (("minContains", low), ("maxContains", high)):
        if limit is not None and (not is_of(limit, "integer") or limit < 0):
            return Problem(name, f"`{name}` is a whole number of at least 0")
    node = sub(schema["contains"], "contains")

    def check(value: object, at: Place, found: Found) -> None:
        if not isinstance(value, list):
            return
        count = 0
        for item in value:
            own = found.branch()
            node.check(item, at.item(), own)
            count += not own.errors
        if count < low or (high is not None and count > high):
            limit = f"at least {low}" + ("" if high is None else f" and at most {high}")
            found.add(at, ErrorCode.CONSTRAINT, f"must hold {limit} of: {node.words}")

    return check


def _property_names(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    node = sub(schema["propertyNames"], "propertyNames")

    def check(value: object, at: Place, found: Found) -> None:
        if isinstance(value, dict):
            for name in value:
                node.check(name, at.name(), found)

    return check


def _dependent_required(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    table = schema["dependentRequired"]
    if not isinstance(table, dict) or not all(map(_is_names, table.values())):
        return Problem("dependentRequired", "`dependentRequired` is an object of names and lists of names")

    def check(value: object, at: Place, found: Found) -> None:
        if isinstance(value, dict):
            for name, needed in table.items():
                for other in needed if name in value else ():
                    if other not in value:
                        found.add(at.field(other), ErrorCode.MISSING_PARAMETER, f"is missing; `{name}` needs it")

    return check


def _dependent_schemas(schema: Mapping[str, Any], sub: Sub) -> Check | Problem:
    table = schema["dependentSchemas"]
    if not isinstance(table, dict):
        return Problem("dependentSchemas", "`dependentSchemas` is an object of names and schemas")
    checks = {name: sub(given, "dependentSchemas", name).check for name, given in table.items()}

    def check(value: object, at: Place, found: Found) -> None:
        if isinstance(value, dict):
            for name, one in checks.items():
                if name in value:
                    one(value, at, found)

    return check


def _is_names(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(name, str) for name in given)


KEYWORDS: Final[Sequence[tuple[tuple[str, ...], Maker]]] = (
    (("properties", "patternProperties", "additionalProperties", "required"), _fields),
    (("prefixItems", "items"), _items),
    (("contains",), _contains),
    (("propertyNames",), _property_names),
    (("dependentRequired",), _dependent_required),
    (("dependentSchemas",), _dependent_schemas),
)
"""Keywords that are read together, and the maker of their check."""

__all__ = ["KEYWORDS", "Maker", "Sub"]
