"""Calls per second from JSON text to JSON observation, receipts and step matching included; resets; memory.

The bundle is built in a process of its own and loaded from its folder, as where agents are trained: what has compiled
has a heap in which calls take up to a third longer. Everything is measured in one run on one core, as the best of many
short windows of processor time with the garbage collector off, and shown beside what others do with the same tools and
the same arguments:

- floors: functions that a person would write for just this, without checks, receipts or isolation. The look-up by key
  is a look-up in a dictionary; the look-up by another field and the query scan. Once with the standard library's
  `json`, as people write it, once with the parser and the printer of pydantic-core.
- the reference's way: the function's source is run by `exec` at every call, in a thread with a time-out.
- a peer that validates arguments, as OpenReward's call path does: a pydantic model checks the JSON text, a pydantic
  model prints the result (without its locks and its log, so faster than the 8,550 calls/s that it was measured at).

    python -m benchmarks.runtime
    python -m benchmarks.runtime --profile dearest
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import hashlib
import itertools
import json
import pstats
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field
from pydantic_core import from_json, to_json

from toolwright.compiler import compile_program, write_folder
from toolwright.dsl.check import check
from toolwright.runtime import Bundle
from toolwright.runtime.bundle import json_line, sealed
from toolwright.runtime.environment import Environment

from .library import library

WINDOW, WINDOWS = 0.005, 120
TURNS = 40
"""Calls of an episode; the scenario allows so many."""

Call = tuple[str, str]
"""Tool and arguments text."""


def best(runs: Mapping[str, Callable[[], object]], count: int) -> dict[str, float]:
    """Runs per second of things that each of *runs* does *count* times, in the best window of each.

    The windows take turns, so that all see the machine in the same state.
    """
    rounds = {name: max(1, round(WINDOW / max(1e-9, _timed(run, 3) / 3))) for name, run in runs.items()}
    least = dict.fromkeys(runs, float("inf"))
    gc.collect()
    gc.disable()
    try:
        for _ in range(WINDOWS):
            for name, run in runs.items():
                least[name] = min(least[name], _timed(run, rounds[name]))
    finally:
        gc.enable()
    return {name: count * rounds[name] / least[name] for name in runs}


def _timed(run: Callable[[], object], rounds: int) -> float:
    started = time.process_time_ns()
    for _ in range(rounds):
        run()
    return max(1, time.process_time_ns() - started) / 1e9


# ------------------------------------------------------------------ the world


class _Text:
    """The one file of the scenario."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read(self, path: str) -> bytes:
        """The scenario; there are no others."""
        return self._text.encode()


def built(rows: int) -> Bundle:
    """The library with *rows* rows of every entity, compiled elsewhere."""
    with tempfile.TemporaryDirectory() as name:
        with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
            elsewhere.submit(build, rows, Path(name)).result()
        return Bundle.load(name)


def build(rows: int, folder: Path) -> None:
    """Write the bundle of the library with *rows* rows of every entity to *folder*."""
    checked = check("library.tool", _Text(library(rows)))
    assert checked.program is not None, checked.diagnostics
    compiled = compile_program(checked.program)
    assert compiled.files is not None, compiled.diagnostics
    write_folder(compiled.files, folder)


def grown(bundle: Bundle, times: int) -> Bundle:
    """The bundle with *times* as many rows, copies under other keys."""
    files = dict(bundle.files)
    for entity, (key,) in bundle.manifest.keys.items():
        made = (
            json_line({**row, key: row[key] if i == 0 else f"{row[key][0]}{i}x{row[key][1:]}"})
            for i in range(times)
            for row in bundle.rows[entity]
        )
        files[f"data/{entity}.jsonl"] = "".join(made).encode()
    hashes = {path: hashlib.sha256(files[path]).hexdigest() for path in bundle.manifest.files}
    return Bundle(sealed(bundle.manifest.model_copy(update={"files": hashes})), files)


# ------------------------------------------------------------------ what others do


