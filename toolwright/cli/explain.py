"""`toolwright explain`."""

from __future__ import annotations

import sys

import click

from toolwright.dsl.diagnostics.catalogue import CATALOGUE
from toolwright.dsl.diagnostics.suggest import closest

from .console import wants_colour


@click.command()
@click.argument("codes", nargs=-1, metavar="CODE...")
@click.option("--all", "everything", is_flag=True, help="Explain every code.")
@click.option("--markdown", "plain", is_flag=True, help="Print Markdown, on terminals too.")
def command(codes: tuple[str, ...], everything: bool, plain: bool) -> int:
    """Explain findings by their codes: why they are told, how to mend them, and an example wrong and mended.

    Example: toolwright explain TW0203
    """
    from toolwright.dsl.diagnostics.explain import document, markdown

    if bool(codes) == everything:
        raise click.UsageError("give one or more codes, or --all")
    wanted = list(dict.fromkeys(code.upper() for code in codes))
    if unknown := [code for code in wanted if code not in CATALOGUE]:
        raise click.ClickException(_unknown(unknown[0]))
    text = document() if everything else "\n".join(markdown(code) for code in wanted)
    if plain or not wants_colour(sys.stdout):
        click.echo(text, nl=False)
        return 0
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))
    return 0


def _unknown(code: str) -> str:
    number = code.removeprefix("TW")
    meant = f"TW{number.zfill(4)}" if number.isdecimal() else code
    near = meant if meant in CATALOGUE else closest(meant, list(CATALOGUE))
    hint = f"did you mean {near}?" if near else "`toolwright explain --all` has every code"
    return f"there is no code {code}; {hint}"
