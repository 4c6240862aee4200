"""Goals: what a goal does not name it does not guard, and it may name all rows."""

from __future__ import annotations

import pytest

from .sources import bundle_of

FLIGHTS = """scenario flights { title: "Flights", domain: test, version: "1.0.0", license: "MIT" }
entity Flight key id { "A flight." id: str "Number", seats: int(0..) "Free seats" }
data Flight {
  | id   | seats |
  | "F1" | 31    |
  | "F2" | 42    |
  | "F3" | 53    |
}
error Unknown(id: str) $"There is no flight {id}."
tool take_seat(flight: str "Number of the flight.") -> { left: int } fails Unknown writes Flight {
  "Take one seat on a flight."
  let found = Flight[flight] ?? fail Unknown(flight)
  update found { seats: found.seats - 1 }
  return { left: found.seats }
}
task take_a_seat {
  each f in Flight
  let before = f.seats
  let others = [x.seats for x in Flight if x.id != f.id]
  ask $"Please take a seat on flight {f.id}. How many seats are free then?"
  step taken = take_seat(flight=f.id) gives taken.left
  answer taken.left
  goal Flight[f.id]?.seats == before - 1 and [x.seats for x in Flight if x.id != f.id] == others
}
"""


@pytest.mark.parametrize("guarded", [True, False])
def test_a_goal_guards_the_rows_that_it_names(guarded: bool) -> None:
    text = FLIGHTS if guarded else FLIGHTS.replace(" and [x.seats for x in Flight if x.id != f.id] == others", "")
    environment = bundle_of(text).environment()
    careful, careless = environment.reset("take_a_seat/2"), environment.reset("take_a_seat/2")
    for flight in ("F1", "F3"):
        careless.call("take_seat", {"flight": flight})
    for episode in (careful, careless):
        episode.call("take_seat", {"flight": "F2"})
        episode.finish("Answer: 41")
    assert careful.score().goal_reached is True
    assert careless.score().goal_reached is not guarded
    assert careless.score().precision < careful.score().precision == 1
