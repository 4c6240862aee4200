"""The settings of training files as Markdown, from the classes that check them.

`python -m toolwright.trainer.config.document` reads a document on standard input and
writes it with what stands between the two marks made anew.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from .check import section_of
from .models import Config
from .write import toml_value

BEGIN: Final = "<!-- settings: made by `make docs` -->"
END: Final = "<!-- end of settings -->"


def settings() -> str:
    """A heading and a table for each section."""
    meanings = _meanings()
    parts = [_table(Config, [name for name in Config.model_fields if section_of((name,)) is None], meanings)]
    for name in Config.model_fields:
        model = section_of((name,))
        if model:
            parts += [
                f"### `[{name}]`",
                meanings[model.__name__, ""],
                _table(model, list(model.model_fields), meanings),
            ]
    return "\n\n".join(parts)


def documented(text: str) -> str:
    """The document *text* with the settings as they are now. Raises ValueError where it has no place for them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"the document has no `{BEGIN}` with `{END}` behind it")
    return f"{before}{begin}\n\n{settings()}\n\n{end}{after}"


def _table(model: type[BaseModel], names: list[str], meanings: dict[tuple[str, str], str]) -> str:
    rows = [f"| `{name}` | {_default(model, name)} | {_meaning(model, name, meanings)} |" for name in names]
    return "\n".join(["| setting | default | meaning |", "| --- | --- | --- |", *rows])


def _default(model: type[BaseModel], name: str) -> str:
    default: Any = model.model_fields[name].default
    if default is PydanticUndefined:
        return "none: say it"
    if default is None:
        return ""
    return f"`{toml_value(default)}`"


def _meaning(model: type[BaseModel], name: str, meanings: dict[tuple[str, str], str]) -> str:
    for owner in model.__mro__:
        if (owner.__name__, name) in meanings:
            return meanings[owner.__name__, name].replace("|", "\\|")
    return ""


def _meanings() -> dict[tuple[str, str], str]:
    """(class, field) to what stands below the field in the source; the class's own words have the field ''."""
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse((files(__package__) / "models.py").read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found[node.name, ""] = _words(ast.get_docstring(node) or "")
            for field, following in zip(node.body, node.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    said = next(_texts(following), None)
                    if said is not None:
                        found[node.name, field.target.id] = said
    return found


def _texts(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Expr(value=ast.Constant(value=str() as text)):
            yield _words(text)


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


if __name__ == "__main__":
    sys.stdout.write(documented(sys.stdin.read()))
