"""Tools that the compiler writes have names that models' interfaces take, however long a world's own are."""

from __future__ import annotations

import json
import re

import pytest

from toolwright.compiler.english import tool_name
from toolwright.compiler.english.nouns import LONGEST_TOOL_NAME

from .sources import bundle_of

OFFERED = re.compile(r"[a-zA-Z0-9_-]{1,64}")
"""Names that OpenAI's interface, and those made like it, take for functions."""
LONG = """
edition 1
scenario registers { title: "Registers", domain: business, version: "1.0.0", integrate: "all" }
entity InternationalMaritimeWeatherObservationStation key registration_number_in_the_national_register {
  "A station that watches the weather at sea."
  registration_number_in_the_national_register: str(1..12) "Number in the national register",
  official_name_in_the_national_register: str(1..80) "Official name",
  operated_by: LicensedOperatorOfMaritimeWeatherObservationStations "Operator",
  average_yearly_precipitation_in_the_last_decade: int(0.., unit="mm") "Yearly precipitation",
  average_yearly_wind_speed_in_the_last_decade: int(0.., unit="km/h") "Wind speed",
}
entity LicensedOperatorOfMaritimeWeatherObservationStations key official_name_in_the_commercial_register {
  "A company that runs stations."
  official_name_in_the_commercial_register: str(1..80) "Official name",
  number_of_employees_in_the_last_financial_year: int(1..) "People who work there",
}
data LicensedOperatorOfMaritimeWeatherObservationStations generate 8 seed 2 {
  official_name_in_the_commercial_register: unique(company()),
  number_of_employees_in_the_last_financial_year: uniform(10, 900),
}
data InternationalMaritimeWeatherObservationStation generate 24 seed 3 {
  registration_number_in_the_national_register: pattern("[A-Z]{3}[0-9]{3}"),
  official_name_in_the_national_register: unique(city()),
  operated_by: pick(LicensedOperatorOfMaritimeWeatherObservationStations),
  average_yearly_precipitation_in_the_last_decade: uniform(100, 3000),
  average_yearly_wind_speed_in_the_last_decade: uniform(5, 90),
}
task wind {
  each s in [s for s in InternationalMaritimeWeatherObservationStation take 3]
  ask $"What is the average yearly wind speed of {s.official_name_in_the_national_register}?"
  step wind = derive first([x for x in InternationalMaritimeWeatherObservationStation
    if x.official_name_in_the_national_register == s.official_name_in_the_national_register]
  ).average_yearly_wind_speed_in_the_last_decade
    asks $"What is the average yearly wind speed of {s.official_name_in_the_national_register}?"
  answer wind
}
explore 20 seed 1 { width: 2..3 }
scale { seed 1 level hard { toolset: 12 } }
"""


@pytest.fixture(scope="module")
def names() -> list[str]:
    bundle = bundle_of(LONG)
    return [
        tool["function"]["name"]
        for level in bundle.level_names
        for tool in json.loads(bundle.files[f"levels/{level}/tools.json"])
    ]


def test_every_tool_at_every_level_can_be_offered(names: list[str]) -> None:
    assert len(names) > 20
    assert [name for name in names if not OFFERED.fullmatch(name)] == []


def test_the_world_is_one_whose_names_have_to_be_cut(names: list[str]) -> None:
    assert any(len(name) > LONGEST_TOOL_NAME - 12 for name in names)
    assert [name for name in names if name.endswith(("_of", "_by", "_with", "_"))] == []


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("a" * 60, "a" * 60),
        ("a" * 61, "a" * 60),
        ("a" * 60 + "_b", "a" * 60),
        ("a" * 50 + "_by_" + "c" * 20, "a" * 50),
        ("a" * 30 + "_" + "b" * 29 + "_c", "a" * 30 + "_" + "b" * 29),
        ("by_" + "c" * 80, "by"),
    ],
)
def test_names_are_cut_after_whole_words(name: str, cut: str) -> None:
    assert tool_name(name) == cut
