"""What editors ask by themselves after every change, while nobody waits for it: colours, types, marks, fixes.

All of it is answered from the check that the change brings about anyway, once typing rests; editors withdraw what has
become stale till then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from toolwright.dsl.services.hints import hints
from toolwright.dsl.services.model import Index
from toolwright.dsl.services.navigate import highlights
from toolwright.dsl.services.tokens import tokens
from toolwright.dsl.source import Source

from .convert import path_of
from .tokens import LEGEND, Colours, encoded

if TYPE_CHECKING:
    from .server import Server


def answer(server: Server) -> None:
    """Let *server* answer what editors ask by themselves."""
    _colours(server)
    _types(server)
    _marks(server)
    _fixes(server)


def _colours(server: Server) -> None:
    colours = Colours()

    async def current(path: str) -> list[int] | None:
        index = await _index(server, path)
        return None if index is None else encoded(tokens(index, path), server.converter)

    @server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, LEGEND)
    async def full(params: lsp.SemanticTokensParams) -> lsp.SemanticTokens | None:
        """What every name is."""
        path = path_of(params.text_document.uri)
        data = await current(path)
        return None if data is None else colours.whole(path, data)

    @server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA)
    async def delta(params: lsp.SemanticTokensDeltaParams) -> lsp.SemanticTokens | lsp.SemanticTokensDelta | None:
        """What has changed of it."""
        path = path_of(params.text_document.uri)
        data = await current(path)
        if data is None:
            colours.forget(path)
            return None
        return colours.since(path, params.previous_result_id, data)


def _types(server: Server) -> None:
    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(params: lsp.DidChangeConfigurationParams) -> None:
        """The settings of the editor."""
        configure(server, params.settings)
        workspace = server.client_capabilities.workspace
        if workspace is not None and workspace.inlay_hint is not None and workspace.inlay_hint.refresh_support:
            server.workspace_inlay_hint_refresh(None)

    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    async def shown(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        """Types that nobody wrote, in a range."""
        path = path_of(params.text_document.uri)
        index = await _index(server, path) if server.shows_types else None
        if index is None:
            return []
        places = server.converter.places(Source(path, server.files.buffers[path]))
        start = places.offset(params.range.start.line, params.range.start.character)
        end = places.offset(params.range.end.line, params.range.end.character)
        return [
            lsp.InlayHint(
                lsp.Position(*places.position(hint.offset)),
                f": {hint.text}",
                lsp.InlayHintKind.Type,
                tooltip=lsp.MarkupContent(lsp.MarkupKind.Markdown, f"```tool\n{hint.whole}\n```"),
            )
            for hint in hints(index, path, start, end)
        ]


def configure(server: Server, settings: Any) -> None:
    """Take over what *settings*, whatever they are, say; `{"toolwright": {"inlayHints": {"types": false}}}`."""
    value = settings
    for key in ("toolwright", "inlayHints", "types"):
        value = value.get(key) if isinstance(value, Mapping) else getattr(value, key, None)
    if isinstance(value, bool):
        server.shows_types = value


def _marks(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def marks(params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
        """Where a name stands in the same file."""
        path = path_of(params.text_document.uri)
        index = await _index(server, path)
        if index is None:
            return []
        converter = server.converter
        places = converter.places(Source(path, server.files.buffers[path]))
        uses = highlights(index, path, places.offset(params.position.line, params.position.character))
        kinds = {True: lsp.DocumentHighlightKind.Write, False: lsp.DocumentHighlightKind.Read}
        return [lsp.DocumentHighlight(converter.range(use.span), kinds[use.declares]) for use in uses]


def _fixes(server: Server) -> None:
    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    async def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        """The fixes of the findings in a range."""
        path = path_of(params.text_document.uri)
        await server.settled()
        text = server.files.buffers.get(path)
        if text is None:
            return []
        converter = server.converter
        places = converter.places(Source(path, text))
        first = places.offset(params.range.start.line, params.range.start.character)
        last = places.offset(params.range.end.line, params.range.end.character)
        return [
            lsp.CodeAction(
                title=found.fix.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[converter.diagnostic(found)],
                edit=converter.edits(found.fix.edits),
                is_preferred=True,
            )
            for found in server.files.diagnostics().get(path, ())
            if found.fix is not None and found.span.start <= last and first <= found.span.end
        ]


async def _index(server: Server, path: str) -> Index | None:
    """The index of the file at *path* once typing rests; None for a file that is not open (any more)."""
    await server.settled()
    return server.files.index(path) if path in server.files.buffers else None
