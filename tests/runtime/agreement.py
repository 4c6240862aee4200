"""Runs calls through the reference evaluator and through the generated Python, and compares everything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from toolwright.runtime.cells import row_key
from toolwright.runtime.errors import CallError, ErrorCode
from toolwright.runtime.externs import ExternError
from toolwright.runtime.facts import CellFact
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.machine import Machine, Observation
from toolwright.runtime.reference import ConstraintViolation, Evaluator, Outcome
from toolwright.runtime.world import plain_state, write_texts

BROKEN = (ConstraintViolation, ExternError, ArithmeticError, ValueError, TypeError, LookupError)
"""How a tool that breaks its world's rules, or calls Python that fails, ends in the reference evaluator."""


def typed(value: Any) -> Any:
    """A JSON value with its types, so that 1, 1.0 and true are three values."""
    if isinstance(value, dict):
        return {name: typed(part) for name, part in value.items()}
    if isinstance(value, list):
        return [typed(part) for part in value]
    return type(value).__name__, value


class Pair:
    """One world twice: in the reference evaluator and in the machine."""

    def __init__(self, module: ToolModule, rows: Mapping[str, Sequence[Mapping[str, Any]]], watch: bool = True) -> None:
        """*watch* compares whole states after every call, not only after those of tools that write."""
        self.watch = watch
        self.machine = Machine(module, rows)
        self.world = self.machine.world()
        self.quick_worlds = {all_facts: self.machine.world() for all_facts in (True, False)}
        self.writes = 0
        self.names = [entity.name for entity in module.entities]
        keys = {entity.name: entity for entity in module.entities}
        state = {n: {row_key(keys[n], row): dict(row) for row in rows.get(n, ())} for n in self.names}
        self.evaluator = Evaluator(module, state)

    def state(self) -> Any:
        """What the machine's world holds."""
        return plain_state(self.world, self.names)

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        """Make a call in both; raises AssertionError where they do not agree."""
        watch = self.watch or bool(self.machine.tools[tool].writes)
        before = typed_state(self.state()) if watch else None
        values = self.machine.validate(tool, arguments)
        assert not isinstance(values, CallError), values
        seen = self.machine.call(self.world, tool, json.dumps(dict(arguments)))
        self._quick(tool, arguments, seen)
        outcome = reference_outcome(self.evaluator, tool, values)
        if outcome is None:
            assert seen.error is not None, seen.text
            assert seen.error.code in (ErrorCode.INTERNAL, ErrorCode.CONSTRAINT, ErrorCode.DIVISION_BY_ZERO)
        elif outcome.error is not None:
            assert seen.error is not None, (outcome, seen.text)
            assert (seen.error.code, seen.error.message) == (outcome.error, outcome.message)
        else:
            assert seen.error is None, (outcome.value, seen.error)
            assert typed(json.loads(seen.text)) == typed(outcome.value), (tool, arguments, seen.text, outcome.value)
            assert seen.receipt.facts == outcome.facts
            assert seen.receipt.writes == outcome.writes
        if watch:
            after = typed_state(self.state())
            assert after == typed_state(self.evaluator.state)
            if seen.error is not None or not self.machine.tools[tool].writes:
                assert after == before
                assert not seen.receipt.writes
        return seen

    def _quick(self, tool: str, arguments: Mapping[str, Any], seen: Observation) -> None:
        """Make the call the quick way, too, and hold it to what was *seen* the plain way."""
        for all_facts, world in self.quick_worlds.items():
            text, code, facts, writes = self.machine.runner(tool, all_facts)(world, json.dumps(dict(arguments)))
            assert (text, code) == (seen.text, seen.error.code if seen.error else None)
            shown = frozenset().union(*facts)
            if all_facts:
                assert shown == seen.receipt.facts
            else:
                assert {f for f in seen.receipt.facts if isinstance(f, CellFact)} <= shown <= seen.receipt.facts
            assert write_texts(writes) == seen.receipt.writes
        if self.machine.tools[tool].writes:
            self.writes += 1
            # What is written is made when it is looked at, so that is not done each time.
            if self.writes % 3 == 0:
                self.compare_quick()

    def compare_quick(self) -> None:
        """Hold what the quick worlds hold to the machine's; raises AssertionError where they do not agree."""
        for world in self.quick_worlds.values():
            assert typed_state(plain_state(world, self.names)) == typed_state(self.state())


def reference_outcome(evaluator: Evaluator, tool: str, values: Mapping[str, Any]) -> Outcome | None:
    """What a call does in the reference evaluator; None where the tool breaks its world's rules."""
    try:
        return evaluator.call(tool, values)
    except BROKEN:
        return None


def typed_state(state: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> Any:
    """A state with the order of its rows and the types of its cells."""
    return {n: [(key, typed(dict(cells))) for key, cells in rows.items()] for n, rows in state.items()}


def distinct_calls(calls: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Calls, each once."""
    return list(
        {json.dumps([tool, arguments], sort_keys=True): (tool, arguments) for tool, arguments in calls}.values()
    )
