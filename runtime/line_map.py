"""Line maps: which place of the spec each statement of a level's tools comes from, and where `tools.py` prints it.

`levels/<level>/tools.map.jsonl` has a row for each run of lines, and rows without lines for what stands in the
intermediate form alone. It is no part of a bundle's id: comments of the spec move places and change no meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Final

from pydantic import Field

from .ir.parts import Part, PartKind
from .ir.types import Identifier, Model

MAP_FILE: Final = "tools.map.jsonl"
_MAP_PATH: Final = re.compile(rf"levels/[A-Za-z][A-Za-z0-9_]*/{re.escape(MAP_FILE)}")

PlaceText = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f-\x9f]{1,1000}:[1-9][0-9]{0,8}:[1-9][0-9]{0,8}$")]
"""`scenario.tool:12:3`: a file of the spec as the manifest names it, a line and a column, both counted from 1."""


class Row(Model):
    """A row of a line map."""

    kind: PartKind
    name: Identifier
    path: tuple[Annotated[int, Field(ge=0)], ...] = ()
    """With *kind* and *name* the part, see `runtime.ir.parts`."""
    python: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] | None = None
    """First and last line in `tools.py`."""
    at: PlaceText
    """What it is made from: a statement, a declaration, a step, an `explore`."""
    by: PlaceText | None = None
    """The level that asked for it, where it is not in the base tool."""

    @property
    def part(self) -> Part:
        """What the row is about."""
        return Part(self.kind, self.name, self.path)


@dataclass(frozen=True)
class Place:
    """Where a part comes from, and which level asked for it."""

    at: str
    by: str | None = None


@dataclass(frozen=True)
class LineMap:
    """The map of one level."""

    rows: tuple[Row, ...]

    def place(self, part: Part) -> Place | None:
        """Where *part* comes from; None where the map does not say."""
        return self._places.get(part)

    def at_line(self, line: int) -> Place | None:
        """Where a line of `tools.py` comes from."""
        found = next((row for row in self.rows if row.python and row.python[0] <= line <= row.python[1]), None)
        return None if found is None else self._places[found.part]

    @cached_property
    def _places(self) -> Mapping[Part, Place]:
        return {row.part: Place(row.at, row.by) for row in self.rows}


def map_path(level: str) -> str:
    """The file of a bundle that holds the map of *level*."""
    return f"levels/{level}/{MAP_FILE}"


def is_map_path(path: str) -> bool:
    """Whether a file of a bundle may be outside its id."""
    return _MAP_PATH.fullmatch(path) is not None


def split_place(place: str) -> tuple[str, int, int]:
    """File, line and column of a place."""
    file, line, column = place.rsplit(":", 2)
    return file, int(line), int(column)
