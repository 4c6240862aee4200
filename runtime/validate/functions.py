"""OpenAI function documents, and calls of them judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..errors import CallError, ErrorCode, most_urgent
from ..jsontext import parse_arguments
from .found import Check, Found
from .place import Place
from .problem import Problem
from .schemas import Reader

NO_PARAMETERS: Final = {"type": "object", "properties": {}, "additionalProperties": False}
"""What a document without `parameters` takes, as OpenAI's says: nothing."""

_UNKNOWN_TOOL = CallError(ErrorCode.UNKNOWN_TOOL, "there is no tool of this name")
_TOO_MUCH = CallError(
    ErrorCode.RESOURCE_LIMIT, "the document's schemas refer to each other too deep for these arguments"
)
_TOO_LONG = CallError(
    ErrorCode.TIMEOUT,
    "a pattern of the document takes too long on these arguments: it goes back and forth over the text",
)


@dataclass(frozen=True, slots=True)
class Function:
    """A document that was read."""

    name: str
    check: Check
    problems: tuple[Problem, ...]

    @property
    def broken(self) -> bool:
        """Whether no call of it can be judged."""
        return any(not problem.ignored for problem in self.problems)


def functions_of(documents: Sequence[Any]) -> tuple[dict[str, Function], list[Problem]]:
    """Functions by name, and what is wrong with documents that name none; of two of one name the first counts."""
    functions: dict[str, Function] = {}
    problems: list[Problem] = []
    for index, document in enumerate(documents):
        inner = document.get("function", document) if isinstance(document, Mapping) else None
        name = inner.get("name") if isinstance(inner, Mapping) else None
        if not isinstance(inner, Mapping) or not isinstance(name, str) or not name:
            says = 'a tool is `{"type": "function", "function": {"name", "description", "parameters"}}`'
            problems.append(Problem(f"tools/{index}", says))
        elif name in functions:
            problems.append(Problem(f"tools/{index}", f"there are two tools of the name {name}; the first counts"))
        else:
            functions[name] = _function(name, inner.get("parameters"))
    return functions, problems


def _function(name: str, schema: Any) -> Function:
    schema = NO_PARAMETERS if schema is None else schema
    reader = Reader(schema)
    node = reader.node(schema)
    return Function(name, node.check, tuple(dict.fromkeys(reader.problems)))


def judge(functions: Mapping[str, Function], name: str, arguments: str) -> CallError | None:
    """What is wrong with a call, the first in precedence; None where it is right.

    Raises KeyError where the function's document is broken.
    """
    function = functions.get(name)
    if function is None:
        return _UNKNOWN_TOOL
    if function.broken:
        raise KeyError(name)
    given = parse_arguments(arguments)
    if isinstance(given, CallError):
        return given
    found = Found()
    try:
        function.check(given, Place(), found)
    except RecursionError:
        return _TOO_MUCH
    except TimeoutError:
        return _TOO_LONG
    return most_urgent(found.errors) if found.errors else None


__all__ = ["Function", "functions_of", "judge"]
