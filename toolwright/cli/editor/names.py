"""What editors ask about names: what they mean, where they stand, other names for them, and what fits at a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from toolwright.dsl.project.paths import package_of
from toolwright.dsl.services.complete import complete
from toolwright.dsl.services.hover import hover
from toolwright.dsl.services.model import Index
from toolwright.dsl.services.navigate import definition, meant, references
from toolwright.dsl.services.rename import Refused, prepare
from toolwright.dsl.services.signature import signature
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
        here = _place(server, params)
        found = hover(*here) if here is not None else None
        if found is None:
            return None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, found.markdown), server.converter.range(found.span))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition_(params: lsp.DefinitionParams) -> lsp.Location | None:
        """Where a name is declared."""
        here = _place(server, params)
        span = definition(*here) if here is not None else None
        return server.converter.location(span) if span is not None and not package_of(span.source.name) else None

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references_(params: lsp.ReferenceParams) -> list[lsp.Location]:
        """Where a name stands, in all files that the editor shows."""
        here = _place(server, params)
        own = meant(*here) if here is not None else None
        if own is None or own.span is None:
            return []
        converter, found = server.converter, dict[tuple[str, int], Span]()
        for index in server.files.indexes(own.span.source.name).values():
            for each in references(index, own.key):
                if params.context.include_declaration or not each.declares:
                    found.setdefault((each.span.source.name, each.span.start), each.span)
        return [converter.location(span) for span in found.values() if not package_of(span.source.name)]

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
        """What would be renamed; an error with the reason where nothing can be."""
        here = _place(server, params)
        if here is None:
            return None
        found = prepare(*here)
        if isinstance(found, Refused):
            raise JsonRpcInvalidParams(found.reason)
        return lsp.PrepareRenamePlaceholder(server.converter.range(found.span), found.name)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename_(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        """Another name for something, in all files that the editor shows."""
        here = _place(server, params)
        if here is None:
            return None
        found = server.files.rename(here[1], here[2], params.new_name)
        if isinstance(found, Refused):
            raise JsonRpcInvalidParams(found.reason)
        if found.warning:
            server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, found.warning))
        return server.converter.edits(edit for edits in found.edits.values() for edit in edits)

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

    @server.feature(lsp.TEXT_DOCUMENT_SIGNATURE_HELP, lsp.SignatureHelpOptions(trigger_characters=["(", ","]))
    def signature_(params: lsp.SignatureHelpParams) -> lsp.SignatureHelp | None:
        """What is being called, and which of its parameters is being written."""
        path = path_of(params.text_document.uri)
        text = server.files.buffers.get(path)
        if text is None:
            return None
        at = server.converter.places(Source(path, text)).offset(params.position.line, params.position.character)
        found = signature(lambda new: server.files.analysed_with({path: new}, path), Source(path, text), at)
        if found is None:
            return None
        parameters = [lsp.ParameterInformation(label, doc or None) for label, doc in found.parameters]
        shown = lsp.SignatureInformation(found.label, found.doc or None, parameters, found.active)
        return lsp.SignatureHelp([shown], active_signature=0, active_parameter=found.active)


class _At(Protocol):
    """A question about a place."""

    text_document: lsp.TextDocumentIdentifier
    position: lsp.Position


def _place(server: Server, params: _At) -> tuple[Index, str, int] | None:
    """The index of the file that is asked about, its path and the place in it; None for a file that is not open."""
    path = path_of(params.text_document.uri)
    text = server.files.buffers.get(path)
    if text is None:
        return None
    at = server.converter.places(Source(path, text)).offset(params.position.line, params.position.character)
    return server.files.index(path), path, at
