"""The authoring guide for language models: one Markdown text with every table of the language in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..diagnostics.catalogue import CATALOGUE
from .tables import TABLES, code, table

_TEMPLATES: Final = Environment(
    loader=PackageLoader("toolwright.dsl.export"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # Markdown, not HTML
)
OFTEN_MET: Final = (
    *("TW0101", "TW0102", "TW0103", "TW0201", "TW0203", "TW0204", "TW0208", "TW0301", "TW0306", "TW0307", "TW0309"),
    *("TW0310", "TW0311", "TW0312", "TW0313", "TW0401", "TW0404", "TW0406", "TW0412", "TW0504", "TW0505", "TW0603"),
    *("TW0605", "TW0606", "TW0608", "TW0653", "TW0657", "TW0659", "TW0660", "TW0662", "TW0664", "TW0665"),
)
"""Codes that authors meet most, by what models got wrong and by what the compiler proves."""
SHORT: Final = ("what-a-scenario-is", "rules", "a-whole-file", "expressions", "tools", "tasks", "the-loop")
"""Sections of the short guide."""
_HEADING: Final = re.compile(r"(?m)^## (.+)$")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A file, or the beginning of it."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A whole scenario, with the beginnings of the files that it reads."""

    path: str
    text: str
    data: tuple[Excerpt, ...]


def guide(examples: Sequence[Example] = ()) -> str:
    """The whole guide, with *examples* at its end; the same text for the same examples."""
    text = _TEMPLATES.get_template("guide.md.j2").render(tables=TABLES, diagnostics=_diagnostics(), examples=examples)
    return text.rstrip() + "\n"


def sections(text: str) -> dict[str, str]:
    """The sections of a guide by name, in their order; what stands before the first is called `top`."""
    found = list(_HEADING.finditer(text))
    starts = [0, *(match.start() for match in found)]
    names = ["top", *(re.sub(r"[^a-z]+", "-", match[1].lower()) for match in found)]
    ends = [*starts[1:], len(text)]
    return {name: text[start:end].rstrip() + "\n" for name, start, end in zip(names, starts, ends, strict=True)}


def _diagnostics() -> str:
    return table(("code", "means"), ((code(each), CATALOGUE[each].title) for each in OFTEN_MET))
