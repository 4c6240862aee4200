"""Parts of a module and the lines that print them, and where calls fail."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings

from toolwright.runtime.errors import ErrorCode
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.parts import Part, held_by, statements_of
from toolwright.runtime.ir.tools import DeclaredError, Tool
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import generated
from toolwright.runtime.where import Where

from .strategies import Sample, samples

some = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

PYTHON: dict[type, type[ast.stmt] | tuple[type[ast.stmt], ...]] = {
    ir.Let: (ast.Assign, ast.AnnAssign),
    ir.Require: ast.If,
    ir.Fail: ast.Raise,
    ir.Return: ast.Return,
    ir.Insert: (ast.Assign, ast.Expr),
    ir.Update: (ast.Assign, ast.Expr),
    ir.Delete: ast.Expr,
    ir.For: ast.For,
    ir.If: ast.If,
}
"""What prints a statement, or begins it."""


@some
@given(samples())
def test_each_statement_stands_in_the_lines_that_are_told_for_it(sample: Sample) -> None:
    made = generated(sample.module, "Tools.")
    starts = {node.lineno: node for node in ast.walk(ast.parse(made.text)) if isinstance(node, ast.stmt)}
    assert all(one.first <= one.last < two.first for one, two in zip(made.lines, made.lines[1:], strict=False))
    first: dict[Part, int] = {}
    for part, line, last in made.lines:
        first.setdefault(part, line)
        assert "".join(made.text.splitlines()[line - 1 : last]).strip()
    wanted = {part: statement for tool in sample.module.tools for part, statement in statements_of(tool)}
    for part, statement in wanted.items():
        node = starts[first[part]]
        assert isinstance(node, PYTHON[type(statement)])
        if isinstance(node, ast.For | ast.If) and held_by(statement):
            branches = [node.body, node.orelse] if isinstance(node, ast.If) else [node.body]
            held = {number: branches[number][0].lineno for number, body in enumerate(held_by(statement)) if body}
            assert held == {number: first[part.below(number, 0)] for number in held}
    declared = {Part("error", error.name) for error in sample.module.errors}
    declared |= {Part("function", function.name) for function in sample.module.functions}
    assert first.keys() - wanted.keys() >= declared


@some
@given(samples())
def test_a_statement_that_fails_is_found(sample: Sample) -> None:
    """Each statement in turn is made to fail; where a call gets there, its place is told."""
    errors = (*sample.module.errors, DeclaredError(name="Planted", message=ir.Text(parts=("Planted.",))))
    for name, arguments in sample.calls[:2]:
        tool = next(tool for tool in sample.module.tools if tool.name == name)
        for part, _ in statements_of(tool):
            tools = tuple(_failing(each, part) if each.name == name else each for each in sample.module.tools)
            machine = Machine(sample.module.model_copy(update={"tools": tools, "errors": errors}), sample.rows)
            call, world = (name, json.dumps(arguments)), machine.world()
            found = Where(machine).fails(world, *call)
            seen = machine.call(world, *call)
            if seen.error is None:
                assert found == ()
            elif seen.error.code == "Planted":
                assert found == (part,) if part.kind == "tool" else found[0] == part and found[-1].kind == "tool"
            elif seen.error.code != ErrorCode.CONSTRAINT:
                assert found and found[0] != part, seen
            assert part != Part("tool", name, (0,)) or found == (part,)


def _failing(tool: Tool, part: Part) -> Tool:
    def planted(body: Sequence[Any], path: tuple[int, ...]) -> tuple[Any, ...]:
        statement = body[path[0]]
        if len(path) == 1:
            new: Any = ir.Fail(error="Planted")
        elif isinstance(statement, ir.For):
            new = statement.model_copy(update={"body": planted(statement.body, path[2:])})
        else:
            branch = ("then", "otherwise")[path[1]]
            new = statement.model_copy(update={branch: planted(getattr(statement, branch), path[2:])})
        return (*body[: path[0]], new, *body[path[0] + 1 :])

    fails = (*tool.fails, "Planted")
    if part.kind == "base":
        assert tool.core is not None
        core = tool.core.model_copy(update={"body": planted(tool.core.body, part.path)})
        return tool.model_copy(update={"core": core, "fails": fails})
    return tool.model_copy(update={"body": planted(tool.body, part.path), "fails": fails})
