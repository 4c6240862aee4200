"""What a run came to: `report.md`, and the learning curves as `curves.png`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from ..config import Config
from ..evaluate.comparison import difference_of
from .curves import draw
from .folder import RunFolder, write_text
from .run import legs

_MEASURES: Final = {
    "solve_p": "Solve-P", "solve_r": "Solve-R", "solve_f1": "Solve-F1", "answer": "answer", "goal": "goal",
    "malformed": "malformed",
}  # fmt: skip
_COMPARED: Final = {"solve_f1": "Solve-F1", "answer": "answer"}


def write_report(folder: RunFolder, config: Config) -> str:
    """Write the report of a finished run; returns its tables as text."""
    events = folder.events()
    names = [leg.name for leg in legs(config)]
    parts = ["# Run", ""]
    tables: list[str] = []
    if config.eval.tasks_most:
        measured = {name: folder.kept(f"eval/{name}.json", list) for name in ("before", *names)}
        tables = _tables(measured)
        parts += [*tables, ""]
    for name in names:
        own = [event for event in events if event["stage"] == name]
        parts += [f"## {name}", "", *_stage(own), ""]
    parts += ["![learning curves](curves.png)", ""]
    write_text(folder.path / "report.md", "\n".join(parts))
    draw(events, names, folder.path / "curves.png")
    return "\n".join([*tables, f"report: {folder.path / 'report.md'}"])


def _tables(measured: dict[str, list[dict[str, Any]]]) -> list[str]:
    """A Markdown table for each set of tasks, level and temperature: a row for each model."""
    lines: list[str] = []
    for number, first in enumerate(measured["before"]):
        how = "greedy" if not first["temperature"] else f"sampled at {first['temperature']:g}"
        tasks = _overall(first["table"])
        count = tasks["tasks"] if tasks else 0
        lines += [f"## Tasks: {first['tasks']}, level {first['level']}, {how} ({count} tasks)", ""]
        lines += [f"| model | {' | '.join(_MEASURES.values())} | calls |", "| --- |" + " ---: |" * (len(_MEASURES) + 1)]
        for name, tables in measured.items():
            row = _overall(tables[number]["table"])
            if row:
                cells = [_percent(row["measures"].get(measure)) for measure in _MEASURES]
                lines.append(f"| {name} | {' | '.join(cells)} | {row['measures']['calls']['mean']:.2f} |")
        lines += ["", *_pairs({name: tables[number].get("episodes", []) for name, tables in measured.items()})]
    return lines


def _pairs(episodes: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    """A Markdown table of what sets each model apart from the one before, task by task; nothing where none is known."""
    rows = []
    for (before, theirs), (after, mine) in pairwise(episodes.items()):
        known = {(each["bundle"], each["task"]): each["measures"] for each in theirs}
        both = [(each["measures"], known[key]) for each in mine if (key := (each["bundle"], each["task"])) in known]
        for measure, title in _COMPARED.items():
            if both:
                found = difference_of([own[measure] - other[measure] for own, other in both])
                mean, low, high = (
                    100 * each for each in (found.estimate.mean, found.estimate.low, found.estimate.high)
                )
                counts = f"{found.more} | {found.less} | {found.same} | {found.p:.3f}"
                rows.append(f"| {after} less {before} | {title} | {mean:+.1f} [{low:+.0f} to {high:+.0f}] | {counts} |")
    if rows:
        yield "| models, task by task | measure | points | more | less | same | p |"
        yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
        yield from rows
        yield ""


def _overall(table: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    return next((row for row in table if row["kind"] == "all"), None)


def _percent(estimate: Mapping[str, float] | None) -> str:
    if estimate is None:
        return "-"
    return f"{estimate['mean'] * 100:.1f} [{estimate['low'] * 100:.0f}-{estimate['high'] * 100:.0f}]"


def _stage(events: Sequence[dict[str, Any]]) -> list[str]:
    """A few sentences about one leg."""
    if not events:
        return ["No steps were logged."]
    lines = [f"- {events[-1]['step']} steps; loss {events[0]['loss']:.4g} at first, {events[-1]['loss']:.4g} at last."]
    spent = sum(event.get("environment_seconds", 0.0) for event in events)
    whole = sum(event.get("step_time", 0.0) for event in events)
    if whole:
        lines.append(f"- The environment took {spent / whole:.1%} of the steps' time.")
    still = [event["frac_reward_zero_std"] for event in events if "frac_reward_zero_std" in event]
    if still:
        share = sum(still) / len(still)
        lines.append(f"- In {share:.0%} of the groups all rewards were the same, which teaches nothing.")
    return lines
