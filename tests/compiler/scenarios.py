"""Hypothesis strategy of whole scenarios that compile: a world, tools, tasks of all four kinds, questions without
tools, `explore`, and levels with any operators.

They are made as text, one world of towns, guilds and members with other fields, rows, tools and levels each time.
`scenarios()` gives `Scenario` values; `tests/compiler/test_promises.py` builds them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from hypothesis import strategies as st

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

OPERATORS = ("functionality", "parameters", "types", "toolset")
FIRST = ("Bal", "Cor", "Dun", "Esk", "Fal", "Gor", "Hel", "Ister", "Jor", "Kal", "Lum", "Mor", "Nar", "Oster", "Per")
LAST = ("by", "dale", "fjord", "gate", "holm", "mere", "ness", "stad", "thorp", "wick")


@dataclass(frozen=True)
class Column:
    """A field that an entity may have: its type and document, and what it holds."""

    name: str
    type: str
    doc: str
    value: Callable[[random.Random, int], str]


def _day(chance: random.Random, _: int) -> str:
    return f'"{chance.randint(1700, 1999)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"'


COLUMNS: dict[str, Sequence[Column]] = {
    "Town": (
        Column("people", "int(0..)", "People who live there", lambda c, i: f"{c.randint(100, 999)}{i:02}"),
        Column("area", 'float(0.0.., unit="km2")', "Surface", lambda c, i: f"{c.randint(100, 9999)}.{i:02}5"),
        Column("founded", "date", "Day of the charter", _day),
        Column("river", "str(1..40)", "River that runs through it", lambda c, i: f'"{_name(c)} Water"'),
    ),
    "Guild": (
        Column("fund", 'int(0.., unit="EUR")', "Money in the chest", lambda c, i: f"{c.randint(10, 99)}{i:02}7"),
        Column("opened", "date", "Day of the first meeting", _day),
        Column("rank", "Rank", "Standing", lambda c, i: f'"{c.choice(("low", "middle", "high"))}"'),
        Column("patron", "str(1..40)", "Who protects it", lambda c, i: f'"Saint {_name(c)}"'),
    ),
    "Member": (
        Column("dues", 'float(0.0.., unit="EUR")', "Yearly fee", lambda c, i: f"{c.randint(100, 999)}.{i:02}5"),
        Column("height", 'int(0.., unit="cm")', "Height", lambda c, i: f"1{i:02}{c.randint(1, 9)}"),
        Column("born", "date", "Day of birth", _day),
        Column("active", "bool", "Whether the member comes to meetings", lambda c, i: c.choice(("true", "false"))),
        Column("nickname", "str(1..40)?", "What friends say", lambda c, i: f'"Old {_name(c)}"' if i % 3 else "null"),
    ),
}
SHOWN = {"int(0..)": "int", "str(1..40)": "str", "str(1..40)?": "str?"}


@dataclass(frozen=True)
class Scenario:
    """The text of a scenario, its levels and whether a tool of its own writes."""

    text: str
    levels: dict[str, dict[str, int]]
    writes: bool

    def __repr__(self) -> str:
        """The text as it is."""
        return f"Scenario of\n{self.text}"


def scenarios() -> st.SearchStrategy[Scenario]:
    """Scenarios that the compiler takes."""
    return st.composite(_scenario)()


def _name(chance: random.Random) -> str:
    return chance.choice(FIRST) + chance.choice(LAST)


def _scenario(draw: Draw) -> Scenario:
    chance = random.Random(draw(st.integers(0, 10**6)))
    columns = {
        entity: [known[i] for i in sorted(draw(st.sets(st.integers(0, len(known) - 1), min_size=1, max_size=3)))]
        for entity, known in COLUMNS.items()
    }
    sizes = {
        "Town": draw(st.integers(5, 8)),
        "Guild": draw(st.integers(6, 10)),
        "Member": draw(st.integers(8, 14)),
    }
    writes = draw(st.booleans())
    tools, tasks = _asked(draw, columns, writes)
    levels = {
        name: {each: draw(st.integers(0, 3)) for each in draw(st.permutations(OPERATORS))}
        for name in ("first", "second")
    }
    explored = draw(st.sampled_from((0, 6, 12)))
    parts = [
        'scenario made { title: "Made", domain: test, version: "1.0.0", license: "CC0-1.0" }',
        'enum Rank { "Standing of a guild." low, middle, high }',
        _entities(columns),
        _rows(chance, columns, sizes),
        'error Unknown(what: str) $"Nothing is called {what}."',
        'error Closed "The books are closed."' if "Closed" in "".join(tools) else "",
        *tools,
        *tasks,
        f"explore {explored} seed {draw(st.integers(0, 9))} {{ hops: 2..3 }}" if explored else "",
        _scale(draw(st.integers(0, 9)), levels),
    ]
    return Scenario("\n".join(filter(None, parts)) + "\n", levels, writes)


def _scale(seed: int, levels: dict[str, dict[str, int]]) -> str:
    written = [
        f"level {name} {{ {', '.join(f'{operator}: {n}' for operator, n in operators.items())} }}"
        for name, operators in levels.items()
    ]
    return f"scale {{ seed {seed} {' '.join(written)} }}"


# ------------------------------------------------------------------ the world


def _entities(columns: dict[str, list[Column]]) -> str:
    def fields(entity: str) -> str:
        return ", ".join(f'{c.name}: {c.type} "{c.doc}"' for c in columns[entity])

    return f"""
