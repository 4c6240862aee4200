"""Tool documents: what a model reads about a tool, in the OpenAI function form."""

from __future__ import annotations

from typing import Any

from .ir.tools import Tool
from .ir.types import RecordType, Type
from .phrases import describe
from .schema import parameters_schema


def document(tool: Tool) -> dict[str, Any]:
    """The document of one tool."""
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": f"{tool.doc} {_returns(tool.result)}",
            "parameters": parameters_schema(tool.params),
        },
    }


def _returns(result: Type) -> str:
    return f"Returns {result_words(result)}."


def result_words(result: Type) -> str:
    """A result's type in words, with the documentation of its fields."""
    if isinstance(result, RecordType):
        fields = ", ".join(
            f"{f.name} ({result_words(f.value)}{': ' + f.doc.rstrip('.') if f.doc else ''})" for f in result.fields
        )
        return f"an object with {fields}"
    if result.type == "list":
        return f"a list, each item {result_words(result.item)}"
    if result.type == "map":
        return f"an object whose values are each {result_words(result.value)}"
    if result.type == "optional":
        return f"{result_words(result.item)}, or null"
    return describe(result)
