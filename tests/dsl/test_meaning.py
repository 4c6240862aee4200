"""The meaning of a scenario as one hash: layout and comments do not count, everything else does."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.dsl.check import Analysis, analyse
from toolwright.dsl.formatting.formatter import format_source
from toolwright.dsl.meaning import meaning
from toolwright.dsl.source import Source

from .test_order import GOOD

SCENARIOS = [path for path in GOOD if re.search(r"^scenario ", path.read_text(), re.M)]
SMALL = next(path for path in SCENARIOS if path.stem == "city_population")


class Edited:
    """The files of this machine, some with another text."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts

    def read(self, path: str) -> bytes:
        return self.texts[Path(path).name].encode() if Path(path).name in self.texts else Path(path).read_bytes()


def analysed(path: Path, **texts: str) -> Analysis:
    return analyse(path.as_posix(), Edited(**texts))


def commented(text: str, chance: random.Random) -> str:
    """*text* with comments and blank lines where lines end outside of long texts and tables."""
    lines = text.splitlines()
    at = [n for n, line in enumerate(lines) if line.endswith(("}", ",", "{")) and '"""' not in text]
    for n in sorted(chance.sample(at, min(len(at), 5)), reverse=True):
        lines.insert(n + 1, chance.choice(["", "# by the way", '  # allow nothing: at all, "even" this']))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_comments_and_layout_do_not_count(path: Path) -> None:
    text = path.read_text()
    known = meaning(analysed(path))
    chance = random.Random(7)
    for new in (
        commented(text, chance),
        commented(text, chance),
        text.replace("\n", "\r\n"),
        format_source(Source("x.tool", commented(text, chance))).text,
    ):
        found = analysed(path, **{path.name: new})
        assert found.checked.program is not None, found.checked.diagnostics
        assert meaning(found) == known


def test_the_way_rows_are_written_does_not_count() -> None:
    rows = (SMALL.parent / "data" / "cities.csv").read_text()
    quoted = "\n".join(
        ",".join(f'"{cell}"' if '"' not in cell and "," not in cell else cell for cell in line.split(","))
        if '"' not in line
        else line
        for line in rows.splitlines()
    )
    assert quoted != rows
    assert meaning(analysed(SMALL, **{"cities.csv": quoted + "\n"})) == meaning(analysed(SMALL))


@given(st.data())
def test_every_word_and_number_counts(data: st.DataObject) -> None:
    """Any other number, name or text that the checker lets pass means something else."""
    text = SMALL.read_text()
    places = [m for m in re.finditer(r"\b\d+\b|(?<=[a-z ])[a-z]{3,}(?=[ ,.?])", text) if "\n" not in m[0]]
    place = data.draw(st.sampled_from(places))
    new = str(int(place[0]) + 1) if place[0].isdigit() else place[0] + "s"
    found = analysed(SMALL, **{SMALL.name: text[: place.start()] + new + text[place.end() :]})
    if found.checked.program is not None:
        assert meaning(found) != meaning(analysed(SMALL))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("cities.csv", "oslo", "osl"),
        ("city_population.tool", "seed 7", "seed 8"),
        ("city_population.tool", "max_turns: 8", "max_turns: 9"),
        ("city_population.tool", "@distractor\ntool city_airport", "tool city_airport"),
        ("city_population.tool", "int(0..)", "int(1..)"),
        ("city_population.tool", '"CC0-1.0"', '"CC-BY-4.0"'),
        ("city_population.tool", "toolset: 3", "toolset: 2"),
    ],
)
def test_what_counts(name: str, old: str, new: str) -> None:
    path = SMALL if name == SMALL.name else SMALL.parent / "data" / name
    assert old in path.read_text()
    found = analysed(SMALL, **{name: path.read_text().replace(old, new, 1)})
    assert meaning(found) != meaning(analysed(SMALL))


def test_a_broken_project_means_nothing() -> None:
    with pytest.raises(ValueError, match="errors"):
        meaning(analysed(SMALL, **{SMALL.name: "edition 1"}))
