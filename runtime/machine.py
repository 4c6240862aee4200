"""The machine that runs tools: functions, validators and rows of one module, from JSON text to JSON observation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .arguments import compile_validator
from .errors import CallError, ErrorCode
from .facts import NOTHING, CellFact, Receipt, ValueFact
from .ir.tools import Param, Tool, ToolModule
from .jsontext import canonical, parse_arguments
from .python import GeneratedModule
from .python.prelude import ConstraintError, ToolError, World
from .tracing import mark, plain, reveal
from .world import WorldTemplate

CACHE_SIZE = 50_000
"""Results of read-only calls on the untouched world that are kept; training repeats the same calls."""

BROKEN_RULES = (
    ArithmeticError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    NameError,
    RecursionError,
    MemoryError,
)
"""How a body ends that breaks its own world's rules: the author's mistake, not the model's and not a traceback."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one call gave: the text that the model sees, the error if there was one, the receipt."""

    text: str
    error: CallError | None
    receipt: Receipt
    result: Any = None
    """The result with its facts (`runtime.tracing`), for the compiler; None where the call failed."""


class Machine:
    """Runs the tools of one module; it holds no state of its own but the rows that every world starts from."""

    _template: WorldTemplate

    def __init__(
        self, module: ToolModule, rows: Mapping[str, Sequence[Mapping[str, Any]]], like: Machine | None = None
    ) -> None:
        """Generate the module's functions; *module* must have passed `ir.verify`.

        *like* is a machine of the same entities, helper functions and rows; its rows are shared, not made again.

        Raises KeyError, TypeError or AttributeError where *rows* do not fit the module's entities, ValueError for a
        default that does not fit its own type, SyntaxError, RecursionError or MemoryError where a body is nested
        deeper than Python reads.
        """
        self.module = module
        self.tools: Mapping[str, Tool] = {tool.name: tool for tool in module.tools}
        self._validators = {n: compile_validator(tool.params) for n, tool in self.tools.items()}
        self._generated = GeneratedModule(module, self._with_facts)
        self._template = like._template if like else WorldTemplate.of(module.entities, rows, self._generated.condition)
        self._cache: dict[tuple[str, str], Observation] = {}

    def world(self) -> World:
        """A fresh world; it shares its rows with all others until it is written."""
        return self._template.world()

    def condition(self, expression: Any, *variables: str) -> Callable[..., Any]:
        """An expression as a function of a world and *variables*."""
        return self._generated.condition(expression, *variables)

    def validate(self, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any] | CallError:
        """The arguments as runtime values with defaults filled in, or what is wrong with them."""
        return self._validators[tool](arguments)

    def call(self, world: World, name: str, arguments: str, pristine: bool = False) -> Observation:
        """Run one call on *world*, from JSON text to JSON observation with its receipt.

        *pristine* says that nothing was written to *world* yet, so that the result of a read-only tool may be kept.
        """
        tool = self.tools.get(name)
        if tool is None:
            return _failed(CallError(ErrorCode.UNKNOWN_TOOL, "there is no tool of this name"))
        parsed = parse_arguments(arguments)
        if isinstance(parsed, CallError):
            return _failed(parsed)
        values = self._validators[name](parsed)
        if isinstance(values, CallError):
            return _failed(values)
        if not pristine or tool.writes:
            return self.run(world, tool, values)
        key = (name, canonical(values))
        if key not in self._cache:
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            self._cache[key] = self.run(world, tool, values)
        return self._cache[key]

    def run(self, world: World, tool: Tool, values: dict[str, Any]) -> Observation:
        """Run a tool on valid arguments, defaults filled in; a call that fails changes nothing."""
        before = world.begin()
        try:
            result = self._generated.tools[tool.name](world, **self._generated.keywords(tool.name, values))
            facts: set[CellFact | ValueFact] = set()
            text = json.dumps(reveal(result, facts), ensure_ascii=False, separators=(",", ":"))
            writes = self._template.commit(world) if world.journal else frozenset()
        except ToolError as failure:
            world.rollback(before)
            return _failed(CallError(_declared_name(tool, failure), str(failure)))
        except ConstraintError as broken:
            world.rollback(before)
            return _failed(CallError(ErrorCode.CONSTRAINT, f"{broken}; nothing was changed"))
        except ZeroDivisionError:
            world.rollback(before)
            said = "these arguments lead to a division by zero; nothing was changed"
            return _failed(CallError(ErrorCode.DIVISION_BY_ZERO, said))
        except BROKEN_RULES:
            world.rollback(before)
            return _failed(CallError(ErrorCode.INTERNAL, "the tool failed on these arguments; nothing was changed"))
        return Observation(text, None, Receipt(frozenset(facts), writes), result)

    def _with_facts(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function of a base tool, its result marked with the facts of the base call."""
        tool = self.tools[name]
        params = tool.core.params if tool.core else tool.params
        to_python = self._python_names(params)

        def marked(world: World, **arguments: Any) -> Any:
            result = function(world, **arguments)
            base = {p.name: plain(arguments[to_python[p.name]]) for p in params if to_python[p.name] in arguments}
            return mark(result, tool.origin, base_arguments(params, base))

        return marked

    def _python_names(self, params: tuple[Param, ...]) -> dict[str, str]:
        from .python.names import Names

        names = Names.of(self.module)
        return {p.name: names.local(p.name) for p in params}


def base_arguments(params: tuple[Param, ...], arguments: Mapping[str, Any]) -> str:
    """A base call's identity: its arguments in canonical form, those that equal their default left out."""
    given = {
        p.name: arguments[p.name]
        for p in params
        if p.name in arguments and (p.required or canonical(arguments[p.name]) != canonical(p.default))
    }
    return canonical(given)


def _declared_name(tool: Tool, failure: ToolError) -> str:
    name = type(failure).__name__
    return next((error for error in tool.fails if error in (name, name.removesuffix("_"))), name)


def _failed(error: CallError) -> Observation:
    text = json.dumps({"error": error.code, "message": error.message}, ensure_ascii=False)
    return Observation(text, error, NOTHING)
