"""The server: one function for each thing that an editor says or asks."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer

from toolwright import __version__
from toolwright.dsl.formatting import format_source
from toolwright.dsl.services.folding import folds
from toolwright.dsl.services.outline import outline
from toolwright.dsl.source import Source, Span
from toolwright.dsl.syntax.parse import parse

from . import names
from .convert import Converter, path_of, to_uri
from .workspace import Workspace

PAUSE: Final = 0.15
"""Seconds without a change after which open files are checked."""


class Server(LanguageServer):
    """A language server with the files of one editor."""

    def __init__(self) -> None:
        """Nothing is open yet."""
        # Whole texts are sent: they are small, and libraries disagree about what ends a line.
        super().__init__("toolwright", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.files = Workspace()
        self._waiting: asyncio.Task[None] | None = None
        self._told: set[str] = set()

    @property
    def converter(self) -> Converter:
        """Makes values in the units that the client and we agreed on."""
        return Converter(str(self.server_capabilities.position_encoding or "utf-16"))

    def changed(self) -> None:
        """Check the open files once nothing has changed for a moment."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().create_task(self._check())

    async def _check(self) -> None:
        await asyncio.sleep(PAUSE)
        try:
            self.publish()
        except Exception:
            logging.getLogger(__name__).exception("checking failed")

    def publish(self) -> None:
        """Tell what is wrong with the open files, and with what they read."""
        converter = self.converter
        found = self.files.diagnostics()
        for path in {**dict.fromkeys(self._told), **found}:
            shown = [converter.diagnostic(each) for each in found.get(path, ())]
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(to_uri(path), shown))
        self._told = {path for path, diagnostics in found.items() if diagnostics}


def start() -> None:
    """Serve one editor over standard input and output until it leaves."""
    make().start_io()


def make() -> Server:
    """A server with everything that it answers."""
    server = Server()
    _documents(server)
    _questions(server)
    names.answer(server)
    return server


def _documents(server: Server) -> None:
    @server.feature(lsp.INITIALIZED)
    def initialized(_: lsp.InitializedParams) -> None:
        """Note the folders of the editor."""
        folders = server.workspace.folders.values()
        server.files.folders.extend(Path(path) for each in folders if (path := uris.to_fs_path(each.uri)) is not None)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        """A file was opened."""
        server.files.write(path_of(params.text_document.uri), params.text_document.text)
        server.changed()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        """A buffer was changed."""
        document = server.workspace.get_text_document(params.text_document.uri)
        server.files.write(path_of(params.text_document.uri), document.source)
        server.changed()

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def did_save(_: lsp.DidSaveTextDocumentParams) -> None:
        """A file was written."""
        server.files.forget_all()
        server.changed()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        """A file was closed: it is what is on the disk."""
        server.files.close(path_of(params.text_document.uri))
        server.changed()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(_: lsp.DidChangeWatchedFilesParams) -> None:
        """Files on the disk have changed."""
        server.files.forget_all()
        server.changed()


def _questions(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def formatting(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
        """The whole text in the one style; nothing where it has syntax errors."""
        source = _source(server, params.text_document.uri)
        if source is None:
            return []
        formatted = format_source(source)
        if formatted.text == source.text:
            return []
        return [lsp.TextEdit(server.converter.range(Span(source, 0, len(source.text))), formatted.text)]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        """The outline of a file."""
        source = _source(server, params.text_document.uri)
        if source is None:
            return []
        converter = server.converter
        return [converter.symbol(entry) for entry in outline(parse(source).module)]

    @server.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    def folding(params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        """What can be folded away."""
        source = _source(server, params.text_document.uri)
        if source is None:
            return []
        kinds = {True: lsp.FoldingRangeKind.Comment, False: lsp.FoldingRangeKind.Region}
        return [
            lsp.FoldingRange(fold.first - 1, fold.last - 1, kind=kinds[fold.comment]) for fold in folds(parse(source))
        ]

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        """The fixes of the findings in a range."""
        path = path_of(params.text_document.uri)
        source = _source(server, params.text_document.uri)
        if source is None:
            return []
        converter = server.converter
        places = converter.places(source)
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


def _source(server: Server, uri: str) -> Source | None:
    path = path_of(uri)
    text = server.files.buffers.get(path)
    return None if text is None else Source(path, text)