entity Town key code {{ "A town." code: str(pattern="T[0-9]+") "Short sign", name: str(1..40) "Name on the map",
  {fields("Town")} }}
entity Guild key id {{ "A guild of craftsmen." id: str, name: str(1..40) "Name on the flag", town: Town "Seat",
  {fields("Guild")} }}
entity Member key number {{ "Somebody in a guild." number: int(1..) "Number in the book", name: str(1..40) "Full name",
  guild: Guild "Guild that took the oath", master: Member? "Who taught the craft", {fields("Member")} }}
entity Letter key id {{ "A letter of the guilds." id: str, to: Member }}
data Letter {{ | id | to | }}
"""


def _rows(chance: random.Random, columns: dict[str, list[Column]], sizes: dict[str, int]) -> str:
    names = chance.sample([first + last for first in FIRST for last in LAST], sum(sizes.values()) * 2)
    tables = []
    turn = chance.randrange(100)
    for entity, size in sizes.items():
        key, *links = {"Town": ["code"], "Guild": ["id", "town"], "Member": ["number", "guild", "master"]}[entity]
        lines = [f"| {key} | name | {' | '.join([*links, *(c.name for c in columns[entity])])} |"]
        for i in range(size):
            name = {"Town": "", "Guild": "House ", "Member": f"{names.pop()} "}[entity] + names.pop()
            cells = [str(901 + i) if entity == "Member" else f'"{entity[0]}{i + 1}"', f'"{name}"']
            for link in links:
                if link == "master":
                    cells.append(str(901 + chance.randrange(i)) if i and chance.random() < 0.7 else "null")
                else:
                    target = {"town": "Town", "guild": "Guild"}[link]
                    # Evenly, so that no answer is likely beforehand.
                    cells.append(f'"{target[0]}{(i + turn) % sizes[target] + 1}"')
            cells += [column.value(chance, i + 10) for column in columns[entity]]
            lines.append(f"| {' | '.join(cells)} |")
        tables.append(f"data {entity} {{ {' '.join(lines)} }}")
    return "\n".join(tables)


# ------------------------------------------------------------------ tools and tasks


def _find(entity: str, param: str, draw: Draw) -> str:
    low = draw(st.booleans())
    same = f"lower(r.name) == lower({param})" if low else f"r.name == {param}"
    return f"let found = first([r for r in {entity} if {same}]) ?? fail Unknown({param})"


def _lookup(draw: Draw, name: str, entity: str, shows: dict[str, tuple[str, str]]) -> tuple[str, Callable[[str], str]]:
    """A tool that finds a row by its name and shows some of it, and how a result's part is read."""
    param = entity.lower()
    fields = list(shows.items())
    head = f'tool {name}({param}: str(1..40) "Name of the {param}.")'
    if len(fields) == 1 and draw(st.booleans()):
        (_, (kind, value)), result = fields[0], ""
        text, reads = f"return {value}", lambda step: step
        result = kind
    else:
        result = f"{{ {', '.join(f'{n}: {kind}' for n, (kind, _) in fields)} }}"
        text = f"return {{ {', '.join(f'{n}: {value}' for n, (_, value) in fields)} }}"
        reads = lambda step: f"{step}.{fields[0][0]}"  # noqa: E731
    doc = f"Shows {', '.join(n.replace('_', ' ') for n, _ in fields)} of a {param}."
    return f'{head} -> {result} fails Unknown {{ "{doc}" {_find(entity, param, draw)} {text} }}', reads


