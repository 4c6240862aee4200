"""Differences of bundles as people and programs read them."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from toolwright.compiler.diff import GUARDS, RULES, Difference

from .console import result_console

MOST_OF_A_RULE = 8
"""A change of one row can show in every task; more than a few of a kind help nobody."""


def print_differences(differences: Sequence[Difference], old: str, new: str, as_json: bool = False) -> None:
    """Print what sets *new* apart from *old*: a table and a count, or one JSON object a line."""
    if as_json:
        for each in differences:
            row = {
                "guard": each.guard,
                "rule": each.rule,
                "where": each.where,
                "levels": list(each.levels),
                "before": each.before,
                "after": each.after,
            }
            click.echo(json.dumps(row, ensure_ascii=False, sort_keys=True))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = result_console()
    # Which files have other bytes is of interest where nothing says why.
    why = any(each.guard != "bytes" for each in differences)
    for guard in GUARDS:
        found = [each for each in differences if each.guard == guard and not (why and each.rule == "file-changed")]
        if not found:
            continue
        table = Table(title=f"{guard}: {old} → {new}", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for heading, ratio in (("what", None), ("where", 2), ("before", 3), ("after", 3)):
            table.add_column(heading, ratio=ratio, overflow="fold", no_wrap=heading == "what")
        for rule in RULES:
            of_rule = [each for each in found if each.rule == rule]
            for each in of_rule[:MOST_OF_A_RULE]:
                place = each.where + (f" ({', '.join(each.levels)})" if each.levels else "")
                table.add_row(rule, *map(Text, (place, each.before, each.after)))
            if len(of_rule) > MOST_OF_A_RULE:
                table.add_row(rule, f"and {len(of_rule) - MOST_OF_A_RULE} more", "", "")
        console.print(table)
    counts = [(sum(each.guard == guard for each in differences), guard) for guard in GUARDS]
    click.echo("differences: " + ", ".join(f"{n} in {guard}" for n, guard in counts if n))
