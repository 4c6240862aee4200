"""`level easy .. level hard`: one line for the standard rungs."""

from __future__ import annotations

from itertools import pairwise

from toolwright.dsl import Program
from toolwright.dsl.check import check
from toolwright.dsl.checking.ladder import RUNGS
from toolwright.dsl.checking.setting_tables import LEVEL
from toolwright.dsl.syntax.habit_plans import RUNG_NAMES

SPEC = """edition 1
scenario atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | | "rome" | 28 | }
tool size_of(id: str "Id of a city.") -> int? { "Inhabitants of a city." return City[id]?.size }
task sizes {
  each c in City
  ask $"How large is {c.id}?"
  step n = size_of(id=c.id)
  answer n ?? 0
}
scale { LEVELS }
"""


class Text:
    """One file in memory."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, path: str) -> bytes:
        return self.text.encode()


def program(levels: str) -> Program:
    """The atlas with these levels."""
    found = check("spec.tool", Text(SPEC.replace("LEVELS", levels)))
    assert found.program is not None, [d.message for d in found.diagnostics]
    return found.program


def levels(text: str) -> list[tuple[str, dict[str, int]]]:
    """Names and operators of the levels that *text* makes."""
    scale = program(text).scale
    assert scale is not None
    return [(level.name, dict(level.operators)) for level in scale.levels]


def test_a_ladder_is_the_rungs_from_one_to_another() -> None:
    assert levels("level easy .. level hard") == [(n, dict(RUNGS[n].operators)) for n in ("easy", "medium", "hard")]
    assert levels("level expert..level expert") == [("expert", dict(RUNGS["expert"].operators))]


def test_levels_of_ones_own_stand_beside_it_in_the_order_of_the_file() -> None:
    made = levels("level mine { parameters: 3 } level medium .. level hard level more { toolset: 1 }")
    assert [name for name, _ in made] == ["mine", "medium", "hard", "more"]
    assert made[0][1] == {"parameters": 3}


def test_every_rung_is_at_least_as_strong_as_the_one_below_it() -> None:
    assert {name for rung in RUNGS.values() for name in rung.operators} == set(LEVEL)
    for lower, upper in pairwise(RUNGS.values()):
        assert all(upper.operators[name] >= strength for name, strength in lower.operators.items())
        assert lower.operators != upper.operators
        assert [name for name in upper.operators if name in lower.operators] == list(lower.operators)


def test_the_parser_knows_the_rungs_by_name() -> None:
    assert tuple(RUNGS) == RUNG_NAMES


def test_a_level_alone_is_told_how_it_is_written() -> None:
    (found,) = check("spec.tool", Text(SPEC.replace("LEVELS", "level easy"))).diagnostics
    assert found.help == "write `level easy .. level easy` for a rung of the ladder, or `level easy { toolset: 2 }`"
