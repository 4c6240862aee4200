"""Tools that would take too long once they are scaled, or once an episode has written: no bundle may hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from toolwright.runtime.ir.cost.limit import too_much_work

from .prove import Finding
from .scale import ScaledLevel


def heavy_tools(levels: Sequence[ScaledLevel], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Finding]:
    """What the runtime would refuse of *levels* over *rows*, because calls may take too long."""
    help_ = "say how long its lists and texts may be, as in `list[str](..50)`, or keep fewer rows"
    return [
        Finding("TW0416", level.name, None, _message(each.tool, each.said), help=help_, tool=each.tool)
        for level in levels
        for each in too_much_work(level.module, rows)[0]
    ]


def _message(tool: str | None, said: str) -> str:
    return said if tool is None else f"`{tool}` asks for too much work: {said}"
