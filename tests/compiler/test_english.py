"""The English of questions, word by word."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.compiler import english
from toolwright.compiler.explore.draw import Shuffled, subset
from toolwright.runtime.ir.tools import EntityField
from toolwright.runtime.ir.types import DateType, FloatType, IntType


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("city", "cities"),
        ("boy", "boys"),
        ("box", "boxes"),
        ("day", "days"),
        ("branch", "branches"),
        ("person", "people"),
        ("date of birth", "dates of birth"),
        ("headquarters", "headquarters"),
        ("order line", "order lines"),
        ("series", "series"),
        ("bus", "buses"),
        ("address", "addresses"),
        ("number of seats", "numbers of seats"),
        ("lens", "lenses"),
    ],
)
def test_plurals(one: str, many: str) -> None:
    assert english.plural(one) == many


@pytest.mark.parametrize(("noun", "said"), [("city", "a city"), ("author", "an author"), ("unit", "a unit"),
    ("hour", "an hour"), ("university", "a university"), ("user", "a user"), ("umbrella", "an umbrella"),
    ("European city", "a European city"), ("minutes", "minutes"), ("lens", "a lens"), ("bus", "a bus")])  # fmt: skip
def test_articles(noun: str, said: str) -> None:
    assert english.article(noun) == said


@pytest.mark.parametrize(("name", "said"), [("OrderLine", "order_line"), ("ISOCode", "iso_code"), ("city", "city")])
def test_names_in_snake_case(name: str, said: str) -> None:
    assert english.snake(name) == said


@pytest.mark.parametrize(
    ("name", "moment", "said", "asked"),
    [
        ("born_in", False, "was born in", "was Ann born in"),
        ("lives_in", False, "lives in", "does Ann live in"),
        ("flies_to", False, "flies to", "does Ann fly to"),
        ("commands", False, "commands", "does Ann command"),
        ("made_by", False, "was made by", "was Ann made by"),
        ("founded", True, "was founded", "was Ann founded"),
        ("loaded_on", True, "was loaded", "was Ann loaded"),
        ("opens", True, "opens", "does Ann open"),
        ("lent_on", True, "was lent", "was Ann lent"),
        ("joined_on", True, "joined", "did Ann join"),
        ("birth_date", True, "was born", "was Ann born"),
    ],
)
def test_names_that_are_verbs(name: str, moment: bool, said: str, asked: str) -> None:
    verb = english.as_verb(name.split("_"), moment)
    assert verb is not None
    assert verb.finite() == said
    assert verb.question("Ann") == asked


@pytest.mark.parametrize(("name", "moment"), [("country", False), ("main_office", False), ("release_date", True),
    ("speed", True), ("from", False), ("seed", True)])  # fmt: skip
def test_names_that_are_nouns(name: str, moment: bool) -> None:
    assert english.as_verb(name.split("_"), moment) is None


@pytest.mark.parametrize(
    ("said", "noun", "read"),
    [
        ("Full name", "name", "Full name of the club."),
        ("Name of the club", "name", "Name of the club."),
        ("Name of the ground", "name", "Of the club: name of the ground."),
        ("Tram stop at its door", "stop", "Stop of the club: tram stop at its door."),
        ("Time of closing this night", "", "Time of closing this night of the club."),
        ("How far it is", "state", "Of the club: how far it is."),
    ],
)
def test_documentation_is_read_of_its_owner(said: str, noun: str, read: str) -> None:
    assert english.doc_of("the club", said, noun) == read


@pytest.mark.parametrize(
    ("name", "type_", "doc", "noun"),
    [
        ("depth_m", FloatType(unit="m"), "", "depth"),
        ("paid_eur", FloatType(unit="EUR"), "", "amount paid"),
        ("paid_eur", FloatType(unit="EUR"), "Year of payment.", "year of payment"),
        ("built", IntType(), "Year of launch", "year of launch"),
        ("built", IntType(), "Year of its first launch after the war", "built"),
        ("sold", IntType(), "", "sold"),
        ("founded", DateType(), "Year of foundation", "founded"),
    ],
)
def test_a_number_is_called_by_a_noun(name: str, type_: Any, doc: str, noun: str) -> None:
    assert english.field_noun(EntityField(name=name, value=type_, doc=doc)) == noun


def test_values_are_compared_as_their_heads_are() -> None:
    assert english.compared("year of birth") == english.EARLY
    assert english.compared("price of entry")[1] == "highest"
    assert english.compared("seats") == english.MANY
    assert english.compared("depth")[1] == "greatest"


def test_lists_numbers_and_dates() -> None:
    assert english.listed(["A"]) == "A"
    assert english.listed(["A", "B"]) == "A and B"
    assert english.listed(["A", "B", "C"], "or") == "A, B or C"
    assert english.number(1250000) == "1,250,000"
    assert english.number(2000.0) == "2,000"
    assert english.number(2000.5) == "2,000.5"
    assert english.long_date("1990-05-01") == "1 May 1990"


@given(st.integers(1, 300), st.integers(0, 5))
def test_a_shuffled_range_holds_every_number_once(size: int, seed: int) -> None:
    order = Shuffled(size, "test", seed)
    assert sorted(order.at(place) for place in range(size)) == list(range(size))


@given(st.integers(1, 7), st.integers(1, 4))
def test_subsets_are_all_there(size: int, count: int) -> None:
    wanted = [list(found) for found in combinations(range(size), count)]
    assert [subset(range(size), count, index) for index in range(len(wanted))] == wanted