def functions(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Callable[[Any], Any]]:
    """The tools as functions that a person would write, from parsed arguments to a result."""
    books = {row["isbn"]: dict(row) for row in rows["Book"]}

    def price_of(given: Any) -> Any:
        return {"price": books[given["isbn"]]["price"]}

    def published(given: Any) -> Any:
        title = given["title"]
        return {"year": next(book for book in books.values() if book["title"] == title)["year"]}

    def dearest(given: Any) -> Any:
        genre, at_most = given["genre"], given["at_most"]
        found = [book for book in books.values() if book["genre"] == genre and book["price"] <= at_most]
        found.sort(key=lambda book: (-book["price"], book["isbn"]))
        return [{"title": b["title"], "price": b["price"], "year": b["year"]} for b in found[: given["limit"]]]

    def take_out(given: Any) -> Any:
        book = books[given["isbn"]]
        book["stock"] -= given["copies"]
        return {"left": book["stock"]}

    return {function.__name__: function for function in (price_of, published, dearest, take_out)}


def by_hand(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], loads: Callable[[str], Any], dumps: Callable[[Any], str]
) -> dict[str, Callable[[str], str]]:
    """The floor: nothing but parsing, the function and printing."""

    def made(function: Callable[[Any], Any]) -> Callable[[str], str]:
        return lambda text: dumps(function(loads(text)))

    return {name: made(function) for name, function in functions(rows).items()}


_SOURCE = {
    "price_of": "def price_of(isbn):\n    return {'price': BOOKS[isbn]['price']}\n",
    "published": (
        "def published(title):\n"
        "    return {'year': next(book for book in BOOKS.values() if book['title'] == title)['year']}\n"
    ),
    "dearest": (
        "def dearest(genre, at_most, limit):\n"
        "    found = [b for b in BOOKS.values() if b['genre'] == genre and b['price'] <= at_most]\n"
        "    found.sort(key=lambda b: (-b['price'], b['isbn']))\n"
        "    return [{'title': b['title'], 'price': b['price'], 'year': b['year']} for b in found[:limit]]\n"
    ),
    "take_out": (
        "def take_out(isbn, copies):\n    BOOKS[isbn]['stock'] -= copies\n    return {'left': BOOKS[isbn]['stock']}\n"
    ),
}


def by_exec(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Callable[[str], str]]:
    """The reference's way: the tool's source, executed at each call by a thread that is waited for."""
    books = {row["isbn"]: dict(row) for row in rows["Book"]}

    def made(name: str) -> Callable[[str], str]:
        source = _SOURCE[name]

        def call(text: str) -> str:
            given = json.loads(text)
            result: list[Any] = []

            def body() -> None:
                space = {"BOOKS": books}
                exec(source, space)
                result.append(eval(f"{name}(**given)", space, {"given": given}))

            thread = threading.Thread(target=body, daemon=True)
            thread.start()
            thread.join(10)
            return json.dumps(result[0])

        return call

    return {name: made(name) for name in _SOURCE}


class _Isbn(BaseModel):
    isbn: str = Field(min_length=1, max_length=20)


class _Title(BaseModel):
    title: str = Field(min_length=1, max_length=80)


class _Shelf(BaseModel):
    genre: str = Field(pattern="^(crime|history|novel|poetry|science|travel)$")
    at_most: float = Field(ge=0)
    limit: int = Field(5, ge=1, le=50)


class _Copies(_Isbn):
    copies: int = Field(ge=1, le=9)


class _Result(BaseModel):
    content: Any
    error: str | None = None


def by_models(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Callable[[str], str]]:
    """A peer's way: pydantic models at both ends."""
    models: dict[str, type[BaseModel]] = {
        "price_of": _Isbn,
        "published": _Title,
        "dearest": _Shelf,
        "take_out": _Copies,
    }

    def made(model: type[BaseModel], function: Callable[[Any], Any]) -> Callable[[str], str]:
        def call(text: str) -> str:
            return _Result(content=function(model.model_validate_json(text).model_dump())).model_dump_json()

        return call

    return {name: made(models[name], function) for name, function in functions(rows).items()}


# ------------------------------------------------------------------ ours


