"""What questions call things, where names of fields are no plain nouns: units, plurals, people, mixed words."""

from __future__ import annotations

from typing import Any

from toolwright.compiler.explore.moves import Op, moves_of
from toolwright.compiler.explore.phrases import Speaker
from toolwright.compiler.explore.schema import world_of
from toolwright.compiler.explore.wording import Wording
from toolwright.compiler.key_order import in_key_order

from ..sources import checked

SKY = (
    """
library sky { title: "Sky" }
entity Astronomer key name { "One of us." name: str "Name", born: int "Year of birth" }
entity Baker key name { "Somebody who bakes." name: str "Name" }
entity Haruspex key name { "Somebody who reads livers." name: str "Name" }
entity Exposure key id {
  "One exposure."
  id: str "Number",
  astronomer: Astronomer "Who observed",
  reader: Haruspex "Who read the liver",
  target: str "Object",
  mood: str "Mood",
  minutes: int(unit="min") "Length",
  earnings: float(unit="EUR") "What it brought",
  paid_eur: float(unit="EUR"),
}
data Astronomer { | name | born | | "Ada" | 1970 | | "Bo" | 1981 | }
data Baker { | name | | "Cy" | }
data Haruspex { | name | | "Di" | }
data Exposure {
  | id | astronomer | reader | target   | mood    | minutes | earnings | paid_eur |
  | a  | "Ada"      | "Di"   | "3C 273" | "Good"  |      12 |      1.5 |      2.5 |
  | b  | "Ada"      | "Di"   | "3C 273" | "Good"  |     255 |      3.5 |      4.5 |
  | c  | "Bo"       | "Di"   | "Ågård"  | "awful" |     100 |      5.5 |      6.5 |
  | d  | "Bo"       | "Di"   | "Ågård"  | "awful" |     300 |      7.5 |      8.5 |
}
""".replace("| a ", '| "a"')
    .replace("| b ", '| "b"')
    .replace("| c ", '| "c"')
    .replace("| d ", '| "d"')
)
PROGRAM = in_key_order(checked(SKY))
WORLD = world_of(PROGRAM)
SPEAKER = Speaker(Wording(WORLD), WORLD)


def asked(op: Op, column: str, given: Any, by: str = "", limit: Any = None) -> list[str]:
    """The questions of the first such move that there is."""
    moves = [move for seed in range(12) for move in moves_of(WORLD, seed).all]
    groups = {"": None, **{move.group.column.name: move.group for move in moves if move.group}}
    move = next(m for m in moves if m.op is op and m.column.name == column and m.group == groups[by])
    return SPEAKER.asks(move, SPEAKER.start(move, given), limit)


def test_a_field_that_is_called_like_its_unit_is_counted() -> None:
    assert asked(Op.FIELD, "minutes", "a")[0] == "What is the number of minutes of exposure a?"
    assert asked(Op.TOTAL, "minutes", "Ada", "astronomer")[0] == (
        "What is the total number of minutes of the exposures of Ada?"
    )
    more, fewer = "exposures with more than 100 minutes", "exposures with fewer than 100 minutes"
    assert any(said in asked(Op.PAST, "minutes", "Good", "mood", 100)[1] for said in (more, fewer))


def test_plurals_take_no_article_and_are_several() -> None:
    assert asked(Op.FIELD, "earnings", "a")[0] == "What are the earnings in euros of exposure a?"
    assert asked(Op.TOTAL, "earnings", "Ada", "astronomer")[0] == (
        "What are the total earnings in euros of the exposures of Ada?"
    )
    assert "exposures with earnings " in asked(Op.PAST, "earnings", "Good", "mood", 2)[1]


def test_what_was_done_is_an_amount() -> None:
    assert asked(Op.FIELD, "paid_eur", "a")[0] == "What is the amount paid in euros of exposure a?"


def test_somebody_is_asked_for_with_who() -> None:
    assert asked(Op.LINK, "astronomer", "a")[0] == "Who is the astronomer of exposure a?"
    assert asked(Op.LINK, "reader", "a")[0] == "Who is the reader of exposure a?"


def test_words_of_one_field_are_all_in_quotes_or_none_of_them() -> None:
    assert "whose target is 3C 273" in asked(Op.COUNT, "target", "3C 273", "target")[1]
    assert "whose target is Ågård" in asked(Op.COUNT, "target", "Ågård", "target")[1]
    assert 'whose mood is "Good"' in asked(Op.COUNT, "mood", "Good", "mood")[1]
    assert 'whose mood is "awful"' in asked(Op.COUNT, "mood", "awful", "mood")[1]
