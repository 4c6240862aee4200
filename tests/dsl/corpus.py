"""The corpus of wrong specs: `wrong/<range>/<name>.tool`, each with what is wrong with it at its end.

A case is one file. Behind the text stand lines that begin with `#! `, one for each finding in their order:

    #! TW0203 12:7 words of the message

and then, where they matter,

    #! keeps EnumDecl ToolDecl    declarations that could be read all the same
    #! poisons City               names that broken declarations seem to declare
    #! fixed                      when all fixes are applied, no error is left

`python -m tests.dsl.corpus FILE...` prints what is found in a file, to be read and pasted at its end.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolwright.dsl.check import Checked, check
from toolwright.dsl.diagnostics import Diagnostic
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.parse import parse

FOLDER = Path(__file__).parent / "wrong"
PATHS = sorted(FOLDER.glob("*/*.tool"))
NAME = "spec.tool"
"""Path under which the checker sees a case."""


@dataclass(frozen=True)
class Case:
    """One wrong spec."""

    text: str
    """Without the expectations."""
    findings: tuple[str, ...]
    keeps: str | None
    poisons: str | None
    fixed: bool


class Memory:
    """Files by path, for the checker."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = files

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory")
        found = self.files[path]
        return found.encode() if isinstance(found, str) else found


def load(path: Path) -> Case:
    """The case in the file at *path*."""
    text, *said = path.read_text(encoding="utf-8").split("\n#! ")
    lines = [line.strip() for line in said]
    keeps, poisons = (
        next((line.removeprefix(word) for line in lines if line.startswith(word)), None)
        for word in ("keeps ", "poisons ")
    )
    findings = tuple(line for line in lines if re.match(r"TW\d{4} ", line))
    return Case(text + "\n" * bool(said), findings, keeps, poisons, "fixed" in lines)


def check_text(text: str) -> Checked:
    """What checking a project of one file finds."""
    return check(NAME, Memory({NAME: text}))


def shown(diagnostic: Diagnostic) -> str:
    """A finding as a case expects it."""
    line, column = diagnostic.span.source.position(diagnostic.span.start)
    return f"{diagnostic.code} {line}:{column} {diagnostic.message}"


def kept(text: str) -> tuple[str, str]:
    """Declarations that can be read in *text*, and names that its broken ones seem to declare."""
    parsed = parse(Source(NAME, text))
    names = " ".join(type(item).__name__ for item in parsed.module.items)
    return names or "nothing", " ".join(sorted(parsed.poisoned)) or "nothing"


def main() -> None:
    """Print the expectations of the files that the command line names."""
    for argument in sys.argv[1:]:
        text = load(Path(argument)).text
        for diagnostic in check_text(text).diagnostics:
            print(f"#! {shown(diagnostic)}")


if __name__ == "__main__":
    main()
