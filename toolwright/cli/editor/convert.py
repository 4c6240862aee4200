"""From values of the language to values of the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, unquote

from lsprotocol import types as lsp
from pygls import uris

from toolwright.dsl.diagnostics import Diagnostic, Edit, Severity
from toolwright.dsl.project.paths import package_of
from toolwright.dsl.services.outline import Entry
from toolwright.dsl.services.symbols import Symbol
from toolwright.dsl.source import Source, Span

from .positions import Places

_SEVERITIES: Final[Mapping[Severity, lsp.DiagnosticSeverity]] = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}
_KINDS: Final[Mapping[str, lsp.SymbolKind]] = {
    "scenario": lsp.SymbolKind.Module,
    "library": lsp.SymbolKind.Module,
    "enum": lsp.SymbolKind.Enum,
    "member": lsp.SymbolKind.EnumMember,
    "record": lsp.SymbolKind.Struct,
    "entity": lsp.SymbolKind.Class,
    "field": lsp.SymbolKind.Field,
    "data": lsp.SymbolKind.Array,
    "const": lsp.SymbolKind.Constant,
    "error": lsp.SymbolKind.Event,
    "fn": lsp.SymbolKind.Function,
    "tool": lsp.SymbolKind.Method,
    "task": lsp.SymbolKind.Interface,
    "step": lsp.SymbolKind.Variable,
    "test": lsp.SymbolKind.Function,
    "scale": lsp.SymbolKind.Namespace,
    "level": lsp.SymbolKind.Constant,
}


_NO_FILE: Final = "/@"
"""What the path of a buffer that is no file begins with; its URI follows."""


def to_uri(path: str) -> str:
    """The URI of the file at *path*, which is absolute."""
    return unquote(path.removeprefix(_NO_FILE)) if path.startswith(_NO_FILE) else uris.from_fs_path(path) or path


def path_of(uri: str) -> str:
    """The path that *uri* names, with forward slashes; of a buffer that is no file, one that nothing else has."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return path.replace("\\", "/") if path else f"{_NO_FILE}{quote(uri, safe='')}"


def changed(text: str, changes: Iterable[lsp.TextDocumentContentChangeEvent], encoding: str) -> str:
    """*text* after *changes*, each of which counts from the text that the one before has left, in *encoding*."""
    for change in changes:
        if isinstance(change, lsp.TextDocumentContentChangePartial):
            places = Places(text, encoding)
            start = places.offset(change.range.start.line, change.range.start.character)
            end = places.offset(change.range.end.line, change.range.end.character)
            text = text[:start] + change.text + text[max(start, end) :]
        else:
            text = change.text
    return text


class Converter:
    """Makes protocol values, in the units of one client."""

    def __init__(self, encoding: str) -> None:
        """*encoding* is what the client counts characters in."""
        self._encoding = encoding
        self._places: dict[Source, Places] = {}

    def places(self, source: Source) -> Places:
        """The places of *source*."""
        if source not in self._places:
            self._places[source] = Places(source.text, self._encoding)
        return self._places[source]

    def range(self, span: Span) -> lsp.Range:
        """The place of *span*."""
        places = self.places(span.source)
        return lsp.Range(lsp.Position(*places.position(span.start)), lsp.Position(*places.position(span.end)))

    def location(self, span: Span) -> lsp.Location:
        """The file and the place of *span*."""
        return lsp.Location(to_uri(span.source.name), self.range(span))

    def diagnostic(self, found: Diagnostic) -> lsp.Diagnostic:
        """One finding, with its notes and its help."""
        top = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
        package = package_of(found.span.source.name)
        message = f"in {found.span.source.name}: {found.message}" if package else found.message
        lines = [message, *found.notes, *([f"help: {found.help}"] if found.help else [])]
        return lsp.Diagnostic(
            range=top if package else self.range(found.span),
            message="\n".join(lines),
            severity=_SEVERITIES[found.severity],
            code=found.code,
            source="toolwright",
            related_information=[
                lsp.DiagnosticRelatedInformation(self.location(label.span), label.text)
                for label in found.labels
                if not package_of(label.span.source.name)
            ],
        )

    def edits(self, edits: Iterable[Edit]) -> lsp.WorkspaceEdit:
        """*edits*, by file."""
        changes: dict[str, list[lsp.TextEdit]] = {}
        for edit in edits:
            change = lsp.TextEdit(self.range(edit.span), edit.text)
            changes.setdefault(to_uri(edit.span.source.name), []).append(change)
        return lsp.WorkspaceEdit(changes=changes)

    def symbol(self, entry: Entry) -> lsp.DocumentSymbol:
        """One entry of an outline."""
        return lsp.DocumentSymbol(
            name=entry.name or entry.kind,
            kind=_KINDS[entry.kind],
            range=self.range(entry.span),
            selection_range=self.range(entry.at),
            detail=entry.kind,
            children=[self.symbol(each) for each in entry.inside],
        )

    def found(self, symbol: Symbol) -> lsp.WorkspaceSymbol:
        """One symbol of a workspace."""
        entry = symbol.entry
        return lsp.WorkspaceSymbol(
            location=self.location(entry.at),
            name=entry.name,
            kind=_KINDS[entry.kind],
            container_name=symbol.holder or None,
        )
