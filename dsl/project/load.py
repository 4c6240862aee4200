"""From files to scopes: reading what a scenario imports, and saying which names each file sees."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from ..checking.builtins import BUILTINS
from ..checking.resolve_types import PLAIN
from ..checking.scope import Named, Scope, TypeDecl, ValueDecl, check_name
from ..diagnostics import Edit, Fix, Label, Severity
from ..diagnostics.findings import Findings
from ..program import SpecFile
from ..source import Source, Span
from ..syntax import nodes
from .clashes import distinct
from .files import Files, Misspelt
from .imports import keep_error_name, without_import, without_name
from .paths import BadPath, from_importer, package_of, relative, resolve
from .texts import Texts
from .unit import Unit

MAX_CHAIN: Final = 100
"""Most files of which each imports the next one."""


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
    texts: Texts = field(default_factory=Texts)
    """What is known of the files from other checks."""
    specs: dict[str, SpecFile] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    units: dict[str, Unit | None] = field(default_factory=dict)
    """By path, in the order in which they were finished; None for what cannot be read."""
    opened: dict[str, Span | None] = field(default_factory=dict)
    """Files whose imports are being read, outermost first, each with the place that names it."""
    circles: set[tuple[str, ...]] = field(default_factory=set)
    """Import cycles that were reported."""
    missing: set[str] = field(default_factory=set)
    """Packages that are not installed, each reported once."""

    def locate(self, importer: str, path: str, span: Span) -> str | None:
        """The path of what *importer* calls *path*; None, with a finding, where it may not be named so."""
        found = resolve(importer, path, self.folder)
        if isinstance(found, BadPath):
            self.findings.error("TW0903", span, found.message, help=found.help)
            return None
        return found

    def source(self, path: str, span: Span | None, limit: int | None = None) -> Source | None:
        """The text at *path*; None, with a finding at *span*, where there is none.

        *limit* is the most bytes that it may have.
        """
        if path in self.sources:
            return self.sources[path]
        data = self.content(path, span or Span(Source(path, ""), 0, 0), limit)
        if data is None:
            return None
        decoded = self.texts.decoded(path, data, self.specs[path].sha256)
        self.findings.all.extend(decoded.diagnostics)
        if decoded.diagnostics:
            return None
        self.sources[path] = decoded.source
        return decoded.source

    def content(self, path: str, span: Span, limit: int | None = None) -> bytes | None:
        """The bytes at *path*; None, with a finding at *span*, where there are none or more than *limit*."""
        data = self._bytes(path, span)
        if data is None:
            return None
        if limit is not None and len(data) > limit:
            size = f"it has {len(data):,} bytes, at most {limit:,} are read"
            self.findings.error("TW0511", span, f"`{path}` is too large: {size}")
            return None
        self.specs[path] = SpecFile(relative(path, self.folder), sha256(data).hexdigest())
        return data

    def _bytes(self, path: str, span: Span) -> bytes | None:
        """The content of the file at *path*; None, with a finding at *span*, where there is none."""
        try:
            return self.files.read(path)
        except Misspelt as problem:
            meant = from_importer(span.source.name, problem.meant)
            only_case = problem.meant.casefold() == path.casefold()
            self.findings.error(
                "TW0911" if only_case else "TW0901",
                span,
                f"`{path}` is called `{problem.meant}`" if only_case else f"`{path}` does not exist",
                notes=("not every disk ignores the case of letters",) if only_case else (),
                help=f"write `{meant}`" if only_case else f"did you mean `{meant}`?",
                fix=Fix(f"write `{meant}`", (Edit(span, f'"{meant}"'),)) if span.text.startswith('"') else None,
            )
        except ModuleNotFoundError:
            package = package_of(path) or path
            if package not in self.missing:
                self.missing.add(package)
                name = package.replace("_", "-")
                self.findings.error(
                    "TW0910",
                    span,
                    f"the package `{package}` is not installed",
                    help=f"install it beside Toolwright, for example with `pip install {name}`",
                )
        except (OSError, ValueError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) else None
            self.findings.error("TW0901", span, f"`{path}` cannot be read: {(reason or 'not found').lower()}")
        return None

    def unit(self, path: str, span: Span | None) -> Unit | None:
        """The file at *path* with everything that it imports; each file is read once."""
        if path in self.units:
            return self.units[path]
        source = self.source(path, span)
        if source is None:
            self.units[path] = None
            return None
        if span is not None and (twin := self._twin(path)) is not None:
            self.units[path] = None
            return self._same(path, twin, span)
        self.opened[path] = span
        unit = self._unit(path, source, root=span is None)
        del self.opened[path]
        self.units[path] = unit
        return unit

    def _twin(self, path: str) -> str | None:
        """A file that was read before and has the content of the one at *path*."""
        content = self.specs[path].sha256
        earlier = (each for each in (*self.opened, *self.units) if each != path and each in self.sources)
        return next((each for each in earlier if self.specs[each].sha256 == content), None)

    def _same(self, path: str, twin: str, span: Span) -> Unit | None:
        """Report that *path* and *twin* are most likely one file; what to go on with."""
        meant = from_importer(span.source.name, twin)
        self.findings.error(
            "TW0912",
            span,
            f"`{path}` and `{twin}` have the same content: one file by two names, or a copy",
            help=f"write `{meant}`",
            fix=Fix(f"write `{meant}`", (Edit(span, f'"{meant}"'),)) if twin not in self.opened else None,
        )
        return self.units.get(twin)

    def _unit(self, path: str, source: Source, root: bool) -> Unit:
        parsed = self.texts.parsed(source)
        self.findings.all.extend(parsed.diagnostics)
        broken = any(found.severity is Severity.ERROR for found in parsed.diagnostics)
        poisoned = set(parsed.poisoned)
        items = list(parsed.module.items)
        names = _Names(self.findings, poisoned)
        for item in items:
            if isinstance(item, nodes.Import):
                self._import(path, item, items, names)
        kept = [item for item in items if not isinstance(item, Named) or names.declare(item.name, item)]
        headers = [item for item in items if isinstance(item, nodes.ScenarioDecl)]
        self._header(source, headers, broken, root)
        scope = Scope(names.types, names.values, frozenset(poisoned), names.disputed)
        return Unit(
            path, headers[0] if headers else None, parsed.module, scope, tuple(kept), broken, root, parsed.comments
        )

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

    def _import(self, path: str, node: nodes.Import, items: list[nodes.Declaration], names: _Names) -> None:
        target = self.locate(path, node.path, node.path_span)
        unit = None
        if target is not None and target in self.opened:
            self._circle(target, node)
        elif target is not None and not target.endswith(".tool"):
            self.findings.error(
                "TW0913",
                node.path_span,
                f"`{node.path}` is not a .tool file",
                help=f"import a library, as in `{posixpath.splitext(node.path)[0]}.tool`; rows are read by `data`",
            )
        elif target is not None and target not in self.units and len(self.opened) >= MAX_CHAIN:
            message = f"more than {MAX_CHAIN} files import each other in a row up to this one"
            self.findings.error("TW0918", node.path_span, message, help="import it where the chain begins")
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
            self._imported(node, name, unit, items, names)

    def _circle(self, target: str, node: nodes.Import) -> None:
        """Report that *node* leads back to *target*: each circle once, the same from wherever it is entered."""
        opened = list(self.opened)
        files = opened[opened.index(target) :]
        # The place that names each file: the first one's is the one that closes the circle.
        spans = [node.path_span, *(span for span in map(self.opened.get, files[1:]) if span is not None)]
        start = files.index(min(files))
        files, spans = [*files[start:], *files[:start]], [*spans[start:], *spans[:start]]
        if tuple(files) in self.circles:
            return
        self.circles.add(tuple(files))
        if len(files) == 1:
            plain = all(name.alias is None for name in node.names)
            fix = without_import(node) if plain else None
            self.findings.error("TW0904", spans[0], "this file imports itself", help="leave this import out", fix=fix)
            return
        shown = " -> ".join(f"`{each}`" for each in (*files, files[0]))
        self.findings.error(
            "TW0904",
            spans[0],
            f"these files import each other: {shown}",
            labels=tuple(Label(span, f"imports `{each}`") for each, span in zip(files[1:], spans[1:], strict=True)),
            help="move what they share into a library that imports none of them",
        )

    def _imported(
        self,
        node: nodes.Import,
        name: nodes.ImportName,
        unit: Unit | None,
        items: list[nodes.Declaration],
        names: _Names,
    ) -> None:
        word, local = name.name.text, name.alias or name.name
        own = {item.name.text: item for item in unit.items if isinstance(item, Named)} if unit else {}
        if unit is None or word in unit.scope.poisoned or (unit.broken and not unit.module.items):
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
                        fix=keep_error_name(name, items),
                    )
                names.declare(local, item, again=without_name(node, name))


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

    def declare(self, name: nodes.Ident, decl: Named, again: Fix | None = None) -> bool:
        """Enter *decl* as *name*; False, with a finding, where the name is taken.

        *again* mends that the same declaration is given the same name twice.
        """
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
                fix=again if first is decl else None,
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


def load(path: str, files: Files, findings: Findings, texts: Texts) -> Project:
    """Read the file at *path* and all that it imports; what is wrong goes to *findings*."""
    path = posixpath.normpath(path)
    reader = Reader(findings, files, posixpath.dirname(path), texts)
    reader.unit(path, None)
    units = tuple(unit for unit in reader.units.values() if unit is not None)
    return Project(distinct(findings, units), reader)
