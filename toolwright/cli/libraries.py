"""Libraries that only some installs have: what is said where one lacks, and their own talk between our lines."""

from __future__ import annotations

import logging
import os
import sys
import warnings

import click


def without_extra(what: str, extra: str, problem: ImportError) -> click.ClickException:
    """What is said where a library of *extra* lacks, which *what* needs. Raises *problem* where it is one of ours."""
    if (problem.name or "").partition(".")[0] == "toolwright":
        raise problem
    return click.ClickException(f"{what} needs the extra: pip install 'toolwright[{extra}]' ({problem})")


def quiet() -> None:
    """No bars, warnings and advice of the libraries' own, which go into pipes, too; called before they are loaded."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    warnings.filterwarnings("ignore")
    logging.getLogger("trl").setLevel(logging.ERROR)
    if loaded := sys.modules.get("transformers"):
        # It read its environment when it was loaded.
        loaded.utils.logging.disable_progress_bar()


__all__ = ["quiet", "without_extra"]
