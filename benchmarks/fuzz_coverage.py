"""Fuzzing led by coverage: `python -m benchmarks.fuzz --coverage SECONDS` runs this, in a process of its own.

atheris counts where Python goes only in what is imported under its eyes, so nothing of ours is imported before.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["toolwright.dsl"]):
    from tests.dsl.fuzzing.inputs import Inputs, tokens
    from tests.dsl.fuzzing.probe import PATH, probe

_LONGEST = 3_000


def main(seconds: int, folder: Path) -> None:
    """Look for texts that reach new places, so long; what fails is written to *folder*, and ends the run."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    texts = [origin.text for origin in Inputs(0).origins if len(origin.text) < _LONGEST]
    for number, text in enumerate(texts):
        (corpus / f"{number}").write_text(text, encoding="utf-8")
    words = {text[start:end] for text in texts for _, start, end in tokens(text)}
    known = folder / "words.txt"
    known.write_text(
        "".join(
            f'"{word}"\n' for word in sorted(words) if re.fullmatch(r"[!-~]{1,20}", word) and not {*word} & {*'"\\'}
        )
    )

    def one(data: bytes) -> None:
        probe({PATH: data})

    options = {
        "max_total_time": seconds,
        "max_len": _LONGEST,
        "timeout": 20,
        "dict": known,
        "artifact_prefix": f"{folder.as_posix()}/",
        "print_final_stats": 1,
    }
    atheris.Setup([sys.argv[0], corpus.as_posix(), *(f"-{name}={value}" for name, value in options.items())], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
