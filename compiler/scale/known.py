"""What trials of rewrites gave, by a hash of all that they read: while that is the same, so is what they give.

A call of a tool that writes nothing hangs on the tool, on what every tool of its world stands on, and on the columns
that it names (`compiler.reads`). A build that remembers runs no such call again as long as none of these changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from toolwright.runtime.ir.tools import DeclaredError, Tool, ToolModule

from ..reads import Rows, ToolReadings, WorldReadings, hashed


class Known:
    """Results of trials at one level, those of an earlier build among them."""

    def __init__(self, before: Mapping[str, Any] | None = None) -> None:
        """*before* are JSON values by what they hang on."""
        self._before = before or {}
        self.now: dict[str, Any] = {}
        """Those that were asked for."""

    def once(self, read: Iterable[str], make: Callable[[], Any]) -> Any:
        """What *make* gives as JSON, made where it is not known yet; it hangs on the texts *read* alone."""
        key = hashed(read)
        if key not in self.now:
            # Made now or read from a memo, it is the same value: lists and not tuples, text for every key.
            self.now[key] = self._before[key] if key in self._before else json.loads(json.dumps(make()))
        return self.now[key]


class Contents:
    """Hashes of all that calls of a tool read, over one world."""

    def __init__(self, module: ToolModule, rows: Rows) -> None:
        """Of tools over the entities and helper functions of *module* and over *rows*."""
        self._module = module
        self._rows = rows

    @cached_property
    def _readings(self) -> ToolReadings:
        return ToolReadings(self._module.model_copy(update={"errors": ()}), WorldReadings(self._rows))

    def of(self, tool: Tool, errors: Iterable[DeclaredError]) -> str | None:
        """Of *tool*, which may fail with some of *errors*; None where what calls give hangs on more than what is read:
        on what was written before, on how long a sandbox lets them run.
        """
        if tool.writes or self._module.externs:
            return None
        said = [tool.model_dump_json(exclude={"added"})]
        said += [error.model_dump_json() for error in errors if error.name in tool.fails]
        return self._readings.of(tool, hashed(said))