def arguments_of(bundle: Bundle, task: str) -> dict[str, list[str]]:
    """Arguments texts for each tool, each other than the one before, those of the task's golden calls among them."""
    books = bundle.rows["Book"]
    picked = [books[i * 37 % len(books)] for i in range(TURNS)]
    golden = {step.tool: step.arguments for step in bundle.level().tasks[task].steps}
    texts = {
        "price_of": [{"isbn": book["isbn"]} for book in picked],
        "published": [{"title": book["title"]} for book in picked],
        "dearest": [{"genre": book["genre"], "at_most": book["price"], "limit": 5} for book in picked],
        "take_out": [{"isbn": book["isbn"], "copies": 1 + i % 5} for i, book in enumerate(picked)],
    }
    return {
        name: [json.dumps(given, ensure_ascii=False) for given in ([golden[name]] if name in golden else []) + made][
            :TURNS
        ]
        for name, made in texts.items()
    }


def playing(environment: Environment, task: str, calls: Sequence[Call]) -> Callable[[], object]:
    """One episode: a reset, then the calls."""

    def run() -> None:
        call = environment.reset(task).call
        for name, text in calls:
            call(name, text)

    return run


def making(function: Callable[[str], str], texts: Sequence[str]) -> Callable[[], object]:
    """The same calls of somebody else's function."""

    def run() -> None:
        for text in texts:
            function(text)

    return run


def resetting(environment: Environment, task: str, count: int) -> Callable[[], object]:
    """Resets and nothing else."""

    def run() -> None:
        for _ in range(count):
            environment.reset(task)

    return run


def measured(bundle: Bundle, task: str) -> dict[str, dict[str, float]]:
    """Tool to way to calls a second; rows that are written again and again stand apart."""
    environment = bundle.environment()
    ways = {
        "by hand, json": by_hand(bundle.rows, json.loads, json.dumps),
        "by hand, pydantic-core": by_hand(bundle.rows, from_json, lambda value: to_json(value).decode()),
        "exec in a thread": by_exec(bundle.rows),
        "pydantic models": by_models(bundle.rows),
    }
    found = {}
    texts_of = arguments_of(bundle, task)
    for name, texts in {**texts_of, "take_out, 4 rows": texts_of["take_out"][-4:] * (TURNS // 4)}.items():
        tool = name.partition(",")[0]
        runs = {way: making(tools[tool], texts) for way, tools in ways.items()}
        runs["episode.call"] = playing(environment, task, [(tool, text) for text in texts])
        found[name] = best(runs, TURNS)
    return found


def resets(bundle: Bundle) -> None:
    """What a reset takes and a live episode holds, with more and more rows."""
    for times in (1, 10, 100):
        larger = grown(bundle, times) if times > 1 else bundle
        environment = larger.environment()
        task = next(iter(environment.tasks))
        seconds = 1 / best({"reset": resetting(environment, task, 100)}, 100)["reset"]
        texts = arguments_of(larger, task)
        for tool in texts:
            playing(environment, task, [(tool, text) for text in texts[tool]])()  # what all episodes share is made here
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        live = [environment.reset(task) for _ in range(200)]
        fresh = (tracemalloc.get_traced_memory()[0] - before) / len(live)
        for episode, (tool, i) in itertools.product(live, [(tool, i) for tool in texts for i in range(2)]):
            episode.call(tool, texts[tool][i])
        played = (tracemalloc.get_traced_memory()[0] - before) / len(live)
        tracemalloc.stop()
        rows = sum(map(len, larger.rows.values()))
        print(f"{rows:>8} rows: reset {1e6 * seconds:6.2f} us, episode {fresh:6.0f} bytes, {played:6.0f} after 8 calls")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--profile", metavar="TOOL", help="profile the calls of one tool in place of measuring")
    asked = parser.parse_args()
    bundle = built(asked.rows)
    task = next(iter(bundle.level().tasks))
    if asked.profile:
        texts = arguments_of(bundle, task)[asked.profile]
        run = playing(bundle.environment(), task, [(asked.profile, text) for text in texts])
        profiler = cProfile.Profile()
        profiler.runcall(lambda: [run() for _ in range(200)])
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
        return
    rates = measured(bundle, task)
    print(f"calls/s over {asked.rows} rows" + " " * 8 + "".join(f"{name:>24}" for name in rates))
    for way in next(iter(rates.values())):
        cells = "".join(f"{rate[way]:>16,.0f} {rate[way] / rate['by hand, json']:>6.2f}x" for rate in rates.values())
        print(f"{way:<28}{cells}")
    resets(bundle)


if __name__ == "__main__":
    main()
