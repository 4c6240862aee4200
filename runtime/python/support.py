"""What generated tools stand on, at the end of their module: of the prelude just what they use, and their own world."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..cells import stored_type
from ..ir.tools import ToolModule
from .docstrings import docstring
from .functions import annotation
from .layout import laid_out
from .names import row_class
from .prelude import python_name

_RULE = "# " + "-" * 78


@dataclass(frozen=True)
class _Part:
    """A definition of the prelude, or a member of one of its classes."""

    name: str
    text: str
    uses: frozenset[str]
    """Names and attributes that it mentions."""
    members: tuple[_Part, ...] = ()
    """Of a class; *text* and *uses* are then those of its head."""


@cache
def _prelude() -> tuple[tuple[_Part, ...], dict[str, tuple[str, str | None]]]:
    """The definitions of the prelude in their order, and what it imports: name to (module, name in it)."""
    source = files("toolwright.runtime.python").joinpath("prelude.py").read_text("utf-8")
    lines = source.splitlines()
    parts: list[_Part] = []
    imported: dict[str, tuple[str, str | None]] = {}
    for node in ast.parse(source).body:
        match node:
            case ast.Import(names=names):
                imported.update({alias.name: (alias.name, None) for alias in names})
            case ast.ImportFrom(module=str() as module, names=names) if module != "__future__":
                imported.update({alias.name: (module, alias.name) for alias in names})
            case ast.FunctionDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                parts.append(_part(name, node, lines))
            case ast.ClassDef(name=name, body=body):
                methods = [member for member in body if isinstance(member, ast.FunctionDef)]
                rest = [member for member in body if member not in methods]
                last = methods[0].lineno - 1 if methods else node.end_lineno
                head = "\n".join(lines[node.lineno - 1 : last]).rstrip()
                members = tuple(_part(method.name, method, lines) for method in methods)
                parts.append(_Part(name, head, _uses([*node.bases, *rest]), members))
    return tuple(parts), imported


def _part(name: str, node: ast.FunctionDef | ast.Assign, lines: Sequence[str]) -> _Part:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    begin = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return _Part(name, "\n".join(lines[begin - 1 : node.end_lineno]), _uses([node]))


def _uses(nodes: Sequence[ast.AST]) -> frozenset[str]:
    found = set()
    for top in nodes:
        for node in ast.walk(top):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
    return frozenset(found)


def definition(name: str) -> str:
    """The text of one definition of the prelude."""
    return next(part.text for part in _prelude()[0] if part.name == name)


def imports(used: Collection[str]) -> list[str]:
    """The import statements for what *used* names, sorted."""
    known = {**_prelude()[1], "Literal": ("typing", "Literal")}
    modules = sorted({module for name, (module, inner) in known.items() if name in used and inner is None})
    inner: dict[str, list[str]] = {}
    for name, (module, member) in known.items():
        if name in used and member is not None:
            inner.setdefault(module, []).append(member)
    return [
        *(f"import {module}" for module in modules),
        *(f"from {module} import {', '.join(sorted(inner[module]))}" for module in sorted(inner)),
    ]


def support(module: ToolModule, used: Collection[str]) -> str:
    """What stands at the end of a module whose tools mention *used*: their world, then the functions they call."""
    wanted = {*used, "load"}
    if any(tool.writes for tool in module.tools):
        wanted |= {"begin", "rollback"}
    needed = _needed(wanted)
    parts = [f"\n\n{_RULE} the world"]
    functions: list[str] = []
    for part in _prelude()[0]:
        if part.name not in needed or part.name == "ToolError":
            continue
        text = _shown(part, needed)
        if part.name == "World":
            parts += _row_classes(module)
            text = _with_tables(text, module)
        (functions if part.text.startswith("def ") else parts).append(text)
    if functions:
        parts += [f"{_RULE} functions", *functions]
    return "\n\n\n".join(parts) + "\n"


def _needed(wanted: set[str]) -> set[str]:
    """Which names of the prelude are used, by what is used, and so on; the world and its tables always are."""
    needed = {*wanted, "World"}
    while True:
        found = set(needed)
        for part in _prelude()[0]:
            if part.name in found:
                found |= part.uses
                for member in part.members:
                    if _kept(member, found):
                        found |= member.uses
        if found == needed:
            return needed
        needed = found


def _kept(member: _Part, needed: Collection[str]) -> bool:
    return member.name.startswith("__") or member.name in needed


def _shown(part: _Part, needed: Collection[str]) -> str:
    if not part.members:
        return part.text
    return "\n\n".join([part.text, *(member.text for member in part.members if _kept(member, needed))])


def _row_classes(module: ToolModule) -> Iterator[str]:
    entities = {entity.name: entity for entity in module.entities}
    for entity in module.entities:
        lines = [f"class {row_class(entity.name)}(Row):", *docstring(entity.doc or f"A row of {entity.name}.", 1), ""]
        lines += [
            laid_out(f"{python_name(f.name)}: {annotation(stored_type(f.value, entities))}", 1) for f in entity.fields
        ]
        yield "\n".join(lines)


def _with_tables(text: str, module: ToolModule) -> str:
    """The class of the world with the types of its tables, after its docstring."""
    head, docs, rest = text.partition('"""\n')
    tables = "".join(f"    {entity.name}: Table[{row_class(entity.name)}]\n" for entity in module.entities)
    return f"{head}{docs}\n{tables}{rest}" if tables else text
