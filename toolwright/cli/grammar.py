"""`toolwright grammar`."""

from __future__ import annotations

import click

from toolwright.dsl.syntax.tables import grammar_text


@click.command()
def command() -> int:
    """Print the grammar of the language, as the parser itself reads it.

    It is in Lark's notation and constrains decoding without a change, by llguidance: vLLM, SGLang, llama.cpp.
    Example: toolwright grammar > tool.lark
    """
    click.echo(grammar_text(), nl=False)
    return 0
