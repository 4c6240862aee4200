"""A JSON Schema (2020-12) as a check: made once, run for every call.

Every keyword has a check, or says nothing about values, or is a `Problem`; none is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from ..errors import ErrorCode
from . import keywords, nested, unions
from .found import Check, Found, remembered
from .kinds import WORDS
from .place import Place
from .problem import Problem
from .references import resolve
from .unions import Node
from .words import ANY, words

MAX_DEPTH: Final = 64
"""The deepest nesting of schemas in each other, references followed."""

ANNOTATIONS: Final = frozenset(
    (
        "$schema", "$comment", "$defs", "definitions", "$anchor", "title", "description", "default", "examples",
        "example", "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "contentSchema",
    )
)  # fmt: skip
"""Keywords that say nothing about which values are right."""

FOREIGN: Final[Mapping[str, str]] = {
    "nullable": '`nullable` is OpenAPI 3.0; write `null` among the types: `"type": ["string", "null"]`',
    "discriminator": "`discriminator` is OpenAPI; give each branch of `oneOf` a property with `const`",
    "dependencies": "`dependencies` is of older drafts; write `dependentRequired` or `dependentSchemas`",
    "additionalItems": "`additionalItems` is of older drafts; write `prefixItems` and `items`",
    "divisibleBy": "`divisibleBy` is of older drafts; write `multipleOf`",
    "extends": "`extends` is of older drafts; write `allOf`",
    "disallow": "`disallow` is of older drafts; write `not`",
    "$recursiveRef": "`$recursiveRef` is of an older draft; write `$ref`",
    "$dynamicRef": "`$dynamicRef` is not supported; write `$ref`",
    "unevaluatedProperties": "`unevaluatedProperties` is not supported; write `additionalProperties`",
    "unevaluatedItems": "`unevaluatedItems` is not supported; write `items`",
}
"""Keywords that mean something and are not read, and what to write instead."""

_PARTNERS: Final = {"else": "if", "then": "if", "minContains": "contains", "maxContains": "contains"}

_NESTED: Final = (*nested.KEYWORDS, *unions.KEYWORDS)

KNOWN: Final = frozenset(
    {"type", "$ref", "$id", *ANNOTATIONS, *FOREIGN, *_PARTNERS, *keywords.KEYWORDS}.union(
        *(names for names, _ in _NESTED)
    )
)
"""Every keyword that is read, refused, or known to say nothing."""

_MEANT: Final = {
    "dict": "object", "map": "object", "float": "number", "double": "number", "int": "integer", "long": "integer",
    "str": "string", "text": "string", "bool": "boolean", "list": "array", "tuple": "array", "None": "null",
}  # fmt: skip


@dataclass(slots=True)
class Reader:
    """Reads the schemas of one document, and keeps what is wrong with them."""

    document: Any
    problems: list[Problem] = field(default_factory=list)
    _targets: dict[str, Node] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def node(self, schema: Any, place: str = "#", depth: int = 0) -> Node:
        """*schema*, which stands at *place*, as a check."""
        if schema is True:
            return _ANYTHING
        if schema is False:
            return Node(_nothing, (), "left out")
        if not isinstance(schema, dict):
            return self._wrong(place, "a schema is an object, or true or false")
        if depth > MAX_DEPTH:
            return self._wrong(place, f"schemas are nested deeper than {MAX_DEPTH}")
        self._look(schema, place)
        kinds = self._kinds(schema, place)
        said = words(schema, kinds)
        checks = [] if kinds is None else [keywords.of_kind(kinds, said)]

        def sub(given: Any, *path: str | int) -> Node:
            steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
            return self.node(given, "/".join((place, *steps)), depth + 1)

        made = [make(schema, said) for name, make in keywords.KEYWORDS.items() if name in schema]
        made += [make(schema, sub) for names, make in _NESTED if any(name in schema for name in names)]
        for one in made:
            if isinstance(one, Problem):
                self.problems.append(Problem(f"{place}/{one.place}", one.says, one.ignored))
            else:
                checks.append(one)
        if "$ref" in schema:
            target = self._reference(schema["$ref"], f"{place}/$ref", depth)
            checks.append(target.check)
            kinds = target.kinds if kinds is None else kinds
            said = target.words if said == ANY else said
        return Node(_all(checks), kinds, said)

    def _wrong(self, place: str, says: str) -> Node:
        self.problems.append(Problem(place, says))
        return _ANYTHING

    def _kinds(self, schema: Mapping[str, Any], place: str) -> tuple[str, ...] | None:
        if "type" not in schema:
            return None
        given = schema["type"]
        kinds = tuple(given) if isinstance(given, list) else (given,)
        wrong = [kind for kind in kinds if not isinstance(kind, str) or kind not in WORDS]
        if wrong or not kinds:
            meant = next((_MEANT[name] for name in wrong if isinstance(name, str) and name in _MEANT), None)
            mend = f"; did you mean `{meant}`?" if meant else ""
            self.problems.append(Problem(f"{place}/type", f"the types are {', '.join(WORDS)}{mend}"))
            return None
        return kinds

    def _look(self, schema: Mapping[str, Any], place: str) -> None:
        """Keep what is to be said of keywords that have no check of their own."""
        for name in schema:
            here = f"{place}/{name}"
            if name in FOREIGN:
                self.problems.append(Problem(here, FOREIGN[name]))
            elif name == "$id" and place != "#":
                self.problems.append(Problem(here, "`$id` inside a document is not supported; write `$defs`"))
            elif name in _PARTNERS and _PARTNERS[name] not in schema:
                self.problems.append(Problem(here, f"`{name}` says nothing without `{_PARTNERS[name]}`", ignored=True))
            elif name not in KNOWN and not name.startswith("x-"):
                close = get_close_matches(name, sorted(KNOWN), 1, 0.8)
                mend = f"; did you mean `{close[0]}`?" if close else ""
                says = f"JSON Schema has no keyword of this name, so it is an annotation{mend}"
                self.problems.append(Problem(here, says, ignored=True))

    def _reference(self, reference: Any, place: str, depth: int) -> Node:
        schema = resolve(self.document, reference) if isinstance(reference, str) else None
        if schema is None:
            says = "a reference leads to a schema of this document: `#`, `#/$defs/NAME` or `#ANCHOR`"
            return self._wrong(place, says)
        if reference in self._open:
            # It is being read just now; by the time that a call is checked, it has been.
            return Node(lambda value, at, found: self._targets[reference].check(value, at, found), None, ANY)
        if reference not in self._targets:
            self._open.add(reference)
            node = self.node(schema, reference, depth + 1)
            self._open.remove(reference)
            self._targets[reference] = Node(remembered(reference, node.check), node.kinds, node.words)
        return self._targets[reference]


def _all(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check(value: object, at: Place, found: Found) -> None:
        for one in checks:
            one(value, at, found)

    return check


def _nothing(value: object, at: Place, found: Found) -> None:
    found.add(at, ErrorCode.CONSTRAINT, "must be left out")


_ANYTHING: Final = Node(lambda value, at, found: None, None, ANY)

__all__ = ["ANNOTATIONS", "FOREIGN", "KNOWN", "MAX_DEPTH", "Reader"]
