"""How the answer of a plan comes from the results of its steps, as expressions over `step_1`, `step_2`, ..."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolwright.runtime.ir import expressions as ir

DECIMALS = 4
"""Decimals to which sums and differences of fractions are rounded, so that they hang on no order of adding."""


def step_id(place: int) -> str:
    """The id of the step at *place*."""
    return f"step_{place + 1}"


def result(place: int) -> ir.Var:
    """The result of the step at *place*."""
    return ir.Var(name=step_id(place))


def constant(value: Any) -> ir.Const:
    """A value that the question names."""
    return ir.Const(value=value)


def item(place: int, position: int) -> ir.Item:
    """One item of the list that the step at *place* gave."""
    return ir.Item(value=result(place), position=constant(position))


def as_list(values: Sequence[Any]) -> ir.ListOf:
    """The values in this order."""
    return ir.ListOf(items=tuple(values))


def total(values: Sequence[Any], *, fractions: bool) -> Any:
    """Their sum."""
    return _rounded(_call("sum", as_list(values)), fractions)


def spread(values: Sequence[Any], *, fractions: bool) -> Any:
    """The difference between the largest and the smallest of them."""
    largest, smallest = _call("max", as_list(values)), _call("min", as_list(values))
    return _rounded(ir.Binary(operator="sub", left=largest, right=smallest), fractions)


def days(values: Sequence[Any]) -> Any:
    """The days between two dates."""
    return _call("abs", _call("days_between", *values))


def best(names: Sequence[Any], values: Sequence[Any], *, most: bool) -> Any:
    """The name that belongs to the largest, or the smallest, value."""
    pairs = [
        ir.RecordOf(fields=(ir.Entry(name="name", value=name), ir.Entry(name="value", value=value)))
        for name, value in zip(names, values, strict=True)
    ]
    pair = ir.Var(name="pair")
    order = ir.SortKey(value=ir.Get(value=pair, name="value"), descending=most)
    clauses = (ir.ForEach(name="pair", source=as_list(pairs)), ir.SortBy(keys=(order,)))
    return _call("first", ir.Query(item=ir.Get(value=pair, name="name"), clauses=clauses))


def _call(name: str, *arguments: Any) -> ir.Builtin:
    return ir.Builtin(name=name, arguments=arguments)


def _rounded(value: Any, fractions: bool) -> Any:
    return _call("round", value, constant(DECIMALS)) if fractions else value
