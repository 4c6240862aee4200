"""A task: what is asked, the plan that finds it out, and the answer."""

from __future__ import annotations

from typing import TypeAlias

from ...lean import lean_dataclass
from .expressions import Call, Expr, Template
from .node import Doc, Ident, Node
from .statements import Let


@lean_dataclass(frozen=True, slots=True, eq=False)
class KindItem(Node):
    """`kind multi_hop`."""

    kind: Ident


@lean_dataclass(frozen=True, slots=True, eq=False)
class Each(Node):
    """`each b in Book`: one task per element (several: the product)."""

    name: Ident
    source: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class Ask(Node):
    """`ask $"..."`; several are phrasings of one question."""

    text: Template


@lean_dataclass(frozen=True, slots=True, eq=False)
class Derive(Node):
    """`derive expr`: a step without a tool; the compiler writes the tool that computes *value*."""

    value: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class Step(Node):
    """`step part for c in trio = country_area(name=c.name) asks $"..." gives part.area after other`.

    *variable* and *source* are both None or both set (a fan-out: the step's name then stands for a list of
    results outside, and for one result in its own `gives`).
    """

    name: Ident
    variable: Ident | None
    source: Expr | None
    call: Call | Derive
    asks: Template | None
    gives: Expr | None
    after: tuple[Ident, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class Answer(Node):
    """`answer expr within 0.5 unordered phrased $"{answer} km"`."""

    value: Expr
    within: int | float | None
    unordered: bool
    phrased: Template | None


@lean_dataclass(frozen=True, slots=True, eq=False)
class Goal(Node):
    """`goal condition` on the state after the plan."""

    condition: Expr


TaskItem: TypeAlias = KindItem | Each | Ask | Let | Step | Answer | Goal


@lean_dataclass(frozen=True, slots=True, eq=False)
class TaskDecl(Node):
    """`task name { ... }`; items in the order of the file."""

    name: Ident
    doc: Doc | None
    items: tuple[TaskItem, ...]
