"""The command line: the only part that knows everybody. One command a file; each calls one function and prints."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import click

from toolwright import __version__

from .collector import leave_to_the_system

COMMANDS = {
    "new": "Write a first scenario, which builds as it is.",
    "check": "Check scenarios and print what is wrong with them.",
    "explain": "Explain findings by their codes, with examples.",
    "lock": "Record what scenarios are made from, so that changes from outside are seen.",
    "fmt": "Bring scenarios into the one style, comments and all.",
    "lsp": "Serve an editor: findings as you type, completion, renaming.",
    "prompt": "Print a guide to the language for models that write it.",
    "grammar": "Print the grammar of the language, for constrained decoding.",
    "build": "Compile scenarios to bundles, proofs included.",
    "verify": "Prove bundles again, without their specs.",
    "diff": "Say what sets two bundles apart, and for whom it matters.",
    "show": "Show what a bundle holds.",
    "docs": "Write a bundle as one HTML page.",
    "call": "Call one tool of a bundle.",
    "validate": "Judge calls against any OpenAI function documents.",
    "parse": "Take what models wrote apart: calls, text, and calls that are written wrong.",
    "sandbox": "Say whether extern functions can be run here, and what was tried to get out.",
    "serve": "Serve bundles over HTTP and MCP.",
    "play": "Play the agent yourself, in the terminal.",
    "rollout": "Play tasks with a policy and write the trajectories.",
    "score": "Score recorded trajectories by running their calls again.",
    "eval": "Measure policies, with intervals, and compare them.",
    "train": "Train a model on bundles, as a TOML file says.",
    "export": "Write datasets to train on, as Parquet files.",
    "import": "Read and check rows of the paper's data.",
    "analyze": "Say what training changed in a model, by layer and module.",
    "demo": "From the shipped scenarios to a model that is measurably better.",
}
"""Command to its summary; a command's module is imported when it is run, so that start-up stays short."""

_MODULES = {"import": "importing"}
"""Command to its module, where Python keeps the name for itself."""

EXIT_USAGE, EXIT_BUG = 2, 70
"""What `run` returns beside what a command returns: 0, or 1 where it has something to report."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = _MODULES.get(cmd_name, cmd_name)
        command: click.Command = import_module(f"toolwright.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="toolwright")
def cli() -> None:
    """The compiler for tool-use environments.

    Exit codes: 0 clean, 1 findings, 2 usage or I/O, 70 a bug in Toolwright.
    """


def main() -> None:
    """Run the command line and exit."""
    leave_to_the_system()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; returns the exit code."""
    try:
        result = cli.main(arguments, prog_name="toolwright", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.ClickException as problem:
        problem.show()
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`): that is no failure, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit:
        # click leaves so, with 1, when the reader of our output went away; it calls `sys.exit` for nothing else here.
        return 0
    except Exception:
        return _bug(arguments)


def _bug(arguments: list[str]) -> int:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="toolwright-bug-", delete=False, encoding="utf-8") as f:
        f.write(f"toolwright {__version__}, python {sys.version}\narguments: {arguments}\n\n{traceback.format_exc()}")
    kind, value, _ = sys.exc_info()
    name = kind.__name__ if kind else "an error"
    click.echo(
        f"toolwright: a bug in Toolwright, not in your files ({name}: {str(value)[:200]}).\n"
        f"Please report it with the details in {Path(f.name)}.",
        err=True,
    )
    return EXIT_BUG
