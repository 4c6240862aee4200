"""The order of rows is that of their keys: in plans, in tests and in the bundle."""

from __future__ import annotations

import json

from .sources import compiled, shown

SPEC = """
scenario letters { title: "Letters" }
entity Letter key group, number { "A letter." group: str, number: int, name: str }
data Letter {
  | group | number | name  |
  | "z"   |      1 | "zed" |
  | "b"   |     10 | "bee" |
  | "b"   |      9 | "ant" |
}
tool letter(place: int(0..2) "Place in the alphabet, from 0.") -> str {
  "The letter at a place."
  return [l.name for l in Letter][place] ?? "none"
}
task letters {
  each n in [0, 1, 2]
  ask $"Which letter stands at place {n}?"
  step found = letter(place=n) asks $"What stands at {n}?"
  answer found
}
test "a test sees the same order" {
  expect [l.name for l in Letter] == ["ant", "bee", "zed"]
}
"""


def test_rows_come_in_the_order_of_their_keys() -> None:
    made = compiled(SPEC)
    assert shown(made.diagnostics) == []
    assert made.files is not None
    tasks = [json.loads(line) for line in made.files["levels/base/tasks.jsonl"].splitlines()]
    assert [task["answer"]["value"] for task in tasks] == ["ant", "bee", "zed"]
