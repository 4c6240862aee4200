"""Explanations of the codes at length: why a finding is one, how to mend it, and a small spec that is wrong and mended.

Each code has a file `explained/CODE.md`: a heading with code and title, the severity, a few sentences, and an example
in two blocks, `tool wrong` and `tool right`. A block whose words end with a file's name is a file beside the example.
What an example uses of the world in `explained/world.tool` without declaring it is put before it (`completed`); `whole`
keeps a block as it is. A code without an example says why, after `No example:`. Nothing is read before it is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from .catalogue import CATALOGUE

PATH: Final = "spec.tool"
"""Path of an example, for the files beside it."""
_FOLDER: Final = "explained"
_BLOCK: Final = re.compile(r"(?ms)^(?P<fence>`{3,})(?P<words>[^`\n]+)\n(?P<text>.*?)^(?P=fence)\n")
_HEAD: Final = re.compile(r"\A# (?P<code>TW\d{4}): (?P<title>.+)\n\n(?P<severity>error|warning|note)\n\n")
_NO_EXAMPLE: Final = re.compile(r"(?m)^No example: (.+)\.$")
_OF_SCENARIO: Final = re.compile(r"(?m)^(?:task|scale|reward|explore|test|@example)\b")
_TASK: Final = re.compile(r"(?m)^(?:task|explore)\b")
_USES: Final = (("people", r"\bpeople\("), ("Unknown", r"\bUnknown\b"), ("City", r"\bCity\b"))
"""Names of the world with how a text uses them; what declares one may use those behind it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A small spec, perhaps with files beside it."""

    text: str
    whole: bool
    """Whether nothing is put before it."""
    files: tuple[tuple[str, str], ...] = ()
    """Path and text of each file beside it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is to say about a code."""

    code: str
    title: str
    severity: str
    rule: str
    """What the language asks for, in a sentence."""
    words: str
    """Why, and how to mend it."""
    wrong: Example | None
    right: Example | None
    no_example: str | None
    """Why there is no example; None where there is one."""


@cache
def explanation(code: str) -> Explanation:
    """What there is to say about *code*. Raises KeyError for a code that is not in the catalogue."""
    entry = CATALOGUE[code]
    text = _read(f"{code}.md")
    head = _HEAD.match(text)
    assert head and head["code"] == code, f"explained/{code}.md does not begin as it should"
    reason = _NO_EXAMPLE.search(text)
    ends = [found.start() for found in (_BLOCK.search(text), reason) if found]
    words = " ".join(text[head.end() : min(ends)].split())
    wrong, right = (_example(text, which) for which in ("wrong", "right"))
    return Explanation(
        code, head["title"], head["severity"], entry.explanation, words, wrong, right, reason and reason[1]
    )


def _example(text: str, which: str) -> Example | None:
    main: tuple[str, bool] | None = None
    beside = []
    for block in _BLOCK.finditer(text):
        _, kind, *more = block["words"].split()
        if kind != which:
            continue
        if more and more[0] != "whole":
            beside.append((more[0], block["text"]))
        else:
            main = (block["text"], bool(more))
    return main and Example(*main, tuple(beside))


def completed(example: Example) -> str:
    """The text of *example* with what it uses of the shared world before it."""
    text = example.text
    if example.whole:
        return text
    of_scenario = _OF_SCENARIO.search(text) is not None
    parts = _world()
    before: list[str] = []
    if of_scenario and not _TASK.search(text):
        before.append(parts["population"])
    for name, used in _USES:
        said = "\n".join((*before, text))
        declared = re.search(rf"(?m)^(?:entity|error|tool) {name}\b|^import\b.*\b{name}\b", said)
        if re.search(used, said) and not declared:
            before.insert(0, parts[name])
    kind = "scenario" if of_scenario else "library"
    # Imports come first in a file.
    imports = "".join(f"{line}\n" for line in text.splitlines() if line.startswith("import "))
    rest = "".join(f"{line}\n" for line in text.splitlines() if not line.startswith("import "))
    return "\n".join((_header(kind) + imports, *before, rest))


def _header(kind: str) -> str:
    return f'edition 1\n\n{kind} example {{\n  title: "Example",\n}}\n'


@cache
def _world() -> dict[str, str]:
    """The parts of the shared world by what they declare first; rows belong to their entity."""
    parts = re.split(r"\n\n(?!data )", _read("world.tool"))
    return {part.split()[1].partition("(")[0]: part.strip() + "\n" for part in parts}


def _read(name: str) -> str:
    return (files(__package__) / _FOLDER / name).read_text(encoding="utf-8")


def markdown(code: str, level: int = 2) -> str:
    """The explanation of *code* as Markdown under a heading of *level*. Raises KeyError for an unknown code."""
    said = explanation(code)
    parts = [f"{'#' * level} {code}: {said.title}", f"*{said.severity.capitalize()}.* {said.rule} {said.words}"]
    if said.no_example is not None:
        parts.append(f"There is no example here: {said.no_example}.")
    for title, example in (("Wrong:", said.wrong), ("Right:", said.right)):
        if example is not None:
            parts += [title, _fenced("tool", example.text)]
            for path, text in example.files:
                parts += [f"with `{path}`:", _fenced(path.rpartition(".")[2], text)]
    return "\n\n".join(parts) + "\n"


def _fenced(language: str, text: str) -> str:
    fence = "````" if "```" in text else "```"
    return f"{fence}{language}\n{text}{fence}"


def document() -> str:
    """All explanations in the order of their codes, as one Markdown text."""
    intro = (
        "# Diagnostics\n\n"
        "<!-- Made by `make docs` from dsl/diagnostics/explained; changes belong there. -->\n\n"
        "Every finding of Toolwright has a code that never changes its meaning. `toolwright explain CODE` prints what\n"
        "stands here. Examples are parts of a file: a header, such as the first lines here, and what they use of\n"
        "this world without declaring it, are meant to stand before them.\n\n"
        f"{_fenced('tool', _header('scenario') + chr(10) + _read('world.tool'))}\n"
    )
    return "\n".join((intro, *(markdown(code) for code in CATALOGUE)))


if __name__ == "__main__":
    print(document(), end="")