def _asked(draw: Draw, columns: dict[str, list[Column]], writes: bool) -> tuple[list[str], list[str]]:
    tools: list[str] = []
    reads: dict[str, Callable[[str], str]] = {}

    def add(name: str, entity: str, **shows: tuple[str, str]) -> None:
        text, read = _lookup(draw, name, entity, shows)
        tools.append(text)
        reads[name] = read

    def shown(column: Column) -> tuple[str, str]:
        return SHOWN.get(column.type, column.type), f"found.{column.name}"

    chosen = {entity: draw(st.sampled_from(known)) for entity, known in columns.items()}
    add("guild_of_member", "Member", guild=("str", "found.guild.name"))
    add("seat_of_guild", "Guild", seat=("str", "found.town.name"))
    for entity, column in chosen.items():
        more = [c for c in columns[entity] if c is not column] if draw(st.booleans()) else []
        add(
            f"{column.name}_of_{entity.lower()}",
            entity,
            **{c.name: shown(c) for c in (column, *more)},
        )
    tools.append(_several(draw, columns))

    def step(name: str, tool: str, param: str, value: str, question: str) -> str:
        return f'step {name} = {tool}({param}={value}) asks $"{question}" gives {reads[tool](name)}'

    town, member, guild = chosen["Town"], chosen["Member"], chosen["Guild"]
    town_tool, member_tool, guild_tool = f"{town.name}_of_town", f"{member.name}_of_member", f"{guild.name}_of_guild"
    derived = draw(st.booleans())

    def seat(of: str) -> str:
        if derived:
            return (
                f'step seat = derive first([g for g in Guild if g.name == {of}]).town.name asks $"Where is {{{of}}}?"'
            )
        return step("seat", "seat_of_guild", "guild", of, f"Where does {{{of}}} have its seat?")

    seat_read = "seat" if derived else reads["seat_of_guild"]("seat")
    guild_read = reads["guild_of_member"]("guild")
    choices = [
        f"""task one_thing {{
  each m in [m for m in Member if m.{member.name} != null]
  ask $"{member.doc} of {{m.name}}?"
  {step("found", member_tool, "member", "m.name", f"{member.doc} of {{m.name}}?")}
  answer {_answer(reads[member_tool]("found"), member)}
}}""",
        f"""task far_away {{
  each m in Member
  ask $"Seat of the guild of {{m.name}}: what is {town.doc.lower()}?"
  {step("guild", "guild_of_member", "member", "m.name", "Which guild took in {m.name}?")}
  {seat(guild_read)}
  {step("there", town_tool, "town", seat_read, f"{town.doc} of {{{seat_read}}}?")}
  answer {_answer(reads[town_tool]("there"), town)}
}}""",
        f"""task two_towns {{
  each pair in samples(Town, size=2, count=3, seed={draw(st.integers(0, 9))})
  let names = join([t.name for t in pair], " and ")
  ask $"{town.doc} of {{names}}, in this order?"
  step found for t in pair = {town_tool}(town=t.name) asks $"{town.doc} of {{t.name}}?"
    gives {reads[town_tool]("found")}
  answer [{_answer(reads[town_tool]("f"), town)} for f in found]
}}""",
        f"""task two_members {{
  each m in Member
  each o in [o for o in Member if o.number > m.number and o.guild.town != m.guild.town take 1]
  let pair = [m, o]
  let names = join([p.name for p in pair], " and ")
  ask $"Where do the guilds of {{names}} sit? In this order."
  step guild for p in pair = guild_of_member(member=p.name) asks $"Which guild took in {{p.name}}?" gives {guild_read}
  step seat for g in guild = seat_of_guild(guild={reads["guild_of_member"]("g")})
    asks $"Where does {{{reads["guild_of_member"]("g")}}} have its seat?" gives {reads["seat_of_guild"]("seat")}
  answer [{reads["seat_of_guild"]("s")} for s in seat]
}}""",
        f"""task in_a_guild {{
  each g in Guild
  ask $"{guild.doc} of {{g.name}}?"
  {step("found", guild_tool, "guild", "g.name", f"{guild.doc} of {{g.name}}?")}
  answer {_answer(reads[guild_tool]("found"), guild)}
}}""",
        f"""task without_a_tool {{
  each t in Town
  ask $"What do the records say of {{t.name}}: {town.doc.lower()}?"
  step found = derive t.{town.name} asks $"{town.doc} of {{t.name}}?"
  answer found
}}""",
    ]
    kept = sorted(draw(st.sets(st.integers(0, len(choices) - 1), min_size=2, max_size=4)))
    tasks = [choices[i] for i in kept]
    if writes:
        tool, task = _writing(draw)
        tools.append(tool)
        tasks.append(task)
    return tools, tasks


