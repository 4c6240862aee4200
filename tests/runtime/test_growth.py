"""Lists that only grow are appended to; what somebody else may hold is never changed in place."""

from __future__ import annotations

from typing import Any

import pytest

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.parts import Part
from toolwright.runtime.python.expressions import Printer
from toolwright.runtime.python.functions import Body
from toolwright.runtime.python.names import Names

from .printed import const, var

EMPTY = ir.ListOf(items=())


def let(name: str, value: Any) -> ir.Let:
    return ir.Let(name=name, value=value)


def grow(name: str, *items: Any, of: str = "") -> ir.Let:
    """`name = of + [items]`; of itself where *of* is not said."""
    return let(name, ir.Binary(operator="add", left=var(of or name), right=ir.ListOf(items=items)))


def each(*body: Any) -> ir.For:
    return ir.For(name="x", source=var("xs"), body=body)


def branch(then: Any, *otherwise: Any) -> ir.If:
    return ir.If(condition=var("c"), then=(then,), otherwise=otherwise)


def printed(*body: Any) -> list[str]:
    """The statements of a body as Python."""
    names = Names([])
    pieces = Body(names, Printer(names), {}).printed(body, 0, Part("tool", "t"))
    return [line for piece in pieces for line in piece.text.splitlines()]


def test_a_list_that_only_grows_is_appended_to() -> None:
    loop = each(branch(grow("out", var("x")), grow("out", const(0))))
    assert printed(let("out", EMPTY), loop, ir.Return(value=var("out"))) == [
        "out = []",
        "for x in xs:",
        "    if c:",
        "        out.append(x)",
        "    else:",
        "        out.append(0)",
        "return out",
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param((let("out", var("given")), grow("out", var("x"))), id="a list that came from elsewhere"),
        pytest.param((let("out", EMPTY), let("kept", var("out")), grow("out", var("x"))), id="held by another name"),
        pytest.param((let("out", EMPTY), each(grow("out", var("out")))), id="in itself"),
        pytest.param((let("out", EMPTY), each(grow("out", var("x")), let("kept", var("out")))), id="held in a turn"),
        pytest.param(
            (let("out", var("given")), branch(let("out", EMPTY)), grow("out", var("x"))), id="made in a branch"
        ),
        pytest.param((let("out", EMPTY), let("out", var("given")), grow("out", var("x"))), id="set to another"),
        pytest.param((let("out", EMPTY), grow("more", var("x"), of="out")), id="a longer one beside it"),
        pytest.param((let("out", EMPTY), grow("out", var("x"), var("x"))), id="two items at once"),
    ],
)
def test_what_somebody_else_may_hold_is_not_changed_in_place(body: tuple[Any, ...]) -> None:
    assert not any("append" in line for line in printed(*body))
