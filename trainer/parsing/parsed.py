"""What is read from a model's text: its calls, what it said, and what it thought."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ParseError(StrEnum):
    """Why a block that was meant as a call is none."""

    MALFORMED_JSON = "malformed_json"
    """Where JSON must stand is none."""
    TOO_DEEP = "too_deep"
    """The JSON is nested deeper than 64 levels."""
    NOT_AN_OBJECT = "not_an_object"
    """The call is JSON, but no object."""
    DUPLICATE_KEY = "duplicate_key"
    """The call names something twice."""
    MISSING_NAME = "missing_name"
    """No tool is named."""
    MISSING_ARGUMENTS = "missing_arguments"
    """The arguments do not stand where the format wants them."""
    MALFORMED_BLOCK = "malformed_block"
    """The block has not the format's shape."""
    UNCLOSED = "unclosed"
    """The text ends, or another call begins, before the block is closed."""


@dataclass(frozen=True, slots=True)
class ParsedCall:
    """One call as the model wrote it."""

    name: str
    arguments: str
    """The arguments' JSON text; for a malformed call its whole text."""
    error: ParseError | None = None
    """What is wrong with a malformed call. It is never made: it has no name, or its text is no JSON."""

    @property
    def malformed(self) -> bool:
        """Whether this was meant as a call and is none."""
        return self.error is not None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A model's turn, taken apart."""

    content: str
    """What is said before the first call (or block that was meant as one), without thinking."""
    thinking: str
    calls: tuple[ParsedCall, ...]
    """In the text's order, malformed ones among them."""
    raw: str
    """The whole turn, thinking in `<think>` tags whatever the format's own are: a final answer is judged from it."""

    def message(self, prefix: str = "call") -> dict[str, Any]:
        """The turn as an OpenAI assistant message; its calls get the ids `prefix_0`, `prefix_1`, ...

        A turn without calls keeps its whole text, thinking included.
        """
        if not self.calls:
            return {"role": "assistant", "content": self.raw}
        message: dict[str, Any] = {"role": "assistant", "content": self.content}
        if self.thinking:
            message["reasoning_content"] = self.thinking
        message["tool_calls"] = [
            {
                "id": f"{prefix}_{number}",
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for number, call in enumerate(self.calls)
        ]
        return message
