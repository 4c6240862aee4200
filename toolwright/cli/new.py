"""`toolwright new`."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import click

TEMPLATE = "my_scenario"


@click.command()
@click.argument("name")
@click.option(
    "--in", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Where its folder goes."
)
def command(name: str, folder: Path) -> int:
    """Write a first scenario, which builds as it is, to be changed into your own.

    NAME is that of the scenario: lower-case letters, digits and underscores. Example: toolwright new corner_shop
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        meant = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").lstrip("0123456789_")
        proposed = f"; how about {meant}?" if meant else ""
        raise click.UsageError(f"a scenario's name is lower-case letters, digits and underscores{proposed}")
    text = files("toolwright.cli").joinpath("templates", f"{TEMPLATE}.tool").read_text(encoding="utf-8")
    target = folder / name / f"{name}.tool"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text.replace(TEMPLATE, name))
    except FileExistsError:
        raise click.ClickException(f"{target} is there already") from None
    except OSError as problem:
        raise click.ClickException(f"{target} cannot be written: {problem.strerror}") from None
    click.echo(f"wrote {target}")
    click.echo(f"next: toolwright build {target.parent} -o build", err=True)
    return 0
