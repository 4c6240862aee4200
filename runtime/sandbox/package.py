"""What a sandbox runs: functions in Python, the limits they run under, and how their calls end."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from ..errors import ErrorCode

MEMORY: Final = 256 << 20
"""Address space of a child, in bytes."""
MAX_ANSWER: Final = 64 << 10
"""Most bytes of one answer as JSON."""
MAX_REQUEST: Final = 4 << 20
"""Most bytes of the arguments of one call."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function as its author wrote it: *code* defines a function called *name*."""

    name: str
    code: str
    imports: tuple[str, ...] = ()
    """Modules that the code sees, each under its own name."""
    timeout_ms: int = 100
    """Processor time that one call may take, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Package:
    """Functions that share processes: those of one bundle."""

    functions: tuple[Function, ...]
    memory: int = MEMORY
    """Address space of a child, in bytes."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A call that gave a value: null, truth values, numbers, text, lists and dictionaries of them."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """A call that gave none."""

    code: ErrorCode
    """TIMEOUT, RESOURCE_LIMIT or INTERNAL."""
    reason: str
    """What happened, for the author; it may hold text of the body and is never shown to a model."""


Outcome: TypeAlias = Answered | Failed
Call: TypeAlias = tuple[str, Sequence[Any]]
"""A function's name and its arguments, plain JSON values."""
TOO_LARGE: Final = Failed(ErrorCode.RESOURCE_LIMIT, f"its arguments have more than {MAX_REQUEST} bytes")
"""What becomes of a call whose arguments are too large to be sent."""


class Caller(Protocol):
    """What makes the calls of one world: a session of confined processes, or of an interpreter."""

    def call(self, function: str, arguments: Sequence[Any]) -> Outcome:
        """The outcome of one call.

        Raises SandboxUnavailableError; KeyError for a function that the package does not have; ValueError, TypeError
        or UnicodeEncodeError for arguments that are no JSON values.
        """
        ...

    def frame(self, calls: Sequence[Call]) -> list[Outcome]:
        """The outcomes of several calls, as if they were made one by one; raises what `call` raises."""
        ...

    def close(self) -> None:
        """End what it holds; it may be used again."""
        ...


class SandboxUnavailableError(Exception):
    """The sandbox does not hold here, or cannot be started; nothing was run. Says why."""


def keeps_nothing(code: str) -> bool:
    """Whether *code* provably has no memory between calls: constants and functions only, and no module changed.

    Code that is no Python keeps nothing, too.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return not any(_remembering(tree))


def begins_at_once(code: str) -> bool:
    """Whether running *code* from the top, which calls no function in it, provably takes no time to speak of.

    Only functions without defaults and decorators and names for constants count: what stands in their annotations and
    values is named, and nothing is computed.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(decorator_list=[], args=ast.arguments(defaults=[], kw_defaults=[]) as given):
                run = [given, *([statement.returns] if statement.returns else [])]
            case ast.Assign(value=value):
                run = [value]
            case _:
                return False
        if not all(isinstance(node, _NAMING) for part in run for node in ast.walk(part)):
            return False
    return True


_NAMING = (
    *(ast.arguments, ast.arg, ast.Name, ast.Attribute, ast.Constant, ast.Subscript, ast.Tuple, ast.expr_context),
    *(ast.UnaryOp, ast.USub),
)


def _remembering(tree: ast.Module) -> Iterator[ast.AST]:
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(decorator_list=[], args=ast.arguments(defaults=[], kw_defaults=[])):
                pass
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) if _is_constant(value):
                pass
            case _:
                yield statement
    for node in ast.walk(tree):
        match node:
            case ast.Global() | ast.Import() | ast.ImportFrom() | ast.ClassDef():
                yield node
            case ast.Attribute(ctx=ast.Store() | ast.Del()):
                yield node
            case ast.Name(id=name) | ast.Attribute(attr=name) if name.startswith("__") or name in _REACHING:
                yield node


_REACHING = frozenset(("globals", "vars", "setattr", "delattr", "exec", "eval", "getattr", "sys", "gc"))


def _is_constant(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=inner):
            return _is_constant(inner)
        case ast.BinOp(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case ast.Tuple(elts=items):
            return all(map(_is_constant, items))
        case _:
            return False
