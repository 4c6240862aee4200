"""What is wrong with a document, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a document that cannot be judged by, or that says nothing."""

    place: str
    """JSON pointer into the schema, `#` its root."""
    says: str
    """What is wrong and what to write instead."""
    ignored: bool = False
    """Whether calls can be judged all the same: the keyword is an annotation to JSON Schema."""


__all__ = ["Problem"]
