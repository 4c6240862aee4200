"""Services answer in the middle of typing: what fits at a place, and nothing raises whatever the text is."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from toolwright.cli.disk import Disk
from toolwright.cli.editor.workspace import Workspace
from toolwright.dsl.check import Analysis, analyse
from toolwright.dsl.services.bind import index
from toolwright.dsl.services.complete import Item, complete
from toolwright.dsl.services.hints import hints
from toolwright.dsl.services.hover import hover
from toolwright.dsl.services.navigate import definition, highlights
from toolwright.dsl.services.outline import outline
from toolwright.dsl.services.rename import Refused, Renamed
from toolwright.dsl.services.tokens import tokens
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.parse import parse

from ...conftest import ROOT
from ...sizes import examples

SHOP = ROOT / "specs/shop_orders/shop_orders.tool"
SPECS = sorted((ROOT / "specs").rglob("*.tool"))
HEADER = """edition 1

scenario places {
  title: "Places",
}

enum Size { small "few people", large }

entity City key id {
  "a city"
  id: str,
  name: str(1..80) "what people call it",
  size: Size,
}

data City {
  | id  | name   | size    |
  | "o" | "Oslo" | "large" |
}

error NotFound(what: str) $"There is no {what}."

"""


class Buffers:
    """One text over the disk."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text

    def read(self, path: str) -> bytes:
        return self.text.encode() if path == self.path else Disk().read(path)


def completed(text: str, path: str = "places.tool") -> dict[str, Item]:
    """What fits at the `|>` in *text*, after the usual declarations."""
    text = HEADER + text
    offset = text.index("|>")
    text = text.replace("|>", "")

    def known(new: str) -> Analysis:
        return analyse(path, Buffers(path, new))

    return {item.label: item for item in complete(known, Source(path, text), offset)}


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("tool t(c: str) -> str? { return City[c]?.|> }", {"id", "name", "size"}, {"City", "return"}),
        ("tool t(c: str) -> str? { return City[c]?.na|>me }", {"name"}, {"City"}),
        ("tool t(c: str) -> str { let town = City[c]\n  return |> }", {"c", "town", "City", "first"}, {"t", "name"}),
        ("tool t(c: |>) -> str { return c }", {"str", "Size", "City", "list"}, {"NotFound", "first"}),
        ("tool t(c: str) -> str fails |> { return c }", {"NotFound"}, {"City", "Size"}),
        ("tool t(c: str) -> str writes |> { return c }", {"City"}, {"NotFound", "Size"}),
        ("tool t(c: str) -> str fails NotFound { fail NotFound(|>) }", {"what=", "c"}, {"name"}),
        ("tool t(c: str) -> bool { return City[c]!.size == \"|>\" }".replace("!", "?"), {"small", "large"}, {"id"}),
        ("reward { |> }", {"max_turns", "repeat"}, {"title"}),
        ("reward { max_turns: 3, |> }", {"repeat"}, {"title"}),
        ("|>", {"tool", "entity", "task"}, {"return", "str"}),
        ("tool t(c: str) -> str { |> }", {"let", "return", "require"}, {"entity", "answer"}),
        ("data |> { | id | }", {"City"}, {"Size"}),
        ("scale { level easy .. level |> }", {"easy", "hard", "expert"}, {"parameters", "City"}),
    ],
)  # fmt: skip
def test_what_fits_is_offered(text: str, wanted: set[str], unwanted: set[str]) -> None:
    found = completed(text)
    assert wanted <= found.keys()
    assert not unwanted & found.keys()


def test_what_is_offered_says_what_it_is() -> None:
    name = completed("tool t(c: str) -> str? { return City[c]?.|> }")["name"]
    assert (name.kind, name.detail) == ("field", "str(1..80)")
    size = completed('tool t(c: str) -> bool { return City[c]?.size == "|>" }')["small"]
    assert (size.kind, size.doc) == ("member", "few people")


@pytest.mark.parametrize(
    ("word", "after", "said"),
    [
        ("City", "c in ", "entity City key id"),
        ("name", "c.", "name: str(1..80)"),
        ("c", "for ", "c: City"),
        ("count", "> ", "built-in function"),
        ("n", "where(", "n: int(1..9)"),
    ],
)
def test_hovering_shows_types_with_refinements_and_words(word: str, after: str, said: str) -> None:
    text = f"{HEADER}tool where(n: int(1..9)) -> list[str] {{\n  return [c.name for c in City if n > count(City)]\n}}\n"
    project = index(analyse("places.tool", Buffers("places.tool", text)))
    found = hover(project, "places.tool", text.rindex(f"{after}{word}") + len(after))
    assert found is not None
    assert said in found.markdown


def test_a_rung_says_what_it_stands_for() -> None:
    text = f"{HEADER}scale {{\n  level easy .. level hard\n}}\n"
    project = index(analyse("places.tool", Buffers("places.tool", text)))
    found = hover(project, "places.tool", text.rindex("hard"))
    assert found is not None
    assert "types: 1" in found.markdown
    (scale,) = (entry for entry in outline(parse(Source("places.tool", text)).module) if entry.kind == "scale")
    assert [inside.name for inside in scale.inside] == ["easy .. hard"]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_raises_while_texts_are_broken(seed: int) -> None:
    chance = random.Random(seed)
    path = SPECS[seed % len(SPECS)]
    name = path.as_posix()
    files = Workspace()
    whole = text = path.read_text("utf-8")
    for _ in range(examples(7, beyond=12)):
        at, size = chance.randrange(len(text) + 1), chance.randrange(25)
        piece = chance.choice(
            ("", "{", "}", '"', " tool ", "😀", ".", "(", ")", "#", "\n", whole[at : at + size], "let x = ")
        )
        text = text[:at] + piece + text[at + size * chance.randrange(2) :]
        files.write(name, text)
        files.diagnostics()
        outline(parse(Source(name, text)).module)
        project = files.index(name)
        for use in project.uses.get(name, ()):
            hover(project, name, use.span.start)
        found = tokens(project, name)
        assert all(before.span.end <= after.span.start for before, after in pairwise(found))
        assert not any("\n" in token.span.text for token in found)
        hints(project, name, 0, len(text))
        for _ in range(3):
            place = chance.randrange(len(text) + 1)
            complete(lambda new: files.analysed_with({name: new}, name), Source(name, text), place)
            definition(project, name, place)
            highlights(project, name, place)
            assert isinstance(files.rename(name, place, "quite_new"), Renamed | Refused)


def test_an_index_is_there_for_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    project = index(analyse((tmp_path / "none.tool").as_posix(), Disk()))
    assert project.at("none.tool", 0) is None
