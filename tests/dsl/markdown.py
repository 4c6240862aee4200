"""Code blocks of the documentation, and what the words behind their fence ask for.

    ```tool                    a whole file: no findings
    ```tool prelude            a whole file, in which the fragments of the page stand
    ```tool fragment           declarations, checked behind the prelude: no errors
    ```tool expressions        an expression in each line, perhaps with its value behind `#`
    ```tool wrong TW0306       gives exactly these codes; behind the prelude unless it has a header of its own
    ```tool file lib/a.tool    a library that later blocks import
    ```csv data/a.csv          a data file of the blocks on the page; also json, jsonl

Blocks in other languages are not looked at; a block without a language is a mistake. `python -m tests.dsl.markdown
FILE...` brings the blocks of a document into the style of the formatter.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolwright.dsl.check import Checked, check
from toolwright.dsl.diagnostics import Diagnostic, Severity
from toolwright.dsl.formatting import format_source
from toolwright.dsl.source import Source

_FENCE = re.compile(r"(`{3,})(.*)")
_HEADER = re.compile(r"(?m)^(scenario|library) ")
OF_PARTS = frozenset(("TW0508", "TW0804", "TW0805", "TW0820"))
"""Findings about what nothing uses or fills."""
OTHER_LANGUAGES = frozenset(("sh", "json", "text", "python"))


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    line: int
    words: tuple[str, ...]
    """Behind the opening fence."""
    text: str

    @property
    def kind(self) -> str:
        """What of the list above it is, empty for a whole file."""
        return self.words[1] if len(self.words) > 1 and self.words[0] == "tool" else ""

    @property
    def is_tool(self) -> bool:
        """Whether it is in our language."""
        return self.words[:1] == ("tool",)

    @property
    def is_part(self) -> bool:
        """Whether much of it is there to be shown only."""
        return self.kind in ("prelude", "fragment")

    @property
    def is_data(self) -> bool:
        """Whether it is a file with rows."""
        return len(self.words) == 2 and self.words[0] in ("csv", "json", "jsonl")

    @property
    def is_whole(self) -> bool:
        """Whether it is a file of its own that is meant to be right."""
        return self.is_tool and self.kind in ("", "prelude", "file")


@dataclass(frozen=True)
class Page:
    """One document."""

    text: str
    blocks: tuple[Block, ...]
    files: dict[str, str]
    prelude: str

    def read(self, path: str) -> bytes:
        """A file that a block of the page is."""
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory")
        return self.files[path].encode()

    def source(self, block: Block) -> str:
        """The file that a block stands for."""
        match block.kind:
            case "fragment":
                return f"{self.prelude}\n{block.text}"
            case "expressions":
                return f"{self.prelude}\n{as_test(block.text)}"
            case "wrong" if not _HEADER.search(block.text):
                return f"{self.prelude}\n{block.text}"
            case _:
                return block.text

    def check(self, block: Block) -> Checked:
        """What the checker says about a block."""
        path = "page.tool"
        return check(
            path, Page(self.text, self.blocks, {**self.files, path: self.source(block)}, self.prelude), lints=True
        )

    def findings(self, block: Block) -> list[Diagnostic]:
        """What of that is worth telling: not what is natural for a part, and not about the prelude."""
        begin = 0 if block.is_whole else len(self.source(block)) - len(block.text)
        return [
            found
            for found in self.check(block).diagnostics
            if found.severity is Severity.ERROR
            or (
                (block.is_whole or block.is_part)
                and found.span.start >= begin
                and not (block.is_part and found.code in OF_PARTS)
            )
        ]


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a Markdown text."""
    opened: tuple[str, int, tuple[str, ...]] | None = None
    inside: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        fence = _FENCE.fullmatch(line)
        if opened is None and fence:
            opened, inside = (fence[1], number, tuple(fence[2].split())), []
        elif opened is not None and line == opened[0]:
            yield Block(opened[1], opened[2], "\n".join(inside) + "\n")
            opened = None
        elif opened is not None:
            inside.append(line)
    assert opened is None, f"the block in line {opened and opened[1]} is never closed"


def page(text: str) -> Page:
    """The document *text*."""
    found = tuple(blocks(text))
    named = {block.words[-1]: block.text for block in found if block.kind == "file" or block.is_data}
    prelude = next((block.text for block in found if block.kind == "prelude"), "")
    return Page(text, found, named, prelude)


def load(path: Path) -> Page:
    """The document at *path*."""
    return page(path.read_text(encoding="utf-8"))


def as_test(text: str) -> str:
    """Expressions as a test; where a line says a value behind `  #`, that the two are equal."""
    lines = [re.split(r"\s+# ", line, maxsplit=1) for line in text.splitlines() if line.strip()]
    body = [
        f"  let value_{number} = {line[0]}" + (f"\n  expect value_{number} == {line[1]}" if len(line) == 2 else "")
        for number, line in enumerate(lines)
    ]
    return 'test "expressions" {\n' + "\n".join(body) + "\n}\n"


def in_style(text: str) -> str:
    """*text* with the blocks in our language formatted; expressions and wrong ones stay as they are."""
    for block in blocks(text):
        if block.is_tool and block.kind not in ("expressions", "wrong"):
            formatted = format_source(Source("block.tool", block.text))
            if not formatted.diagnostics:
                text = text.replace(f"\n{block.text}", f"\n{formatted.text}", 1)
    return text


if __name__ == "__main__":
    for name in sys.argv[1:]:
        Path(name).write_text(in_style(Path(name).read_text(encoding="utf-8")), encoding="utf-8")
