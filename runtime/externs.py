"""Extern functions as machine and reference evaluator call them: plain values in, values of the declared type out.

Nothing of a session is started before the first call, and a module without extern functions never comes near a sandbox.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NoReturn

from .arguments import compile_validator
from .errors import CallError, ErrorCode
from .ir import expressions as ir
from .ir.cost.sizes import Usual
from .ir.tools import Extern, Param, Tool
from .ir.types import IntType, ListType, MapType, OptionalType, RecordType, StrType, Type
from .ir.verify import walk
from .sandbox.interpreter.pool import Interpreter
from .sandbox.isolation import refused
from .sandbox.package import Caller, Failed, Function, Package
from .sandbox.pooled import Pool, refuse_memory
from .sandbox.shared import sandbox_for
from .tracing import plain

_RESULT: Final = "result"
_USUAL: Final = Usual()
_ITEMS, _CHARACTERS, _NUMBER = int(_USUAL.items), int(_USUAL.characters), 10 ** int(_USUAL.digits)
_MESSAGES: Final = {
    ErrorCode.TIMEOUT: "the tool took too long on these arguments; nothing was changed",
    ErrorCode.RESOURCE_LIMIT: "the tool needs more than it may use on these arguments; nothing was changed",
    ErrorCode.INTERNAL: "the tool failed on these arguments; nothing was changed",
}


class ExternError(Exception):
    """A call of an extern function that gave no value."""

    def __init__(self, code: ErrorCode, detail: str) -> None:
        """Keep what happened: *detail* is for the author, `message` for the model."""
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.message = _MESSAGES[code]


class Externs:
    """The extern functions of one module."""

    def __init__(self, externs: Sequence[Extern], pooled: bool = False) -> None:
        """Start nothing. Where *pooled*, all worlds share processes (`sandbox.pooled`)."""
        self._pooled = pooled
        self._externs = {extern.name: extern for extern in externs}
        self._package = Package(
            tuple(Function(extern.name, extern.code, tuple(extern.imports), extern.timeout_ms) for extern in externs)
        )
        self._take = {extern.name: compile_validator(_as_required(extern.params)) for extern in externs}
        self._declared = {extern.name: _gives(extern.result) for extern in externs}
        self._give = {extern.name: _gives(as_taken_for_granted(extern.result)) for extern in externs}

    def refused(self) -> Mapping[str, str]:
        """The functions that cannot be run here, and why (`sandbox.isolation`). Raises SandboxUnavailableError."""
        return refused(self._package.functions)

    def session(self) -> Caller:
        """What makes the calls of one world. Raises SandboxUnavailableError."""
        return sandbox_for(self._package).session()

    @cached_property
    def pool(self) -> Caller:
        """What makes the calls of all worlds: processes that they share, or an interpreter, which they share anyway.

        Raises SandboxUnavailableError, or RemembersError where a function may keep something between calls.
        """
        refuse_memory(self._package)
        sandbox = sandbox_for(self._package)
        return sandbox if isinstance(sandbox, Interpreter) else Pool(sandbox)

    def call(self, session: Caller, name: str, arguments: Sequence[Any]) -> Any:
        """What a function gives for plain *arguments*, of its declared type. Raises ExternError.

        Raises SandboxUnavailableError where nothing can be run.
        """
        params = self._externs[name].params
        given = self._take[name](dict(zip((param.name for param in params), arguments, strict=True)))
        if isinstance(given, CallError):
            detail = f"`{name}` is called with another value than it takes: {given.message}"
            raise ExternError(ErrorCode.INTERNAL, detail)
        outcome = session.call(name, list(given.values()))
        if isinstance(outcome, Failed):
            limit = f" (its `timeout_ms` is {self._externs[name].timeout_ms})"
            spent = limit if outcome.code == ErrorCode.TIMEOUT else ""
            raise ExternError(outcome.code, f"`{name}`: {outcome.reason}{spent}")
        found = self._give[name]({_RESULT: outcome.value})
        if isinstance(found, CallError):
            self._refuse(name, outcome.value, found)
        return found[_RESULT]

    def _refuse(self, name: str, value: Any, more: CallError) -> NoReturn:
        found = self._declared[name]({_RESULT: value})
        if isinstance(found, CallError):
            detail = f"`{name}` gives another value than it declares: {found.message}"
            raise ExternError(ErrorCode.INTERNAL, detail)
        detail = f"`{name}` gives more than a type without limits stands for ({more.message}); declare a limit"
        raise ExternError(ErrorCode.RESOURCE_LIMIT, detail)

    def opened(self) -> OpenedExterns:
        """The functions with a session of their own."""
        return OpenedExterns(self)

    def for_worlds(self) -> Mapping[str, Callable[..., Any]]:
        """Each as a function of a world and traced arguments: a world's calls share a session, which ends with it.

        Where processes are pooled, all worlds share them. Raises what `pool` raises.
        """
        if self._pooled and self._externs:
            return {name: self._for_all(name, self.pool) for name in self._externs}
        return {name: self._for_worlds(name) for name in self._externs}

    def _for_all(self, name: str, pool: Caller) -> Callable[..., Any]:
        def call(_: Any, *arguments: Any) -> Any:
            return self.call(pool, name, [plain(argument) for argument in arguments])

        return call

    def _for_worlds(self, name: str) -> Callable[..., Any]:
        def call(world: Any, *arguments: Any) -> Any:
            try:
                session = world.session
            except AttributeError:
                session = world.session = self.session()
            return self.call(session, name, [plain(argument) for argument in arguments])

        return call


class OpenedExterns:
    """Extern functions in one session, which is made at the first call."""

    def __init__(self, externs: Externs) -> None:
        """Start nothing."""
        self._externs = externs
        self._session: Caller | None = None

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        """See `Externs.call`."""
        if self._session is None:
            self._session = self._externs.session()
        return self._externs.call(self._session, name, arguments)


def as_taken_for_granted(type_: Type) -> Type:
    """*type_* with the sizes that the bound of a call's work takes for granted where it sets none (`ir.cost`)."""
    match type_:
        case OptionalType(item=item):
            return type_.model_copy(update={"item": as_taken_for_granted(item)})
        case ListType(item=item, high=high):
            most = _ITEMS if high is None else high
            return type_.model_copy(update={"item": as_taken_for_granted(item), "high": most})
        case MapType(key=key, value=value, high=high):
            parts = {"key": as_taken_for_granted(key), "value": as_taken_for_granted(value)}
            return type_.model_copy(update={**parts, "high": _ITEMS if high is None else high})
        case RecordType(fields=fields):
            limited = [each.model_copy(update={"value": as_taken_for_granted(each.value)}) for each in fields]
            return type_.model_copy(update={"fields": tuple(limited)})
        case StrType(high=None):
            return type_.model_copy(update={"high": _CHARACTERS})
        case IntType(low=low, high=high) if low is None or high is None:
            limits = {"low": -_NUMBER if low is None else low, "high": _NUMBER if high is None else high}
            return type_.model_copy(update=limits)
        case _:
            return type_


def calls_extern(tool: Tool) -> bool:
    """Whether a tool, or its base, calls an extern function."""
    return any(isinstance(node, ir.ApplyExtern) for node in walk(tool))


def _gives(result: Type) -> Callable[[Mapping[str, Any]], Any]:
    return compile_validator([Param(name=_RESULT, value=result)])


def _as_required(params: Sequence[Param]) -> list[Param]:
    return [param.model_copy(update={"required": True, "default": None}) for param in params]
