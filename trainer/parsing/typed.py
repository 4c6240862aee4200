"""Arguments of formats that write values as bare text: what the tool's schema makes of them, as JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from .literals import LiteralError, literal, skip
from .turn import Tools

_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.0++)?")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?")
_PRECEDENCE: Final = ("null", "integer", "number", "boolean", "object", "array")
"""Where a value may be of several types: the order in which they are tried, text last."""
_DECODER: Final = json.JSONDecoder(parse_int=lambda _: 0, parse_float=lambda _: 0.0)


def tools_of(documents: Any) -> Tools:
    """The parameters of OpenAI function documents by the functions' names; what is no such document is passed over."""
    found: dict[str, Mapping[str, Any]] = {}
    for document in documents if isinstance(documents, Sequence) and not isinstance(documents, str) else ():
        function = document.get("function", document) if isinstance(document, Mapping) else None
        if isinstance(function, Mapping) and isinstance(function.get("name"), str):
            parameters = function.get("parameters")
            found.setdefault(function["name"], parameters if isinstance(parameters, Mapping) else {})
    return found


def parameter(tools: Tools, tool: str, name: str) -> Mapping[str, Any] | None:
    """The schema of one parameter; None where it is not known."""
    properties = tools.get(tool, {}).get("properties")
    schema = properties.get(name) if isinstance(properties, Mapping) else None
    return schema if isinstance(schema, Mapping) else None


def object_text(members: Iterable[tuple[str, str]]) -> str:
    """An object of keys and JSON texts; a key that was written twice stands twice."""
    return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {value}" for key, value in members) + "}"


def text_of(raw: str) -> str:
    """The JSON text of a text."""
    return json.dumps(raw, ensure_ascii=False)


def json_or_text(raw: str) -> str:
    """*raw* where it is JSON, else the JSON text of the text that it is."""
    value = raw.strip()
    return value if _decoded(value) is not None else text_of(raw)


def typed(raw: str, schema: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    """The JSON text of the value that *raw* writes, under the parameter's *schema* in the tool's *root*.

    What is none of the schema's types stays text, so that validation says so.
    """
    types = set(_types(schema, root))
    if not types:
        return json_or_text(raw)
    value = raw.strip()
    for kind in _PRECEDENCE:
        if kind in types and (text := _READERS[kind](value)) is not None:
            return text
    return text_of(raw)


def _types(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[str]:
    """The types that *schema* allows, unions and references followed; each schema is looked at once."""
    left: list[Any] = [schema]
    seen: set[int] = set()
    while left:
        found = left.pop()
        if not isinstance(found, Mapping) or id(found) in seen:
            continue
        seen.add(id(found))
        declared = found.get("type")
        for kind in [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else ():
            if isinstance(kind, str):
                yield kind
        if found.get("nullable") is True:
            yield "null"
        if declared is None:
            values = found.get("enum", [found["const"]] if "const" in found else ())
            yield from (_kind(value) for value in (values if isinstance(values, list) else ()))
        for union in ("anyOf", "oneOf", "allOf"):
            choices = found.get(union)
            left.extend(choices if isinstance(choices, list) else ())
        link = found.get("$ref")
        if isinstance(link, str) and link.startswith("#/"):
            left.append(_linked(link, root))


def _linked(link: str, root: Mapping[str, Any]) -> Any:
    target: Any = root
    for part in link[2:].split("/"):
        target = target.get(part) if isinstance(target, Mapping) else None
    return target


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    kinds = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "object")


def _container(value: str, mark: str, kind: type) -> str | None:
    if not value.startswith(mark):
        return None
    if isinstance(_decoded(value), kind):
        return value
    # Some templates write Python's words in place of JSON.
    try:
        text, end = literal(value, 0)
    except LiteralError:
        return None
    return text if skip(value, end) == len(value) else None


def _decoded(value: str) -> Any:
    """The value of a JSON text, numbers aside, ... where it is null; None where it is no JSON."""
    try:
        found = _DECODER.decode(value)
    except (ValueError, RecursionError):
        return None
    return ... if found is None else found


_READERS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "null": lambda value: "null" if value in ("null", "None") else None,
    "integer": lambda value: value if _INTEGER.fullmatch(value) else None,
    "number": lambda value: value if _NUMBER.fullmatch(value) else None,
    "boolean": lambda value: value.lower() if value in ("true", "false", "True", "False") else None,
    "object": lambda value: _container(value, "{", dict),
    "array": lambda value: _container(value, "[", list),
}
