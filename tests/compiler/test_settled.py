"""What proofs find against a rewrite takes it back; what they find against the spec is told."""

from __future__ import annotations

import importlib

import pytest

from toolwright.compiler import compile_program
from toolwright.compiler.prove import prove

from .sources import checked, compiled, loaded, shown

SPEC = """
edition 1
scenario friends {title: "Friends", domain: people, version: "1.0.0", license: "MIT"}
entity Person key name {
  "Somebody."
  name: str "Name",
  friend: Person "The best friend",
  hobby: "music" | "chess" "What the person likes",
  salary: int "Yearly pay",
}
data Person {
  | name  | friend | hobby   | salary |
  | "Ada" | "Bea"  | "music" | 50     |
  | "Bea" | "Cem"  | "chess" | 40     |
  | "Cem" | "Dag"  | "music" | 30     |
  | "Dag" | "Ada"  | "music" | 35     |
  | "Eva" | "Bea"  | "chess" | 60     |
}
error Nobody(name: str) $"Nobody is called {name}."
tool friend_of(name: str "Name of a person.") -> str
  fails Nobody
{
  "Name of somebody's best friend."
  let found = first([p for p in Person if p.name == name]) ?? fail Nobody(name)
  return found.friend.name
}
tool best_paid(hobby: "music" | "chess" "What the person likes.") -> str
  fails Nobody
{
  "Name of the best paid person with a hobby."
  let found = first([p for p in Person if p.hobby == hobby sort by p.salary desc]) ?? fail Nobody(hobby)
  return found.name
}
task friends {
  ask "Whom, who is into music and has the lowest pay, does the best friend of Ada call the best friend?"
  step one = friend_of(name="Ada") asks "Who is the best friend of Ada?"
  step two = friend_of(name=one) asks $"Who is the best friend of {one}?"
  answer two
}
task paid {
  ask "Who earns most among those who like chess?"
  step one = best_paid(hobby="chess") asks "Who earns most among those who like chess?"
  answer one
}
scale {seed 1 level more {functionality: 6}}
"""


def changes(files: dict[str, bytes] | None) -> set[str]:
    assert files is not None
    return {change for tool in loaded(files).level("more").module.tools for change in tool.added}


def test_a_rewrite_that_cuts_a_plan_short_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = compiled(SPEC).files
    # Operators look one call ahead; where that is not enough, the proofs speak.
    order = importlib.import_module("toolwright.compiler.scale.functionality.order")
    monkeypatch.setattr(order, "cuts_short", lambda *_: None)
    found = compile_program(checked(SPEC))
    assert found.files is not None, shown(found.diagnostics)
    assert changes(found.files) == changes(judged)
    assert not any("order" in change for change in changes(found.files))
    assert all(not proof.findings for proof in prove(loaded(found.files)).values())


def test_a_short_cut_of_the_specs_own_tools_is_told() -> None:
    found = compiled(SPEC.replace("sort by p.salary desc", "sort by p.salary"))
    assert found.files is None
    assert {line.split()[0] for line in shown(found.diagnostics)} == {"TW0675"}
