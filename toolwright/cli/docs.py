"""`toolwright docs`."""

from __future__ import annotations

from pathlib import Path

import click

from toolwright.compiler.page import MOST_TASKS, page
from toolwright.runtime import BundleError

from .bundles import load
from .writing import apart, named, write_page


@click.command()
@click.argument("bundle")
@click.option(
    "-o",
    "--out",
    default=Path("page.html"),
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.",
)
@click.option(
    "--tasks",
    "most_tasks",
    default=MOST_TASKS,
    type=click.IntRange(min=1),
    show_default=True,
    help="About how many tasks to show, spread over their families.",
)
def command(bundle: str, out: Path, most_tasks: int) -> int:
    """Write a bundle as one HTML page: its card, tasks with their plans drawn, tools and documents of every level.

    The page needs no other file and no network.
    Example: toolwright docs build/shop_orders -o shop_orders.html
    """
    named(out)
    apart(out, (Path(bundle),))
    loaded = load(bundle)
    try:
        text = page(loaded, most_tasks)
    except BundleError as problem:
        raise click.ClickException(f"{bundle}: {problem}") from None
    write_page(out, text)
    click.echo(f"{out}  {len(text) // 1024} KiB")
    return 0
