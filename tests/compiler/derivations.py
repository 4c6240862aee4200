"""Hypothesis strategy of scenarios whose task has one derived step over rows, numbers and texts of the task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from ..dsl.typed import rows
from ..dsl.typed_bodies import Maker
from ..dsl.typed_world import GIVEN, HEAD, SCALARS

KNOWN = ("m.code", "m.name", "i.id", "i.maker.name", "i.maker.code", "i.price", "m.since", "s", "n", "w")
RESULTS = (*SCALARS, *(f"list[{kind}]" for kind in ("int", "float", "str")))


@dataclass(frozen=True)
class Derivation:
    """A scenario and the expression of its derived step."""

    text: str
    expression: str


@st.composite
def derivations(draw: Any) -> Derivation:
    """Scenarios with one family: a maker, an item, a number and a word, of which its questions show some."""
    env = {"m": "Maker", "i": "Item", "n": "int", "w": "str", "s": "str", "all": "list[Item]"}
    expression = Maker(draw, env).expr(draw(st.sampled_from(RESULTS)), 3)
    ask, own = (" ".join(f"{{{k}}}" for k in draw(st.lists(st.sampled_from(KNOWN), unique=True))) for _ in "ab")
    text = f"""
scenario made {{ title: "Made" }}
{HEAD}{GIVEN}
{rows(draw)}
task t {{
  each m in Maker
  each i in Item
  each n in [2, 5]
  each w in ["a", "x y"]
  let s = m.name
  let all = [x for x in Item if x.maker == m]
  ask $"What of {ask}?"
  step x = derive {expression} asks $"And {own}?"
  answer x
}}
"""
    return Derivation(text, expression)
