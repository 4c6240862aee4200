"""From files to scopes: reading what a scenario imports, and saying which names each file sees."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final, Protocol

from ..checking.builtins import BUILTINS
from ..checking.resolve_types import PLAIN
from ..checking.scope import Named, Scope, TypeDecl, ValueDecl, check_name
from ..diagnostics import Label, Severity
from ..diagnostics.findings import Findings
from ..program import SpecFile
from ..source import Source, Span
from ..syntax import nodes
from ..syntax.parse import decode, parse
from ..syntax.walk import children

MAX_NESTING: Final = 100
"""How deep the nodes of one declaration may nest: the walks that follow are recursive."""


class Files(Protocol):
    """Where files are read from."""

    def read(self, path: str) -> bytes:
        """The content of the file at *path* (forward slashes); OSError where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Unit:
    """One file with the declarations that count in it."""

    path: str
    header: nodes.ScenarioDecl | None
    module: nodes.Module
    scope: Scope
    items: tuple[nodes.Declaration, ...]
    """Declarations without those that were reported as second of their name."""
    broken: bool
    """Whether parts of it are left out, so that what seems to be missing may stand there."""
    root: bool


@dataclass(frozen=True, slots=True)
class Project:
    """All files of a scenario, imported ones first."""

    units: tuple[Unit, ...]
    reader: Reader
    """What has been read; data files are read through it too."""


@dataclass(slots=True)
class Reader:
    """Reads files, each once."""

    findings: Findings
    files: Files
    folder: str
    """Folder of the scenario's file, as its path is given."""
    specs: dict[str, SpecFile] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    units: dict[str, Unit | None] = field(default_factory=dict)
    """By path, in the order in which they were finished; None for what cannot be read."""
    opened: list[str] = field(default_factory=list)
    """Files whose imports are being read, outermost first."""

    def locate(self, importer: str, path: str, span: Span) -> str | None:
        """The path of what *importer* calls *path*; None, with a finding, where it may not be named so."""
        problem = None
        if not path or "\\" in path or "\0" in path:
            problem = "a path is written with forward slashes"
        elif posixpath.isabs(path) or ":" in path.split("/", 1)[0]:
            problem = "a path is relative to the file that names it"
        if problem:
            self.findings.error("TW0903", span, problem, help='write it as in `"lib/geo.tool"`')
            return None
        full = posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
        inside = _relative(full, self.folder)
        if inside == ".." or inside.startswith("../.."):
            self.findings.error(
                "TW0903",
                span,
                f"`{path}` leads out of the project",
                help="files stand in the scenario's folder, or in a folder beside it",
            )
            return None
        return full

    def source(self, path: str, span: Span | None) -> Source | None:
        """The text at *path*; None, with a finding at *span*, where there is none."""
        if path in self.sources:
            return self.sources[path]
        try:
            data = self.files.read(path)
        except (OSError, ValueError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) else None
            at = span or Span(Source(path, ""), 0, 0)
            self.findings.error("TW0901", at, f"`{path}` cannot be read: {(reason or 'not found').lower()}")
            return None
        self.specs[path] = SpecFile(_relative(path, self.folder), sha256(data).hexdigest())
        decoded = decode(path, data)
        self.findings.all.extend(decoded.diagnostics)
        if decoded.diagnostics:
            return None
        self.sources[path] = decoded.source
        return decoded.source

    def unit(self, path: str, span: Span | None) -> Unit | None:
        """The file at *path* with everything that it imports; each file is read once."""
        if path in self.units:
            return self.units[path]
        source = self.source(path, span)
        if source is None:
            self.units[path] = None
            return None
        self.opened.append(path)
        unit = self._unit(path, source, root=span is None)
        self.opened.pop()
        self.units[path] = unit
        return unit

    def _unit(self, path: str, source: Source, root: bool) -> Unit:
        parsed = parse(source)
        self.findings.all.extend(parsed.diagnostics)
        broken = any(found.severity is Severity.ERROR for found in parsed.diagnostics)
        poisoned = set(parsed.poisoned)
        items = []
        for item in parsed.module.items:
            if _too_deep(item):
                self.findings.error("TW0112", item.span, "this declaration is nested too deep", help="name parts of it")
                poisoned |= {item.name.text} if isinstance(item, Named) else set()
            else:
                items.append(item)
        names = _Names(self.findings, poisoned)
        for item in items:
            if isinstance(item, nodes.Import):
                self._import(path, item, names)
        kept = [item for item in items if not isinstance(item, Named) or names.declare(item.name, item)]
        headers = [item for item in items if isinstance(item, nodes.ScenarioDecl)]
        self._header(source, headers, broken, root)
        scope = Scope(names.types, names.values, frozenset(poisoned), names.disputed)
        return Unit(path, headers[0] if headers else None, parsed.module, scope, tuple(kept), broken, root)

    def _header(self, source: Source, headers: list[nodes.ScenarioDecl], broken: bool, root: bool) -> None:
        for header in headers:
            check_name(self.findings, header.name)
        for extra in headers[1:]:
            self.findings.error(
                "TW0902",
                extra.name.span,
                "a file has one `scenario` or `library`",
                labels=(Label(headers[0].name.span, "the first one"),),
            )
        if not headers and not broken:
            self.findings.error(
                "TW0902",
                Span(source, 0, 0),
                "this file does not say what it is",
                help='begin with `scenario name { title: "..." }`, or `library name { ... }` for imports',
            )

    def _import(self, path: str, node: nodes.Import, names: _Names) -> None:
        target = self.locate(path, node.path, node.path_span)
        unit = None
        if target is not None and target in self.opened:
            circle = [*self.opened[self.opened.index(target) :], target]
            shown = " -> ".join(f"`{_relative(each, self.folder)}`" for each in circle)
            self.findings.error("TW0904", node.path_span, f"these files import each other: {shown}")
        elif target is not None:
            unit = self.unit(target, node.path_span)
        if unit is not None and unit.header is not None and not unit.header.library:
            self.findings.error(
                "TW0909",
                node.path_span,
                f"`{node.path}` is a scenario, and only libraries are imported",
                help="move what both need into a `library`",
            )
        for name in node.names:
            self._imported(node, name, unit, names)

    def _imported(self, node: nodes.Import, name: nodes.ImportName, unit: Unit | None, names: _Names) -> None:
        word, local = name.name.text, name.alias or name.name
        own = {item.name.text: item for item in unit.items if isinstance(item, Named)} if unit else {}
        if unit is None or word in unit.scope.poisoned:
            names.poisoned.add(local.text)
        elif word not in own:
            names.poisoned.add(local.text)
            message = f"`{node.path}` declares no `{word}`"
            self.findings.unknown("TW0214", name.name.span, message, word, list(own))
        else:
            for item in (item for item in unit.items if isinstance(item, Named) and item.name.text == word):
                if isinstance(item, nodes.ErrorDecl) and local.text != word:
                    self.findings.error(
                        "TW0213",
                        local.span,
                        "an error keeps its name, which callers see",
                        help=f"import `{word}` as it is",
                    )
                names.declare(local, item)


