"""One file of a project, with the declarations that count in it."""

from __future__ import annotations

from dataclasses import dataclass

from ..checking.scope import Scope
from ..source import Span
from ..syntax import nodes


@dataclass(frozen=True, slots=True)
class Unit:
    """One file with the declarations that count in it."""

    path: str
    header: nodes.ScenarioDecl | None
    module: nodes.Module
    scope: Scope
    items: tuple[nodes.Declaration, ...]
    """Declarations without those that were reported as second of their name."""
    broken: bool
    """Whether parts of it are left out, so that what seems to be missing may stand there."""
    root: bool
    comments: tuple[Span, ...]
