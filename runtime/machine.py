"""The machine that runs tools: functions, validators and rows of one module, from JSON text to JSON observation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .arguments import compile_validator
from .broken_rules import BrokenRuleError
from .errors import CallError, ErrorCode
from .externs import ExternError, Externs, calls_extern
from .facts import NOTHING, CellFact, Receipt, ValueFact
from .ir.tools import Param, Tool, ToolModule
from .jsontext import canonical, compact, parse_arguments
from .python import GeneratedModule
from .python.names import Names
from .python.prelude import ConstraintError, ToolError, World, Write
from .quick import QuickTools, Runner, Seen
from .tracing import is_traced, mark, plain, reveal
from .world import TracingWorld, WorldTemplate, write_texts

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
    written: tuple[Write, ...] = ()
    """The writes of the receipt, as they were made."""


class Machine:
    """Runs the tools of one module; it holds no state of its own but the rows that every world starts from."""

    _template: WorldTemplate

    def __init__(
        self,
        module: ToolModule,
        rows: Mapping[str, Sequence[Mapping[str, Any]]],
        like: Machine | None = None,
        *,
        pooled: bool = False,
    ) -> None:
        """Generate the module's functions; *module* must have passed `ir.verify`.

        *like* is a machine of the same entities, helper functions and rows; its rows are shared, not made again.
        Where *pooled*, worlds share the processes of extern functions.

        Raises KeyError, TypeError or AttributeError where *rows* do not fit the module's entities, ValueError for a
        default that does not fit its own type, SyntaxError, RecursionError or MemoryError where a body is nested
        deeper than Python reads; where *pooled*, SandboxUnavailableError, and RemembersError for a function that may
        keep something between calls.
        """
        self.module = module
        self.tools: Mapping[str, Tool] = {tool.name: tool for tool in module.tools}
        self._validators = {n: compile_validator(tool.params) for n, tool in self.tools.items()}
        self._names = Names.of(module)
        self._generated = GeneratedModule(module, self._with_facts, Externs(module.externs, pooled).for_worlds())
        # What ran in the sandbox may have been cut short by its limits, which another run may not be.
        self._not_kept = {t.name for t in module.tools if t.writes or calls_extern(t)}
        self._template = like._template if like else WorldTemplate.of(module.entities, rows, self._generated.condition)
        self._cache: dict[tuple[str, str], Observation] = {}
        self._runners: dict[tuple[str, bool], Runner] = {}

    def world(self) -> TracingWorld:
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
        if not pristine or name in self._not_kept:
            return self.run(world, tool, values)
        key = (name, canonical(values))
        if key not in self._cache:
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            self._cache[key] = self.run(world, tool, values)
        return self._cache[key]

    def runner(self, name: str, all_facts: bool) -> Runner:
        """The quick way to make calls of a tool: the same observations, errors, writes and stored cells as `call`.

        With *all_facts* it shows the facts of computed values, too.
        """
        key = (name, all_facts)
        if key not in self._runners:
            self._runners[key] = self._runner(self.tools[name], all_facts)
        return self._runners[key]

    def _runner(self, tool: Tool, all_facts: bool) -> Runner:
        identity = base_identity(tool.params)

        def slow(world: World, arguments: str) -> Seen:
            seen = self.call(world, tool.name, arguments)
            return seen.text, seen.error.code if seen.error else None, (seen.receipt.facts,), seen.written

        if calls_extern(tool):
            return slow  # a call that fails is made twice the quick way, and this one may have used all its time

        def refused(failure: ToolError) -> Seen:
            seen = _refused(tool, failure)
            return seen.text, seen.error.code if seen.error else None, (), ()

        def marked(value: Any, given: dict[str, Any]) -> Any:
            return mark(value, tool.origin, identity(given))

        try:
            return self._quick.made(tool, all_facts, slow, refused, self._with_facts, marked)
        except (SyntaxError, RecursionError, MemoryError):
            return slow  # a body that is nested as deep as Python reads, and no deeper

    @cached_property
    def _quick(self) -> QuickTools:
        return QuickTools(self.module, self._generated.namespace, self._template.commit)

    def run(self, world: World, tool: Tool, values: dict[str, Any]) -> Observation:
        """Run a tool on valid arguments, defaults filled in; a call that fails changes nothing."""
        before = world.begin()
        try:
            result = self._generated.tools[tool.name](world, **self._generated.keywords(tool.name, values))
            facts: set[CellFact | ValueFact] = set()
            text = compact(reveal(result, facts))
            written = self._template.commit(world) if world.journal else ()
        except ToolError as failure:
            world.rollback(before)
            return _refused(tool, failure)
        except BrokenRuleError as broken:
            world.rollback(before)
            said = f"{broken}; nothing was changed"
            return _failed(CallError(ErrorCode.CONSTRAINT, said, detail=broken.detail, check=broken.check))
        except ConstraintError as broken:
            world.rollback(before)
            return _failed(CallError(ErrorCode.CONSTRAINT, f"{broken}; nothing was changed"))
        except ZeroDivisionError:
            world.rollback(before)
            said = "these arguments lead to a division by zero; nothing was changed"
            return _failed(CallError(ErrorCode.DIVISION_BY_ZERO, said))
        except ExternError as failure:
            world.rollback(before)
            return _failed(CallError(failure.code, failure.message, detail=failure.detail))
        except BROKEN_RULES:
            world.rollback(before)
            return _failed(CallError(ErrorCode.INTERNAL, "the tool failed on these arguments; nothing was changed"))
        return Observation(text, None, Receipt(frozenset(facts), write_texts(written)), result, written)

    def _with_facts(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function of a base tool, its result marked with the facts of the base call."""
        tool = self.tools[name]
        params = tool.core.params if tool.core else tool.params
        identity = base_identity(params)
        python_names = {p.name: self._names.local(p.name) for p in params}

        def marked(world: World, **arguments: Any) -> Any:
            result = function(world, **arguments)
            if is_traced(result):
                return result
            given = {name: plain(arguments[local]) for name, local in python_names.items() if local in arguments}
            return mark(result, tool.origin, identity(given))

        return marked


def base_identity(params: tuple[Param, ...]) -> Callable[[Mapping[str, Any]], str]:
    """From a base call's arguments to its identity: them in canonical form, those that equal their default left out."""
    required = frozenset(p.name for p in params if p.required)
    defaults = {p.name: canonical(p.default) for p in params if not p.required}

    def identity(arguments: Mapping[str, Any]) -> str:
        return canonical(
            {
                name: value
                for name, value in arguments.items()
                if name in required or (name in defaults and canonical(value) != defaults[name])
            }
        )

    return identity


def _refused(tool: Tool, failure: ToolError) -> Observation:
    name = type(failure).__name__
    declared = next((error for error in tool.fails if error in (name, name.removesuffix("_"))), name)
    return _failed(CallError(declared, str(failure)))


def _failed(error: CallError) -> Observation:
    return Observation(compact({"error": error.code, "message": error.message}), error, NOTHING)
