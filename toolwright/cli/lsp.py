"""`toolwright lsp`."""

from __future__ import annotations

import click


@click.command()
def command() -> int:
    """Serve an editor over standard input and output (LSP).

    Editors start it by themselves, see the documentation of yours. It needs the extra `lsp`:
    pip install "toolwright[lsp]". Example: toolwright lsp
    """
    try:
        from .editor.server import start
    except ModuleNotFoundError as problem:
        if (problem.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise click.ClickException('the language server needs `pip install "toolwright[lsp]"`') from None
    start()
    return 0
