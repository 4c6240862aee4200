"""Locals may share their names with functions of the language: the place of a name decides what it means."""

from __future__ import annotations

import json

from toolwright.runtime.ir.tools import ToolModule

from ..runtime.agreement import Pair
from .sources import compiled

SPEC = """
scenario years { title: "Years" }
entity City key id { id: str, name: str, year: int }
data City { | id | name | year | | "a" | "Aville" | 1900 | | "b" | "Beton" | 1950 | }
error NoYear "A city has no year."

fn spread(count: list[int], round: int) -> int = max([max + round for max in count sort by max]) ?? 0

tool ages(count: int(1..5) "How many cities at most.", text: str "Start of the name.") -> { year: int, all: list[str] }
  fails NoYear
{
  "The youngest of the first cities by their id, and the names of all whose name starts so."
  let first = [c for c in City sort by c.id take count]
  let year = max([c.year for c in first]) ?? 0
  let sum = sum([c.year for c in first]) - sum([c.year for c in first])
  let length = count(first) + length(text) - length(text) - count([c for c in first])
  for max in first { require max.year > 0 else NoYear }
  return { year: year + sum + length, all: [text(c.name) for c in City if starts_with(c.name, text)] }
}

task youngest {
  each text in ["A", "B"]
  ask $"Which names start with {text}, if two cities are looked at?"
  let count = count(City)
  step year = ages(count=count, text=text) gives year.all
  answer first(year.all) ?? ""
}
test "names" {
  let first = ages(count=1, text="A")
  let count = count(first.all)
  expect first.year == 1900 and count == 1 and count(first.all) == 1
  expect spread([1, 3], 2) == 5
}
"""


def test_locals_named_like_functions_compile_prove_and_run() -> None:
    found = compiled(SPEC)
    assert [d.message for d in found.diagnostics] == []
    assert found.files is not None
    tasks = [json.loads(line) for line in found.files["levels/base/tasks.jsonl"].decode().splitlines()]
    assert [task["answer"]["value"] for task in tasks] == ["Aville", "Beton"]


def test_both_executions_agree_on_them() -> None:
    files = compiled(SPEC).files
    assert files is not None
    module = ToolModule.model_validate_json(files["levels/base/tools.ir.json"])
    pair = Pair(module, {"City": [json.loads(line) for line in files["data/City.jsonl"].decode().splitlines()]})
    for count in (1, 2, 5):
        for text in ("A", "", "Z"):
            assert pair.call("ages", {"count": count, "text": text}).error is None
