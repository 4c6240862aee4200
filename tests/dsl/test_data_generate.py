"""Generated rows: nothing changes what it should not, and values that hang together."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ..sizes import examples
from .corpus import check_text
from .generated import HEAD, column, fair, program, rows

# ------------------------------------------------------------------ the same everywhere


def test_values_never_change() -> None:
    """What every release, machine and Python draws. Where this has to change, `ALGORITHM` changes too."""
    text = """
    enum Size { small, large }
    entity City key code { code: str, name: str }
    data City generate 5 seed 9 { code: pattern("[A-Z]{3}"), name: city() }
    entity Box key id {
      id: str, near: City, far: City, size: Size, colour: str, heavy: bool, wide: float(0.0..9.0), high: int(0..9),
      made: date, seen: datetime, code: str, tags: list[str], note: int?, owner: str, mail: str, top: Box?,
      spot: { a: int, b: int },
    }
    data Box generate 3 seed 42 {
      id: serial("B", width=3), near: pick(City), far: pick(City, except="near"), size: choice(),
      colour: weighted({ red: 2, "dark blue": 0.5 }), heavy: chance(0.5), wide: uniform(0.5, 8.25, digits=3),
      high: normal(4, 2), made: day_between("2026-01-01", "2026-12-31"),
      seen: time_between("2026-01-01T08:00:00", "2026-01-02T08:00:00", minutes=10),
      code: pattern("(a|bc){2}[^a-z]?x{1,3}"),
      tags: list_of(choice(["a", "b", "c"])), note: optional(uniform(1, 100), share=0.5), owner: person(locale="de"),
      mail: email(of="owner"), top: pick(Box), spot: { a: uniform(1, 6), b: uniform(1, 6) },
    }
    """
    found = program(text)
    assert found.depends_on == {"toolwright.generate": "1", "mimesis": "22.2.0"}
    assert [list(row.values()) for row in found.entities["City"].rows] == GOLDEN_CITIES
    assert [list(row.values()) for row in found.entities["Box"].rows] == GOLDEN_BOXES


GOLDEN_CITIES: list[Any] = [
    ["BKE", "Ceres"],
    ["TJG", "Orinda"],
    ["DIZ", "Ventura"],
    ["TXG", "Columbia"],
    ["XJV", "Clarksville"],
]
GOLDEN_BOXES: list[Any] = [
    [
        "B001",
        "BKE",
        "XJV",
        "large",
        "red",
        True,
        6.801,
        1,
        "2026-10-21",
        "2026-01-02T00:00:00",
        "bcbcAx",
        ("b", "a", "b"),
        None,
        "Reinhard Hasenkamp",
        "reinhard.hasenkamp@example.org",
        None,
        {"a": 5, "b": 1},
    ],
    [
        "B002",
        "TJG",
        "XJV",
        "large",
        "red",
        False,
        1.522,
        4,
        "2026-06-08",
        "2026-01-02T04:10:00",
        "aaxxx",
        ("b", "c", "b"),
        None,
        "Augusta Garb",
        "augusta.garb@example.com",
        "B001",
        {"a": 2, "b": 1},
    ],
    [
        "B003",
        "BKE",
        "TJG",
        "large",
        "red",
        True,
        3.532,
        7,
        "2026-01-17",
        "2026-01-01T10:20:00",
        "aaxx",
        ("b", "c"),
        None,
        "Bernd Duerr",
        "bernd.duerr@example.com",
        "B001",
        {"a": 1, "b": 2},
    ],
]


def test_a_seed_makes_other_values() -> None:
    one, two = (column("uniform(1, 1000000)", "int", seed=seed) for seed in (1, 2))
    assert one != two and column("uniform(1, 1000000)", "int", seed=1) == one


def test_no_seed_is_seed_0() -> None:
    text = "entity Box key id { id: int, x: int }\ndata Box generate 9 %s { id: serial(), x: uniform(1, 99) }"
    assert rows(text % "") == rows(text % "seed 0")


COLUMNS = {
    "a": ("int", "uniform(1, 1000)"),
    "b": ("str", 'unique(pattern("[A-Z]{2}"))'),
    "c": ("City", "pick(City)"),
    "d": ("City", 'pick(City, except="c")'),
    "e": ("str", "person()"),
    "f": ("str", 'unique(email(of="e"))'),
    "g": ("int?", "optional(normal(50, 9))"),
    "h": ("list[str]", "list_of(word())"),
    "i": ("Box?", "pick(Box)"),
    "j": ("float", "uniform(0, 1)"),
}
needed = {"d": {"c"}, "f": {"e"}}


@settings(max_examples=examples(30))
@given(st.sets(st.sampled_from(sorted(COLUMNS)), min_size=1), st.sets(st.sampled_from(sorted(COLUMNS))), st.data())
def test_a_column_or_a_row_more_changes_no_other_cell(some: set[str], more: set[str], data: st.DataObject) -> None:
    """Property 33."""

    def drawn(names: set[str], count: int) -> Any:
        for name in list(names):
            names = names | needed.get(name, set())
        order = data.draw(st.permutations(sorted(names)))
        fields = ", ".join(f"{name}: {COLUMNS[name][0]}" for name in order)
        columns = ", ".join(f"{name}: {COLUMNS[name][1]}" for name in order)
        return rows(
            "entity City key id { id: int }\ndata City generate 7 { id: serial() }\n"
            f"entity Box key room, id {{ room: str, id: int, {fields} }}\n"
            f'data Box generate {count} seed 3 {{ room: pattern("[ab]"), id: uniform(1, 40), {columns} }}'
        )

    count = data.draw(st.integers(1, 40))
    few, many = drawn(some, count), drawn(some | more, count + data.draw(st.integers(0, 30)))
    for one, other in zip(few, many, strict=False):
        assert one == {name: other[name] for name in one}


# ------------------------------------------------------------------ values that hang together


def test_another_row_is_picked() -> None:
    text = """
    entity City key id { id: int }
    data City generate 3 { id: serial() }
    entity Box key id { id: int, to: City, from: City, a: str, b: str }
    data Box generate 300 { id: serial(), to: pick(City, except="from"), from: pick(City),
      a: choice(["x", "y"]), b: choice(["x", "y"], except="a") }
    """
    found = rows(text)
    assert all(row["to"] != row["from"] and row["a"] != row["b"] for row in found)
    assert fair(
        Counter((row["from"], row["to"]) for row in found),
        {(a, b): 1 / 6 for a in (1, 2, 3) for b in (1, 2, 3) if a != b},
    )


def test_a_link_to_the_own_entity_leads_to_an_earlier_row() -> None:
    found = column("pick(Box)", "Box?")
    assert found[0] is None and all(value is not None and value <= n for n, value in enumerate(found[1:], 1))


def test_optional_links_to_the_own_entity_are_null_by_chance_and_in_the_first_row() -> None:
    links = column("optional(pick(Box), share=0.25)", "Box?", 400)
    assert links[0] is None
    assert all(link is None or link <= number for number, link in enumerate(links))
    assert fair(Counter(link is None for link in links[1:]), {True: 0.25, False: 0.75})


def test_links_without_rows_are_told_how_to_get_some() -> None:
    text = """
    entity Shelf key id { id: str } data Shelf { | id | }
    entity Box key id { id: int, shelf: Shelf?, boss: Box }
    data Box generate 3 { id: serial(), shelf: optional(pick(Shelf)), boss: pick(Box) }
    """
    found = check_text(HEAD + text).diagnostics
    assert [(d.code, d.help) for d in found] == [("TW0526", "make the type of `boss` `Box?`")]
    found = check_text(HEAD + text.replace("boss: Box }", "boss: Box? }")).diagnostics
    assert [(d.code, d.help) for d in found] == [("TW0526", "give `Shelf` rows")]


def test_entities_may_link_to_each_other() -> None:
    text = """
    entity One key id { id: str, other: Two }
    entity Two key id { id: str, other: One }
    data One generate 9 { other: pick(Two), id: serial("a") }
    data Two generate 9 { other: pick(One), id: serial("b") }
    """
    assert {row["other"][0] for row in rows(text, "One")} == {"b"}


def test_keys_and_unique_columns_hold_no_value_twice() -> None:
    text = """
    entity Room key id { id: str }
    data Room generate 26 { id: pattern("[A-Z]") }
    entity Box key room, shelf { room: Room, shelf: int, code: str, mail: str?, of: str }
    data Box generate 260 { room: pick(Room), shelf: uniform(0, 9), code: unique(pattern("[A-Z]{2}")), of: "A B",
      mail: unique(optional(email(of="of"), share=0.5)) }
    """
    found = rows(text)
    assert len({(row["room"], row["shelf"]) for row in found}) == 260
    assert len({row["code"] for row in found}) == 260
    mails = [row["mail"] for row in found if row["mail"] is not None]
    assert len(set(mails)) == len(mails) > 90 and mails[0].startswith("a.b@example.")
    assert len({row["id"] for row in rows(text, "Room")}) == 26


def test_names_that_run_out_are_told() -> None:
    text = "entity Box key id { id: str }\ndata Box generate 900 { id: country() }"
    (found,) = check_text(HEAD + text).diagnostics
    assert found.code == "TW0524" and found.message.startswith("no value of `id` is left that no earlier row has")


def test_a_file_and_generated_rows_live_together() -> None:
    text = """
    entity City key id { id: str }
    data City { | id | | "a" | | "b" | }
    entity Box key city { city: City, size: int = 3, note: str? }
    data Box generate 2 { city: pick(City) }
    """
    assert sorted(row["city"] for row in rows(text)) == ["a", "b"]
    assert rows(text)[0]["size"] == 3 and rows(text)[0]["note"] is None


def test_what_has_a_finding_breaks_nothing_else() -> None:
    text = """
    entity City key id { id: str, x: int }
    data City generate 3 { id: serial("a"), x: "x" }
    entity Box key id { id: str, city: City }
    data Box generate 3 { id: serial(), city: pick(City) }
    """
    assert [d.code for d in check_text(HEAD + text).diagnostics] == ["TW0527"]