@dataclass(slots=True)
class _Names:
    """The names of one file while they are collected."""

    findings: Findings
    poisoned: set[str]
    types: dict[str, TypeDecl] = field(default_factory=dict)
    values: dict[str, ValueDecl] = field(default_factory=dict)
    places: dict[int, Span] = field(default_factory=dict)
    """Where this file names a declaration, by the declaration's identity."""
    disputed: set[str] = field(default_factory=set)
    """Names that were declared more than once: whether they are used is not asked."""

    def declare(self, name: nodes.Ident, decl: Named) -> bool:
        """Enter *decl* as *name*; False, with a finding, where the name is taken."""
        check_name(self.findings, name)
        word = name.text
        is_type = isinstance(decl, TypeDecl)
        taken: list[Named | None] = [self.types.get(word) if is_type else self.values.get(word)]
        if isinstance(decl, nodes.EntityDecl):
            # As a value, an entity is the list of its rows.
            taken.append(self.values.get(word))
        elif not is_type and isinstance(self.types.get(word), nodes.EntityDecl):
            taken.append(self.types[word])
        first = next((each for each in taken if each is not None), None)
        if first is not None:
            self.disputed.add(word)
            self.findings.error(
                "TW0206",
                name.span,
                f"`{word}` is declared twice",
                labels=(Label(self.places.get(id(first), first.name.span), "the first time"),),
            )
            return False
        if (word in PLAIN) if is_type else (word in BUILTINS):
            what = "type" if is_type else "function"
            self.findings.error("TW0208", name.span, f"`{word}` is a built-in {what}", help="choose another name")
            return False
        self.places[id(decl)] = name.span
        if isinstance(decl, TypeDecl):
            self.types[word] = decl
        else:
            self.values[word] = decl
        return True


def load(path: str, files: Files, findings: Findings) -> Project:
    """Read the file at *path* and all that it imports; what is wrong goes to *findings*."""
    path = posixpath.normpath(path)
    reader = Reader(findings, files, posixpath.dirname(path))
    reader.unit(path, None)
    units = tuple(unit for unit in reader.units.values() if unit is not None)
    return Project(_distinct(findings, units), reader)


def _distinct(findings: Findings, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """*units* without declarations whose name an earlier file has: bundles know things by name alone."""
    dropped: set[Named] = set()
    for pick in (TypeDecl, ValueDecl):
        first: dict[str, Named] = {}
        for unit in units:
            for item in unit.items:
                if isinstance(item, pick):
                    earlier = first.setdefault(item.name.text, item)
                    if earlier is not item:
                        dropped.add(item)
                        findings.error(
                            "TW0207",
                            item.name.span,
                            f"`{item.name.text}` is also declared in `{earlier.span.source.name}`",
                            labels=(Label(earlier.name.span, "the other one"),),
                            help="rename one of them",
                        )
    return tuple(_without(unit, dropped) for unit in units)


def _without(unit: Unit, dropped: set[Named]) -> Unit:
    kept = tuple(item for item in unit.items if item not in dropped)
    return unit if len(kept) == len(unit.items) else replace(unit, items=kept, broken=True)


def unused_imports(findings: Findings, unit: Unit) -> None:
    """Warn of imported names that nothing in the file uses."""
    for item in unit.items:
        for name in item.names if isinstance(item, nodes.Import) else ():
            local = (name.alias or name.name).text
            scope = unit.scope
            if local in scope.used or local in scope.poisoned or unit.broken:
                continue
            # What tasks are offered is used by being imported.
            library = unit.header is not None and unit.header.library
            if library or not isinstance(scope.values.get(local), nodes.ToolDecl):
                findings.warning("TW0212", name.span, f"`{local}` is imported and never used", help="leave it out")


def _relative(path: str, folder: str) -> str:
    """*path* as seen from *folder*; both are normal and given from the same place."""
    there = [part for part in path.split("/") if part not in ("", ".")]
    here = [part for part in folder.split("/") if part not in ("", ".")]
    common = 0
    while common < min(len(there), len(here)) and there[common] == here[common]:
        common += 1
    return "/".join([*[".."] * (len(here) - common), *there[common:]])


def _too_deep(item: nodes.Node) -> bool:
    level: list[nodes.Node] = [item]
    for _ in range(MAX_NESTING):
        level = [child for node in level for child in children(node)]
        if not level:
            return False
    return True
