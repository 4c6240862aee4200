"""Hypothesis strategy of small programs of the language that the checker accepts, with calls of their tools.

Everything is made as text, type-correct by construction: a world of two entities with rows, constants, helper
functions, and tools with queries, loops, writes and declared errors. `programs()` gives `Made` values;
`typed_world.py` has what all programs share, `typed_bodies.py` the expressions and statements.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from .typed_bodies import Maker
from .typed_world import CALLED, EXTERNS, GIVEN, HEAD, SCALARS, VALUES, Kind, written


@dataclass(frozen=True)
class Made:
    """A program, and calls to make one after the other."""

    text: str
    calls: tuple[tuple[str, dict[str, Any]], ...]


def programs(*, writing: bool = True, externs: bool = False) -> st.SearchStrategy[Made]:
    """Programs whose tools read, write where *writing*, and call Python where *externs*."""
    return st.composite(_program)(writing, externs)


RESULTS: Sequence[Kind] = (*SCALARS, "float?", "str?", "list[str]", "list[int]", "list[float]", "map[str, float]")


def rows(draw: Any) -> str:
    """Rows of both entities, as `data`."""
    maker = Maker(draw, {})
    codes = draw(st.lists(st.sampled_from(("a", "b", "ab", "12")), min_size=1, max_size=4, unique=True))
    lines = [
        f"| {written(c)} | {written(maker.pick(VALUES['str'])[:12])} | {written(maker.pick((None, 0.5, 9.0)))} "
        f'| "{maker.pick(VALUES["date"])}" | "{maker.pick(VALUES["Size"])}" |'
        for c in codes
    ]
    items = [
        f"| {i} | {written(maker.pick(codes))} | {written(maker.pick((None, *codes)))} | {maker.pick(VALUES['float'])} "
        f"| {written(maker.value('list[str]'))} | {written(maker.value('bool'))} |"
        for i in range(draw(st.integers(0, 6)))
    ]
    heads = ("| code | name | rating | since | size |", "| id | maker | backup | price | tags | sold |")
    return f"data Maker {{ {heads[0]} {' '.join(lines)} }}\ndata Item {{ {heads[1]} {' '.join(items)} }}\n"


def _param(draw: Any, name: str) -> tuple[str, Kind, bool]:
    kind = draw(st.sampled_from((*SCALARS, "str?", "list[str]", "list[int]", "map[str, float]")))
    default = draw(st.booleans())
    maker = Maker(draw, {})
    text = f" = {written(maker.value(kind))}" if default else ""
    return f'{name}: {kind}{text} "A parameter."', kind, not default


def _program(draw: Any, writing: bool, externs: bool) -> Made:
    parts = ['library made { title: "Made" }', HEAD, GIVEN, rows(draw)]
    functions: list[tuple[str, tuple[Kind, ...], Kind]] = []
    for number in range(draw(st.integers(0, 2))):
        kinds = tuple(draw(st.lists(st.sampled_from(("int", "str", "Item", "Maker")), max_size=2)))
        gives = draw(st.sampled_from(("int", "float", "str", "bool", "list[str]", "float?")))
        env = {f"p{i}": kind for i, kind in enumerate(kinds)}
        value = Maker(draw, env, tuple(functions)).expr(gives, 2)
        parts.append(f"fn f{number}({', '.join(f'{n}: {k}' for n, k in env.items())}) -> {gives} = {value}")
        functions.append((f"f{number}", kinds, gives))
    if externs:
        parts.append(EXTERNS)
        # Python is called by tools alone, so helper functions do not see it; and often, beside all that there is.
        functions += 5 * list(CALLED)
    tools: list[tuple[str, dict[str, tuple[Kind, bool]]]] = []
    for number in range(draw(st.integers(1, 3))):
        text, params = _tool(draw, f"t{number}", tuple(functions), writing)
        parts.append(text)
        tools.append((f"t{number}", params))
    calls = []
    for _ in range(draw(st.integers(1, 4))):
        name, params = draw(st.sampled_from(tools))
        maker = Maker(draw, {})
        given = {n: maker.value(k) for n, (k, required) in params.items() if required or draw(st.booleans())}
        calls.append((name, json.loads(json.dumps(given))))
    return Made("\n".join(parts), tuple(calls))


def _tool(
    draw: Any, name: str, functions: Sequence[tuple[str, tuple[Kind, ...], Kind]], writing: bool
) -> tuple[str, dict[str, tuple[Kind, bool]]]:
    names = [f"{name}_{i}" for i in range(draw(st.integers(0, 3)))]
    texts, params = [], {}
    for each in names:
        text, kind, required = _param(draw, each)
        texts.append(text)
        params[each] = (kind, required)
    writes = draw(st.sampled_from(((), ("Item",), ("Maker",), ("Item", "Maker")))) if writing else ()
    result = draw(st.sampled_from(RESULTS))
    env = {each: kind for each, (kind, _) in params.items()}
    maker = Maker(draw, env, functions, fails=draw(st.booleans()), writes=writes)
    body = "\n  ".join(maker.body(result, 2, 3))
    effects = ""
    for word, known in (("fails", ("Missing", "Broken")), ("writes", ("Item", "Maker"))):
        if names := [each for each in known if each in maker.done]:
            effects += f"  {word} {', '.join(names)}\n"
    head = f"tool {name}({', '.join(texts)}) -> {result}"
    return f'{head}\n{effects}{{\n  "Does something."\n  {body}\n}}', params
