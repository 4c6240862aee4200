"""The tables of the language in Markdown, from the rows that the checker itself works with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from ..checking.builtins import BUILTINS, Use
from ..checking.extern import FORBIDDEN, IMPORTS
from ..checking.ladder import RUNGS
from ..checking.setting_tables import BLOCKS, Block
from ..data.generate.generators import GENERATORS, Generator, signature
from ..syntax.build_expr import RESERVED
from .rows import OPERATORS, TYPES


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its columns aligned."""
    lines = [tuple(cell.replace("|", "\\|") for cell in row) for row in (header, *rows)]
    widths = [max(3, *(len(row[column]) for row in lines)) for column in range(len(header))]

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join((line(lines[0]), line("-" * width for width in widths), *map(line, lines[1:])))


def code(text: str) -> str:
    """*text* as code; nothing stays nothing."""
    return f"`{text}`" if text else ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(code(word) for word in words)


def builtins() -> str:
    """Every built-in function."""
    rows = (
        (code(each.signature), each.doc if each.use is Use.ANYWHERE else f"{each.doc} Only {each.use}.")
        for each in BUILTINS.values()
    )
    return table(("function", "what it gives"), rows)


def generators() -> str:
    """Every generator of `data ... generate`."""
    rows = ((code(signature(each)), _fields(each), each.doc, code(each.example)) for each in GENERATORS.values())
    return table(("generator", "for fields of type", "what it draws", "example"), rows)


def generator_parameters() -> str:
    """Every parameter of every generator that has any of its own."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for each in GENERATORS.values():
        for param in each.params:
            found.setdefault((param.name, str(param.kind), param.doc), []).append(each.name)
    rows = ((code(name), kind, doc, _some(users)) for (name, kind, doc), users in found.items())
    return table(("parameter", "is a", "what it says", "of"), rows)


_MOST_USERS: Final = 4


def _some(names: Sequence[str]) -> str:
    shown = _listed(names[:_MOST_USERS])
    return shown if len(names) <= _MOST_USERS else f"{shown} and {len(names) - _MOST_USERS} more"


def _fields(generator: Generator) -> str:
    names = [kind.__name__.lower() for kind in generator.fits]
    return ", ".join("link" if name == "row" else name for name in names) or "any"


def settings(block: Block) -> str:
    """The settings of one block."""
    rows = (
        (code(name), row.form.words, "needed" if row.required else _default(row.default), row.doc)
        for name, row in block.items()
    )
    return table(("setting", "is", "without it", "what it says"), rows)


def _default(written: str) -> str:
    return written if " " in written else code(written) or "nothing"


def rungs() -> str:
    """The rungs of the ladder of levels."""
    rows = ((code(name), code(rung.written), rung.doc) for name, rung in RUNGS.items())
    return table(("rung", "stands for", "what it is like"), rows)


def operators() -> str:
    """Operators, the loosest first."""
    return table(("operators", "meaning"), ((_listed(each.written), each.meaning) for each in OPERATORS))


def types() -> str:
    """The types that nobody declares."""
    rows = ((code(each.name), each.values, each.refinements, code(each.example)) for each in TYPES)
    return table(("type", "values", "refinements", "examples"), rows)


def reserved() -> str:
    """The words that nothing can be called."""
    return _listed(sorted(RESERVED))


def imports() -> str:
    """Modules that extern functions may name."""
    return _listed(IMPORTS)


def forbidden() -> str:
    """Python names that extern functions cannot use."""
    return _listed(sorted(FORBIDDEN))


TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "builtins": builtins,
    "generators": generators,
    "generator parameters": generator_parameters,
    **{f"settings of {name}": partial(settings, block) for name, block in BLOCKS.items()},
    "rungs": rungs,
    "operators": operators,
    "types": types,
    "reserved words": reserved,
    "extern imports": imports,
    "extern forbidden names": forbidden,
}
"""What a region of a document can be filled with."""
