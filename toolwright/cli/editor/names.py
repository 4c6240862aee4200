"""What editors ask about names: what they mean, where they stand, other names for them, and what fits at a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from toolwright.dsl.project.paths import package_of
from toolwright.dsl.services.complete import complete
from toolwright.dsl.services.hover import hover
from toolwright.dsl.services.model import Definition, Kind, Use
from toolwright.dsl.services.rename import Refused, target
from toolwright.dsl.source import Source, Span

from .convert import path_of

if TYPE_CHECKING:
    from .server import Server

_KINDS: Final[Mapping[str, lsp.CompletionItemKind]] = {
    "keyword": lsp.CompletionItemKind.Keyword,
    "field": lsp.CompletionItemKind.Field,
    "parameter": lsp.CompletionItemKind.Property,
    "member": lsp.CompletionItemKind.EnumMember,
    "entity": lsp.CompletionItemKind.Class,
    "record": lsp.CompletionItemKind.Struct,
    "enum": lsp.CompletionItemKind.Enum,
    "error": lsp.CompletionItemKind.Event,
    "const": lsp.CompletionItemKind.Constant,
    "tool": lsp.CompletionItemKind.Method,
    "setting": lsp.CompletionItemKind.Property,
    "variable": lsp.CompletionItemKind.Variable,
    "step": lsp.CompletionItemKind.Variable,
    "type": lsp.CompletionItemKind.TypeParameter,
}


def answer(server: Server) -> None:
    """Let *server* answer questions about names."""

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover_(params: lsp.HoverParams) -> lsp.Hover | None:
        """What a name means."""
        use = _use(server, params)
        if use is None:
            return None
        text = hover(server.files.index(path_of(params.text_document.uri)), use)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text), server.converter.range(use.span))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        """Where a name is declared."""
        use = _use(server, params)
        own = _declared(use) if use is not None else None
        if own is None or own.span is None or package_of(own.span.source.name):
            return None
        return server.converter.location(own.span)

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(params: lsp.ReferenceParams) -> list[lsp.Location]:
        """Where a name stands, in all files that the editor shows."""
        use = _use(server, params)
        if use is None or use.definition.span is None:
            return []
        converter, found = server.converter, dict[tuple[str, int], Span]()
        for index in server.files.indexes(use.definition.span.source.name).values():
            for each in index.uses_of(use.definition.key):
                if params.context.include_declaration or not each.declares:
                    found.setdefault((each.span.source.name, each.span.start), each.span)
        return [converter.location(span) for span in found.values() if not package_of(span.source.name)]

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
        """What would be renamed; an error with the reason where nothing can be."""
        use = _use(server, params)
        if use is None:
            return None
        own = target(use)
        if isinstance(own, Refused):
            raise JsonRpcInvalidParams(own.reason)
        return lsp.PrepareRenamePlaceholder(server.converter.range(use.span), own.name)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        """Another name for something, in all files that the editor shows."""
        use = _use(server, params)
        if use is None:
            return None
        found = server.files.rename(use, params.new_name)
        if isinstance(found, Refused):
            raise JsonRpcInvalidParams(found.reason)
        return server.converter.edits(found)

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[".", '"', "("]))
    def completion(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        """What fits at a place."""
        path = path_of(params.text_document.uri)
        text = server.files.buffers.get(path)
        if text is None:
            return []
        at = server.converter.places(Source(path, text)).offset(params.position.line, params.position.character)
        items = complete(lambda new: server.files.analysed_with({path: new}, path), Source(path, text), at)
        return [
            lsp.CompletionItem(
                label=item.label,
                kind=_KINDS.get(item.kind, lsp.CompletionItemKind.Function),
                detail=item.detail or item.kind,
                documentation=item.doc or None,
                sort_text=f"{item.rank}{item.label}",
            )
            for item in items
        ]


class _At(Protocol):
    """A question about a place."""

    text_document: lsp.TextDocumentIdentifier
    position: lsp.Position


def _use(server: Server, params: _At) -> Use | None:
    path = path_of(params.text_document.uri)
    text = server.files.buffers.get(path)
    if text is None:
        return None
    at = server.converter.places(Source(path, text)).offset(params.position.line, params.position.character)
    return server.files.index(path).at(path, at)


def _declared(use: Use) -> Definition:
    own = use.definition
    return own.target if own.kind is Kind.ALIAS and own.target is not None and use.declares else own
