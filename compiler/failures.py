"""Why a call failed, as its author reads it: what the model is told, what went wrong inside, and in which lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolwright.dsl.diagnostics import Label
from toolwright.dsl.program import Program
from toolwright.dsl.source import Span
from toolwright.dsl.syntax import nodes
from toolwright.runtime.errors import CallError, ErrorCode
from toolwright.runtime.externs import ExternError


@dataclass(frozen=True, slots=True)
class Failure:
    """What a finding says about a call that failed."""

    notes: tuple[str, ...] = ()
    """What a model reads, then what only the author does."""
    labels: tuple[Label, ...] = ()
    """The line of an extern function that raised, or the check that does not hold."""


def failure(program: Program, problem: CallError) -> Failure:
    """Why a call of a tool of *program* failed."""
    inside = (f"what went wrong inside: {problem.detail}",) if problem.detail else ()
    return Failure((f"{problem.code}: {problem.message}", *inside), tuple(_places(program, problem)))


def mend(problem: CallError) -> str:
    """What to do about a golden call that fails so."""
    match problem.code:
        case ErrorCode.CONSTRAINT | ErrorCode.DIVISION_BY_ZERO:
            first = "let the tool refuse such arguments with an error of its own, or "
        case ErrorCode.INTERNAL | ErrorCode.TIMEOUT | ErrorCode.RESOURCE_LIMIT if problem.detail:
            first = "mend the function, or "
        case _:
            first = ""
    return f"{first}keep instances that cannot be solved out of `each`"


def extern_failure(program: Program, problem: ExternError) -> Failure:
    """Why a call of an extern function of *program*, made outside of tools, failed."""
    return Failure((str(problem),), tuple(_line(program, problem.detail)))


def _places(program: Program, problem: CallError) -> Iterator[Label]:
    if problem.check is None:
        yield from _line(program, problem.detail)
    else:
        entity, number = problem.check
        yield Label(program.entities[entity].checks[number].span, "this check does not hold")


def _line(program: Program, detail: str) -> Iterator[Label]:
    """The line that the reason of a failed extern function names, as one of its file."""
    told = _IN_A_LINE.match(detail)
    if told and (extern := program.externs.get(told["name"])):
        yield Label(_line_of_block(extern.node.code, int(told["line"])), "it fails in this line")


_IN_A_LINE = re.compile(r"`(?P<name>\w+)`: line (?P<line>\d{1,6}): ")


def _line_of_block(code: nodes.Code, number: int) -> Span:
    """The line of a block with this *number*, from 1, without the blanks around it."""
    source, start = code.span.source, code.span.start
    for _ in range(number):
        start = source.text.find("\n", start, code.span.end) + 1
    line = source.text[start : source.text.find("\n", start)]
    start += len(line) - len(line.lstrip())
    return Span(source, start, start + len(line.strip()))
