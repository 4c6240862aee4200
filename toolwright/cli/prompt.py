"""`toolwright prompt`."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

import click

from toolwright.dsl.export.guide import SHORT, Example, Excerpt, guide, sections

SHIPPED: Final = (
    *("shop_orders", "conference_fares", "country_areas"),
    *("city_population", "river_journey", "author_currency"),
    *("museum_night", "island_ferries", "flight_distances"),
)
"""Scenarios to show, the most telling ones first."""
_DATA: Final = re.compile(r'(?m)^data \w+ from "([^"]+)"')
_HEAD: Final = 3
"""Lines of a data file that are shown."""


@click.command()
@click.option("--section", "names", multiple=True, metavar="NAME", help="Print this section only; may be repeated.")
@click.option("--short", is_flag=True, help="What fits into about 4,000 tokens.")
@click.option("--examples", type=click.IntRange(0, len(SHIPPED)), help="Shipped scenarios to show.  [default: 2]")
@click.option("--list", "only_list", is_flag=True, help="Print the names of the sections.")
def command(names: tuple[str, ...], short: bool, examples: int | None, only_list: bool) -> int:
    """Print a guide to the language for a model that writes scenarios, made from the compiler's own tables.

    Examples: toolwright prompt > guide.md; toolwright prompt --section tasks --section mistakes
    """
    number = (0 if short else 2) if examples is None else examples
    text = guide([_example(name) for name in SHIPPED[:number]])
    parts = sections(text)
    if only_list:
        click.echo("\n".join(parts))
        return 0
    if unknown := [name for name in names if name not in parts]:
        raise click.ClickException(f"there is no section {unknown[0]}; there are {', '.join(parts)}")
    if short and not names:
        names = ("top", *SHORT, *(("examples",) if number else ()))
    click.echo("\n".join(part for name, part in parts.items() if name in names) if names else text, nl=False)
    return 0


def _example(name: str) -> Example:
    folder = files("toolwright") / "specs" / name
    text = (folder / f"{name}.tool").read_text(encoding="utf-8")
    return Example(
        path=f"{name}/{name}.tool",
        text=text.rstrip(),
        data=tuple(
            Excerpt(path, "\n".join((folder / path).read_text(encoding="utf-8").splitlines()[:_HEAD]))
            for path in _DATA.findall(text)
        ),
    )
