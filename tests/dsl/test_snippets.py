"""The snippets of the extension for VS Code are examples of the authoring guide, and compile."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from toolwright.dsl.check import check
from toolwright.dsl.diagnostics import Severity
from toolwright.dsl.export.guide import guide
from toolwright.dsl.formatting import format_source
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.tables import tables

from .services.world import Memory

EXTENSION = Path(__file__).parents[2] / "editors" / "vscode"
SNIPPETS = json.loads((EXTENSION / "snippets" / "tool.json").read_text(encoding="utf-8"))
GUIDE = guide()
PRELUDE = GUIDE.partition("```tool prelude\n")[2].partition("```\n")[0]
OWN = {"library"}
"""Snippets for which the guide has no example."""


def expanded(body: list[str]) -> str:
    """What stands in the file when the author takes every default."""
    defaults: dict[str, str] = {}

    def read(text: str, at: int, closed: bool) -> tuple[str, int]:
        found = ""
        while at < len(text):
            if text[at] == "\\" and text[at + 1 : at + 2] in ("$", "}", "\\"):
                found, at = found + text[at + 1], at + 2
            elif closed and text[at] == "}":
                return found, at + 1
            elif place := re.compile(r"\$(\d+)|\$\{(\d+)\}").match(text, at):
                number = place[1] or place[2]
                assert number == "0" or number in defaults, f"${number} has no default before it"
                found, at = found + defaults.get(number, ""), place.end()
            elif place := re.compile(r"\$\{(\d+):").match(text, at):
                assert place[1] not in defaults, f"${place[1]} has two defaults"
                defaults[place[1]], at = read(text, place.end(), closed=True)
                found += defaults[place[1]]
            else:
                assert text[at] != "$", f"a bare $ at {text[at : at + 20]!r}"
                found, at = found + text[at], at + 1
        assert not closed, "a placeholder is not closed"
        return found, at

    text, _ = read("\n".join(body), 0, closed=False)
    assert sorted(map(int, defaults)) == list(range(1, len(defaults) + 1)), "places are visited in order"
    return text.rstrip() + "\n"


TEXTS = {snippet["prefix"]: expanded(snippet["body"]) for snippet in SNIPPETS.values()}


def errors(files: dict[str, str], path: str = "a/main.tool") -> list[str]:
    found = check(path, Memory(files)).diagnostics
    return [f"{each.code}: {each.message}" for each in found if each.severity is Severity.ERROR]


def test_the_guide_has_a_whole_file() -> None:
    assert errors({"a/main.tool": PRELUDE}) == []


def in_a_line(text: str) -> str:
    """*text* as the tables of the guide show declarations."""
    return re.sub(r", \}", " }", " ".join(text.split()))


@pytest.mark.parametrize("prefix", [prefix for prefix in TEXTS if prefix not in OWN])
def test_a_snippet_is_an_example_of_the_guide(prefix: str) -> None:
    assert in_a_line(TEXTS[prefix]) in in_a_line(GUIDE)


@pytest.mark.parametrize("prefix", [prefix for prefix in TEXTS if prefix not in OWN | {"import"}])
def test_a_snippet_compiles_where_the_guide_stands_around_it(prefix: str) -> None:
    text = TEXTS[prefix]
    assert errors({"a/main.tool": PRELUDE if text in PRELUDE else f"{PRELUDE}\n{text}"}) == []


def test_a_library_and_an_import_of_it_compile() -> None:
    library = f"{TEXTS['library']}\n{TEXTS['entity']}\n{TEXTS['data']}\n{TEXTS['fn']}"
    assert errors({"lib/geo.tool": library}, "lib/geo.tool") == []
    header, _, rest = TEXTS["scenario"].partition("\n\n")
    importer = f'{header}\n\n{TEXTS["import"]}\n{rest}\ntest "x" {{ expect city_named("Oslo") != null }}\n'
    (missing,) = errors({"a/main.tool": importer, "lib/geo.tool": library})
    assert missing == "TW0601: a scenario has at least one `task`"
    assert len(errors({"a/main.tool": importer})) > 1


@pytest.mark.parametrize("prefix", TEXTS)
def test_a_snippet_is_in_the_style_of_the_formatter(prefix: str) -> None:
    text = TEXTS[prefix]
    assert format_source(Source("a.tool", text)).text == text


def test_every_declaration_has_a_snippet() -> None:
    declarations = ["scenario", "library", "import", "enum", "record", "entity", "data", "const", "error", "fn"]
    declarations += ["extern", "tool", "task", "explore", "test", "scale", "reward"]
    assert set(declarations) <= set(tables().words)
    assert set(declarations) <= set(TEXTS)
    assert len(TEXTS) == len(SNIPPETS), "prefixes are unique"