def _answer(read: str, column: Column) -> str:
    return f'{read} ?? "nothing"' if column.type.endswith("?") else read


def _several(draw: Draw, columns: dict[str, list[Column]]) -> str:
    kind = draw(st.sampled_from(("names", "records", "count")))
    first = columns["Member"][0]
    made = {
        "names": ("list[str]", "[m.name for m in Member if m.guild == found sort by m.name]"),
        "records": (
            f"list[{{ name: str, {first.name}: {SHOWN.get(first.type, first.type)} }}]",
            f"[{{ name: m.name, {first.name}: m.{first.name} }} for m in Member if m.guild == found sort by m.name]",
        ),
        "count": ("int", "count([m for m in Member if m.guild == found])"),
    }
    result, value = made[kind]
    return f"""@distractor
tool members_of_guild(guild: str(1..40) "Name of the guild.") -> {result} fails Unknown {{
  "Members of a guild." {_find("Guild", "guild", draw)} return {value} }}"""


WRITING = {
    "update": (
        "Member",
        "require found.master != null else Closed update found { master: null } return found.number",
        "m.master != null",
        "Member[m.number]?.master == null",
    ),
    "delete": (
        "Member",
        "require not any([o.master == found for o in Member]) else Closed"
        " let number = found.number delete found return number",
        "not any([o.master == m for o in Member])",
        "Member[m.number] == null",
    ),
    "insert": (
        "Letter",
        'let letter = insert Letter { id: next_id("L"), to: found } return letter.to.number',
        "m.name != null",
        "count([l for l in Letter if l.to.number == m.number]) == 1",
    ),
}
"""What a tool does to a member: what it writes, its statements, to which members it can be done, how one sees it."""


def _writing(draw: Draw) -> tuple[str, str]:
    """A tool that writes, and a task that asks for it."""
    entity, body, possible, done = draw(st.sampled_from(list(WRITING.values())))
    fails = "Unknown, Closed" if "Closed" in body else "Unknown"
    tool = f"""tool note(member: str(1..40) "Full name of the member.") -> int fails {fails} writes {entity} {{
  "Change what the book says of a member; shows the number of the member."
  {_find("Member", "member", draw)} {body}
}}"""
    task = f"""task noting {{
  each m in [m for m in Member if {possible}]
  ask $"Please write down the usual change for {{m.name}}. Which number does the book have for {{m.name}}?"
  step changed = note(member=m.name) asks $"Change what the book says of {{m.name}}."
  answer changed
  goal {done}
}}"""
    return tool, task
