"""The server: one function for each thing that an editor says or asks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from toolwright import __version__
from toolwright.dsl.formatting import format_source
from toolwright.dsl.services.folding import folds
from toolwright.dsl.services.outline import outline
from toolwright.dsl.services.symbols import symbols
from toolwright.dsl.source import Source, Span
from toolwright.dsl.syntax.parse import parse

from . import asides, names
from .convert import Converter, changed, path_of, to_uri
from .workspace import Workspace

PAUSE: Final = 0.15
"""Seconds without a change after which open files are checked."""
BREATH: Final = 0.002
"""Seconds between the checks of two files in which the client is heard."""
MAX_SYMBOLS: Final = 200
"""Most symbols of a workspace that are shown at once."""


class Protocol(LanguageServerProtocol):
    """Leaves changes of texts to us: pygls ends lines where the protocol does not (at form feeds, for one)."""

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: lsp.DidChangeTextDocumentParams
    ) -> Generator[tuple[Any, tuple[lsp.DidChangeTextDocumentParams], None], Any, None]:
        """Hand *params* on as they are."""
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """A language server with the files of one editor."""

    def __init__(self) -> None:
        """Nothing is open yet."""
        super().__init__("toolwright", __version__, protocol_cls=Protocol)
        self.files = Workspace()
        self.shows_types = True
        """Whether types that nobody wrote are shown."""
        self.versions: dict[str, int] = {}
        """What the client calls the state of each open file, by path."""
        self._waiting: asyncio.Task[None] | None = None
        self._told: set[str] = set()

    @property
    def converter(self) -> Converter:
        """Makes values in the units that the client and we agreed on."""
        return Converter(self.encoding)

    @property
    def encoding(self) -> str:
        """What the client counts characters in."""
        return str(self.server_capabilities.position_encoding or "utf-16")

    def changed(self) -> None:
        """Check the open files once nothing has changed for a moment."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().create_task(self._check())

    async def settled(self) -> None:
        """Wait until the open files, as they are by then, have been checked."""
        while self._waiting is not None and not self._waiting.done():
            await asyncio.wait([self._waiting])

    async def _check(self) -> None:
        await asyncio.sleep(PAUSE)
        try:
            for path in tuple(self.files.buffers):
                self.files.analysis(path)
                # Whatever was said meanwhile is heard now; a change cancels the rest, and nothing stale is told.
                await asyncio.sleep(BREATH)
            self.publish()
        except Exception:
            logging.getLogger(__name__).exception("checking failed")

    def publish(self) -> None:
        """Tell what is wrong with the open files, and with what they read."""
        converter = self.converter
        found = self.files.diagnostics()
        for path in {**dict.fromkeys(self._told), **found}:
            shown = [converter.diagnostic(each) for each in found.get(path, ())]
            told = lsp.PublishDiagnosticsParams(to_uri(path), shown, self.versions.get(path))
            self.text_document_publish_diagnostics(told)
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
    asides.answer(server)
    return server


def _documents(server: Server) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        """Note the settings that the editor begins with."""
        asides.configure(server, params.initialization_options)

    @server.feature(lsp.INITIALIZED)
    def initialized(_: lsp.InitializedParams) -> None:
        """Note the folders of the editor."""
        folders = server.workspace.folders.values()
        server.files.folders.extend(Path(path) for each in folders if (path := uris.to_fs_path(each.uri)) is not None)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        """A file was opened."""
        path = path_of(params.text_document.uri)
        server.versions[path] = params.text_document.version
        server.files.write(path, params.text_document.text)
        server.changed()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        """A buffer was changed."""
        path = path_of(params.text_document.uri)
        server.versions[path] = params.text_document.version
        server.files.write(path, changed(server.files.buffers.get(path, ""), params.content_changes, server.encoding))
        server.changed()

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def did_save(_: lsp.DidSaveTextDocumentParams) -> None:
        """A file was written."""
        server.files.forget_all()
        server.changed()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        """A file was closed: it is what is on the disk."""
        path = path_of(params.text_document.uri)
        server.versions.pop(path, None)
        server.files.close(path)
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
    def document_symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
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

    @server.feature(lsp.WORKSPACE_SYMBOL)
    def workspace_symbols(params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
        """Declarations of all files that the editor shows."""
        converter = server.converter
        outlines = (outline(parsed.module) for parsed in server.files.parsed())
        return [converter.found(each) for each in symbols(outlines, params.query, MAX_SYMBOLS)]


def _source(server: Server, uri: str) -> Source | None:
    path = path_of(uri)
    text = server.files.buffers.get(path)
    return None if text is None else Source(path, text)
