"""Maps, from the language to a scored episode."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolwright.compiler.lower import lower_module
from toolwright.compiler.lower.types import plain
from toolwright.runtime.errors import CallError
from toolwright.runtime.machine import Machine
from toolwright.runtime.schema import parameters_schema

from .sources import checked, compiled

SPEC = """
scenario prices { title: "Prices in several currencies", version: "1.0.0", license: "CC0-1.0" }

enum Currency { EUR, NOK }

entity Product key id {
  "Something that is sold."
  id: str "Key.",
  name: str "Name.",
  prices: map[Currency, float(0.0..)](1..2) = { EUR: 3.25, NOK: 39.5 } "Price by currency.",
}
data Product { | id | name | | "lamp" | "desk lamp" | | "mug" | "tin mug" | }

const NAMES: map[str, str] = { EUR: "euro", "US$": "dollar" }

error Unknown(name: str) $"No product is called {name}."

tool prices_of(name: str "Name of the product.") -> { prices: map[Currency, float], first: str? }
  fails Unknown
{
  "All prices of a product."
  let p = first([p for p in Product if p.name == name]) ?? fail Unknown(name)
  return { prices: p.prices, first: NAMES[first(keys(p.prices)) ?? "EUR"] }
}

tool basket(
  amounts: map[str(1..10), int(1..9)](1..3) "How many of which product.",
  rates: map[str, float] = { "a b": 2.0 } "Rates.",
) -> float {
  "What a basket costs in euros."
  let known = [p for p in Product if p.id in amounts]
  return sum([(p.prices["EUR"] ?? 0.0) * (amounts[p.id] ?? 0) for p in known]) + sum(values(rates))
}

task euros {
  each p in Product
  ask $"What does the {p.name} cost in euros?"
  step found = prices_of(name=p.name) asks $"What does the {p.name} cost?" gives found.prices
  answer found.prices["EUR"]
}
"""


@pytest.fixture(scope="module")
def machine() -> Machine:
    program = checked(SPEC)
    module = lower_module(program, [tool.name for tool in program.tools.values()], [])
    return Machine(module, {e.name: [plain(row) for row in e.rows] for e in program.entities.values()})


def call(machine: Machine, tool: str, arguments: dict[str, Any]) -> Any:
    values = machine.validate(tool, arguments)
    assert not isinstance(values, CallError), values
    return machine.run(machine.world(), machine.tools[tool], values).result


def test_a_stored_map_is_shown_with_its_fact(machine: Machine) -> None:
    values = machine.validate("prices_of", {"name": "desk lamp"})
    assert not isinstance(values, CallError)
    seen = machine.run(machine.world(), machine.tools["prices_of"], values)
    assert json.loads(seen.text) == {"prices": {"EUR": 3.25, "NOK": 39.5}, "first": "euro"}
    assert any(getattr(fact, "field", "") == "prices" for fact in seen.receipt.facts)


def test_a_map_as_an_argument(machine: Machine) -> None:
    assert call(machine, "basket", {"amounts": {"lamp": 2, "mug": 1, "ghost": 9}}) == 3 * 3.25 + 2.0
    assert call(machine, "basket", {"amounts": {"ghost": 1}, "rates": {}}) == 0.0


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        ({}, "constraint"),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, "constraint"),
        ({"": 1}, "constraint"),
        ({"a": 10}, "out_of_range"),
        ({"a": "1"}, "wrong_type"),
        ([], "wrong_type"),
    ],
)
def test_a_map_that_does_not_fit(machine: Machine, amounts: Any, code: str) -> None:
    found = machine.validate("basket", {"amounts": amounts})
    assert isinstance(found, CallError) and found.code == code


def test_the_document_of_a_map(machine: Machine) -> None:
    amounts = parameters_schema(machine.tools["basket"].params)["properties"]["amounts"]
    assert amounts == {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 3,
        "propertyNames": {"type": "string", "minLength": 1, "maxLength": 10},
        "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 9},
        "description": "How many of which product.",
    }


def test_a_scenario_with_maps_is_built_and_proved() -> None:
    made = compiled(SPEC)
    assert made.diagnostics == () and made.files is not None
    tasks = [json.loads(line) for line in made.files["levels/base/tasks.jsonl"].splitlines()]
    assert [task["answer"]["value"] for task in tasks] == [3.25, 3.25]
